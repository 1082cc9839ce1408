"""`make endurance`: the large figures, seeds printed. `python -m tests.endurance --files 20000 --seed 7`."""

# ruff: noqa: T201 - it prints
from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.applications.night import known, live_through, named
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
    parser.add_argument(
        "--night",
        action="append",
        default=[],
        choices=known(),
        help="an application to key drawn cases into, while answers are lost and bots killed; repeatable",
    )
    parser.add_argument("--cases", type=int, default=60, help="cases of each night (%(default)s)")
    parser.add_argument("--kills-every", type=float, default=20, help="seconds, of a night (%(default)s)")
    parser.add_argument("--seed", type=int, help="of all that is drawn; printed when not given")
    told = parser.parse_args()
    seed = secrets.randbelow(1_000_000_000) if told.seed is None else told.seed
    nights = (_night(name, told.cases, seed, told.kills_every) for name in told.night)
    return max(_files(told.files, seed), _forms(told.forms, seed), *nights)


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


def _night(name: str, count: int, seed: int, kills_every: float) -> int:
    print(f"{count} cases for {name}, seed {seed}", flush=True)
    night, limit = named(name), 600 + 60 * count
    asked = night.draw(seed, count)
    with TemporaryDirectory(prefix="night-") as folder:
        morning = live_through(night, Path(folder), asked, seed=seed, kills_every=kills_every, limit=limit)
    faults = ", ".join(f"{fault.value} {number}" for fault, number in morning.faults.items() if fault)
    baskets = sum(bool(one.basket) for one in asked)
    print(f"{len(asked)} cases, {baskets} of them for baskets, in {morning.seconds:.0f} s")
    print(f"of {morning.faults.total()} requests: {faults}; {morning.bots_killed} bots killed")
    for line in morning.wrong:
        print(f"  {line}")
    print(f"{len(morning.wrong)} not as asked: lost, twice, wrong, or in another basket")
    return 1 if morning.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
