"""Faults in place of the handling of a key. Each gives the screen to send, or None where it has no hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from legacy_mock.domain import DomainError, Notice, Signature
from legacy_mock.faults.kinds import Fault
from legacy_mock.host import LineDroppedError
from legacy_mock.programs import TRANSACTIONS

if TYPE_CHECKING:
    from legacy_mock.faults.stroke import Stroke
    from legacy_mock.screen import Screen

#: Who keeps a file that `record_lock` is about.
COLLEAGUE = Signature("AGT04", "A904")


async def slow_answer(stroke: Stroke) -> Screen | None:
    """Handle the key, and answer later."""
    stroke.strikes(stroke.lasting)
    screen = stroke.handle()
    await stroke.weather.sleep(stroke.rule.lasting)
    return screen


async def send_map_error(stroke: Stroke) -> Screen | None:
    """Leave the technical screen, the key handled or not."""
    told = stroke.rule.handled
    handled = stroke.draw.random() < 0.5 if told is None else told
    stroke.strikes("key handled" if handled else "key not handled")
    if handled:
        stroke.handle()
    return stroke.key.host.fail(stroke.key.session)


async def lost_before_commit(stroke: Stroke) -> Screen | None:
    """Drop the connection."""
    stroke.strikes("")
    raise LineDroppedError


async def late_commit(stroke: Stroke) -> Screen | None:
    """Drop the connection, and handle the key later."""
    stroke.strikes(stroke.lasting)
    stroke.later(stroke.handle)
    raise LineDroppedError


async def double_press(stroke: Stroke) -> Screen | None:
    """Handle the key, and handle it again on the screen that came."""
    stroke.strikes("")
    stroke.handle()
    return stroke.handle()


async def session_expired(stroke: Stroke) -> Screen | None:
    """End the session."""
    if not stroke.key.session.signed_on:
        return None
    stroke.strikes("")
    return stroke.key.host.expire(stroke.key.session)


async def input_inhibited(stroke: Stroke) -> Screen | None:
    """Handle the key, and show for a while the screen where it was pressed, locked."""
    session = stroke.key.session
    locked = session.glass
    if locked is None:
        return None
    stroke.strikes(stroke.lasting)
    stroke.handle()
    stroke.later(session.unlock)
    return locked


async def closing(stroke: Stroke) -> Screen | None:
    """Close the application for a while."""
    host = stroke.key.host
    stroke.strikes(stroke.lasting)
    host.close_early(closed=True)
    stroke.later(lambda: host.close_early(closed=False))
    return host.turn_out(stroke.key.session)


async def menu_refused(stroke: Stroke) -> Screen | None:
    """Refuse the entry that the key asks for, from now on and for a while."""
    asked, refused = stroke.key.asked, stroke.weather.refused
    stroke.strikes(stroke.lasting)
    refused.add(asked)
    stroke.later(lambda: refused.discard(asked))
    return stroke.key.host.refuse(stroke.key.session, stroke.key.typed, Notice("MEN0003", {"choix": asked}))


async def record_lock(stroke: Stroke) -> Screen | None:
    """Let a colleague have the file before the key does; not a file that somebody holds."""
    key, backend = stroke.key, stroke.weather.backend
    transaction = TRANSACTIONS.get(key.asked)
    if transaction is None or not transaction.locks or key.session.holds == key.member:
        return None
    try:
        backend.lock(key.member, COLLEAGUE)
    except DomainError:
        return None
    stroke.strikes(stroke.lasting)
    stroke.later(lambda: backend.unlock(key.member, COLLEAGUE))
    return stroke.handle()


INSTEAD: Mapping[Fault, Callable[[Stroke], Awaitable[Screen | None]]] = {
    Fault.SLOW_ANSWER: slow_answer,
    Fault.SEND_MAP_ERROR: send_map_error,
    Fault.LOST_BEFORE_COMMIT: lost_before_commit,
    Fault.LATE_COMMIT: late_commit,
    Fault.DOUBLE_PRESS: double_press,
    Fault.SESSION_EXPIRED: session_expired,
    Fault.INPUT_INHIBITED: input_inhibited,
    Fault.CLOSING: closing,
}

#: The same, for keys that ask for a transaction.
AT_THE_MENU: Mapping[Fault, Callable[[Stroke], Awaitable[Screen | None]]] = {
    Fault.MENU_REFUSED: menu_refused,
    Fault.RECORD_LOCK: record_lock,
}
