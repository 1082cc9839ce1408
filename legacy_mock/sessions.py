"""Terminal sessions: who sits where, and what the host remembers between two keys."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from legacy_mock.domain import Signature

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from legacy_mock.program import Commarea
    from legacy_mock.screen import Screen

NOBODY = Signature("", "")


@dataclass(slots=True)
class Session:
    """One terminal connected to the host; signed on once `signature` names somebody."""

    key: str
    screen: Screen
    last_key_at: datetime
    transaction: str = "SIGN"
    commarea: Commarea = field(default_factory=dict)
    #: With what the transaction was entered, for F5.
    entered_with: Commarea = field(default_factory=dict)
    signature: Signature = NOBODY
    #: Number of the member whose file this session holds, or empty.
    holds: str = ""
    #: The screen under an open code list; its cursor is in the field that the list is for.
    beneath: Screen | None = None
    #: The screen that a broadcast message stands in front of.
    behind_broadcast: Screen | None = None
    broadcasts_seen: set[str] = field(default_factory=set)
    #: What is shown while the keyboard is locked, because a key is being handled.
    glass: Screen | None = None
    #: Told when the keyboard takes keys again that a fault had locked, for a face that sends by itself.
    on_unlock: Callable[[], None] | None = field(default=None, repr=False)

    @property
    def signed_on(self) -> bool:
        """True between sign-on and the end of the session."""
        return self.signature is not NOBODY

    def unlock(self) -> None:
        """Take keys again."""
        self.glass = None
        if self.on_unlock is not None:
            self.on_unlock()

    @property
    def shown(self) -> Screen:
        """What the terminal shows at this moment."""
        return self.glass or self.screen


class Sessions:
    """The sessions that are alive."""

    def __init__(self, idle: timedelta) -> None:
        self._idle = idle
        self._alive: dict[str, Session] = {}

    def open(self, screen: Screen, now: datetime) -> Session:
        """Connect a terminal."""
        session = Session(secrets.token_hex(12), screen, now)
        self._alive[session.key] = session
        return session

    def find(self, key: str) -> Session | None:
        """Give a session that is alive."""
        return self._alive.get(key)

    def close(self, session: Session) -> None:
        """Forget a session."""
        self._alive.pop(session.key, None)

    def at_terminal(self, terminal: str, besides: Session) -> Session | None:
        """Give the session signed on at a terminal, other than one."""
        for session in self._alive.values():
            if session is not besides and session.signed_on and session.signature.terminal == terminal:
                return session
        return None

    def overdue(self, now: datetime) -> list[Session]:
        """Give the sessions whose keyboard has been idle for too long."""
        return [session for session in self._alive.values() if now - session.last_key_at > self._idle]

    def all(self) -> list[Session]:
        """Give every session that is alive."""
        return list(self._alive.values())
