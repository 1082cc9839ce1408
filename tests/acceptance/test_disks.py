"""Disks that take no more while real bots work: no case pays for it, and each is in the ledger once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.queue.item import OutcomeKind, State
from copiste.queue.people.runs import UNPICTURED
from copiste.queue.store import Store
from copiste.settings import BreakerRules, Seat, Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, items
from tests.support.mock import Mock
from tests.support.small_disk import SmallDisk, small_disk


@pytest.fixture
def two_seats(settings: Settings) -> Settings:
    seats = (Seat(operator="ROB01", terminal="R001"), Seat(operator="ROB02", terminal="R002"))
    return settings.model_copy(update={"seats": seats})


# Both faces write their evidence in one place: what else a disk may say is tried on one of them.
@pytest.mark.parametrize(
    ("face", "harm", "says"),
    [
        pytest.param("web", SmallDisk.use_up_bytes, "is full", id="web-bytes"),
        pytest.param("pixels", SmallDisk.use_up_bytes, "is full", id="pixels-bytes"),
        pytest.param("pixels", SmallDisk.use_up_inodes, "no inodes left", id="pixels-inodes"),
        pytest.param("web", SmallDisk.make_read_only, "is read-only", id="web-read-only"),
    ],
    indirect=["face"],
)
def test_evidence_that_cannot_be_written_costs_pictures_and_no_case(
    two_seats: Settings, mock: Mock, tmp_path: Path, harm: Callable[[SmallDisk], None], says: str
) -> None:
    """In the middle of a case of one of the seats."""
    told: list[RunEvent] = []
    with small_disk(tmp_path / "disk", inodes=2000) as disk:

        def harm_after_the_first(event: RunEvent) -> None:
            if event.what == "settled" and event.what not in {one.what for one in told}:
                harm(disk)
            told.append(event)

        settings = two_seats.model_copy(update={"evidence": disk.folder / "evidence"})
        cases = fill(settings.database, 5)
        summary = orchestrator.run(settings, on_event=harm_after_the_first)

    assert summary.settled == {State.DONE: 5}
    assert {item.attempt for item in items(settings.database).values()} == {1}
    check_each_recorded_once(mock, cases)
    assert summary.unpictured >= 3, "those that began later"
    assert says in summary.why_unpictured
    assert [event.message for event in told if event.what == "unpictured"] == [summary.why_unpictured]
    with Store.open(settings.database) as store:
        begun, ended = store.acts(UNPICTURED)
    assert (begun.details, ended.details) == ({"run": 1}, {"run": 1, "items": summary.unpictured})


def test_temporary_folder_without_inodes_makes_the_run_wait_and_fails_no_case(
    two_seats: Settings, mock: Mock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each bot is replaced after a case, and finds no room at its start, until somebody makes some."""
    told: list[str] = []
    with small_disk(tmp_path / "disk", size="64m", inodes=5000) as disk:

        def harm_until_it_waits(event: RunEvent) -> None:
            if event.what == "settled" and "paused" not in told:
                disk.use_up_inodes()
            elif event.what == "paused":
                threading.Timer(1.0, disk.make_room).start()
            told.append(event.what)

        monkeypatch.setenv("TMPDIR", str(disk.folder))
        update = {
            "breaker": BreakerRules.model_validate({"first_probe": 0.3}),
            "bots": two_seats.bots.model_copy(update={"items_per_process": 1}),
        }
        settings = two_seats.model_copy(update=update)
        cases = fill(settings.database, 4)
        summary = orchestrator.run(settings, on_event=harm_until_it_waits)

    assert summary.settled[State.DONE] == 4
    assert summary.gave_up == {}
    assert {(item.state, item.attempt) for item in items(settings.database).values()} == {(State.DONE, 1)}
    check_each_recorded_once(mock, cases)
    assert told.count("paused") == told.count("resumed")
    with Store.open(settings.database) as store:
        ends = {(line.outcome, line.code) for line in store.transactions()}
    assert ends <= {(OutcomeKind.DONE, ""), (OutcomeKind.RETURNED, "DISK")}
