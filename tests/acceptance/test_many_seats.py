"""Several bots at once on one machine, each with a screen of its own: every case is recorded once."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.queue.item import OutcomeKind, State
from copiste.queue.store import Store
from copiste.settings import Seat, Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, states
from tests.support.mock import Mock

SEATS = tuple(Seat(operator=f"ROB{number:02d}", terminal=f"R{number:03d}") for number in range(1, 5))


# Displays, keyboards and cameras are what bots could take from one another; browsers are in other tests.
@pytest.mark.parametrize("face", ["pixels"], indirect=True)
def test_four_pixel_bots_record_each_case_once_and_each_under_its_own_name(
    settings: Settings, mock: Mock
) -> None:
    cases = fill(settings.database, 8, dependants=2)
    worked_by: dict[str, str] = {}
    all_at_work = threading.Barrier(len(SEATS), timeout=150)
    begun: set[str] = set()

    def note(event: RunEvent) -> None:
        if event.what == "claimed":
            worked_by[event.reference] = event.bot.partition("@")[0]
        elif event.what == "step" and event.bot not in begun:
            begun.add(event.bot)
            all_at_work.wait()

    summary = orchestrator.run(settings.model_copy(update={"seats": SEATS}), on_event=note)

    assert summary.settled == {State.DONE: len(cases)}
    assert set(states(settings.database).values()) == {State.DONE}
    check_each_recorded_once(mock, cases)
    with Store.open(settings.database) as store:
        assert Counter(one.outcome for one in store.transactions()) == {OutcomeKind.DONE: len(cases)}
    assert set(worked_by.values()) == {seat.name for seat in SEATS}
    # What one bot typed appeared on its own terminal, and nowhere else.
    terminals = {seat.name: seat.fields["terminal"] for seat in SEATS}
    references = {case.payload["member"]["nir"]: case.reference for case in cases}
    members = {row["number"]: references[row["nir"]] for row in mock.ledger()["members"]}
    for line in mock.ledger()["journal"]:
        operator = worked_by[members[line["member_number"]]]
        assert (line["operator"], line["terminal"]) == (operator, terminals[operator])
