"""`make endurance`: the large figures, seeds printed. `python -m tests.endurance --files 20000 --seed 7`."""

# ruff: noqa: T201 - it prints
from __future__ import annotations

import argparse
import secrets
import sys

from tests.endurance.loading import try_files

#: Of the rows that a person could settle, so many must enter.
_ENOUGH = 0.99


def main() -> int:
    """Load drawn files; 1 when anything was keyed that nobody meant, or too much was refused."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, help="drawn files to load (%(default)s)")
    parser.add_argument("--seed", type=int, help="of the first file; printed when not given")
    told = parser.parse_args()
    seed = secrets.randbelow(1_000_000_000) if told.seed is None else told.seed
    print(f"{told.files} drawn files, seed {seed}", flush=True)
    tally = try_files(told.files, seed)
    for fault in tally.faults[:20]:
        print(f"  {fault}")
    print(
        f"{tally.files} files, {tally.refused} refused whole; of {tally.settled} rows that a person could "
        f"settle {tally.accepted} entered ({tally.share:.2%}); {len(tally.faults)} faults"
    )
    return 1 if tally.faults or tally.share < _ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
