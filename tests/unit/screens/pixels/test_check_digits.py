"""A number that reads well and fails its check digits was misread."""

from __future__ import annotations

import pytest

from copiste.screens.declared.model import Screen
from copiste.screens.pixels.picture.check_digits import without_misread
from copiste.screens.reading.view import UNKNOWN
from tests.unit.screens import factories

SCREEN = factories.screen(
    fields={
        "iban": {"caption": "IBAN", "type": "iban", "parts": [4, 4, 4, 4, 4, 4, 3]},
        "nir": {"type": "nir", "parts": [{"caption": "NIR", "max": 13}, {"caption": "CLE", "max": 2}]},
        "holder": {"caption": "TITULAIRE"},
    }
)
HOLDER = "TITULAIRE | : | [DUPONT ANNE]25"


def texts(drawing: str, screen: Screen = SCREEN) -> list[str]:
    seen = without_misread(factories.view(drawing), screen)
    return [cell.text for cell in seen.cells() if cell.input]


@pytest.mark.parametrize(
    "drawn",
    [
        "IBAN | : | [FR14]4 | [2004]4 | [1010]4 | [0505]4 | [0001]4 | [3M02]4 | [606]3",
        "IBAN | : | []4 | []4 | []4 | []4 | []4 | []4 | []3",
        "NIR | : | [255081416802538]13 | CLE | : | []2",
        "NIR | : | [2550814168025]13 | CLE | : | [38]2",
        "NIR | : | [2550814168025]13 | CLE | : | []2",
    ],
    ids=["IBAN", "no IBAN", "NIR and key together", "NIR and key", "NIR without its key"],
)
def test_a_number_that_passes_or_carries_no_check_digits_stays(drawn: str) -> None:
    drawing = f"{drawn}\n{HOLDER}"
    assert texts(drawing) == [cell.text for cell in factories.view(drawing).cells() if cell.input]


@pytest.mark.parametrize("at", range(27))
def test_one_wrong_digit_of_an_iban_makes_all_of_it_unknown(at: int) -> None:
    right = "FR1420041010050500013M02606"
    wrong = right[:at] + ("8" if right[at] != "8" else "3") + right[at + 1 :]
    parts = [wrong[start : start + 4] for start in range(0, 27, 4)]
    drawn = " | ".join(f"[{part}]4" for part in parts)
    assert texts(f"IBAN | : | {drawn}\n{HOLDER}") == [*(UNKNOWN * len(part) for part in parts), "DUPONT ANNE"]


@pytest.mark.parametrize("at", range(13))
def test_one_wrong_digit_of_a_nir_makes_all_of_it_unknown(at: int) -> None:
    right = "2550814168025"
    wrong = right[:at] + ("7" if right[at] != "7" else "4") + right[at + 1 :]
    assert texts(f"NIR | : | [{wrong}]13 | CLE | : | [38]2") == [UNKNOWN * 13, UNKNOWN * 2]


def test_a_number_with_an_unknown_character_is_left_as_it_is() -> None:
    shown = f"255081416802{UNKNOWN}"
    assert texts(f"NIR | : | [{shown}]13 | CLE | : | [38]2") == [shown, "38"]
