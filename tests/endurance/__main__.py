"""`make endurance`: the large figures, seeds printed. `python -m tests.endurance --files 20000 --seed 7`."""

# ruff: noqa: T201 - it prints
from __future__ import annotations

import argparse
import secrets
import sys

from tests.applications.sql_ledger.endurance import try_ledger
from tests.drawn_forms.keying import REFUSALS, web_face
from tests.drawn_forms.run import print_tally, try_forms
from tests.endurance.loading import try_files

#: Of what a person could settle or tell, so much must enter.
_ENOUGH = 0.99


def main() -> int:
    """Load drawn files, key drawn forms and cases; 1 when anything is wrong, or too much refused."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, help="drawn files to load (%(default)s)")
    parser.add_argument("--forms", type=int, default=0, help="drawn forms to key (%(default)s)")
    parser.add_argument("--ledger", type=int, default=0, help="cases to key into SQL-Ledger (%(default)s)")
    parser.add_argument("--seed", type=int, help="of the first file and form; printed when not given")
    told = parser.parse_args()
    seed = secrets.randbelow(1_000_000_000) if told.seed is None else told.seed
    return max(_files(told.files, seed), _forms(told.forms, seed), try_ledger(told.ledger, seed))


def _files(count: int, seed: int) -> int:
    if not count:
        return 0
    print(f"{count} drawn files, seed {seed}", flush=True)
    tally = try_files(count, seed)
    for fault in tally.faults[:20]:
        print(f"  {fault}")
    print(
        f"{tally.files} files, {tally.refused} refused whole; of {tally.settled} rows that a person could "
        f"settle {tally.accepted} entered ({tally.share:.2%}); {len(tally.faults)} faults"
    )
    return 1 if tally.faults or tally.share < _ENOUGH else 0


def _forms(count: int, seed: int) -> int:
    if not count:
        return 0
    print(f"{count} drawn forms, seed {seed}", flush=True)
    with web_face() as (page, key):
        tally = try_forms(page, count, seed, key, REFUSALS)
    print_tally(tally)
    return 1 if tally.faults or tally.share < _ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
