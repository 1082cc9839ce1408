"""One terminal's line without a network: bytes in, screens out, and the host's sessions behind it."""

from __future__ import annotations

import asyncio
import logging
import shutil
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legacy_mock.faces.terminal import codepage, face, line
from legacy_mock.faces.terminal.addresses import place
from legacy_mock.faces.terminal.face import TerminalFace
from legacy_mock.faces.terminal.line import Line
from legacy_mock.faces.terminal.telnet import BrokenLineError, Reader, Record, record
from legacy_mock.host import Around, Host, LineDroppedError
from legacy_mock.rules import Rules
from legacy_mock.screen import Input, Screen
from legacy_mock.sessions import Session
from tests.unit.legacy_mock.domain_factories import PLAIN, World
from tests.unit.legacy_mock.glass import NEGOTIATED, Glass, glass_of, pressed
from tests.unit.legacy_mock.host_terminal import PASSWORD, Place

CHARACTERS = "".join(codepage.decode(bytes([byte])) for byte in range(256))
ENTER, F10, F3 = 0x7D, 0x7A, 0xF3
TERMINAL = NEGOTIATED % b"IBM-3279-2-E"


class Wire:
    """The host's end of a line: what it sends is kept."""

    def __init__(self) -> None:
        self.sent = bytearray()
        self.aborted = False
        self.transport = self

    def write(self, data: bytes) -> None:
        self.sent += data

    async def drain(self) -> None:
        pass

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        pass


class Call:
    """One line, of which everything that comes over it is known before."""

    def __init__(self, host: Host, *pieces: bytes, ends: bool = True) -> None:
        self.wire = Wire()
        self.error: BaseException | None = None
        asyncio.run(self._serve(host, pieces, ends=ends))

    async def _serve(self, host: Host, pieces: tuple[bytes, ...], *, ends: bool) -> None:
        reader = StreamReader()
        for piece in pieces:
            reader.feed_data(piece)
        if ends:
            reader.feed_eof()
        try:
            await Line(host, reader, cast("StreamWriter", self.wire)).serve()
        except (BrokenLineError, LineDroppedError) as error:
            self.error = error

    @property
    def screens(self) -> list[Glass]:
        """What the terminal showed, one after the other."""
        records = [event for event in Reader().feed(bytes(self.wire.sent)) if isinstance(event, Record)]
        return [glass_of(event.data, CHARACTERS) for event in records]

    @property
    def titles(self) -> list[str]:
        return [glass.rows[2].strip() for glass in self.screens]


def key(aid: int, **typed: str) -> bytes:
    """A key with what was typed at places named ``r8c26``."""
    fields = {}
    for name, text in typed.items():
        row, column = name[1:].split("c")
        fields[place(int(row), int(column))] = codepage.encode(text)
    return record(pressed(aid, 0, fields))


SIGN_ON = key(ENTER, r8c26="AGT01", r10c26=PASSWORD, r12c26="T001")
TO_ADDRESS = key(ENTER, r18c26="ADRS", r19c26=PLAIN)
NEW_ADDRESS = {"r8c26": "7 RUE NEUVE", "r12c26": "75011", "r14c26": "PARIS"}


def sessions(host: Host) -> int:
    return len(host._sessions.all())


def test_a_session_begins_with_the_line_and_ends_with_it(place: Place) -> None:
    call = Call(place.host, TERMINAL, SIGN_ON, TO_ADDRESS, key(F10, **NEW_ADDRESS))
    assert call.titles == ["IDENTIFICATION", "MENU GENERAL", "ADRESSE ADHERENT", "ADRESSE ADHERENT"]
    assert call.screens[-1].rows[21].startswith(" ADR0100")
    assert len(place.world.rows("journal")) == 1
    assert sessions(place.host) == 0
    assert place.terminal("AGT02").go("ADRS", PLAIN).message is None, "the file is free"


def test_what_comes_in_one_piece_or_byte_by_byte_is_the_same(place: Place) -> None:
    stream = TERMINAL + SIGN_ON + TO_ADDRESS
    whole = Call(place.host, stream).titles
    assert Call(place.host, *(bytes([byte]) for byte in stream)).titles == whole


def test_a_lost_line_leaves_its_session_behind(place: Place) -> None:
    async def lose(host: Host, session: Session, typed: Input) -> Screen:
        raise LineDroppedError

    call = Call(place.make(around=lose), TERMINAL, SIGN_ON, SIGN_ON)
    assert isinstance(call.error, LineDroppedError)
    assert call.titles == ["IDENTIFICATION"]
    assert sessions(place.host) == 1


def test_a_locked_keyboard_is_unlocked_by_the_host_itself(place: Place) -> None:
    async def lock(host: Host, session: Session, typed: Input) -> Screen:
        host.handle(session, typed)
        locked = session.glass
        assert locked is not None
        asyncio.get_running_loop().call_later(0.01, session.unlock)
        return locked

    call = Call(place.make(around=lock), TERMINAL, SIGN_ON)
    assert [glass.locked for glass in call.screens] == [False, True, False]
    assert call.titles == ["IDENTIFICATION", "IDENTIFICATION", "MENU GENERAL"]


