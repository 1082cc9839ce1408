"""Enrolments made by `tests.support.cases`, and what each of them leaves in the ledger once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from copiste.queue.item import NewItem, State
from copiste.queue.records import ItemFilter, ItemSummary
from copiste.queue.store import Store
from tests.support.cases import enrolment
from tests.support.mock import Mock

#: The journal's transactions of an enrolment, in the order of keying, without its dependants.
STEPS = ["ADHI", "ADRS", "RIBS", "AFFC"]
_TABLES = {"ADRS": "addresses", "RIBS": "bank_details", "AFFC": "affiliations", "AYDA": "dependants"}


def fill(url: str, count: int, *, dependants: int = 0, first: int = 1) -> list[NewItem]:
    """Put `count` enrolments of different people into the queue at `url`, numbered from `first`."""
    cases = [enrolment(number, dependants=dependants) for number in range(first, first + count)]
    with Store.open(url) as store:
        store.add(cases, now=datetime.now(UTC))
    return cases


def items(url: str) -> dict[str, ItemSummary]:
    """The queue's items, by reference."""
    with Store.open(url) as store:
        return {item.reference: item for item in store.items(ItemFilter(), limit=1000).items}


def states(url: str) -> dict[str, State]:
    """Their states."""
    return {reference: item.state for reference, item in items(url).items()}


def check_each_recorded_once(mock: Mock, cases: Iterable[NewItem]) -> None:
    """The ledger holds these enrolments, each record of each of them once, and nothing else."""
    ledger = mock.ledger()
    numbers = {row["nir"]: row["number"] for row in ledger["members"]}
    wanted = {case.payload["member"]["nir"]: case.payload for case in cases}
    assert set(numbers) == set(wanted)
    assert len(ledger["members"]) == len(wanted)
    for nir, payload in wanted.items():
        number = numbers[nir]
        lines = [line for line in ledger["journal"] if line["member_number"] == number]
        children = [child["birth_date"] for child in payload["dependants"]]
        assert [line["transaction_code"] for line in lines] == [*STEPS, *["AYDA"] * len(children)]
        for transaction, table in _TABLES.items():
            rows = of_member(ledger[table], number)
            receipts = [line["receipt"] for line in lines if line["transaction_code"] == transaction]
            assert [row["receipt"] for row in rows] == receipts
        assert [row["birth_date"] for row in of_member(ledger["dependants"], number)] == children
        (account,) = of_member(ledger["bank_details"], number)
        assert account["iban"] == payload["bank"]["iban"]
    members = set(numbers.values())
    assert {line["member_number"] for line in ledger["journal"]} == members


def of_member(rows: Iterable[dict[str, Any]], number: str) -> list[dict[str, Any]]:
    """The rows of one member."""
    return [row for row in rows if row["member_number"] == number]
