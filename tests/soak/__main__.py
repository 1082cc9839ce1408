"""`python -m tests.soak`: a long night in a storm. Prints its seed, what was harmed, the ledger's verdict."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.acceptance.faces import FACES
from tests.soak.night import Night
from tests.soak.storm import Plan


def main() -> int:
    """Work it through.

    Returns:
        The exit status: 0 when nothing was lost, twice or wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--items", type=int, default=1000, help="cases (%(default)s)")
    parser.add_argument("--seats", type=int, default=3, help="bots (%(default)s)")
    parser.add_argument("--seed", type=int, help="replays a storm; printed when not given")
    parser.add_argument("--limit", type=float, default=7200, help="seconds for all of it (%(default)s)")
    parser.add_argument(
        "--face", choices=FACES, default="web", help="how the back-end is driven (%(default)s)"
    )
    parser.add_argument("--pooler", action="store_true", help="pgbouncer in front of the queue's server")
    parser.add_argument("--failover", action="store_true", help="a standby takes over in the middle")
    told = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if told.seed is None else told.seed
    more = "".join(f" --{name}" for name in ("pooler", "failover") if getattr(told, name))
    same = f"--seed {seed} --items {told.items} --seats {told.seats} --face {told.face}{more}"
    _tell(f"Seed {seed}: replay with {same}")
    with tempfile.TemporaryDirectory(prefix="soak-") as place:
        plan = Plan(
            seed,
            seats=told.seats,
            limit=told.limit,
            face=told.face,
            pooler=told.pooler,
            failover=0.6 if told.failover else None,
        )
        night = Night(Path(place), told.items, plan)
        verdict = night.live_through(_tell)
    return 0 if verdict.kept else 1


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
