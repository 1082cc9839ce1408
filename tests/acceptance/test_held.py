"""A commit of unknown effect that no look can settle waits for a person, who says what became of it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from copiste.console.held import doubts, explained
from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.queue.item import State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.store import Store
from copiste.settings import Settings
from legacy_mock.domain import Backend
from legacy_mock.domain.records import BankDetails, Signature
from tests.support.cases import IBAN, WITHOUT_ACCOUNT, bank_details
from tests.support.mock import Mock

ANOTHER = "FR7630006000011234567890189"
STEP = "bank details"


def change_the_account(mock: Mock) -> None:
    """A colleague does, in the same back-end."""
    with closing(Backend(mock.database)) as back_end:
        back_end.set_bank_details(
            WITHOUT_ACCOUNT, BankDetails(ANOTHER, "", "ROBIN FLORENCE"), Signature("AGT01", "A001")
        )


def accounts(mock: Mock) -> list[str]:
    """The accounts that were recorded, in order."""
    return [row["iban"] for row in mock.ledger()["bank_details"]]


def test_a_record_changed_after_a_key_of_unknown_effect_is_a_person_s_matter(
    settings: Settings, mock: Mock
) -> None:
    def colleague(event: RunEvent) -> None:
        if event.state == State.PENDING:
            change_the_account(mock)

    with Store.open(settings.database, sealer=Sealer(settings.keys)) as store:
        store.add([bank_details()], now=datetime.now(UTC))
        mock.arm("lost_before_commit")

        summary = orchestrator.run(settings, on_event=colleague)

        assert summary.settled == {State.PENDING: 1, State.HELD: 1}
        assert accounts(mock) == [ANOTHER]
        (doubt,) = doubts(store.item(1))
        shown = dict(explained(doubt, settings.evidence))
        assert shown["keyed"] == "iban=bank.iban, bic=bank.bic, holder=bank.holder"
        assert "different in iban" in shown["seen"]
        assert shown["it is not"] == "copiste resolve bank_details/B-0001 'bank details' --absent"

        store.resolve_held(1, STEP, receipt=None, who="claire", why="looked it up", now=datetime.now(UTC))
        assert orchestrator.run(settings).settled == {State.DONE: 1}
    assert accounts(mock) == [ANOTHER, IBAN]
