"""Disks that take no more while real bots work: no case pays for it, and the ledger holds each of them once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import orchestrator
from orchestrator import Event
from settings import Breaker, Seat, Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, states
from tests.support.mock import Mock
from tests.support.small_disk import SmallDisk, small_disk
from work_items.item import State


@pytest.fixture
def two_seats(settings: Settings) -> Settings:
    seats = (Seat(operator="ROB01", terminal="R001"), Seat(operator="ROB02", terminal="R002"))
    return settings.model_copy(update={"seats": seats})


def harm_at_the_second_case(harm: Callable[[], None], told: list[Event]) -> Callable[[Event], None]:
    settled = threading.Event()

    def on_event(event: Event) -> None:
        told.append(event)
        if event.what == "settled" and not settled.is_set():
            settled.set()
            harm()

    return on_event


HARMS = {
    "bytes": SmallDisk.use_up_bytes,
    "inodes": SmallDisk.use_up_inodes,
    "read-only": SmallDisk.make_read_only,
}


@pytest.mark.parametrize("harm", HARMS)
def test_evidence_that_cannot_be_written_costs_pictures_and_no_case(
    two_seats: Settings, mock: Mock, tmp_path: Path, harm: str
) -> None:
    told: list[Event] = []
    with small_disk(tmp_path / "disk", inodes=2000) as disk:
        settings = two_seats.model_copy(update={"evidence": disk.folder / "evidence"})
        cases = fill(settings.database, 6, dependants=1)
        summary = orchestrator.run(
            settings, on_event=harm_at_the_second_case(lambda: HARMS[harm](disk), told)
        )
    print(summary)
    print([e for e in told if e.what != "step"])
    assert set(states(settings.database).values()) == {State.DONE}
    assert summary.settled == {State.DONE: 6}
    check_each_recorded_once(mock, cases)
    assert summary.unpictured >= 4


def test_temporary(two_seats: Settings, mock: Mock, tmp_path: Path, monkeypatch) -> None:
    told: list[Event] = []
    with small_disk(tmp_path / "disk", size="64m", inodes=5000) as disk:
        monkeypatch.setenv("TMPDIR", str(disk.folder))
        cases = fill(two_seats.database, 6, dependants=1)
        breaker = Breaker.model_validate({"first_probe": 0.3})
        bots = two_seats.bots.model_copy(update={"items_per_process": 1})
        settings = two_seats.model_copy(update={"breaker": breaker, "bots": bots})
        paused = []

        def on_event(e):
            told.append(e)
            if e.what == "settled" and not paused:
                disk.use_up_inodes()
            if e.what == "paused":
                paused.append(1)
                threading.Timer(2.0, disk.make_room).start()

        summary = orchestrator.run(settings, on_event=on_event)
    print(summary)
    print([e for e in told if e.what != "step"])
    assert summary.settled.get(State.DONE) == 6
    check_each_recorded_once(mock, cases)
