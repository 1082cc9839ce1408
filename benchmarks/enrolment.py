"""Seconds per enrolment: a warm bot, everything on, against a plain Playwright script on the same screens.

Each side has its own mock back-end, seeded alike, so that both key the very same cases; they take turns case
by case, the other one idle, so that a slow moment of the machine hits both. In the end the two ledgers must
be equal. Further cases, no part of the comparison, say where the time goes (`benchmarks.inside`).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks import inside
from benchmarks.support.cases import household
from benchmarks.support.output import Report, Spread, Table, run
from benchmarks.support.plain_script import PlainScript
from benchmarks.support.warm_bot import OPERATOR, TERMINAL, WarmBot, warm_bot
from copiste.screens.web.browser import launch
from tests.support.mock import PASSWORD, Mock, running_mock

#: Dependants of the cases, over and over.
MIX = (0, 1, 2, 3)
#: What a record says of who made it, and when: the one thing in which the ledgers may differ.
_SIGNATURE = frozenset({"made_at", "operator", "terminal"})

#: What operators recorded, by table (`Mock.ledger`).
Ledger = Mapping[str, Sequence[Mapping[str, Any]]]


class LedgersDifferError(Exception):
    """The two sides did not make the same records: a comparison of their times says nothing."""


def measure(rounds: int, inside_rounds: int) -> Report:
    """Time both sides on `rounds` × 4 cases, then look inside for `inside_rounds` × 4 more."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folders = [Path(place) / name for name in ("bot", "script", "inside")]
        for folder in folders:
            folder.mkdir()
        bot_mock, script_mock = (
            stack.enter_context(running_mock(folder, "--date", "2026-11-20")) for folder in folders[:2]
        )
        script = stack.enter_context(plain_script(script_mock))
        with warm_bot(bot_mock, folders[0]) as bot:
            # The first case opens the bot's back-end; after four, nothing is cold on either side.
            _take_turns(bot, script, range(len(MIX)))
            first = len(MIX) * (1 + rounds)
            times = _take_turns(bot, script, range(len(MIX), first))
        within = range(first, first + len(MIX) * inside_rounds)
        tables = inside.look(bot_mock, script, [case(number) for number in within], folders[2])
        records = compare(bot_mock.ledger(), script_mock.ledger())
    pairs = list(times.values())
    ratio = Spread.of([bot_seconds / script_seconds for bot_seconds, script_seconds in pairs])
    of_bot, of_script = (Spread.of([pair[side] for pair in pairs]) for side in (0, 1))
    return Report(
        "enrolment",
        {
            "cases": len(pairs),
            "bot_seconds": round(of_bot.median, 4),
            "script_seconds": round(of_script.median, 4),
            "ratio": round(ratio.median, 3),
            "records_compared": records,
        },
        (
            Table(
                f"Seconds per enrolment, median (quartiles) of {len(pairs)} cases with 0–3 dependants",
                ("", "seconds", "of the script's"),
                (
                    ("warm bot, everything on", f"{of_bot:.3f}", f"{ratio:.2f}"),
                    ("plain Playwright script", f"{of_script:.3f}", "1"),
                    *_by_dependants(times),
                ),
            ),
            *tables,
        ),
        (f"Both ledgers hold the same {records} records.",),
    )


def case(number: int) -> Mapping[str, Any]:
    """The case of that number; its number of dependants follows `MIX`."""
    return household(number, MIX[number % len(MIX)])


@contextmanager
def plain_script(back_end: Mock) -> Iterator[PlainScript]:
    """The script, signed on, in the Chromium that a bot would start, with a bot's options."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, headless=True, executable=None)
        context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="fr-FR")
        script = PlainScript(context.new_page())
        script.sign_on(back_end.url, OPERATOR, PASSWORD, TERMINAL)
        yield script
        browser.close()


def compare(one: Ledger, other: Ledger) -> int:
    """How many records both back-ends hold, signatures apart.

    Raises:
        LedgersDifferError: they hold different ones, or none.
    """
    different = [table for table in one if _unsigned(one[table]) != _unsigned(other[table])]
    if different or not one["journal"]:
        raise LedgersDifferError(f"Different records in: {', '.join(different) or 'no record at all'}.")
    return len(one["journal"])


def _unsigned(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in _SIGNATURE} for row in rows]


def _take_turns(bot: WarmBot, script: PlainScript, numbers: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Seconds of the bot and of the script for each case; who goes first changes from case to case."""
    times = {}
    for number in numbers:
        payload = case(number)
        if number % 2:
            by_bot, by_script = bot.work(payload), _timed(script, payload)
        else:
            by_script, by_bot = _timed(script, payload), bot.work(payload)
        times[number] = by_bot, by_script
    return times


def _timed(script: PlainScript, payload: Mapping[str, Any]) -> float:
    started = time.perf_counter()
    script.enrol(payload)
    return time.perf_counter() - started


def _by_dependants(times: Mapping[int, tuple[float, float]]) -> Iterator[tuple[str, str, str]]:
    for place, dependants in enumerate(MIX):
        pairs = [pair for number, pair in times.items() if number % len(MIX) == place]
        ratio = Spread.of([bot / script for bot, script in pairs])
        bot = Spread.of([pair[0] for pair in pairs])
        yield f"  bot, {dependants} dependants", f"{bot:.3f}", f"{ratio:.2f}"


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, rounds=10, inside_rounds=4)


if __name__ == "__main__":
    main()
