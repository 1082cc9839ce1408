from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copiste.cases.text import fits_name, fits_text, legacy_text
from copiste.screens.declared.formats.charsets import legacy_upper

LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F), max_size=30)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Lefèvre", "LEFEVRE"),
        ("  de   la\u00a0Fontaine ", "DE LA FONTAINE"),
        ("Œuvrard", "OEUVRARD"),
        ("Straße", "STRASSE"),
        ("D’Almeida", "D'ALMEIDA"),
        ("Anne–Marie", "ANNE-MARIE"),
        ("e\u0301te\u0301", "ETE"),
        ("Łukasz Çelik", "LUKASZ CELIK"),
        ("", ""),
    ],
)
def test_turns_text_into_what_old_screens_show(written: str, shown: str) -> None:
    assert legacy_text(written) == shown


@given(LATIN)
def test_turns_text_into_what_the_screens_type(text: str) -> None:
    """The check at intake and the typing at night must mean the same capitals."""
    if fits_text(legacy_text(text)):
        assert legacy_text(text) == legacy_upper(text)


@given(LATIN)
def test_is_stable(text: str) -> None:
    assert legacy_text(legacy_text(text)) == legacy_text(text)


def test_leaves_what_has_no_plain_twin_for_the_check_to_refuse() -> None:
    assert not fits_name(legacy_text("王"))
    assert not fits_text(legacy_text("1 rue ☃"))
    assert not fits_name(legacy_text("LefÃ¨vre"))
    assert not fits_name(legacy_text("Le Gal´l¨"))
    assert not fits_text(legacy_text("n° 4 ½"))
    assert not fits_text(legacy_text("rue\x00Neuve"))


@pytest.mark.parametrize("name", ["A", "D'ALMEIDA", "SAINT-MARTIN", "LE GALL"])
def test_takes_a_name(name: str) -> None:
    assert fits_name(name)


@pytest.mark.parametrize(
    "name", ["", "-MARTIN", "MARTIN-", "MARTIN2", "MARTIN (EP. DURAND)", "M.", "'T HOOFT", "N'"]
)
def test_refuses_what_is_no_name(name: str) -> None:
    assert not fits_name(name)
