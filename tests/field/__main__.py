"""Run every trial and print what happens: `python -m tests.field`, or with the numbers of some kinds."""

# ruff: noqa: T201 - it prints
from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.field.kinds import kinds
from tests.field.trial import Ground, Kind, Trial
from tests.support.programs import REPOSITORY


def main(wanted: frozenset[int]) -> int:
    """Print one line a trial; 1 when one did not go as it should."""
    os.environ["COPISTE_PROJECT"] = str(REPOSITORY)
    failures = 0
    with ExitStack() as stack, tempfile.TemporaryDirectory() as place:
        ground = Ground(Path(place), stack)
        for kind in kinds():
            if wanted and kind.number not in wanted:
                continue
            print(f"\n{kind.number}. {kind.title}\n   should: {kind.should}")
            failures += sum(not _tried(kind, trial, ground) for trial in kind.trials)
    print(f"\n{failures} went wrong" if failures else "\nall as they should")
    return 1 if failures else 0


def _tried(kind: Kind, trial: Trial, ground: Ground) -> bool:
    folder = ground.folder
    ground.folder = Path(tempfile.mkdtemp(prefix=f"{kind.number}-", dir=folder))
    try:
        said, good = trial.run(ground), True
    except AssertionError as error:
        said, good = f"WRONG: {error}", False
    finally:
        ground.folder = folder
    print(f"   {'ok ' if good else 'NOT'} {trial.name}: {said}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(frozenset(map(int, sys.argv[1:]))))
