"""Drawn cases under faults and kills: `python -m tests.applications.sql_ledger.endurance --ledger 60`."""

# ruff: noqa: T201 - it prints
from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.applications.sql_ledger import dataset
from tests.applications.sql_ledger.cases import drawn
from tests.applications.sql_ledger.harm import Harm, live_through
from tests.support.postgres import serving


def main() -> int:
    """Have the cases worked.

    Returns:
        The exit status: 0 when nothing was lost, twice, wrong or in another basket.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tests.applications.sql_ledger.endurance", description=__doc__
    )
    parser.add_argument("--ledger", type=int, default=60, help="cases keyed into SQL-Ledger (%(default)s)")
    parser.add_argument("--seed", type=int, help="of cases, faults and kills; printed when not given")
    told = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if told.seed is None else told.seed
    return try_ledger(told.ledger, seed)


def try_ledger(count: int, seed: int) -> int:
    """Have `count` cases worked; 1 when something is not as it was asked."""
    if not count:
        return 0
    print(f"{count} cases for SQL-Ledger, seed {seed}", flush=True)
    asked = drawn(seed, count)
    with (
        serving(durable=False) as postgres,
        tempfile.TemporaryDirectory(prefix="ledger-") as place,
    ):
        dataset.make(postgres)
        with dataset.running_ledger(postgres) as ledger:
            harm = live_through(ledger, Path(place), asked, seed=seed, kills_every=45, limit=600 + 60 * count)
    _print(harm, len(asked), sum(bool(one.basket) for one in asked))
    return 1 if harm.wrong else 0


def _print(harm: Harm, cases: int, baskets: int) -> None:
    faults = ", ".join(f"{fault.value} {count}" for fault, count in harm.faults.items() if fault)
    print(f"{cases} cases, {baskets} of them for baskets, in {harm.seconds:.0f} s")
    print(f"of {harm.faults.total()} forms sent: {faults}")
    print(f"{harm.bots_killed} bots killed; `copiste run` started again {harm.started_again} times")
    for line in harm.wrong:
        print(f"  {line}")
    print("nothing lost, twice or wrong" if not harm.wrong else f"{len(harm.wrong)} not as asked")


if __name__ == "__main__":
    sys.exit(main())
