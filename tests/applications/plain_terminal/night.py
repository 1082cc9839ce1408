"""What the plain terminal says of itself for a night: 43 rows, no titles, no captions; x3270 between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from copiste.queue.item import NewItem
from tests.applications.night import Asked, Night, Served
from tests.support.cases import enrolment
from tests.support.mock import PASSWORD, Mock, running_mock

PLAIN = ("--terminal-rows", "43", "--terminal-plain")
#: What befalls so great a share of the keys at the screen of accounts.
_FAULTS = {"lost_after_commit": 0.1, "lost_before_commit": 0.05, "slow_answer": 0.05, "send_map_error": 0.05}


@dataclass(frozen=True)
class Account:
    """A member's account, as asked for and as recorded."""

    member_number: str
    iban: str
    holder: str


def _drawn(seed: int, count: int) -> list[Asked]:
    """New accounts for so many members who stand in their files with one holder."""
    with TemporaryDirectory() as folder, running_mock(Path(folder), *PLAIN) as mock:
        accounts = accounts_of(mock, count, random.Random(seed))
    return [Asked(case_of(account), account) for account in accounts]


def case_of(account: Account) -> NewItem:
    """The case that asks for it."""
    return NewItem("account", f"A-{account.member_number}", {"account": asdict(account)})


def accounts_of(mock: Mock, count: int, chance: random.Random) -> list[Account]:
    """An account of his own for each of `count` members of the back-end."""
    members = [row for row in mock.rows("members") if len(row["last_name"]) > 3]
    return [
        Account(
            member["number"],
            enrolment(number).payload["bank"]["iban"],
            f"{member['last_name']} {member['first_name']}"[:25].strip(),
        )
        for number, member in enumerate(chance.sample(members, count), 1)
    ]


@contextmanager
def _serve(folder: Path, _seed: int) -> Iterator[Served]:
    with running_mock(folder, *PLAIN) as mock:
        for fault, share in _FAULTS.items():
            mock.arm(fault, transactions=["RIBS"], probability=share)
        yield Served(mock.terminal, lambda: _recorded(mock))


def _recorded(mock: Mock) -> Iterator[Account]:
    for row in mock.ledger()["bank_details"]:
        yield Account(row["member_number"], row["iban"], row["holder"])


NIGHT = Night(
    "plain_terminal",
    _drawn,
    _serve,
    passwords={"ROB01": PASSWORD, "ROB02": PASSWORD},
    concerns=None,
)
