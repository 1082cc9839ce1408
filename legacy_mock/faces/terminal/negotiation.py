"""How a telnet line becomes a 3270 session (RFC 1576, section 3). Pure: events in, bytes to send out."""

from __future__ import annotations

import re
from enum import Enum, auto

from legacy_mock.faces.terminal.telnet import (
    BrokenLineError,
    Command,
    Option,
    Subnegotiation,
    Verb,
    command,
    subnegotiation,
)

_IS, _SEND = 0, 1
#: Every model shows 24×80 after an Erase/Write. A name behind @ asks for a device; this host gives none out.
_TERMINAL = re.compile(r"IBM-(327[89]-[2-5](?P<extended>-E)?|DYNAMIC)(@.*)?", re.IGNORECASE)


class Stage(Enum):
    """How far the negotiation is."""

    ASKED = auto()
    #: Both sides speak 3270.
    READY = auto()
    #: The other side is no 3270 terminal, and says so.
    REFUSED = auto()


class Negotiation:
    """One line's: the host asks, the terminal answers."""

    def __init__(self) -> None:
        self.stage = Stage.ASKED
        #: The terminal takes colours and other extended attributes.
        self.extended = False
        self._wanted = {
            (Command.WILL, Option.END_OF_RECORD),
            (Command.DO, Option.END_OF_RECORD),
            (Command.WILL, Option.BINARY),
            (Command.DO, Option.BINARY),
        }
        self._terminal = ""
        self._options_asked = False

    @staticmethod
    def opening() -> bytes:
        """What the host says first."""
        return command(Command.DO, Option.TERMINAL_TYPE)

    def take(self, event: Verb | Subnegotiation) -> bytes:
        """Take what the terminal says; give what to answer, often nothing.

        Raises:
            BrokenLineError: it takes back what a 3270 session needs.
        """
        if isinstance(event, Subnegotiation):
            return self._told(event)
        if event.option not in {Option.TERMINAL_TYPE, Option.END_OF_RECORD, Option.BINARY}:
            return _refusal(event)
        if event.command in {Command.WONT, Command.DONT}:
            if self.stage is Stage.READY:
                raise BrokenLineError("an option taken back")
            self.stage = Stage.REFUSED
            return b""
        if event.option == Option.TERMINAL_TYPE:
            if event.command == Command.DO:
                return _refusal(event)
            return b"" if self._terminal else subnegotiation(Option.TERMINAL_TYPE, _SEND)
        self._wanted.discard((event.command, Option(event.option)))
        self._look()
        return self._ask_options()

    def _told(self, event: Subnegotiation) -> bytes:
        """Take the terminal's type."""
        if event.option != Option.TERMINAL_TYPE or event.data[:1] != bytes([_IS]):
            return b""
        if self._terminal:
            return b""
        self._terminal = event.data[1:].decode("latin-1")
        known = _TERMINAL.fullmatch(self._terminal)
        if known is None:
            self.stage = Stage.REFUSED
            return b""
        self.extended = bool(known["extended"]) or self._terminal.upper().startswith("IBM-DYNAMIC")
        self._look()
        return self._ask_options()

    def _ask_options(self) -> bytes:
        """Ask once for records and eight bits, both ways."""
        if self._options_asked or self.stage is Stage.REFUSED:
            return b""
        self._options_asked = True
        options = (Option.END_OF_RECORD, Option.BINARY)
        return b"".join(command(Command.DO, o) + command(Command.WILL, o) for o in options)

    def _look(self) -> None:
        if self.stage is Stage.ASKED and self._terminal and not self._wanted:
            self.stage = Stage.READY


def _refusal(event: Verb) -> bytes:
    """Answer an option that is not for a 3270 session."""
    if event.command == Command.DO:
        return command(Command.WONT, event.option)
    return command(Command.DONT, event.option) if event.command == Command.WILL else b""
