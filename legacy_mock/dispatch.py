"""From a key to one transaction program, and from what it answers to a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from legacy_mock import code_lists, inputs
from legacy_mock.domain import DomainError, Refused
from legacy_mock.map import Aid
from legacy_mock.maps import CATALOGUE
from legacy_mock.navigation import common_key
from legacy_mock.program import Commarea, Context, Reply, Show, SignOff, SignOn, Transfer
from legacy_mock.programs import TRANSACTIONS
from legacy_mock.programs.menu import choose
from legacy_mock.screen import Header, Screen
from legacy_mock.sessions import NOBODY

if TYPE_CHECKING:
    from legacy_mock.domain import Backend, Notice, Signature
    from legacy_mock.screen import Input
    from legacy_mock.sessions import Session, Sessions

#: More transfers than this for one key are a loop between programs.
_MOST_TRANSFERS = 5


class Dispatch:
    """What the sessions of one host have in common: the programs, and the back-end they work on."""

    def __init__(self, backend: Backend, sessions: Sessions) -> None:
        self._backend = backend
        self._sessions = sessions
        self._tasks = 0

    def answer(self, session: Session, typed: Input) -> Screen:
        """Give the screen that answers a key; a refusal of the domain is one."""
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
            return self.refused(session, typed, error.notice)

    def _reply(self, session: Session, typed: Input) -> Reply:
        """Turn a key into what to do next; the keys that mean the same everywhere are handled here."""
        map_, aid = session.screen.map, typed.aid
        if typed.jump and session.signed_on:
            return choose(typed.jump, member_number(session, typed))
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
                return self.sent(session, reply)
            if isinstance(reply, SignOn):
                self._sign_on(session, reply.signature)
                reply = Transfer("MENU")
            elif isinstance(reply, SignOff):
                self.release(session)
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
            self.release(session)
        session.holds = member if transaction.locks else ""
        session.transaction, session.entered_with, session.beneath = to.transaction, to.commarea, None
        return reply

    def _context(self, session: Session, commarea: Commarea, aid: Aid | None) -> Context:
        shown = session.screen
        typed = {field.name: shown.values.get(field.name, "") for field in shown.map.typable()}
        now = self._backend.now()
        return Context(self._backend, session.signature, now, commarea, shown.map, aid, typed)

    # --- what is sent -----
    def sent(self, session: Session, show: Show) -> Screen:
        """Make the screen that a program asks for."""
        before = session.screen
        if show.map:
            map_, values, rows = CATALOGUE[show.map], dict(show.values), show.rows or ()
        else:
            map_, values = before.map, {**before.values, **show.values}
            rows = before.rows if show.rows is None else show.rows
        return Screen(
            map_, self.header(session.signature), values, rows, show.message, show.cursor, dialog=show.dialog
        )

    def refused(self, session: Session, typed: Input, notice: Notice) -> Screen:
        """Send back the screen as it was typed, with the reason; the field it names is bright."""
        screen = session.screen
        values = {**screen.values, **inputs.capitals(screen.map, screen.values, typed)}
        named = [field.name for field in screen.map.fields if field.caption == notice.values.get("zone")]
        return replace(
            screen,
            header=self.header(session.signature),
            values=values,
            message=notice,
            cursor=named[0] if named else typed.cursor,
            bright=frozenset(named),
            dialog=False,
        )

    def header(self, signature: Signature) -> Header:
        """Row 1 of the next screen."""
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
            return self.sent(session, turned)
        session.beneath = None
        values = {**beneath.values, beneath.cursor: turned} if turned else beneath.values
        return replace(beneath, header=self.header(session.signature), values=values)

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
            self.end(other)
        session.signature = signature

    def release(self, session: Session) -> None:
        """Give the file free that a session holds."""
        if session.holds:
            self._backend.unlock(session.holds, session.signature)
            session.holds = ""

    def end(self, session: Session) -> None:
        """End a session and give free what it holds."""
        if session.signed_on:
            self._backend.unlock_all(session.signature)
        self._sessions.close(session)


def member_number(session: Session, typed: Input) -> str:
    """Give the number a choice beside the screen is for: typed on the menu, or of the open file."""
    (on_menu,) = typed.typed.get("member_number", ("",))
    return on_menu.strip() or session.commarea.get("member", "")
