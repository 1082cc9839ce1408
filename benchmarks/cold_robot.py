"""Throughput of a warm bot against a cold `robot` process with its own browser for each item.

Cold is the way runners of this field work: an OS process per item starts Robot Framework, imports the
libraries, starts a browser, signs on, works, signs off. Here it is the product's own robot, run by hand as
the guide says (`robot --variable ITEM:… robots/<process>.robot`), so that both key the same screens through
the same keywords, and only the start is compared; its journal is in memory, the warm bot's is durable.

The items are what happens to a household: its enrolment, the longest there is, then an item of each other
process. Each side has a mock back-end of its own; they take turns item by item; equal ledgers in the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.enrolment import MIX, case, compare
from benchmarks.support.cases import afterwards
from benchmarks.support.output import Report, Spread, Table, run
from benchmarks.support.warm_bot import OPERATOR, TERMINAL, warm_bot
from tests.support.mock import PASSWORD, Mock, running_mock

_ROOT = Path(__file__).parents[1]

#: Seconds of an item, warm and cold.
Pair = tuple[float, float]


class ColdRobotError(Exception):
    """A cold robot failed: there is nothing to compare."""


def measure(households: int) -> Report:
    """Work an item of each process for each of `households` on both sides."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folders = [Path(place) / name for name in ("warm", "cold")]
        for folder in folders:
            folder.mkdir()
        warm_mock, cold_mock = (
            stack.enter_context(running_mock(folder, "--date", "2026-11-20")) for folder in folders
        )
        bot = stack.enter_context(warm_bot(warm_mock, folders[0]))
        pairs: dict[str, list[Pair]] = {}
        # The first household opens the bot's back-end; after it nothing is cold but what is meant to be.
        for number in range(1 + households):
            for process, payload in _items(number):
                seconds = bot.work(payload, process), run_cold(cold_mock, folders[1], payload, process)
                if number:
                    pairs.setdefault(process, []).append(seconds)
        records = compare(warm_mock.ledger(), cold_mock.ledger())
    together = [pair for of_process in pairs.values() for pair in of_process]
    return Report(
        "cold_robot",
        {
            "items": len(together),
            "throughput_ratio": round(_throughput(together), 2),
            **{f"{process}_ratio": round(_throughput(its), 2) for process, its in pairs.items()},
            "records_compared": records,
        },
        (
            Table(
                f"Seconds an item, median (quartiles) of {households} households, one item after the other",
                ("", "warm bot", "cold robot, own browser", "throughput"),
                (
                    *(_row(process, its) for process, its in pairs.items()),
                    _row("all of them", together),
                ),
            ),
        ),
        (f"Both ledgers hold the same {records} records.",),
    )


def run_cold(back_end: Mock, folder: Path, payload: Mapping[str, Any], process: str = "enrolment") -> float:
    """Work an item with a `robot` process that knows nothing yet, in seconds.

    Raises:
        ColdRobotError: it failed.
    """
    item = folder / "item.json"
    document = {"process": process, "reference": "cold", "payload": payload}
    item.write_text(json.dumps(document), encoding="utf-8")
    started = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "robot", "--console", "none", "--outputdir", str(folder / "output")),
            *("--variable", f"ITEM:{item}", f"robots/{process}.robot"),
        ],
        cwd=_ROOT,
        env=_environment(back_end, folder),
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise ColdRobotError(f"robot ended with {done.returncode}; see its output above.")
    return seconds


def _items(number: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "enrolment", case(number)
    yield from afterwards(number, MIX[number % len(MIX)]).items()


def _environment(back_end: Mock, folder: Path) -> dict[str, str]:
    """What is not settings, and settings of our own alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPISTE_")}
    seat = [{"operator": OPERATOR, "terminal": TERMINAL}]
    settings = folder / "copiste.toml"
    settings.touch()
    return {
        **kept,
        "COPISTE_BACK_END__URL": back_end.url,
        "COPISTE_EVIDENCE": str(folder / "evidence"),
        "COPISTE_PASSWORD": PASSWORD,
        "COPISTE_PROJECT": str(Path(__file__).parents[1]),
        "COPISTE_SEATS": json.dumps(seat),
        "COPISTE_SETTINGS": str(settings),
    }


def _throughput(pairs: list[Pair]) -> float:
    """Items in the same time, warm for one cold."""
    return sum(cold for _, cold in pairs) / sum(warm for warm, _ in pairs)


def _row(label: str, pairs: list[Pair]) -> tuple[str, ...]:
    warm, cold = (Spread.of([pair[side] for pair in pairs]) for side in (0, 1))
    return label, f"{warm:.3f}", f"{cold:.3f}", f"× {_throughput(pairs):.1f}"


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, households=8)


if __name__ == "__main__":
    main()
