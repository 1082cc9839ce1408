"""Values of the case are nowhere but on the screens: not in an outcome, nor in Robot's output and log."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from typing import cast

import pytest

from copiste.bots import robot_run
from copiste.keywords.evidence import Evidence
from copiste.keywords.seat_session import SeatSession
from copiste.keywords.transaction import Transaction
from copiste.queue.item import Outcome, OutcomeKind, WorkItem
from copiste.screens.errors import BusinessRefusedError
from copiste.screens.session.session import ScreenSession
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.fakes import CommitAnswer
from tests.unit.keywords.payloads import dependant, enrolment, secrets_of

CASE = enrolment(dependant("Gaspard", nir="115037511234593"))
METHODS = ("fill", "submit", "rows", "verify")


def _packed(html: str) -> str:
    """The texts that Robot's log keeps compressed."""
    unpacked = []
    for chunk in re.findall(r'"\*?([A-Za-z0-9+/]{16,}={0,2})"', html):
        try:
            unpacked.append(zlib.decompress(base64.b64decode(chunk)).decode())
        except (ValueError, zlib.error):
            continue
    return "\n".join(unpacked)


def _leaks(outcome: Outcome, evidence: Path) -> set[str]:
    robot_run.write_log(evidence)
    log = (evidence / "log.html").read_text(encoding="utf-8")
    output = (evidence / "output.xml").read_text(encoding="utf-8")
    assert "Enrol A Member" in log
    told = "\n".join([repr(outcome), output, log, _packed(log)]).lower()
    return {secret for secret in secrets_of(CASE) if secret.lower() in told}


def test_an_enrolment_that_is_done_leaks_nothing(bench: Bench) -> None:
    outcome = bench.work("enrolment", CASE)
    assert outcome.kind is OutcomeKind.DONE
    assert _leaks(outcome, bench.evidence) == set()


@pytest.mark.parametrize("method", METHODS)
def test_a_foreign_exception_full_of_values_leaks_none(bench: Bench, method: str) -> None:
    bench.known_member()
    text = f"cannot type {' '.join(secrets_of(CASE))} into #ctl00_txt17 " + 40 * "and more "
    bench.session.broken = {method: ValueError(text)}
    outcome = bench.work("enrolment", CASE)
    assert (outcome.kind, outcome.code) == (OutcomeKind.APPLICATION, "UNEXPECTED")
    assert "ValueError" in outcome.message
    assert _leaks(outcome, bench.evidence) == set()


def test_a_picture_that_cannot_be_taken_is_told_and_undoes_nothing(bench: Bench) -> None:
    bench.session.broken = {"capture": OSError(f"no room for {' '.join(secrets_of(CASE))}")}
    outcome = bench.work("enrolment", CASE)
    assert outcome.kind is OutcomeKind.DONE
    assert "No picture of member committed: OSError" in (bench.evidence / "output.xml").read_text()
    assert _leaks(outcome, bench.evidence) == set()


def test_a_foreign_exception_tells_where_it_was_raised(bench: Bench) -> None:
    bench.known_member()
    bench.session.broken = {"fill": ValueError("Quennehen")}
    assert re.search(r"Legacy\.py:\d+ > fakes\.py:\d+", bench.work("enrolment", CASE).message)


def test_a_refusal_leaks_nothing(bench: Bench) -> None:
    bench.session.commits = [CommitAnswer(BusinessRefusedError("NIR_KNOWN", "ADH0012", "NIR DEJA CONNU"))]
    outcome = bench.work("enrolment", CASE)
    assert outcome.message == "NIR_KNOWN: ADH0012 NIR DEJA CONNU"
    assert _leaks(outcome, bench.evidence) == set()


def test_what_is_shown_otherwise_is_named_by_field_alone(bench: Bench) -> None:
    bench.work("enrolment", CASE)
    bench.back_end.members["00000001"].identity["first_name"] = "Berthe"
    bench.watch()
    outcome = bench.work("enrolment", {**CASE, "member": CASE["member"]})
    assert "first_name" in outcome.message
    assert _leaks(outcome, bench.evidence) == set()


def test_a_transaction_and_its_parts_show_no_value(bench: Bench) -> None:
    item = WorkItem(1, "enrolment", "D-1", CASE)
    seat = SeatSession(cast("ScreenSession", bench.session), b"k3y-of-the-hash")
    transaction = Transaction(item, bench.journal, seat, Evidence(bench.folder, 1))
    with transaction.case.scope("dependant", CASE["dependants"][0], 1, ["first_name"]):
        told = repr((item, seat, transaction, transaction.case, vars(transaction)))
    assert not [secret for secret in secrets_of(CASE) if secret in told]
    assert "k3y" not in told
