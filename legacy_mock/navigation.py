"""The keys that mean the same in every transaction: F3, F5, F12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.map import Aid
from legacy_mock.program import Reply, SignOff, Transfer, without_warnings
from legacy_mock.programs import TRANSACTIONS

if TYPE_CHECKING:
    from legacy_mock.sessions import Session


def common_key(session: Session, aid: Aid) -> Reply | None:
    """Give where such a key leads, always without what was typed; None for a key that the program handles."""
    if aid is Aid.F3:
        return SignOff() if session.transaction == "MENU" else _to_menu(session)
    if aid is Aid.F5:
        return Transfer(session.transaction, session.entered_with)
    if aid is Aid.F12:
        return _one_page_back(session)
    return None


def _to_menu(session: Session) -> Transfer:
    """Leave a transaction; the menu remembers whose file it was."""
    member = session.commarea.get("member")
    return Transfer("MENU", {"member": member} if member else {})


def _one_page_back(session: Session) -> Transfer:
    """Cancel a page: back to the one before, or to the menu when there is none or it is recorded already."""
    back = TRANSACTIONS[session.transaction].back
    if not back or "receipt" in session.commarea:
        return _to_menu(session)
    return Transfer(back, without_warnings(session.commarea))
