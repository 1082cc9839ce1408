from __future__ import annotations

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.errors import FaceError
from copiste.screens.pixels.keyboard.characters import CHARACTERS, keysym
from copiste.screens.pixels.keyboard.keys import BROWSER, X3270, KeyTable, chord_of


@pytest.mark.parametrize("keys", [X3270, BROWSER], ids=["x3270", "browser"])
def test_every_key_of_the_declared_screens_is_on_the_keyboard(keys: KeyTable) -> None:
    application = load_application("backend_sante")
    declared = {
        action.key
        for screen in application.screens.values()
        for action in screen.actions.values()
        if action.key
    }
    assert declared
    assert declared - set(keys) == set()


def test_unknown_key_is_told_with_its_nearest_neighbour() -> None:
    with pytest.raises(FaceError, match="Did you mean ERASE_EOF"):
        chord_of(X3270, "ERASE_EOL")


def test_function_keys_beyond_twelve_take_shift() -> None:
    assert chord_of(X3270, "F12") == ("f12",)
    assert chord_of(X3270, "F13") == ("shiftleft", "f1")
    assert chord_of(X3270, "F24") == ("shiftleft", "f12")


@pytest.mark.parametrize(
    ("character", "number"),
    [
        ("A", 0x41),
        ("é", 0xE9),
        ("€", 0x20AC),
        ("œ", 0x13BD),
        ("Ÿ", 0x13BE),
        ("ő", 0x1000151),
        ("♥", 0x1002665),
    ],
)
def test_characters_have_the_numbers_of_x11(character: str, number: int) -> None:
    assert keysym(character) == number


def test_no_two_characters_have_the_same_number() -> None:
    assert len({keysym(character) for character in CHARACTERS}) == len(CHARACTERS) == 95 + 96 + 8
