"""A terminal without a face: keys in, screens out, on the small back-end of `World`."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from legacy_mock.broadcast import BroadcastBoard
from legacy_mock.domain.operators import seeded_password
from legacy_mock.faults.plan import Plan
from legacy_mock.faults.storm import Storm
from legacy_mock.faults.stroke import Weather
from legacy_mock.faults.struck import Struck
from legacy_mock.host import Around, Host, straight
from legacy_mock.map import Aid
from legacy_mock.rules import Rules
from legacy_mock.screen import Input, Screen
from tests.unit.legacy_mock.domain_factories import NOW, World

PASSWORD = seeded_password()


class Terminal:
    """Somebody's keyboard and screen."""

    def __init__(self, host: Host) -> None:
        self.host = host
        session = host.connect()
        self.key = session.key
        self.screen = session.screen

    def press(self, aid: Aid = Aid.ENTER, /, *, cursor: str = "", jump: str = "", **values: str) -> Screen:
        """Type values (a date as 02031980, an IBAN without blanks) and press a key."""
        typed = {
            name: tuple(self.screen.map.field(name).split(value)) if len(parts) > 1 else (value,)
            for name, value in values.items()
            if (parts := self.screen.map.field(name).parts)
        }
        self.screen = asyncio.run(self.host.press(self.key, Input(aid, typed, cursor, jump)))
        return self.screen

    def sign_on(self, operator: str = "AGT01", terminal: str = "T001") -> Terminal:
        """Sign on, and see the menu."""
        self.press(operator=operator, password=PASSWORD, terminal=terminal)
        assert self.at == "menu", self.message
        return self

    def go(self, choice: str, member: str = "") -> Screen:
        """Leave for the menu and start a transaction."""
        if self.at != "menu":
            self.press(Aid.F3)
        return self.press(choice=choice, member_number=member)

    @property
    def at(self) -> str:
        """Name of the map on the screen."""
        return self.screen.map.name

    @property
    def message(self) -> str:
        """Number of the message on row 22; empty without one."""
        return self.screen.message.number if self.screen.message else ""


class Place:
    """A host over a `World`, its clock, and as many terminals as wanted."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.board = BroadcastBoard(world.path)
        self.clock: datetime = NOW
        self.storm = Storm(Plan(), Weather(world.backend), Struck(world.path))
        self.host = self.make()

    def make(self, rules: Rules | None = None, around: Around = straight) -> Host:
        """Make the host anew, with other rules or with something around its dispatch."""
        self.host = Host(self.world.backend, self.board, rules, lambda: self.clock, around)
        return self.host

    def later(self, **span: float) -> None:
        """Let time pass for the host."""
        self.clock += timedelta(**span)

    def terminal(self, operator: str = "AGT01", terminal: str = "T001") -> Terminal:
        """Give somebody who is signed on."""
        return Terminal(self.host).sign_on(operator, terminal)


@pytest.fixture
def place(world: World) -> Place:
    return Place(world)
