"""The host: terminal sessions, and the dispatch of each key to one transaction program.

A face calls `Host.connect` once for each terminal and `Host.press` for each key, and gets a neutral `Screen`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from legacy_mock import code_lists, inputs
from legacy_mock.domain import DomainError, Refused
from legacy_mock.map import Aid
from legacy_mock.maps import CATALOGUE
from legacy_mock.navigation import common_key
from legacy_mock.program import Commarea, Context, Reply, Show, SignOff, SignOn, Transfer
from legacy_mock.programs import TRANSACTIONS
from legacy_mock.programs.menu import choose
from legacy_mock.rules import Rules
from legacy_mock.screen import Header, Input, Screen
from legacy_mock.sessions import NOBODY, Session, Sessions

if TYPE_CHECKING:
    from legacy_mock.broadcast import BroadcastBoard
    from legacy_mock.domain import Backend, Notice, Signature

_log = logging.getLogger(__name__)

#: Called for each key of an open session, to have it handled (`Host.handle`) and to give what is sent. It may
#: answer something else, answer late, or raise `LineDroppedError`: a plan of faults hooks in here.
Around = Callable[["Host", Session, Input], Awaitable[Screen]]

#: More transfers than this for one key are a loop between programs.
_MOST_TRANSFERS = 5


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
        self._tasks = 0
        #: Closed before the hour.
        self._closed_early = False

    # --- what a face calls -----
    def connect(self) -> Session:
        """Open a session for one terminal; its screen asks for identification, or says that it is closed."""
        self._sweep()
        session = self._sessions.open(Screen(CATALOGUE["sign_on"], self._header(NOBODY)), self._clock())
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
            return Screen(CATALOGUE["session_expired"], self._header(NOBODY))
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

    def codes(self, key: str, field: str) -> Screen | None:
        """Give every code for a field of the screen, for a face that opens lists in a window."""
        session = self.session(key)
        fields = session.screen.map.typable() if session else ()
        for item in fields:
            if session and item.name == field and item.codes:
                return self._sent(session, code_lists.whole(self._backend, item))
        return None

    def shut(self) -> None:
        """End every session, giving free what they hold."""
        for session in self._sessions.all():
            self._end(session)

    def keep_hours(self, opens: time, closes: time) -> None:
        """Keep other opening hours, from the next key on."""
        self._rules = replace(self._rules, opens=opens, closes=closes)

    # --- what happens to one key; a plan of faults calls these too -----
    def handle(self, session: Session, typed: Input) -> Screen:
        """Have a key handled and give the screen that answers it. Never raises: a failure leaves `fail`'s."""
        try:
            session.screen = self._answer(session, typed)
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
        self._release(session)
        session.transaction, session.commarea, session.beneath = "", {}, None
        session.behind_broadcast = None
        session.screen = self._sent(session, Show("technical"))
        return session.screen

    def announce(self, session: Session, text: str) -> Screen:
        """Stand a message of the operations desk in front of a terminal's screen."""
        session.behind_broadcast = session.screen
        session.screen = self._sent(session, Show("broadcast", {"text": text}))
        return session.screen

    def refuse(self, session: Session, typed: Input, notice: Notice) -> Screen:
        """Send back the screen as it was typed, with the reason; the field it names is bright."""
        session.screen = self._refused(session, typed, notice)
        return session.screen

    def expire(self, session: Session) -> Screen:
        """End a session as if its keyboard had been idle."""
        self._end(session)
        return Screen(CATALOGUE["session_expired"], self._header(NOBODY))

    def turn_out(self, session: Session | None) -> Screen:
        """End a session because the application is closed."""
        if session is not None:
            self._end(session)
        return self._closed()

    def asked(self, session: Session, typed: Input) -> tuple[str, str]:
        """Give the transaction that a key asks for, on the menu or beside it, and for whose file."""
        code = typed.jump if session.signed_on else ""
        if session.transaction == "MENU" and typed.aid is Aid.ENTER and session.behind_broadcast is None:
            (choice,) = typed.typed.get("choice", ("",))
            code = code or choice.strip().upper()
        return (code, _member_number(session, typed)) if code else ("", "")

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

    def _answer(self, session: Session, typed: Input) -> Screen:
        if session.behind_broadcast is not None:
            if typed.aid is not Aid.ENTER:
                return session.screen
            screen, session.behind_broadcast = session.behind_broadcast, None
            return screen
        try:
            if not session.transaction:
                return self._run(session, Transfer("MENU" if session.signed_on else "SIGN"))
            if session.beneath is not None and not typed.jump:
                return self._in_code_list(session, session.beneath, typed)
            return self._run(session, self._reply(session, typed))
        except DomainError as error:
            return self._refused(session, typed, error.notice)

    def _reply(self, session: Session, typed: Input) -> Reply:
        """Turn a key into what to do next; the keys that mean the same everywhere are handled here."""
        map_, aid = session.screen.map, typed.aid
        if typed.jump and session.signed_on:
            return choose(typed.jump, _member_number(session, typed))
        if typed.jump or not map_.accepts(aid):
            raise Refused("HOT0001")
        common = common_key(session, aid)
        if common is not None:
            return common
        if aid is Aid.F4:
            return self._open_code_list(session, typed)
        inputs.check(map_, typed)
        values = inputs.capitals(map_, session.screen.values, typed)
        session.screen = replace(session.screen, values={**session.screen.values, **values})
        return TRANSACTIONS[session.transaction].program(self._context(session, session.commarea, aid))

    def _run(self, session: Session, reply: Reply) -> Screen:
        """Follow transfers until a program sends a map."""
        for _ in range(_MOST_TRANSFERS):
            if isinstance(reply, Show):
                session.commarea = reply.commarea
                return self._sent(session, reply)
            if isinstance(reply, SignOn):
                self._sign_on(session, reply.signature)
                reply = Transfer("MENU")
            elif isinstance(reply, SignOff):
                self._release(session)
                session.signature = NOBODY
                reply = Transfer("SIGN")
            reply = self._transfer(session, reply)
        raise RecursionError(f"Transactions transfer in circles, last to {session.transaction}.")

    def _transfer(self, session: Session, to: Transfer) -> Reply:
        """Call a program for the first time; the session changes place only when the program answers."""
        transaction = TRANSACTIONS[to.transaction]
        member = to.commarea.get("member", "")
        held = session.holds
        if transaction.locks:
            self._backend.lock(member, session.signature)
        try:
            reply = transaction.program(self._context(session, to.commarea, None))
        except DomainError:
            if transaction.locks and member != held:
                self._backend.unlock(member, session.signature)
            raise
        if held and (held != member or not transaction.locks):
            self._release(session)
        session.holds = member if transaction.locks else ""
        session.transaction, session.entered_with, session.beneath = to.transaction, to.commarea, None
        return reply

    def _context(self, session: Session, commarea: Commarea, aid: Aid | None) -> Context:
        shown = session.screen
        typed = {field.name: shown.values.get(field.name, "") for field in shown.map.typable()}
        now = self._backend.now()
        return Context(self._backend, session.signature, now, commarea, shown.map, aid, typed)

    # --- what is sent -----
    def _sent(self, session: Session, show: Show) -> Screen:
        """Make the screen that a program asks for."""
        before = session.screen
        if show.map:
            map_, values, rows = CATALOGUE[show.map], dict(show.values), show.rows or ()
        else:
            map_, values = before.map, {**before.values, **show.values}
            rows = before.rows if show.rows is None else show.rows
        return Screen(
            map_, self._header(session.signature), values, rows, show.message, show.cursor, dialog=show.dialog
        )

    def _refused(self, session: Session, typed: Input, notice: Notice) -> Screen:
        """Send back the screen as it was typed, with the reason; the field it names is bright."""
        screen = session.screen
        values = {**screen.values, **inputs.capitals(screen.map, screen.values, typed)}
        named = [field.name for field in screen.map.fields if field.caption == notice.values.get("zone")]
        return replace(
            screen,
            header=self._header(session.signature),
            values=values,
            message=notice,
            cursor=named[0] if named else typed.cursor,
            bright=frozenset(named),
            dialog=False,
        )

    def _header(self, signature: Signature) -> Header:
        self._tasks = self._tasks % 99999 + 1
        return Header(self._backend.now().date(), signature.terminal, self._tasks)

    # --- code lists on a face that has one glass only -----
    def _open_code_list(self, session: Session, typed: Input) -> Show:
        map_ = session.screen.map
        field = next((item for item in map_.typable() if item.name == typed.cursor and item.codes), None)
        if field is None:
            raise Refused("HOT0002")
        values = {**session.screen.values, **inputs.capitals(map_, session.screen.values, typed)}
        session.beneath = replace(
            session.screen, values=values, message=None, dialog=False, cursor=field.name
        )
        return replace(code_lists.opened(self._backend, field), commarea=session.commarea)

    def _in_code_list(self, session: Session, beneath: Screen, typed: Input) -> Screen:
        """Handle a key while a code list covers the screen: page, choose, or go back."""
        map_ = session.screen.map
        if not map_.accepts(typed.aid):
            raise Refused("HOT0001")
        chosen = inputs.capitals(map_, {}, typed).get("selection", "")
        field = beneath.map.field(beneath.cursor)
        turned = code_lists.turned(self._backend, field, session.screen.value("page"), typed.aid, chosen)
        if isinstance(turned, Show):
            return self._sent(session, turned)
        session.beneath = None
        values = {**beneath.values, beneath.cursor: turned} if turned else beneath.values
        return replace(beneath, header=self._header(session.signature), values=values)

    # --- beginning and end of sessions -----
    def _sign_on(self, session: Session, signature: Signature) -> None:
        """Give the terminal to this operator; a session they left open there ends.

        Raises:
            Refused: SIG0002 somebody else works at this terminal.
        """
        other = self._sessions.at_terminal(signature.terminal, besides=session)
        if other is not None:
            if other.signature.operator != signature.operator:
                raise Refused("SIG0002", terminal=signature.terminal)
            self._end(other)
        session.signature = signature

    def _release(self, session: Session) -> None:
        if session.holds:
            self._backend.unlock(session.holds, session.signature)
            session.holds = ""

    def _end(self, session: Session) -> None:
        if session.signed_on:
            self._backend.unlock_all(session.signature)
        self._sessions.close(session)

    def _sweep(self) -> None:
        """End the sessions whose keyboard has been idle for too long."""
        for session in self._sessions.overdue(self._clock()):
            self._end(session)

    def _closed(self) -> Screen:
        rules = self._rules
        hours = f"DE {rules.opens:%H:%M} A {rules.closes:%H:%M}"
        return Screen(CATALOGUE["closed"], self._header(NOBODY), {"hours": hours})


def _member_number(session: Session, typed: Input) -> str:
    """Give the number a choice beside the screen is for: typed on the menu, or of the open file."""
    (on_menu,) = typed.typed.get("member_number", ("",))
    return on_menu.strip() or session.commarea.get("member", "")
