"""Where the time of an enrolment goes, on both sides, by kind of action.

The bot process is a `profiled_bot`, the script gets a stopwatch around its own hands and eyes. On the way,
the keys pressed and the titles that came must be the same on both sides, case by case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.support import profiled_bot as kinds
from benchmarks.support.output import Table
from benchmarks.support.plain_script import PlainScript
from benchmarks.support.stopwatch import Stopwatch, total
from benchmarks.support.warm_bot import profiles, warm_bot
from tests.support.mock import Mock

PIPE = "pipe between orchestrator and bot"
READ = "reading"

Spent = Mapping[str, Sequence[float]]
#: A key and the title of the screen that came.
Pressed = tuple[str, str]


class WaysDifferError(Exception):
    """The two sides did not press the same keys on the same screens: a comparison of times says nothing."""


def look(
    bot_mock: Mock, script: PlainScript, cases: Sequence[Mapping[str, Any]], folder: Path
) -> tuple[Table, Table]:
    """Two tables: the bot's time and the script's, by kind, for `cases`.

    Raises:
        WaysDifferError: the two sides did not go the same way.
    """
    queue = Stopwatch()
    with warm_bot(bot_mock, folder, queue) as bot, ExitStack() as stack:
        # The first case opens the bot's back-end, which is no part of an enrolment.
        script.enrol(cases[0])
        bot.work(cases[0])
        queue.take()
        pressed, hands = _watch(script, stack)
        by_bot, by_script, ways = [], [], []
        for payload in cases[1:]:
            pressed.clear()
            started = time.perf_counter()
            script.enrol(payload)
            by_script.append(time.perf_counter() - started)
            ways.append(list(pressed))
            by_bot.append(bot.work(payload))
    told = profiles(folder)[1:]
    _compare([[(key, title) for key, title in one["pressed"]] for one in told], ways)
    spent = _with_pipe(queue.take(), total([one["spent"] for one in told]), sum(by_bot), len(by_bot))
    return (
        _table("Where the bot's time goes", spent, by_bot),
        _table("Where the script's time goes", hands.take(), by_script),
    )


def _watch(script: PlainScript, stack: ExitStack) -> tuple[list[Pressed], Stopwatch]:
    """Put a stopwatch around the script; the list gets the keys it presses, with the titles that come."""
    stopwatch, pressed = Stopwatch(), list[Pressed]()
    for name in ("_press", "_choose"):
        stack.enter_context(mock.patch.object(script, name, _noting(getattr(script, name), pressed)))
    go_to = "script: go to"
    for name, kind, apart in (
        ("_go_to", go_to, kinds.REACH),
        ("_choose", kinds.REACH, kinds.REACH),
        ("_press", kinds.PRESS, kinds.REACH),
        ("_fill_parts", kinds.FILL, kinds.REACH),
        *((name, READ, READ) for name in ("_held", "_shown", "_message", "_rows")),
    ):
        stack.enter_context(stopwatch.on(script, name, kind, (go_to, apart)))
    return pressed, stopwatch


def _noting(move: Callable[[str, str], None], pressed: list[Pressed]) -> Callable[[str, str], None]:
    def noted(key: str, title: str) -> None:
        move(key, title)
        pressed.append((key.upper(), title))

    return noted


def _compare(bot: Sequence[Sequence[Pressed]], script: Sequence[Sequence[Pressed]]) -> None:
    for number, (one, other) in enumerate(zip(bot, script, strict=True), start=1):
        if list(one) == list(other):
            continue
        place = next((at for at, both in enumerate(zip(one, other, strict=False)) if both[0] != both[1]), -1)
        raise WaysDifferError(f"Case {number}, key {place}: bot {one[place]}, script {other[place]}.")


def _with_pipe(queue: Spent, bot: Spent, seconds: float, items: int) -> Spent:
    """Both sides of the pipe put together: what neither has spent is the pipe's."""
    spent = {**queue, **{kind: one for kind, one in bot.items() if kind != kinds.JOURNAL}}
    messages = 2 * (bot[kinds.JOURNAL][1] + items)
    return {**spent, PIPE: (seconds - sum(one for one, _ in spent.values()), messages)}


def _table(title: str, spent: Spent, seconds: Sequence[float]) -> Table:
    items, whole = len(seconds), sum(seconds)
    ranked = sorted(spent.items(), key=lambda kind: -kind[1][0])
    rows = [(kind, spans, one) for kind, (one, spans) in ranked]
    rows.append(("the rest", 0, whole - sum(one for one, _ in spent.values())))
    return Table(
        f"{title}, means of {items} cases",
        ("kind", "times", "ms", "share"),
        tuple(
            (kind, f"{spans / items:.1f}", f"{1000 * one / items:.1f}", f"{one / whole:.1%}")
            for kind, spans, one in [*rows, ("all", items, whole)]
        ),
    )
