"""Throughput of a warm bot against a cold `robot` process with its own browser for each item.

Cold is the way runners of this field work: an OS process per item starts Robot Framework, imports the
libraries, starts a browser, signs on, works, signs off. Here it is the product's own robot, run by hand as
the guide says (`robot --variable ITEM:… robots/enrolment.robot`), so that both key the same screens through
the same keywords; its journal is in memory, the warm bot's is durable. Same cases on a mock back-end each,
taking turns; equal ledgers in the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.enrolment import MIX, case, compare
from benchmarks.output import Report, Spread, Table, run
from benchmarks.warm_bot import OPERATOR, TERMINAL, warm_bot
from tests.support.mock import PASSWORD, Mock, running_mock

_ROOT = Path(__file__).parents[1]


class ColdRobotError(Exception):
    """A cold robot failed: there is nothing to compare."""


def measure(cases: int) -> Report:
    """Work `cases` enrolments on both sides."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folders = [Path(place) / name for name in ("warm", "cold")]
        for folder in folders:
            folder.mkdir()
        warm_mock, cold_mock = (
            stack.enter_context(running_mock(folder, "--date", "2026-11-20")) for folder in folders
        )
        bot = stack.enter_context(warm_bot(warm_mock, folders[0]))
        pairs = []
        for number in range(len(MIX) + cases):
            payload = case(number)
            seconds = (bot.enrol(f"W-{number}", payload), run_cold(cold_mock, folders[1], payload))
            # After four cases nothing is cold but what is meant to be.
            if number >= len(MIX):
                pairs.append(seconds)
        records = compare(warm_mock.ledger(), cold_mock.ledger())
    warm, cold = (Spread.of([pair[side] for pair in pairs]) for side in (0, 1))
    ratio = Spread.of([cold_seconds / warm_seconds for warm_seconds, cold_seconds in pairs])
    throughput = sum(pair[1] for pair in pairs) / sum(pair[0] for pair in pairs)
    return Report(
        "cold_robot",
        {
            "cases": len(pairs),
            "warm_seconds": round(warm.median, 4),
            "cold_seconds": round(cold.median, 4),
            "throughput_ratio": round(throughput, 2),
            "records_compared": records,
        },
        (
            Table(
                f"Enrolments one after the other, {len(pairs)} cases with 0–3 dependants, median (quartiles)",
                ("", "seconds an item", "items an hour", "throughput"),
                (
                    ("warm bot", f"{warm:.3f}", f"{3600 / warm.median:.0f}", f"{ratio:.2f}"),
                    ("cold robot, own browser", f"{cold:.3f}", f"{3600 / cold.median:.0f}", "1"),
                ),
            ),
        ),
        (
            f"All items together: {throughput:.2f} times the throughput.",
            f"Both ledgers hold the same {records} records.",
        ),
    )


def run_cold(back_end: Mock, folder: Path, payload: Mapping[str, Any]) -> float:
    """Enrol with a `robot` process that knows nothing yet, in seconds.

    Raises:
        ColdRobotError: it failed.
    """
    item = folder / "item.json"
    document = {"process": "enrolment", "reference": "cold", "payload": payload}
    item.write_text(json.dumps(document), encoding="utf-8")
    started = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "robot", "--console", "none", "--outputdir", str(folder / "output")),
            *("--variable", f"ITEM:{item}", "robots/enrolment.robot"),
        ],
        cwd=_ROOT,
        env=_environment(back_end, folder),
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise ColdRobotError(f"robot ended with {done.returncode}; see its output above.")
    return seconds


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
        "COPISTE_SEATS": json.dumps(seat),
        "COPISTE_SETTINGS": str(settings),
    }


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, cases=24)


if __name__ == "__main__":
    main()
