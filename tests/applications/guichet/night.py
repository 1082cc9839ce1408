"""What the guichet says of itself for a night of drawn cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.applications.guichet import truth
from tests.applications.guichet.cases import STANDING, drawn
from tests.applications.guichet.register import Register
from tests.applications.night import Night, Served
from tests.applications.process import running


@contextmanager
def _serve(folder: Path, seed: int) -> Iterator[Served]:
    with running("guichet", folder, "--seed", str(seed), "--delay", "0", "200") as guichet:
        Register(guichet.database).record(
            {
                "ref": STANDING.reference,
                "civ": STANDING.civility,
                "nom": STANDING.last_name,
                "pre": STANDING.first_name,
                "dnj": "31/01/1970",
                "act": STANDING.record,
                "dev": "31/01/1970",
                "com": STANDING.town,
                "nbe": "1",
            }
        )
        yield Served(guichet.url, lambda: _recorded(folder))


def _recorded(folder: Path) -> Iterator[truth.Deposit]:
    known = [replace(one, number=0) for one in truth.deposits(folder)]
    known.remove(STANDING)
    yield from known


# Pages too, and not only what is sent.
NIGHT = Night("guichet", drawn, _serve, concerns=lambda _request: True)
