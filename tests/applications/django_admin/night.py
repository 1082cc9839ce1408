"""What the broker's office says of itself for a night of drawn cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.applications.django_admin import truth
from tests.applications.django_admin.cases import drawn
from tests.applications.night import Night, Served
from tests.applications.process import running
from tests.support.answers_proxy import Fault, Request


@contextmanager
def _serve(folder: Path, seed: int) -> Iterator[Served]:
    with running("django_admin", folder, "--seed", str(seed), "--delay", "20", "200") as site:
        yield Served(f"{site.url}admin/", lambda: truth.members(site.folder))


def _adds(request: Request) -> bool:
    return request.method == "POST" and request.target.endswith("/member/add/")


NIGHT = Night(
    "django_admin",
    drawn,
    _serve,
    passwords=dict.fromkeys(("OP01", "OP02"), truth.PASSWORD),
    concerns=_adds,
    # One such request a case.
    shares={
        Fault.REQUEST_LOST: 0.1,
        Fault.ANSWER_LOST: 0.15,
        Fault.ANSWER_CUT: 0.15,
        Fault.ANSWER_LATE: 0.15,
        Fault.ANSWER_SLOW: 0.1,
    },
)
