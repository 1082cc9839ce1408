"""A power cut at any moment of an enrolment: the next attempt finishes it, and each record is made once.

The moments are all at which something is about to become other than it was: before a commit key goes down,
between the record and its answer, before a journal entry is durable, between that and its acknowledgement.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from copiste.queue.item import OutcomeKind, StepState
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.payloads import dependant, enrolment

CASE = enrolment(dependant("Gaspard"), dependant("Lison", rank=2))
RECORDS = Counter(
    [
        "member 00000001",
        "address 00000001",
        "bank 00000001",
        "affiliation 00000001",
        "dependant Gaspard",
        "dependant Lison",
    ]
)


def _moments(folder: Path) -> list[tuple[int, str]]:
    bench = Bench(folder)
    bench.work("enrolment", CASE)
    return [
        (place, event)
        for place, event in enumerate(bench.trace.events)
        if event.split()[0] in {"journal", "durable", "answer"} or event.endswith("validate")
    ]


def test_an_enrolment_cut_off_at_any_moment_records_everything_once(tmp_path: Path) -> None:
    moments = _moments(tmp_path / "whole")
    assert len(moments) == 10 * len(RECORDS)
    for cut_at, moment in moments:
        bench = Bench(tmp_path / f"cut-{cut_at}")
        bench.watch(cut_at=cut_at)
        cut = bench.work("enrolment", CASE)
        assert cut.kind is OutcomeKind.APPLICATION, moment
        bench.watch()
        assert bench.work("enrolment", CASE).kind is OutcomeKind.DONE, moment
        assert Counter(bench.back_end.ledger) == RECORDS, moment
        assert {entry.state for entry in bench.journal.entries().values()} == {StepState.VERIFIED}, moment


@pytest.mark.parametrize("cut_at", [20, 40, 60])
def test_one_cut_after_another_still_records_everything_once(bench: Bench, cut_at: int) -> None:
    for attempt in range(3):
        bench.watch(cut_at=cut_at + attempt)
        bench.work("enrolment", CASE)
    bench.watch()
    assert bench.work("enrolment", CASE).kind is OutcomeKind.DONE
    assert Counter(bench.back_end.ledger) == RECORDS
