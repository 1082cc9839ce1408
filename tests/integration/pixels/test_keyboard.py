from __future__ import annotations

import random
import string
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from unittest import mock

import pytest
from Xlib import X
from Xlib.display import Display as Connection

from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.keyboard import pyautogui_loading
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.keyboard.keys import X3270
from copiste.screens.pixels.keyboard.xkb import ALL, Xkb
from copiste.screens.pixels.windows.emulator import Emulator
from copiste.screens.pixels.x11.display import Display
from tests.integration.pixels.small_host import Script, SmallHost, free_port, small_host
from tests.support.processes import until

#: Every character of Latin-1 that is seen, and what the French write besides.
LATIN_1 = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x100)]))


@dataclass
class Seat:
    """An x3270 on a host with a field of 78 characters on each row, and what it says of its screen."""

    host: SmallHost
    emulator: Emulator
    keyboard: Keyboard
    script: Script

    def settled(self, cursor: tuple[int, int]) -> list[str]:
        """The rows once the cursor stands there: keys are handled in their order."""
        until(lambda: self.script.cursor == cursor, f"the cursor at {cursor}", 20)
        return self.script.text


@pytest.fixture(params=["pyautogui", "xtest"])
def seat(display: Display, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """Keys by pyautogui, as in a bot, and without, as on a second display of one process."""
    port = free_port()
    with small_host() as host:
        emulator = Emulator(
            display, "127.0.0.1", host.port, codepage="french", options=["-scriptport", str(port)]
        )
        script = Script(port)
        keyboard = Keyboard(display.name)
        keys = pyautogui_loading.load() if request.param == "pyautogui" else None
        hands = Connection(display.name)
        monkeypatch.setattr("pyautogui._pyautogui_x11._display", hands)
        monkeypatch.setattr(keyboard, "_pyautogui", keys)
        script.ask("Wait(InputField)")
        yield Seat(host, emulator, keyboard, script)
        keyboard.close()
        script.close()
        emulator.close()
        hands.close()


def test_text_arrives_as_it_is(seat: Seat) -> None:
    text = "É<@ç€êùÀ_#"
    seat.keyboard.type(text)
    assert seat.settled((0, 1 + len(text)))[0] == f" {text}".ljust(80)


def test_every_character_of_latin_1_arrives(seat: Seat) -> None:
    parts = [LATIN_1[at : at + 70] for at in range(0, len(LATIN_1), 70)]
    for part in parts:
        seat.keyboard.type(part)
        seat.keyboard.press("TAB")
    rows = seat.settled((len(parts), 1))
    assert [row[1 : 1 + len(part)] for row, part in zip(rows, parts, strict=False)] == parts


def test_a_thousand_characters_arrive_complete_and_in_order(seat: Seat) -> None:
    chance = random.Random(3270)
    alphabet = string.ascii_letters + string.digits + "éèÉÈçà€'-/ <>@"
    rows = ["".join(chance.choices(alphabet, k=77)) for _ in range(14)]
    with seat.keyboard.burst():
        for row in rows:
            seat.keyboard.type(row)
            seat.keyboard.press("TAB")
    assert [row[1:78] for row in seat.settled((14, 1))[:14]] == rows


def test_keys_and_clicks_keep_their_place_among_characters(seat: Seat) -> None:
    """x3270 by itself handles a key such as Tab after the characters that follow it closely."""
    window = seat.emulator.region
    keyboard = seat.keyboard
    with keyboard.burst():
        for key, text in (
            ("TAB", "ONE"),
            ("TAB", "TWO"),
            ("HOME", "three"),
            ("BACKTAB", ""),
            ("BACKTAB", "é"),
        ):
            keyboard.press(key)
            keyboard.type(text)
    assert [row.strip() for row in seat.settled((23, 2)) if row.strip()] == ["three", "ONE", "TWO", "é"]
    keyboard.type("a")
    keyboard.click(window.left + 2 + 9 * 10 + 4, window.top + 2 + 14 * 5 + 7)
    keyboard.type("b")
    rows = seat.settled((5, 11))
    assert (rows[23].strip(), rows[5].strip()) == ("éa", "b")


def test_keys_do_what_their_names_say(seat: Seat) -> None:
    keyboard = seat.keyboard
    keyboard.type("abc")
    keyboard.press("HOME")
    assert seat.settled((0, 1))[0].strip() == "abc"
    keyboard.press("RIGHT")
    keyboard.press("ERASE_EOF")
    assert seat.settled((0, 2))[0].strip() == "a"
    keyboard.press("TAB")
    keyboard.type("def")
    keyboard.press("BACKSPACE")
    assert seat.settled((1, 3))[1].strip() == "de"
    keyboard.press("LEFT")
    keyboard.press("DELETE")
    assert seat.settled((1, 2))[1].strip() == "d"
    keyboard.press("DELETE_FIELD")
    assert seat.settled((1, 1))[1].strip() == ""
    keyboard.press("BACKTAB")
    keyboard.press("BACKTAB")
    seat.settled((23, 1))
    keyboard.press("DOWN")
    keyboard.press("NEWLINE")
    seat.settled((1, 1))
    keyboard.press("UP")
    seat.settled((0, 1))


#: Attention identifiers of the 3270 data stream.
AIDS = {
    "ENTER": 0x7D, "CLEAR": 0x6D, "PA1": 0x6C, "PA2": 0x6E, "PA3": 0x6B,
    **{f"F{number}": 0xF0 + number for number in range(1, 10)}, "F10": 0x7A, "F11": 0x7B, "F12": 0x7C,
    **{f"F{number}": 0xC0 + number - 12 for number in range(13, 22)}, "F22": 0x4A, "F23": 0x4B, "F24": 0x4C,
}  # fmt: skip


def test_every_key_that_a_host_knows_reaches_it(seat: Seat) -> None:
    for count, key in enumerate(AIDS, 1):
        seat.keyboard.press(key)
        until(lambda count=count: len(seat.host.received) == count, f"{key} at the host", 20)  # type: ignore[misc]
        seat.script.ask("Wait(Unlock)")
    assert [keys[0] for keys in seat.host.received] == list(AIDS.values())
    assert set(AIDS) <= set(X3270)


def test_reset_unlocks_after_an_error_of_the_operator(seat: Seat) -> None:
    seat.keyboard.press("LEFT")
    seat.keyboard.type("x")
    until(lambda: seat.script.cursor == (0, 0) and seat.script.status.startswith("L"), "the lock", 20)
    seat.keyboard.press("RESET")
    until(lambda: seat.script.cursor == (0, 0) and seat.script.status.startswith("U"), "no lock", 20)


@pytest.mark.parametrize("key", ["TAB", "BACKTAB", "HOME", "LEFT", "RIGHT", "UP"])
def test_key_that_moves_the_cursor_takes_an_error_back(seat: Seat, key: str) -> None:
    with seat.keyboard.burst():
        seat.keyboard.press("LEFT")
        seat.keyboard.type("xyz")
    until(lambda: seat.script.cursor == (0, 0) and seat.script.status.startswith("L"), "the lock", 20)
    seat.keyboard.press(key)
    until(lambda: seat.script.cursor != (0, 0) and seat.script.status.startswith("U"), "no lock", 20)
    assert "".join(seat.script.text).strip() == ""
    assert seat.emulator.alive


def test_erasing_in_an_error_opens_a_window_and_is_a_fault(seat: Seat) -> None:
    with seat.keyboard.burst():
        seat.keyboard.press("LEFT")
        seat.keyboard.type("x")
        seat.keyboard.press("ERASE_EOF")
    until(lambda: seat.emulator.fault, "x3270's error window", 20)
    assert "could not take" in seat.emulator.fault


def test_key_pressed_while_the_host_thinks_is_lost_rather_than_late(seat: Seat) -> None:
    """It was meant for the screen that was there, and that may be another one by then."""
    seat.host.answers.clear()
    seat.keyboard.press("ENTER")
    until(lambda: len(seat.host.received) == 1, "ENTER at the host", 20)
    seat.keyboard.press("F10")
    seat.keyboard.type("ABC")
    seat.script.ask("Query(Cursor)")
    seat.host.answers.set()
    seat.script.ask("Wait(Unlock)")
    seat.keyboard.press("F1")
    until(lambda: len(seat.host.received) == 2, "F1 at the host", 20)
    assert [keys[0] for keys in seat.host.received] == [AIDS["ENTER"], AIDS["F1"]]
    assert b"\xc1\xc2\xc3" not in seat.host.received[1]
    assert seat.emulator.alive


def test_click_puts_the_cursor_there(seat: Seat) -> None:
    window = seat.emulator.region
    seat.keyboard.click(window.left + 2 + 9 * 10 + 4, window.top + 2 + 14 * 5 + 7)
    seat.settled((5, 10))


def test_second_display_of_a_process_is_typed_into_as_well(seat: Seat) -> None:
    other = Display()
    try:
        keyboard = Keyboard(other.name)
        keyboard.press("F10")
        keyboard.click(10, 10)
        asked = Connection(other.name)
        assert asked.screen().root.query_pointer().root_x == 10
        asked.close()
        keyboard.close()
        seat.keyboard.press("TAB")
        seat.settled((1, 1))
    finally:
        other.close()


def test_nothing_of_a_burst_goes_out_when_it_is_broken_off(seat: Seat) -> None:
    def broken_off() -> None:
        with seat.keyboard.burst():
            seat.keyboard.type("ABC")
            seat.keyboard.press("ENTR")

    with pytest.raises(FaceError, match="Did you mean ENTER"):
        broken_off()
    seat.keyboard.type("D")
    assert seat.settled((0, 2))[0].strip() == "D"


def test_character_without_any_key_is_refused_before_anything_is_typed(seat: Seat) -> None:
    text = "AB" + "".join(map(chr, range(0x4E00, 0x4E80)))
    assert not seat.keyboard.takes(text)
    with pytest.raises(FaceError) as caught:
        seat.keyboard.type(text)
    assert not set(text[2:]) & set(str(caught.value))
    seat.keyboard.type("C")
    assert seat.settled((0, 2))[0].strip() == "C"


def test_keyboard_of_a_person_is_given_back_as_it_was(
    display: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copiste.screens.pixels.keyboard.keyboard.is_ours", lambda _name: False)
    connection = Connection(display.name)

    def keys() -> list[list[int]]:
        return [[keysym for keysym in row if keysym] for row in connection.get_keyboard_mapping(8, 248)]

    before = keys()
    keyboard = Keyboard(display.name)
    keyboard.type("déjà")
    during = keys()
    assert sum(one != other for one, other in zip(before, during, strict=True)) == 2
    assert all(one == other for one, other in zip(before, during, strict=True) if one)
    keyboard.close()
    assert keys() == before
    connection.close()


@pytest.fixture(params=["fr", "us,ru", "ru,us"])
def person_s(seat: Seat, display: Display, request: pytest.FixtureRequest) -> Iterator[Keyboard]:
    """Hands on a person's display, where another layout, CapsLock and NumLock are chosen."""
    layout = ["setxkbmap", "-display", display.name, request.param]
    subprocess.run(layout, env=display.variables(), check=True)
    connection = Connection(display.name)
    person = Xkb(connection)
    person.lock(ALL, X.LockMask | X.Mod2Mask, request.param.count(","), 0)
    locked = person.state().locked
    with mock.patch("copiste.screens.pixels.keyboard.keyboard.is_ours", return_value=False):
        keyboard = Keyboard(display.name)
    keyboard.aim(seat.emulator)
    yield keyboard
    keyboard.close()
    assert person.state().locked == locked == X.LockMask | X.Mod2Mask
    connection.close()


def test_every_key_reaches_the_host_from_a_person_s_keyboard(seat: Seat, person_s: Keyboard) -> None:
    """PA1 is Alt-1, and a French keyboard writes 1 with Shift; no Russian key bears the c of Alt-c."""
    for count, key in enumerate(AIDS, 1):
        person_s.press(key)
        until(lambda count=count: len(seat.host.received) == count, f"{key} at the host", 20)  # type: ignore[misc]
        seat.script.ask("Wait(Unlock)")
    assert [keys[0] for keys in seat.host.received] == list(AIDS.values())


def test_text_arrives_from_a_person_s_keyboard_as_it_is(seat: Seat, person_s: Keyboard) -> None:
    text = "É<@ç€êùÀ_# Dupont 12"
    person_s.type(text)
    assert seat.settled((0, 1 + len(text)))[0] == f" {text}".ljust(80)


@pytest.mark.parametrize(("lock", "told"), [(X.LockMask, "CapsLock is on"), (X.ShiftMask, "Shift is on")])
def test_without_xkb_what_is_locked_is_refused(display: Display, lock: int, told: str) -> None:
    """As on an old VNC server."""
    connection = Connection(display.name)
    person = Xkb(connection)
    person.lock(ALL, lock, None, 0)
    assert person.state().locked == lock
    with (
        mock.patch("copiste.screens.pixels.keyboard.keyboard.is_ours", return_value=False),
        mock.patch("copiste.screens.pixels.keyboard.xkb._NAME", "NO-SUCH-EXTENSION"),
        mock.patch("copiste.screens.pixels.keyboard.state._HELD", 0.1),
    ):
        keyboard = Keyboard(display.name)
        with pytest.raises(UnreachableError, match=f"{told}, which cannot be switched off"):
            keyboard.type("A")
        person.lock(ALL, 0, None, 0)
        person.state()
        keyboard.type("A")
        keyboard.close()
    connection.close()


def test_display_of_its_own_is_not_asked_for_its_state(seat: Seat) -> None:
    with mock.patch.object(Xkb, "state", side_effect=AssertionError):
        seat.keyboard.type("A")
        seat.keyboard.press("TAB")
    assert seat.keyboard.doubt() == ""
    seat.settled((1, 1))


def test_nothing_is_typed_while_a_person_works_in_another_window(
    seat: Seat, display: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copiste.screens.pixels.keyboard.keyboard.is_ours", lambda _name: False)
    connection = Connection(display.name)
    screen = connection.screen()
    other = screen.root.create_window(800, 500, 50, 50, 0, screen.root_depth)
    other.map()
    other.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
    connection.sync()
    keyboard = Keyboard(display.name)
    keyboard.aim(seat.emulator)
    with pytest.raises(UnreachableError, match="somebody works there"):
        keyboard.type("SECRET")
    with pytest.raises(UnreachableError, match="somebody works there"):
        keyboard.press("F1")
    with pytest.raises(UnreachableError, match="somebody works there"):
        keyboard.click(800, 500)
    seat.emulator.focus()
    keyboard.type("A")
    assert seat.settled((0, 2))[0].strip() == "A"
    keyboard.close()
    connection.close()


def test_display_that_is_gone_is_an_error(display: Display) -> None:
    keyboard = Keyboard(display.name)
    display.close()
    with pytest.raises(UnreachableError):
        keyboard.type("A")
    with pytest.raises(UnreachableError):
        keyboard.press("ENTER")
    keyboard.close()


def test_pyautogui_presses_the_keys_of_a_bot_s_display() -> None:
    """In a process of its own, as a bot is: pyautogui belongs to the display that it is imported on.

    By itself it would end that process where tkinter is missing.
    """
    code = """
from unittest import mock
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.keyboard.keyboard import Keyboard
import sys
sys.modules["tkinter"] = None  # not every Python has it
display = Display()
keyboard = Keyboard(display.name)
import pyautogui
with mock.patch.object(pyautogui, "hotkey", wraps=pyautogui.hotkey) as hotkey:
    keyboard.press("CLEAR")
assert hotkey.call_args.args == ("altleft", "c"), hotkey.call_args
keyboard.close()
display.close()
"""
    subprocess.run([sys.executable, "-c", code], check=True)
