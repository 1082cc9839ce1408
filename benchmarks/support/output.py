"""What a measurement prints: compact tables, the command, the machine; the same as JSON with `--json`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from copiste.screens.drivers.browsers import installed_browser

_PACKAGES = ("playwright", "robotframework", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; numbers are written as they are given."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __str__(self) -> str:
        texts = [[str(cell) for cell in row] for row in (self.columns, *self.rows)]
        widths = [max(len(row[place]) for row in texts) for place in range(len(self.columns))]
        lines = [
            "  ".join(
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in texts
        ]
        return "\n".join([self.title, lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


@dataclass(frozen=True, slots=True)
class Report:
    """What one measurement found."""

    benchmark: str
    #: The numbers that the claims are made of, by name.
    figures: Mapping[str, float | int | str]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Spread:
    """Middle and spread of some measurements."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The median, with the quartiles where there are enough of them, else the extremes."""
        if len(values) < 4:
            return cls(statistics.median(values), min(values), max(values))
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high)

    def __format__(self, spec: str) -> str:
        return f"{self.median:{spec}} ({self.low:{spec}}–{self.high:{spec}})"


def machine() -> dict[str, Any]:
    """What the numbers were taken on."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        **{package: version(package) for package in _PACKAGES},
        "browser": _browser(),
    }


def _browser() -> str:
    path = installed_browser()
    if path is None:
        return "Playwright's own Chromium"
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return f"{Path(path).name} {said[1]}" if len(said) > 1 else path


def run(measure: Callable[..., Report], description: str | None, **sizes: int) -> None:
    """Read the command line, measure, print.

    Args:
        measure: Takes each of `sizes` by name.
        description: Shown by `--help`.
        sizes: Options of the command line with their full size; `--quick` divides those not given by 10.
    """
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of everything: correctness, not figures"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    for name, size in sizes.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, help=f"default {size}")
    given = vars(parser.parse_args())
    chosen = {
        name: given[name] or (max(1, size // 10) if given["quick"] else size) for name, size in sizes.items()
    }
    facts = machine()
    report = measure(**chosen)
    if given["json"]:
        document = {**asdict(report), "command": command(), "machine": facts}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print(text(report, facts))


def text(report: Report, facts: Mapping[str, Any]) -> str:
    """The report for people."""
    told = ", ".join(
        f"{value} {name}" if name == "cores" else f"{name} {value}" for name, value in facts.items()
    )
    return "\n".join(
        [
            *(f"{table}\n" for table in report.tables),
            *report.notes,
            f"Command: {command()}",
            f"Machine: {told}",
        ]
    )


def command() -> str:
    """How this OS process was started."""
    name = sys.modules["__main__"].__spec__
    program = f"-m {name.name}" if name else sys.argv[0]
    return " ".join(["python", program, *map(shlex.quote, sys.argv[1:])])
