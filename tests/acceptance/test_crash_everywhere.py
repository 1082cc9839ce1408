"""A bot killed -9 at every moment of an enrolment, one item for each: all of them end recorded once.

The moments are enumerated, not sampled: the first enrolment is worked unharmed and says how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copiste.bots import seating
from copiste.bots.bot import Bot
from copiste.orchestrator import run as orchestrator
from copiste.queue.item import NewItem, OutcomeKind, State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.store import Store
from copiste.settings import Seat, Settings
from copiste.vault import COPISTE, new_secret, write_whole
from tests.acceptance.enrolments import check_each_recorded_once
from tests.support.cases import enrolment
from tests.support.forked import forked
from tests.support.mock import Mock
from tests.support.postgres import empty_database

# Some hundred bots die, one after the other.
pytestmark = [pytest.mark.enumerated, pytest.mark.timeout(1500)]

#: Every record of an enrolment with one dependant: member, address, bank details, affiliation, dependant.
RECORDS = 5


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    """The file with the moments of an enrolment, once one was worked unharmed."""
    return tmp_path / "moments"


@pytest.fixture
def mortal(counted: Path, face: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, ...]]:
    """What starts a bot process that dies, a spare one too."""
    with forked("tests.support.mortal_bot", str(counted), face) as command:
        monkeypatch.setattr(seating, "BOT_PROCESS", command)
        yield command


def work(settings: Settings, cases: list[NewItem], mortal: tuple[str, ...]) -> orchestrator.RunSummary:
    with Store.open(settings.database, sealer=Sealer(settings.keys)) as store:
        store.add(cases, now=datetime.now(UTC))
    return orchestrator.run(settings, make_bot=lambda told: Bot(replace(told, command=mortal)))


@pytest.fixture
def database() -> str:
    """The kind of database that the queue lies on."""
    return "sqlite"


@pytest.fixture
def crowded(
    request: pytest.FixtureRequest, database: str, settings: Settings, tmp_path: Path
) -> Iterator[Settings]:
    """Two seats and a spare bot, on that kind of database."""
    vault = tmp_path / "vault.json"
    write_whole(vault, {COPISTE: new_secret()})
    seats = (*settings.seats, Seat(operator="ROB02", terminal="R002"))
    with empty_database(database, request, tmp_path) as url:
        bots = settings.bots.model_copy(update={"spares": 1})
        yield settings.model_copy(update={"seats": seats, "database": url, "bots": bots, "vault": vault})


# What a database takes part in is the same through both faces.
@pytest.mark.parametrize(
    ("face", "database"),
    [("web", "sqlite"), ("web", "postgresql"), ("pixels", "sqlite")],
    indirect=["face"],
)
def test_a_bot_killed_at_any_moment_leaves_each_record_once(
    crowded: Settings, mock: Mock, counted: Path, mortal: tuple[str, ...]
) -> None:
    whole = enrolment(0, dependants=1)
    assert work(crowded, [whole], mortal).settled == {State.DONE: 1}
    moments = counted.read_text().splitlines()
    kinds = Counter(moments)
    for state in ("PREPARED", "SUBMITTING", "COMMITTED", "VERIFIED"):
        assert kinds[f"before {state}"] == kinds[f"{state} durable"] == RECORDS
    assert min(kinds["before enter"], kinds["before press"], kinds["request sent"]) > RECORDS

    cases = [enrolment(number, dependants=1) for number in range(1, len(moments) + 1)]
    summary = work(crowded, cases, mortal)

    assert summary.settled == {State.PENDING: len(moments), State.DONE: len(moments)}
    check_each_recorded_once(mock, [whole, *cases])
    with Store.open(crowded.database) as store:
        told = Counter(one.outcome for one in store.transactions(run=summary.run))
        assert told == {OutcomeKind.CRASHED: len(moments), OutcomeKind.DONE: len(moments)}
        receipts = {record.receipt for record in store.receipts()}
    assert {row["receipt"] for row in mock.ledger()["journal"]} == receipts
