"""Faults of the answer to a key. Each gives the screen to send instead, or None where it has no hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from legacy_mock.faults import altered
from legacy_mock.faults.kinds import Fault
from legacy_mock.faults.stroke import confirms
from legacy_mock.host import LineDroppedError

if TYPE_CHECKING:
    from legacy_mock.faults.stroke import Stroke
    from legacy_mock.map import Field, Map
    from legacy_mock.screen import Screen


async def lost_after_commit(stroke: Stroke, _screen: Screen) -> Screen | None:
    """Drop the connection instead of a confirmation."""
    if not confirms(stroke.key.session):
        return None
    stroke.strikes("")
    raise LineDroppedError


async def late_confirmation(stroke: Stroke, screen: Screen) -> Screen | None:
    """Hold a confirmation back."""
    if not confirms(stroke.key.session):
        return None
    stroke.strikes(stroke.lasting)
    await stroke.weather.sleep(stroke.rule.lasting)
    return screen


async def broadcast(stroke: Stroke, screen: Screen) -> Screen | None:
    """Stand a message in front of the answer."""
    session = stroke.key.session
    if not session.signed_on or session.behind_broadcast is not None or screen.map.bare:
        return None
    stroke.strikes("")
    return stroke.key.host.announce(session, stroke.rule.text.upper())


async def journal_lag(stroke: Stroke, screen: Screen) -> Screen | None:
    """Leave the youngest records out of a page of the journal."""
    if screen.map.name != "operator_journal":
        return None
    oldest = stroke.weather.now() - stroke.rule.lasting
    rows = tuple(row for row in screen.rows if stroke.weather.recorded.get(row["receipt"], oldest) <= oldest)
    if len(rows) == len(screen.rows):
        return None
    stroke.strikes(f"{len(screen.rows) - len(rows)} records")
    return _sent(stroke, replace(screen, rows=rows))


async def truncated_field(stroke: Stroke, screen: Screen) -> Screen | None:
    """Keep less of a field of this screen from now on; nothing shows it yet."""
    field = altered.truncatable(screen.map, stroke.draw, stroke.rule.field)
    if field is None:
        return None
    stroke.strikes(f"{screen.map.name}, {field.name}")
    stroke.weather.short[stroke.key.session.key] = (screen.map.name, field.name, stroke.rule.characters)
    return screen


async def moved_field(stroke: Stroke, screen: Screen) -> Screen | None:
    """Send the screen with a field on another row."""
    return _misprinted(stroke, screen, altered.moved)


async def renamed_caption(stroke: Stroke, screen: Screen) -> Screen | None:
    """Send the screen with another caption at a field."""
    caption = stroke.rule.caption
    return _misprinted(stroke, screen, lambda map_, field: altered.renamed(map_, field, caption))


def _misprinted(stroke: Stroke, screen: Screen, alter: Callable[[Map, Field], Map | None]) -> Screen | None:
    field = altered.captioned(screen.map, stroke.draw, stroke.rule.field)
    other = alter(screen.map, field) if field else None
    if field is None or other is None:
        return None
    stroke.strikes(f"{screen.map.name}, {field.name}")
    return _sent(stroke, replace(screen, map=other))


def _sent(stroke: Stroke, screen: Screen) -> Screen:
    stroke.key.session.screen = screen
    return screen


_Effect = Callable[["Stroke", "Screen"], Awaitable["Screen | None"]]

AFTERWARDS: Mapping[Fault, _Effect] = {
    Fault.LOST_AFTER_COMMIT: lost_after_commit,
    Fault.LATE_CONFIRMATION: late_confirmation,
    Fault.BROADCAST: broadcast,
}

#: The same, placed by the screen that is sent, when it is another one than before.
ON_A_NEW_SCREEN: Mapping[Fault, _Effect] = {
    Fault.JOURNAL_LAG: journal_lag,
    Fault.TRUNCATED_FIELD: truncated_field,
    Fault.MOVED_FIELD: moved_field,
    Fault.RENAMED_CAPTION: renamed_caption,
}
