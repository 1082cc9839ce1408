"""Rows a second and peak memory of intake: mapping, every check, the queue, against reading the file alone.

Each measurement is an OS process of its own, which tells its own peak of memory; a file is loaded into a
fresh queue. The alternative reads every row with `csv` or `openpyxl` and drops it. The load of a CSV file of
a tenth of the rows shows whether memory grows with the file.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.support.files import mapping, write_csv, write_xlsx
from benchmarks.support.output import Report, Table, run
from copiste.intake import load
from copiste.queue.store import Store

_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_MIB = 2**20


class RowsLostError(Exception):
    """A load did not accept every row: its speed says nothing."""


def measure(csv_rows: int, xlsx_rows: int) -> Report:
    """Load, and read alone, a CSV file of `csv_rows`, one of a tenth, and a workbook of `xlsx_rows`."""
    rows = []
    figures: dict[str, float | int | str] = {}
    with tempfile.TemporaryDirectory() as place:
        for name, suffix, size in (
            ("csv_tenth", "csv", csv_rows // 10),
            ("csv", "csv", csv_rows),
            ("xlsx", "xlsx", xlsx_rows),
        ):
            path = Path(place) / f"{name}.{suffix}"
            (write_csv if suffix == "csv" else write_xlsx)(path, size)
            alone, loaded = _measured("read", path), _measured("load", path)
            if {loaded["rows"], alone["rows"]} != {size}:
                raise RowsLostError(f"{path.name}: {loaded['rows']} of {size} rows came through.")
            rows.append(_row(f"{suffix.upper()}, {size:,} rows", size, loaded, alone))
            figures |= {
                f"{name}_rows_per_second": round(size / loaded["seconds"]),
                f"{name}_peak_mib": round(loaded["peak"] / _MIB, 1),
                f"{name}_grown_mib": round(loaded["grown"] / _MIB, 1),
                f"{name}_times_reading_alone": round(loaded["seconds"] / alone["seconds"], 2),
            }
    return Report(
        "intake",
        figures,
        (
            Table(
                "A client's file into the queue: mapping, all checks, households joined, durable",
                (
                    *("", "seconds", "rows/s", "µs a row", "reading alone, µs", "of reading alone"),
                    *("peak MiB", "of it the load's"),
                ),
                tuple(rows),
            ),
        ),
        (
            f"Memory that the load itself takes, at ten times the rows: {figures['csv_tenth_grown_mib']} → "
            f"{figures['csv_grown_mib']} MiB.",
        ),
    )


def _row(label: str, size: int, loaded: Mapping[str, Any], alone: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        label,
        f"{loaded['seconds']:.2f}",
        f"{size / loaded['seconds']:,.0f}",
        f"{1e6 * loaded['seconds'] / size:.0f}",
        f"{1e6 * alone['seconds'] / size:.1f}",
        f"× {loaded['seconds'] / alone['seconds']:.1f}",
        f"{loaded['peak'] / _MIB:.0f}",
        f"{loaded['grown'] / _MIB:.0f}",
    )


def _measured(what: str, path: Path) -> dict[str, Any]:
    """What an OS process of its own says of `what` it did with the file."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake", what, str(path)],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _tell(what: str, path: Path) -> None:
    """Do it, and tell seconds, rows, the peak of memory in bytes, and what of it came after the imports."""
    before = _peak()
    started = time.perf_counter()
    rows = load_rows(path) if what == "load" else read_rows(path)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "rows": rows, "peak": _peak(), "grown": _peak() - before}))


def load_rows(path: Path) -> int:
    """Load the file into a fresh queue beside it; how many rows came through."""
    sheet = "Adhésions" if path.suffix == ".xlsx" else None
    with Store.open(f"sqlite:///{path.with_suffix('.db')}") as store:
        report = load(path, mapping(sheet), store, _NOW, path.with_suffix(".rejects.csv"))
    return report.accepted + report.attached


def read_rows(path: Path) -> int:
    """Read every row and drop it; how many there were, without the header."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.reader(file, delimiter=";")) - 1
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1


def _peak() -> int:
    """The peak of this OS process's memory in bytes.

    Linux tells it in `VmHWM`; its `ru_maxrss` also remembers the program that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Measure and print; inside a measurement, do one part of it."""
    if len(sys.argv) == 3 and sys.argv[1] in {"load", "read"}:
        _tell(sys.argv[1], Path(sys.argv[2]))
    else:
        run(measure, __doc__, csv_rows=100_000, xlsx_rows=20_000)


if __name__ == "__main__":
    main()
