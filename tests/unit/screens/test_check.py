from __future__ import annotations

import pytest

from copiste.screens.session.check import ScreenCheck, Verdict, compare
from tests.unit.screens.factories import screen, view

DECLARED = screen(
    fields={
        "last_name": {"caption": "NOM", "max": 25},
        "birth_date": {"caption": "NE LE", "type": "date", "parts": [2, 2, 4]},
        "receipt": {"caption": "ENREGISTREMENT", "protected": True},
    },
    tables={"members": {"columns": {"line": {"caption": "LIGNE"}}}},
    actions={"enter": "ENTER", "validate": "F10"},
)
DRAWING = """
NOM | : | [SECRET]25
NE LE | : | []2 | / | []2 | / | []4
ENREGISTREMENT | : | 26324-000123
LIGNE
ENTREE SUITE - F3 FIN - F10 VALIDER
"""
WORDS = {"ENTREE": "ENTER"}


def test_a_screen_as_declared_is_the_same() -> None:
    found = compare(view(DRAWING), DECLARED, WORDS)
    assert found.verdict is Verdict.SAME
    assert found.text == "4 found"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("NOM |", "NOM D'USAGE |", "missing last_name; not declared NOM D'USAGE"),
        ("]25", "]20", "changed last_name"),
        ("[SECRET]", "{SECRET}", "changed last_name"),
        ("[]4", "[]4 | []2", "missing birth_date"),
        ("ENREGISTREMENT", "NUMERO", "missing receipt"),
        ("LIGNE", "RANG", "missing members"),
        ("F10", "F11", "keys not offered validate"),
        ("LIGNE", "LIGNE\nREGIME | : | []2", "not declared REGIME"),
    ],
)
def test_every_difference_is_named_and_no_value(old: str, new: str, told: str) -> None:
    found: ScreenCheck = compare(view(DRAWING.replace(old, new)), DECLARED, WORDS)
    assert found.verdict is Verdict.DIFFERS
    assert found.text == told


def test_without_a_line_of_keys_none_is_missed() -> None:
    drawing = DRAWING.replace("ENTREE SUITE - F3 FIN - F10 VALIDER", "FIN")
    assert compare(view(drawing), DECLARED, WORDS).verdict is Verdict.SAME
