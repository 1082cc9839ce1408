"""The command line of the mock back-end: ``python -m legacy_mock serve|seed|reset|ledger|broadcast``.

Every command works on one database file; all but ``serve`` may be given while a server runs on the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from legacy_mock.broadcast import BroadcastBoard
from legacy_mock.domain.ledger import Ledger
from legacy_mock.domain.seed import DEFAULT_SEED, fill
from legacy_mock.faults.kinds import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Hours(NamedTuple):
    """When the application is open."""

    opens: time
    closes: time


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give its exit code (2 for a mistake in its options)."""
    given = _parser().parse_args(arguments)
    try:
        code: int = given.command(given)
    except ValueError as error:
        sys.stderr.write(f"legacy_mock: {error}\n")
        return 2
    return code


def _serve(given: argparse.Namespace) -> int:
    # Slow to import, and wanted by no other command.
    from legacy_mock.faces.terminal.style import Style  # noqa: PLC0415
    from legacy_mock.faults.plan import plan_of, read_plan  # noqa: PLC0415
    from legacy_mock.server import Options, serve  # noqa: PLC0415

    serve(
        Options(
            database=given.database,
            host=given.host,
            port=given.port,
            terminal_port=given.terminal_port,
            seed=given.seed,
            day=given.date,
            idle=timedelta(seconds=given.idle),
            opens=given.hours.opens,
            closes=given.hours.closes,
            style=Style(given.terminal_rows, given.terminal_plain),
            faults=plan_of(
                given.fault,
                plan=read_plan(given.faults) if given.faults else None,
                seed=given.fault_seed,
            ),
        )
    )
    return 0


def _fill(given: argparse.Namespace) -> int:
    fill(given.database, seed=given.seed)
    BroadcastBoard(given.database).post("")
    return 0


def _seed(given: argparse.Namespace) -> int:
    if given.database.exists():
        raise ValueError(f"{given.database} exists already; `reset` empties it and fills it anew")
    return _fill(given)


def _reset(given: argparse.Namespace) -> int:
    if not given.database.exists():
        raise ValueError(f"there is no database {given.database}; `seed` makes one")
    return _fill(given)


def _ledger(given: argparse.Namespace) -> int:
    """Print what operators recorded: as JSON, or the journal with a count of each table."""
    try:
        tables = Ledger(given.database).snapshot()
    except FileNotFoundError as error:
        raise ValueError(error) from None
    if given.json:
        sys.stdout.write(json.dumps(tables, indent=1) + "\n")
        return 0
    for row in tables["journal"]:
        sys.stdout.write("  ".join(str(value) for value in row.values()) + "\n")
    counts = ", ".join(f"{table} {len(rows)}" for table, rows in tables.items())
    sys.stdout.write(f"Since the seed: {counts}\n")
    return 0


def _broadcast(given: argparse.Namespace) -> int:
    BroadcastBoard(given.database).post("" if given.clear else given.text)
    return 0


def _hours(text: str) -> Hours:
    """Read opening hours written as 07:00-20:30."""
    try:
        opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not hours such as 07:00-20:30") from None
    return Hours(opens, closes)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-20") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m legacy_mock",
        description="The bundled mock of a health back-end. Operators' password: COPISTE_MOCK_PASSWORD.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.add_argument("--database", type=Path, required=True, metavar="FILE", help="the SQLite file")
        made.set_defaults(command=run)
        return made

    serve = command("serve", _serve, "Serve the screens, on a database that is filled first when it is new.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=int, default=0, help="0 lets the system choose (default)")
    serve.add_argument("--terminal-port", type=int, default=0, help="the same for TN3270 terminals")
    serve.add_argument(
        "--terminal-rows",
        type=int,
        choices=(24, 32, 43),
        default=24,
        help="rows of terminals; with more than 24, screens behind the menu are as large (%(default)s)",
    )
    serve.add_argument(
        "--terminal-plain", action="store_true", help="terminals show no titles, captions and hints"
    )
    serve.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the back-end's date (today's)")
    serve.add_argument(
        "--idle", type=float, default=900, metavar="SECONDS", help="disconnect an idle keyboard (%(default)s)"
    )
    serve.add_argument(
        "--hours",
        type=_hours,
        default=Hours(time(0), time(0)),
        metavar="HH:MM-HH:MM",
        help="opening (always)",
    )
    serve.add_argument(
        "--faults", type=Path, metavar="PLAN.yaml", help="what goes wrong, how often and where"
    )
    serve.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[=PROBABILITY]",
        help=f"one fault more, at any interaction that it fits: {', '.join(Fault)}",
    )
    serve.add_argument(
        "--fault-seed", type=int, metavar="N", help="draw the faults from this seed (the plan's)"
    )
    seed = command("seed", _seed, "Make a database and fill it with a fictitious back-end.")
    reset = command("reset", _reset, "Bring a database back to its seed, journal and broadcast included.")
    for filling in (serve, seed, reset):
        filling.add_argument("--seed", type=int, default=DEFAULT_SEED, help="which one (%(default)s)")
    ledger = command("ledger", _ledger, "Print what operators recorded since the seed.")
    ledger.add_argument("--json", action="store_true", help="every row of every table, as JSON")
    broadcast = command("broadcast", _broadcast, "Send a message to every terminal.")
    what = broadcast.add_mutually_exclusive_group(required=True)
    what.add_argument("text", nargs="?", help="at most 70 characters, without accents")
    what.add_argument("--clear", action="store_true", help="take the message down")
    return parser


if __name__ == "__main__":
    sys.exit(main())
