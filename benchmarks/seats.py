"""What a pixel seat costs while it waits: processor time and memory of its Xvfb, its x3270 and its bot.

Seats are opened side by side, signed on, and wait for a host that says nothing. Processor time is the
kernel's own count of nanoseconds; memory is the proportional set size, in which a page that several
processes share counts once in all. The host is the bundled mock back-end and is not counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.support.output import Report, Table, run
from tests.support.mock import Mock, running_mock
from tests.support.processes import Process, family

_ROOT = Path(__file__).parents[1]
#: Seats at once.
COUNTS = (1, 2, 4)
#: The programs of a seat, by what their command lines begin with; whatever else there is counts as the bot.
PROGRAMS = ("Xvfb", "x3270", "bot")
#: Seconds until what starting left to do is done.
_CALM = 2.0


class SeatError(Exception):
    """A seat did not open, or was disturbed while it waited."""


def measure(seconds: int) -> Report:
    """Let each number of seats wait for so many `seconds`."""
    rows: list[tuple[object, ...]] = []
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place, running_mock(Path(place)) as mock:
        for count in COUNTS:
            spent, memory = observe(mock, count, seconds)
            figures |= {
                f"cpu_percent_per_seat_of_{count}": round(sum(spent.values()) / count, 4),
                f"mib_per_seat_of_{count}": round(sum(memory.values()) / count, 1),
            }
            rows.append(
                (
                    count,
                    *(f"{memory[program] / count:.1f}" for program in PROGRAMS),
                    f"{sum(memory.values()) / count:.1f}",
                    *(f"{spent[program] / count:.4f}" for program in PROGRAMS),
                    f"{sum(spent.values()) / count:.4f}",
                )
            )
    columns = tuple(f"{program}, {unit}" for unit in ("MiB", "%") for program in (*PROGRAMS, "seat"))
    return Report(
        "seats",
        figures,
        (
            Table(
                f"A waiting seat: memory (PSS), and processor time in per cent of a core, over {seconds} s",
                ("seats at once", *columns),
                tuple(rows),
            ),
        ),
    )


def observe(mock: Mock, count: int, seconds: float) -> tuple[dict[str, float], dict[str, float]]:
    """Per cent of a core that `count` waiting seats took, and their MiB, by program, all seats together.

    Raises:
        SeatError: one did not open, or did not wait.
    """
    with ExitStack() as stack:
        seats = [stack.enter_context(_seat(mock, number, seconds + 120)) for number in range(1, 1 + count)]
        time.sleep(_CALM)
        processes = [process for seat in seats for process in family(seat.pid)]
        before = {process: _nanoseconds(process) for process in processes}
        started = time.perf_counter()
        time.sleep(seconds)
        passed = time.perf_counter() - started
        spent = {process: _nanoseconds(process) - before[process] for process in processes}
        memory = {process: _mib(process) for process in processes}
        if any(seat.poll() is not None for seat in seats):
            raise SeatError("A seat ended while it should wait; see its output above.")
        return (
            _by_program(spent, 100 / 1e9 / passed),
            _by_program(memory, 1),
        )


@contextmanager
def _seat(mock: Mock, number: int, seconds: float) -> Iterator[subprocess.Popen[str]]:
    place = [mock.terminal, f"ROB{number:02d}", f"R{number:03d}", str(seconds)]
    command = [sys.executable, "-m", "benchmarks.support.waiting_seat", *place]
    # It imports this folder's packages, wherever the benchmark was called.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as seat:
        try:
            assert seat.stdout is not None
            if seat.stdout.readline() != "ready\n":
                raise SeatError("A seat did not open; see its output above.")
            yield seat
        finally:
            # Its display and emulator end with it.
            seat.kill()


def _by_program(values: dict[Process, float], factor: float) -> dict[str, float]:
    added = dict.fromkeys(PROGRAMS, 0.0)
    for process, value in values.items():
        added[_program(process)] += value * factor
    return added


def _program(process: Process) -> str:
    name = Path(process.command.partition(" ")[0]).name
    return name if name in PROGRAMS else "bot"


def _nanoseconds(process: Process) -> float:
    """The processor time of all its threads."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def _mib(process: Process) -> float:
    """Its proportional set size."""
    lines: Sequence[str] = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, seconds=10)


if __name__ == "__main__":
    main()
