"""The host: terminal sessions, their keys, and what happens to all of them.

A face calls `Host.connect` once for each terminal and `Host.press` for each key, and gets a neutral `Screen`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from legacy_mock import code_lists, inputs
from legacy_mock.dispatch import Dispatch, member_number
from legacy_mock.map import Aid
from legacy_mock.maps import CATALOGUE
from legacy_mock.program import Show
from legacy_mock.rules import Rules
from legacy_mock.screen import Input, Screen
from legacy_mock.sessions import NOBODY, Session, Sessions

if TYPE_CHECKING:
    from legacy_mock.broadcast import BroadcastBoard
    from legacy_mock.domain import Backend, Notice

_log = logging.getLogger(__name__)

#: Screens that belong to no session any more: their only key asks for a new one.
OUTSIDE = frozenset({"session_expired", "closed"})

#: Called for each key of an open session, to have it handled (`Host.handle`) and to give what is sent. It may
#: answer something else, answer late, or raise `LineDroppedError`: a plan of faults hooks in here.
Around = Callable[["Host", Session, Input], Awaitable[Screen]]


class LineDroppedError(Exception):
    """The terminal's connection is gone instead of an answer; its face drops it, the session stays behind."""


async def straight(host: Host, session: Session, typed: Input) -> Screen:
    """Handle the key, without any fault."""
    return host.handle(session, typed)


class Host:
    """Every terminal session over one back-end. Not for several threads at a time."""

    def __init__(
        self,
        backend: Backend,
        board: BroadcastBoard,
        rules: Rules | None = None,
        clock: Callable[[], datetime] = datetime.now,
        around: Around = straight,
    ) -> None:
        self._backend = backend
        self._board = board
        self._rules = rules or Rules()
        #: Time for idleness and opening hours; the back-end's own date may be another.
        self._clock = clock
        self._around = around
        self._sessions = Sessions(self._rules.idle)
        self._dispatch = Dispatch(backend, self._sessions)
        #: Closed before the hour.
        self._closed_early = False

    # --- what a face calls -----
    def connect(self) -> Session:
        """Open a session for one terminal; its screen asks for identification, or says that it is closed."""
        self._sweep()
        session = self._sessions.open(
            Screen(CATALOGUE["sign_on"], self._dispatch.header(NOBODY)), self._clock()
        )
        if not self._is_open():
            session.screen = self._closed()
        return session

    def session(self, key: str) -> Session | None:
        """Find a session that is still alive; None once it ended or was idle for too long."""
        self._sweep()
        return self._sessions.find(key)

    async def press(self, key: str, typed: Input) -> Screen:
        """Handle one key of one terminal and give the screen to show next.

        A key that comes while the one before it is being handled is not handled: the keyboard is locked.

        Raises:
            LineDroppedError: there is no answer; the face drops the terminal's connection.
        """
        session = self.session(key)
        if not self._is_open():
            return self.turn_out(session)
        if session is None:
            return Screen(CATALOGUE["session_expired"], self._dispatch.header(NOBODY))
        if session.glass is not None:
            return session.glass
        session.last_key_at = self._clock()
        session.glass = self._locked(session, typed)
        screen = None
        try:
            screen = await self._around(self, session, typed)
        finally:
            if screen is None or not screen.keyboard_locked:
                session.glass = None
        return screen

    def disconnect(self, key: str) -> None:
        """End a session because its terminal closed the line, as a network tells its host."""
        session = self._sessions.find(key)
        if session is not None:
            self._dispatch.end(session)

    def codes(self, key: str, field: str) -> Screen | None:
        """Give every code for a field of the screen, for a face that opens lists in a window."""
        session = self.session(key)
        fields = session.screen.map.typable() if session else ()
        for item in fields:
            if session and item.name == field and item.codes:
                return self._dispatch.sent(session, code_lists.whole(self._backend, item))
        return None

    def shut(self) -> None:
        """End every session, giving free what they hold."""
        for session in self._sessions.all():
            self._dispatch.end(session)

    def keep_hours(self, opens: time, closes: time) -> None:
        """Keep other opening hours, from the next key on."""
        self._rules = replace(self._rules, opens=opens, closes=closes)

    # --- what happens to one key; a plan of faults calls these too -----
    def handle(self, session: Session, typed: Input) -> Screen:
        """Have a key handled and give the screen that answers it. Never raises: a failure leaves `fail`'s."""
        try:
            session.screen = self._dispatch.answer(session, typed)
        except Exception:
            _log.exception("Transaction %s failed", session.transaction)
            return self.fail(session)
        posted = self._board.current() if session.signed_on else None
        if posted is None or posted.key in session.broadcasts_seen:
            return session.screen
        session.broadcasts_seen.add(posted.key)
        return self.announce(session, posted.text)

    def fail(self, session: Session) -> Screen:
        """Leave a terminal as a program does that cannot send its map: one line, and nothing else."""
        self._dispatch.release(session)
        session.transaction, session.commarea, session.beneath = "", {}, None
        session.behind_broadcast = None
        session.screen = self._dispatch.sent(session, Show("technical"))
        return session.screen

    def announce(self, session: Session, text: str) -> Screen:
        """Stand a message of the operations desk in front of a terminal's screen."""
        session.behind_broadcast = session.screen
        session.screen = self._dispatch.sent(session, Show("broadcast", {"text": text}))
        return session.screen

    def refuse(self, session: Session, typed: Input, notice: Notice) -> Screen:
        """Send back the screen as it was typed, with the reason; the field it names is bright."""
        session.screen = self._dispatch.refused(session, typed, notice)
        return session.screen

    def expire(self, session: Session) -> Screen:
        """End a session as if its keyboard had been idle."""
        self._dispatch.end(session)
        return Screen(CATALOGUE["session_expired"], self._dispatch.header(NOBODY))

    def turn_out(self, session: Session | None) -> Screen:
        """End a session because the application is closed."""
        if session is not None:
            self._dispatch.end(session)
        return self._closed()

    def asked(self, session: Session, typed: Input) -> tuple[str, str]:
        """Give the transaction that a key asks for, on the menu or beside it, and for whose file."""
        code = typed.jump if session.signed_on else ""
        if session.transaction == "MENU" and typed.aid is Aid.ENTER and session.behind_broadcast is None:
            (choice,) = typed.typed.get("choice", ("",))
            code = code or choice.strip().upper()
        return (code, member_number(session, typed)) if code else ("", "")

    def close_early(self, *, closed: bool) -> None:
        """Take no keys any more, whatever the hour; or take them again."""
        self._closed_early = closed

    def _is_open(self) -> bool:
        return not self._closed_early and self._rules.open_at(self._clock().time())

    def _locked(self, session: Session, typed: Input) -> Screen:
        """What the terminal shows while a key is being handled: what it showed, as it was typed."""
        screen = session.screen
        values = {**screen.values, **inputs.capitals(screen.map, screen.values, typed)}
        return replace(screen, values=values, message=None, dialog=False, keyboard_locked=True)

    # --- beginning and end of sessions -----
    def _sweep(self) -> None:
        """End the sessions whose keyboard has been idle for too long."""
        for session in self._sessions.overdue(self._clock()):
            self._dispatch.end(session)

    def _closed(self) -> Screen:
        rules = self._rules
        hours = f"DE {rules.opens:%H:%M} A {rules.closes:%H:%M}"
        return Screen(CATALOGUE["closed"], self._dispatch.header(NOBODY), {"hours": hours})