def test_a_session_that_was_idle_for_too_long_asks_for_a_new_one(place: Place) -> None:
    async def wait_long(host: Host, session: Session, typed: Input) -> Screen:
        place.later(minutes=20)
        return host.handle(session, typed)

    call = Call(place.make(around=wait_long), TERMINAL, SIGN_ON, TO_ADDRESS, key(F3), key(ENTER), SIGN_ON)
    assert call.titles == [
        "IDENTIFICATION",
        "MENU GENERAL",
        "VOTRE SESSION A EXPIRE",
        "VOTRE SESSION A EXPIRE",
        "IDENTIFICATION",
        "MENU GENERAL",
    ]
    assert call.screens[3].rows[21].strip() == "HOT0001 TOUCHE NON AUTORISEE"


def test_outside_the_hours_each_new_session_is_closed_and_none_is_left(place: Place) -> None:
    opens, closes = (place.clock.replace(hour=hour).time() for hour in (20, 21))
    host = place.make(Rules(opens=opens, closes=closes))
    assert Call(host, TERMINAL, key(ENTER), key(ENTER)).titles == ["APPLICATION FERMEE"] * 3
    assert sessions(host) == 0


@pytest.mark.parametrize("said", [b"\xff\xfc\x18", b"hello\r\n", b"\xff\xef", NEGOTIATED % b"XTERM"])
def test_who_is_no_terminal_is_told_and_gets_no_session(place: Place, said: bytes) -> None:
    call = Call(place.host, said, ends=False)
    assert call.error is None
    assert b"TERMINAL IBM 3270 EXIGE" in call.wire.sent
    assert sessions(place.host) == 0


def test_who_says_nothing_is_not_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "NEGOTIATION_LIMIT", 0.01)
    assert b"TERMINAL IBM 3270 EXIGE" in Call(place.host, TERMINAL[:9], ends=False).wire.sent


def test_a_line_that_takes_nothing_is_broken(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SENDING_LIMIT", 0.01)
    monkeypatch.setattr(Wire, "drain", _never)
    assert isinstance(Call(place.host, TERMINAL, SIGN_ON, ends=False).error, BrokenLineError)
    assert sessions(place.host) == 0


async def _never(_wire: Wire) -> None:
    await asyncio.Event().wait()


# --- hostile lines ---


@pytest.fixture(scope="module")
def hostile_host(tmp_path_factory: pytest.TempPathFactory, small_seed: Path) -> Iterator[Host]:
    world = World(Path(shutil.copy(small_seed, tmp_path_factory.mktemp("hostile"))))
    yield Place(world).host
    world.backend.close()


_BYTES = st.binary(max_size=60)
_ADDRESSES = st.integers(0, 1919).map(lambda address: address.to_bytes(2, "big"))
_FIELDS = st.lists(st.tuples(_ADDRESSES, _BYTES).map(lambda pair: b"\x11" + pair[0] + pair[1]), max_size=4)
_AIDS = st.sampled_from([b"\x7d", b"\x7a", b"\xf3", b"\xf4", b"\x6d", b"\x6b", b"\x88"])
_RECORDS = st.tuples(_AIDS, _ADDRESSES, _FIELDS).map(
    lambda made: record(made[0] + made[1] + b"".join(made[2]))
)
_GOOD = st.sampled_from([SIGN_ON, TO_ADDRESS, key(F10, **NEW_ADDRESS), key(F3), key(ENTER)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(_GOOD, _RECORDS, _BYTES), max_size=6), st.booleans())
def test_whatever_comes_the_line_ends_in_order_and_leaves_no_session(
    hostile_host: Host, pieces: list[bytes], negotiated: bool
) -> None:
    call = Call(hostile_host, *([TERMINAL] if negotiated else []), *pieces)
    assert call.error is None or isinstance(call.error, BrokenLineError)
    assert sessions(hostile_host) == 0


def test_a_broken_line_is_one_line_in_the_log_and_nothing_of_what_came(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    hostile = key(ENTER, r8c26="DUPONT", r9c26="DURAND")

    async def call() -> Wire:
        reader, wire = StreamReader(), Wire()
        reader.feed_data(TERMINAL + hostile)
        await TerminalFace(place.host)._serve(reader, cast("StreamWriter", wire))
        return wire

    with caplog.at_level(logging.INFO):
        asyncio.run(call())
    (said,) = caplog.messages
    assert said == "Terminal line closed: data for no field of the screen"
    assert sessions(place.host) == 0


def test_more_lines_than_a_host_has_are_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(face, "MOST_LINES", 0)
    wire = Wire()

    async def call() -> None:
        TerminalFace(place.host)._take(StreamReader(), cast("StreamWriter", wire))

    asyncio.run(call())
    assert wire.aborted
    assert caplog.messages == ["Terminal line refused: 0 are open"]


def test_a_failure_of_the_host_ends_one_line_only(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(host: Host, session: Session, typed: Input) -> Screen:
        raise RuntimeError("no map")

    failing: Around = fail
    terminals = TerminalFace(place.make(around=failing))

    async def call() -> None:
        reader = StreamReader()
        reader.feed_data(TERMINAL + SIGN_ON)
        await terminals._serve(reader, cast("StreamWriter", Wire()))

    asyncio.run(call())
    assert caplog.messages == ["Terminal line failed"]
    assert sessions(place.host) == 0
