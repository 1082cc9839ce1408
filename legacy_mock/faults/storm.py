"""The plan at work: around each key, at most one fault strikes, drawn from the seed.

The draw hangs on the seed, the terminal, the number of the key at that terminal and the place of the rule in
the plan, and on nothing else: the same robots doing the same meet the same faults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from legacy_mock.domain import Notice
from legacy_mock.faults import altered
from legacy_mock.faults.afterwards import AFTERWARDS, ON_A_NEW_SCREEN
from legacy_mock.faults.instead import AT_THE_MENU, INSTEAD
from legacy_mock.faults.stroke import Pressed, Stroke, Weather
from legacy_mock.faults.struck import Strike, Struck, now_told

if TYPE_CHECKING:
    from legacy_mock.faults.plan import Plan, Rule
    from legacy_mock.host import Host
    from legacy_mock.screen import Input, Screen
    from legacy_mock.sessions import Session


@dataclass(slots=True)
class _Armed:
    """A rule, its own number, and how often it may still strike."""

    rule: Rule
    number: int
    left: int | None


class Storm:
    """An `Around` that follows a plan; rules may be armed later, by hand."""

    def __init__(self, plan: Plan, weather: Weather, struck: Struck) -> None:
        self.struck = struck
        self._weather = weather
        self._seed = plan.seed
        self._armed: list[_Armed] = []
        self._made = 0
        self._interactions: Counter[str] = Counter()
        for rule in plan.faults:
            self.arm(rule)

    def arm(self, rule: Rule) -> None:
        """Add a rule to the plan, behind the others."""
        self._armed.append(_Armed(rule, self._made, rule.first))
        self._made += 1

    def disarm(self) -> None:
        """Take every rule back; what a fault began goes on."""
        self._armed.clear()

    async def __call__(self, host: Host, session: Session, typed: Input) -> Screen:
        """Have a key handled, and let a fault strike when one is drawn."""
        key = self._pressed(host, session, self._kept(session, typed))
        if key.asked in self._weather.refused:
            return host.refuse(session, typed, Notice("MEN0003", {"choix": key.asked}))
        drawn = list(self._drawn(key))
        for stroke in drawn:
            screen = await _instead(stroke)
            if screen is not None:
                return screen
        screen = key.handle(self._weather)
        for stroke in drawn:
            changed = await _afterwards(stroke, screen)
            if changed is not None:
                return changed
        return screen

    def _drawn(self, key: Pressed) -> Iterator[Stroke]:
        """Yield the rules that are drawn for this key."""
        for armed in self._armed:
            rule = armed.rule
            if armed.left == 0 or key.interaction <= rule.after or not rule.takes(key.typed.aid):
                continue
            draw = Random(f"{self._seed}/{key.terminal}/{key.interaction}/{armed.number}")  # noqa: S311
            if draw.random() < rule.probability:
                yield Stroke(rule, key, draw, self._weather, partial(self._strike, armed, key))

    def _strike(self, armed: _Armed, key: Pressed, detail: str) -> None:
        if armed.left is not None:
            armed.left -= 1
        self.struck.add(
            Strike(
                fault=armed.rule.fault,
                at=now_told(),
                terminal=key.terminal,
                operator=key.session.signature.operator,
                session=key.session.key[:6],
                transaction=key.transaction,
                screen=key.screen,
                key=" ".join(filter(None, (key.typed.aid, key.asked))),
                interaction=key.interaction,
                detail=detail,
            )
        )

    def _pressed(self, host: Host, session: Session, typed: Input) -> Pressed:
        (said,) = typed.typed.get("terminal", ("",)) if not session.signed_on else ("",)
        terminal = session.signature.terminal or said.strip().upper()
        self._interactions[terminal] += 1
        asked, member = host.asked(session, typed)
        map_, count = session.screen.map, self._interactions[terminal]
        return Pressed(host, session, typed, map_.transaction, map_.name, asked, member, terminal, count)

    def _kept(self, session: Session, typed: Input) -> Input:
        """Give what arrives of what is typed, as long as the session stays on a screen that keeps less."""
        screen, field, characters = self._weather.short.get(session.key, ("", "", None))
        if not screen:
            return typed
        if screen != session.screen.map.name:
            del self._weather.short[session.key]
            return typed
        return altered.cut(typed, field, characters)


async def _instead(stroke: Stroke) -> Screen | None:
    """Let a fault strike in place of the handling; None when it is none of these, or has no hold here."""
    key, fault = stroke.key, stroke.rule.fault
    if fault in INSTEAD and stroke.is_here:
        return await INSTEAD[fault](stroke)
    if fault in AT_THE_MENU and key.asked and stroke.rule.is_at(key.asked, key.screen):
        return await AT_THE_MENU[fault](stroke)
    return None


async def _afterwards(stroke: Stroke, screen: Screen) -> Screen | None:
    """Let a fault strike the answer; None when it is none of these, or has no hold here."""
    fault, map_ = stroke.rule.fault, screen.map
    if fault in AFTERWARDS and stroke.is_here:
        return await AFTERWARDS[fault](stroke, screen)
    if (
        fault in ON_A_NEW_SCREEN
        and map_.name != stroke.key.screen
        and stroke.rule.is_at(map_.transaction, map_.name)
    ):
        return await ON_A_NEW_SCREEN[fault](stroke, screen)
    return None
