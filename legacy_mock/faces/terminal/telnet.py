"""The bytes of a telnet line, cut into commands, subnegotiations and records. Pure: bytes in, events out.

RFC 854, 855; records end in IAC EOR (RFC 885). Every piece has a limit, so that no line fills the memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

#: The longest record a 24×80 terminal has reason to send is under 8,000 bytes: every place a field's.
MOST_IN_RECORD = 8192
MOST_IN_SUBNEGOTIATION = 64


class BrokenLineError(Exception):
    """What came is no TN3270. The text never holds what came."""


class Command(IntEnum):
    """Bytes after IAC that mean something here."""

    EOR = 239
    SE = 240
    SB = 250
    WILL = 251
    WONT = 252
    DO = 253
    DONT = 254
    IAC = 255


class Option(IntEnum):
    """The options that a 3270 session is made of (RFC 856, 885, 1091)."""

    BINARY = 0
    TERMINAL_TYPE = 24
    END_OF_RECORD = 25


#: Commands followed by an option.
VERBS = (Command.WILL, Command.WONT, Command.DO, Command.DONT)


@dataclass(frozen=True, slots=True)
class Verb:
    """WILL, WONT, DO or DONT an option."""

    command: Command
    option: int


@dataclass(frozen=True, slots=True)
class Subnegotiation:
    """What the other side has to say about an option."""

    option: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """One record, without its end."""

    data: bytes = field(repr=False)


Event = Verb | Subnegotiation | Record


def command(*codes: int) -> bytes:
    """Write a command."""
    return bytes([Command.IAC, *codes])


def subnegotiation(option: Option, *data: int) -> bytes:
    """Write a subnegotiation."""
    return command(Command.SB, option, *data) + command(Command.SE)


def record(data: bytes) -> bytes:
    """Write a record with its end."""
    return data.replace(b"\xff", b"\xff\xff") + command(Command.EOR)


class Reader:
    """Cuts what comes over a line; a piece may end anywhere."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._aside = bytearray()
        self._state = self._in_data

    def feed(self, piece: bytes) -> list[Event]:
        """Take some bytes and give what they complete.

        Raises:
            BrokenLineError: a record or a subnegotiation is too long.
        """
        events = []
        for byte in piece:
            event = self._state(byte)
            if event is not None:
                events.append(event)
        return events

    @property
    def unended(self) -> int:
        """Bytes of a record that has not ended."""
        return len(self._data)

    def _in_data(self, byte: int) -> Event | None:
        if byte == Command.IAC:
            self._state = self._after_iac
        else:
            self._keep(byte)
        return None

    def _keep(self, byte: int) -> None:
        if len(self._data) >= MOST_IN_RECORD:
            raise BrokenLineError("a record without end")
        self._data.append(byte)

    def _after_iac(self, byte: int) -> Event | None:
        self._state = self._in_data
        if byte == Command.IAC:
            self._keep(byte)
        elif byte == Command.EOR:
            data = bytes(self._data)
            self._data.clear()
            return Record(data)
        elif byte == Command.SB:
            self._aside.clear()
            self._state = self._in_subnegotiation
        elif byte in VERBS:
            self._aside[:] = [byte]
            self._state = self._option
        # Anything else (are you there, break, no operation…) asks nothing of a host of this kind.
        return None

    def _option(self, byte: int) -> Event:
        self._state = self._in_data
        return Verb(Command(self._aside[0]), byte)

    def _in_subnegotiation(self, byte: int) -> Event | None:
        if byte == Command.IAC:
            self._state = self._iac_in_subnegotiation
        else:
            self._set_aside(byte)
        return None

    def _iac_in_subnegotiation(self, byte: int) -> Event | None:
        if byte == Command.IAC:
            self._set_aside(byte)
            self._state = self._in_subnegotiation
            return None
        self._state = self._in_data
        if byte != Command.SE or not self._aside:
            raise BrokenLineError("a subnegotiation that does not end")
        return Subnegotiation(self._aside[0], bytes(self._aside[1:]))

    def _set_aside(self, byte: int) -> None:
        if len(self._aside) >= MOST_IN_SUBNEGOTIATION:
            raise BrokenLineError("a subnegotiation without end")
        self._aside.append(byte)
