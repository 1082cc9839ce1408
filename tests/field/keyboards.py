"""A person's keyboard in every state: what arrives in their window, and in what state they have it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

from copiste.screens.errors import ScreensError
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.keyboard.xkb import BOUNCE_KEYS, SLOW_KEYS, STICKY_KEYS
from tests.field.trial import Ground, Kind, Trial
from tests.support.desktop import Person, desktop
from tests.support.processes import until

#: Invented; letters of both cases twice in a row, an accent, a capital with an accent, digits, signs.
_TEXT = "Abbé Ménard-Élise, 14 @ <x>"
#: Bits of X11's modifiers.
_SHIFT, _LOCK, _NUM, _ALT_GR = 1 << 0, 1 << 1, 1 << 4, 1 << 7

_Act = Callable[[Person], object]

#: Seconds; another connection to the display learns a moment later what ours did.
_SOON = 5


def _typed(*acts: _Act) -> Callable[[Ground], str]:
    """A trial in which the text arrives as it is, and the keyboard is as before."""

    def tried(_ground: Ground) -> str:
        with desktop() as (person, keyboard):
            for act in acts:
                act(person)
            before, keys = person.state, person.map_of_keys()
            person.came()
            keyboard.type(_TEXT)
            _arrived(person, _TEXT)
            keyboard.press("SELECT_ALL")
            _arrived(person, "<C-a>")
            until(lambda: person.state == before, f"a keyboard as before, {before}", _SOON)
            keyboard.close()
            assert person.map_of_keys() == keys, "keys bear something else"
        return "typed as it is; the keyboard is as it was"

    return tried


def _refused(key: str, named: str) -> Callable[[Ground], str]:
    """A trial in which `key` is held: `named` is refused, and nothing arrives."""

    def tried(_ground: Ground) -> str:
        with (
            desktop() as (person, keyboard),
            mock.patch("copiste.screens.pixels.keyboard.state._HELD", 0.2),
        ):
            person.layout("fr")
            person.down(key)
            person.came()
            for act in (
                lambda: keyboard.type(_TEXT),
                lambda: keyboard.press("ENTER"),
                lambda: keyboard.click(50, 50),
            ):
                said = _refusal(act)
                assert said.startswith(f"{named} is held down on this keyboard: nothing was typed."), said
            # A held letter repeats itself.
            assert not set(person.came()) - {key}, "something arrived"
            person.up(key)
            keyboard.type(_TEXT)
            _arrived(person, _TEXT)
        return f"refused, then typed once it was let go: {said}"

    return tried


def _let_go_in_time(_ground: Ground) -> str:
    with (
        desktop() as (person, keyboard),
        mock.patch("copiste.screens.pixels.polling.select") as polling,
    ):
        person.down("Shift_L")

        def let_go(*_watched: object) -> tuple[list[int], list[int], list[int]]:
            person.up("Shift_L")
            return [], [], []

        polling.select.side_effect = let_go
        keyboard.type(_TEXT)
        _arrived(person, _TEXT)
        assert polling.select.called
    return "waited for, then typed as it is"


def _layout_changed_while_running(_ground: Ground) -> str:
    with desktop() as (person, keyboard):
        for layout in ("fr", "us", "de", "gr", "us"):
            person.layout(layout)
            person.came()
            keyboard.type(_TEXT)
            _arrived(person, _TEXT)
            keyboard.press("SELECT_ALL")
            _arrived(person, "<C-a>")
        person.layout("fr")
        keys = person.map_of_keys()
        keyboard.close()
        assert person.map_of_keys() == keys, "a key of the new map was taken for a borrowed one"
    return "typed as it is in each; the last map of keys is untouched"


def _changed_meanwhile(
    act: _Act, told: str, expected: Callable[[Person], bool], *first: _Act
) -> Callable[[Ground], str]:
    """A trial in which the person does `act` while the text goes out: theirs is what counts."""

    def tried(_ground: Ground) -> str:
        with desktop() as (person, keyboard):
            for one in first:
                one(person)
            _while_typing(keyboard, lambda: act(person))
            keyboard.type(_TEXT)
            until(lambda: expected(person), "the person's own state", _SOON)
            said = keyboard.doubt()
            assert told in said, said
            assert keyboard.doubt() == "", "told twice"
        return f"theirs is kept, and told: {said}"

    return tried


def _broken_off(_ground: Ground) -> str:
    with desktop() as (person, keyboard):
        person.choose(locks=_LOCK)
        before = person.state
        person.came()
        said = _refusal(lambda: _burst_that_breaks(keyboard))
        assert not person.came()
        # And in the middle of what goes out.
        with mock.patch(
            "copiste.screens.pixels.keyboard.keyboard.xtest.fake_input", side_effect=RuntimeError
        ):
            try:
                keyboard.type("A")
            except RuntimeError:
                pass
            else:
                raise AssertionError("went out")
        until(lambda: person.state == before, f"a keyboard as before, {before}", _SOON)
        keyboard.type(_TEXT)
        _arrived(person, _TEXT)
    return f"CapsLock is on again: {said}"


def _input_method(_ground: Ground) -> str:
    with desktop() as (person, keyboard):
        assert keyboard.doubt() == ""
        person.input_method("ibus")
        keyboard.type(_TEXT)
        _arrived(person, _TEXT)
        said = keyboard.doubt()
        assert "input method ibus" in said, said
    return f"typed; were it read back otherwise, it would say: {said}"


def _mouse_in_the_corner(_ground: Ground) -> str:
    with desktop() as (person, keyboard):
        person.point(0, 0)
        person.came()
        said = _refusal(lambda: keyboard.type(_TEXT))
        assert not person.came()
    return f"refused: {said}"


def _burst_that_breaks(keyboard: Keyboard) -> None:
    with keyboard.burst():
        keyboard.type("AB")
        keyboard.press("NO_SUCH_KEY")


def _while_typing(keyboard: Keyboard, act: Callable[[], object]) -> None:
    """Do `act` once, when the text has gone out and nothing was given back."""
    state: Any = keyboard._state
    give_back = state.give_back

    def then() -> None:
        keyboard._connection.sync()
        act()
        state.give_back = give_back
        give_back()

    state.give_back = then


def _refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except ScreensError as error:
        said = str(error)
    else:
        raise AssertionError("typed through")
    assert _TEXT not in said
    return said


def _arrived(person: Person, text: str) -> None:
    came = person.arrived(1 if text.startswith("<C") else len(text))
    # The text is invented, and may be shown.
    assert came == text, f"{came!r} arrived"


KIND = Kind(
    17,
    "a person's keyboard: locks, latches, layouts, held keys, accessibility",
    "set right for the time of typing and given back; what is held is named, and nothing is typed through",
    [
        Trial("all is well", _typed()),
        Trial("CapsLock", _typed(lambda p: p.tap("Caps_Lock"))),
        Trial("NumLock", _typed(lambda p: p.tap("Num_Lock"))),
        Trial("CapsLock and NumLock", _typed(lambda p: p.tap("Caps_Lock", "Num_Lock"))),
        Trial("ShiftLock", _typed(lambda p: p.choose(locks=_SHIFT))),
        Trial("AltGr locked on a French keyboard",
              _typed(lambda p: p.layout("fr"), lambda p: p.choose(locks=_ALT_GR))),
        Trial("Shift latched", _typed(lambda p: p.choose(latches=_SHIFT))),
        Trial("second layout, Russian", _typed(lambda p: p.layout("us,ru"), lambda p: p.choose(group=1))),
        Trial("second layout, French", _typed(lambda p: p.layout("us,fr"), lambda p: p.choose(group=1))),
        Trial("Russian first, Latin second", _typed(lambda p: p.layout("ru,us"))),
        Trial("Russian first, Latin chosen",
              _typed(lambda p: p.layout("ru,us"), lambda p: p.choose(group=1))),
        Trial("sticky keys with a latch and two locks",
              _typed(lambda p: p.enable(STICKY_KEYS),
                     lambda p: p.choose(latches=_SHIFT, locks=_LOCK | _NUM))),
        Trial("slow keys and bounce keys", _typed(lambda p: p.enable(SLOW_KEYS | BOUNCE_KEYS))),
        Trial("Shift held", _refused("Shift_L", "Shift")),
        Trial("Ctrl held", _refused("Control_R", "Ctrl")),
        Trial("AltGr held", _refused("ISO_Level3_Shift", "AltGr")),
        Trial("Super held", _refused("Super_L", "Super")),
        Trial("a letter held", _refused("x", "A key")),
        Trial("Shift let go in time", _let_go_in_time),
        Trial("setxkbmap while it runs", _layout_changed_while_running),
        Trial("CapsLock pressed meanwhile",
              _changed_meanwhile(lambda p: p.tap("Caps_Lock"), "CapsLock was switched on meanwhile",
                                 lambda p: p.state.locked == _LOCK)),
        Trial("CapsLock on, and pressed meanwhile",
              _changed_meanwhile(lambda p: p.tap("Caps_Lock"), "CapsLock was switched on meanwhile",
                                 lambda p: p.state.locked == _LOCK, lambda p: p.tap("Caps_Lock"))),
        Trial("Shift pressed meanwhile",
              _changed_meanwhile(lambda p: p.down("Shift_L"), "Shift is held down",
                                 lambda p: p.state.held == _SHIFT)),
        Trial("another layout chosen meanwhile",
              _changed_meanwhile(lambda p: p.choose(group=1), "Another layout", lambda p: p.state.group == 1,
                                 lambda p: p.layout("us,ru"))),
        Trial("broken off in the middle", _broken_off),
        Trial("an input method", _input_method),
        Trial("mouse in the corner", _mouse_in_the_corner),
    ],
)  # fmt: skip
