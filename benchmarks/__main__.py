"""Every measurement, one after the other: `python -m benchmarks [--quick] [--json]`."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    *("enrolment", "faces", "cold_robot", "intake", "queue", "queue_postgres", "recovery", "seats"),
    *("reading", "finding"),
)


def main() -> int:
    """Run each in an OS process of its own; the first that fails ends it."""
    for name in NAMES:
        print(f"\n=== {name} ===", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
