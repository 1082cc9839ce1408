"""The keys of a display: the key of each character, and spare keys for characters that are on none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from Xlib import XK, X
from Xlib.display import Display as Connection

from copiste.screens.errors import FaceError
from copiste.screens.pixels.keyboard.characters import CHARACTERS, keysym

#: A key and whether Shift goes with it.
Place: TypeAlias = tuple[int, bool]

#: What pyautogui's names are in X11, where they are not letters, digits or function keys.
_KEYSYMS = {
    "enter": "Return", "tab": "Tab", "escape": "Escape", "backspace": "BackSpace", "delete": "Delete",
    "home": "Home", "end": "End", "left": "Left", "right": "Right", "up": "Up", "down": "Down",
    "pageup": "Prior", "pagedown": "Next",
    "shiftleft": "Shift_L", "ctrlleft": "Control_L", "altleft": "Alt_L",
}  # fmt: skip
#: Multimedia keys: keysyms of XFree86's own.
_MULTIMEDIA = range(0x1008FF00, 0x10090000)
_KEYPAD = range(0xFF80, 0xFFBE)
#: Keys that change a text while they are held, besides those that write.
_EDITING = tuple(map(XK.string_to_keysym, ("Return", "Tab", "BackSpace", "Delete")))


class KeyMap:
    """The map of keys of one display, read anew when it changed."""

    def __init__(self, connection: Connection, display: str, *, own: bool) -> None:
        """Not read yet; on a display of the seat's `own`, multimedia keys are spare too."""
        self._connection, self._display, self._own = connection, display, own
        #: Keys of a person's keyboard that had no keysym, and the keysym that each was given.
        self._borrowed: dict[int, int] = {}
        self._free: list[int] = []
        #: By keysym.
        self._keys_of: dict[int, Place] = {}
        #: By character.
        self.places: dict[str, Place] = {}
        #: The key of Shift.
        self.shift = 0
        #: The layout, from 0, that characters are typed in.
        self.group = 0
        #: The first keysym of each key; and the keys that write or edit.
        self.symbols: dict[int, int] = {}
        self.writing: frozenset[int] = frozenset()

    def takes(self, text: str) -> bool:
        """Whether every character of a text is on a key, or can be given one."""
        missing = {character for character in text if character not in self.places}
        return len(missing) <= len(self._free) and not any(
            unicodedata.category(one) == "Cc" for one in missing
        )

    def key(self, name: str) -> Place:
        """The key of that name in pyautogui.

        Raises:
            FaceError: there is none, and no spare key for it.
        """
        number = XK.string_to_keysym(_KEYSYMS.get(name, name.upper() if name[1:].isdecimal() else name))
        place = self._keys_of.get(number) if number else None
        if place is None and len(name) == 1:  # a layout of another alphabet
            self.give([name])
            place = self.places[name]
        if place is None:  # XTEST would raise a protocol error, or press another key
            raise FaceError(f'The keyboard of display {self._display} has no key "{name}".')
        return place

    def _rows(self) -> tuple[int, Sequence[Sequence[int]]]:
        """The first keycode, and the keysyms of it and all others."""
        first = self._connection.display.info.min_keycode
        count = self._connection.display.info.max_keycode - first + 1
        return first, self._connection.get_keyboard_mapping(first, count)

    def read(self) -> None:
        """Read which key has each character, and which keys are spare."""
        first, rows = self._rows()
        modifiers = {key for row in self._connection.get_modifier_mapping() for key in row}
        characters = {keysym(character): character for character in CHARACTERS}
        # Two columns for each of two layouts: without Shift, and with it.
        group = max((0, 1), key=lambda one: _written(rows, one, characters)) if not self._own else 0
        self.places, self._free = {}, []
        self._borrowed = {
            key: number for key, number in self._borrowed.items() if _has_only(rows[key - first], number)
        }
        characters |= {
            number: chr(number - 0x1000000) for number in self._borrowed.values() if number > 0x1000000
        }
        bearing: tuple[dict[int, Place], ...] = ({}, {}, {})
        for key, keysyms in enumerate(rows, first):
            # A keypad key means something else with NumLock.
            keypad = any(number in _KEYPAD for number in keysyms)
            chosen = _of_group(keysyms, group)
            for shifted, number in enumerate(chosen):
                if number in characters and not keypad:
                    self.places.setdefault(characters[number], (key, bool(shifted)))
            if not keypad:
                for shifted, number in enumerate(chosen):
                    bearing[shifted].setdefault(number, (key, bool(shifted)))
                for number in keysyms:
                    bearing[2].setdefault(number, (key, False))
            meanings = {number for number in keysyms if number}
            spare = not meanings or (self._own and all(number in _MULTIMEDIA for number in meanings))
            if spare and key != first and key not in modifiers:
                self._free.append(key)
        self._keys_of = {**bearing[2], **bearing[1], **bearing[0]}
        self.shift, _ = self.key("shiftleft")
        self.group = group
        self.symbols = {key: keysyms[0] for key, keysyms in enumerate(rows, first) if keysyms[0]}
        edits = {self._keys_of[number][0] for number in _EDITING if number in self._keys_of}
        self.writing = frozenset({key for key, _ in self.places.values()} | edits)

    def give(self, characters: Iterable[str]) -> None:
        """Assign a spare key to each of `characters` that is on none.

        Raises:
            FaceError: there are not enough spare keys.
        """
        wanted = [one for one in dict.fromkeys(characters) if one not in self.places]
        if not wanted:
            return
        if not self.takes("".join(wanted)):
            raise FaceError(
                f"A text has characters that are on no key of display {self._display}, and too few keys are "
                "spare. Next step: choose a keyboard layout that has them."
            )
        for character in wanted:
            key = self._free.pop()
            self._borrowed |= {} if self._own else {key: keysym(character)}
            # The same with Shift, so that a held Shift changes nothing.
            self._connection.change_keyboard_mapping(key, [[keysym(character)] * 2])
            self.places[character] = (key, False)
        self._connection.sync()

    def give_back(self) -> None:
        """Remove the keysyms from the keys that were borrowed; sent with the next flush."""
        first, rows = self._rows()
        for key, number in self._borrowed.items():
            # The person may have assigned it meanwhile.
            if _has_only(rows[key - first], number):
                self._connection.change_keyboard_mapping(key, [[X.NoSymbol]])


def _of_group(keysyms: Sequence[int], group: int) -> Sequence[int]:
    """A key's keysyms in a layout, without and with Shift; a key with one layout is the same in both."""
    chosen = keysyms[2 * group : 2 * group + 2]
    return chosen if any(chosen) else keysyms[:2]


def _written(rows: Sequence[Sequence[int]], group: int, characters: Mapping[int, str]) -> int:
    """The number of characters that a layout can write."""
    return len({number for keysyms in rows for number in _of_group(keysyms, group) if number in characters})


def _has_only(keysyms: Sequence[int], number: int) -> bool:
    """Whether a key has that keysym and no other."""
    return {one for one in keysyms if one} == {number}
