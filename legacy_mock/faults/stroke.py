"""One fault about to strike one key: what it knows, and what outlasts it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from legacy_mock.messages import Kind

if TYPE_CHECKING:
    from legacy_mock.domain import Backend, Notice
    from legacy_mock.faults.plan import Rule
    from legacy_mock.host import Host
    from legacy_mock.screen import Input, Screen
    from legacy_mock.sessions import Session


def _in_the_loop(seconds: float, call: Callable[[], object]) -> object:
    return asyncio.get_running_loop().call_later(seconds, call)


@dataclass(frozen=True, slots=True)
class Weather:
    """What faults wait with, and what of them lasts longer than one key."""

    backend: Backend
    #: Waits without blocking other sessions.
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    #: Calls something after so many seconds.
    later: Callable[[float, Callable[[], object]], object] = _in_the_loop
    now: Callable[[], float] = monotonic
    #: Entries of the menu that are refused at this moment.
    refused: set[str] = field(default_factory=set)
    #: By session: the screen and the field of which so many characters are kept.
    short: dict[str, tuple[str, str, int | None]] = field(default_factory=dict)
    #: When each record was made.
    recorded: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pressed:
    """One key on its way."""

    host: Host
    session: Session
    typed: Input
    #: Where it is pressed.
    transaction: str
    screen: str
    #: The transaction that it asks for on the menu or beside the screen, and with whose file; empty without.
    asked: str
    member: str
    terminal: str
    #: Number of the terminal's interaction, from 1.
    interaction: int

    def handle(self, weather: Weather) -> Screen:
        """Have it handled."""
        screen = self.host.handle(self.session, self.typed)
        message = message_of(self.session)
        if message is not None and confirms(self.session):
            weather.recorded.setdefault(str(message.values["receipt"]), weather.now())
        return screen


@dataclass(frozen=True, slots=True)
class Stroke:
    """A rule that was drawn for a key. It strikes when its fault has a hold there."""

    rule: Rule
    key: Pressed
    #: The rest of the rule's draw.
    draw: Random
    weather: Weather
    #: Notes that it strikes, before it does.
    strikes: Callable[[str], None]

    @property
    def lasting(self) -> str:
        """How long it lasts, in words."""
        return f"{self.rule.lasting:g} s"

    @property
    def is_here(self) -> bool:
        """Whether the rule is for the place where the key is pressed."""
        return self.rule.is_at(self.key.transaction, self.key.screen)

    def handle(self) -> Screen:
        """Have the key handled."""
        return self.key.handle(self.weather)

    def later(self, call: Callable[[], object]) -> None:
        """Call something once the fault has lasted."""
        self.weather.later(self.rule.lasting, call)


def message_of(session: Session) -> Notice | None:
    """What the host has to say to a terminal, behind a broadcast too."""
    return (session.behind_broadcast or session.screen).message


def confirms(session: Session) -> bool:
    """Whether a record was just made."""
    message = message_of(session)
    return message is not None and message.kind is Kind.CONFIRMATION
