"""What the bus company's counter says of itself for a night of drawn cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.applications.bus_cards import truth
from tests.applications.bus_cards.cases import drawn
from tests.applications.night import SHARES, Night, Served
from tests.applications.process import running
from tests.support.answers_proxy import Request


@contextmanager
def _serve(folder: Path, seed: int) -> Iterator[Served]:
    with running("bus_cards", folder, "--seed", str(seed), "--delay", "0", "200") as counter:
        yield Served(counter.url, lambda: (replace(one, number=0) for one in truth.cards(folder)))


def _by_scripts(request: Request) -> bool:
    """Whether the page's own scripts ask: lists and choices too, and not only what saves."""
    return request.target.startswith("/api/")


NIGHT = Night(
    "bus_cards",
    drawn,
    _serve,
    passwords=dict.fromkeys(truth.LOGINS[:2], truth.PASSWORD),
    concerns=_by_scripts,
    # There are a dozen in each case.
    shares={fault: share / 2 for fault, share in SHARES.items()},
)
