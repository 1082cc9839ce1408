"""The mock's ledger as records that can be compared with what the spreadsheets ask for."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Any

from legacy_mock.domain.schema import RECORDS
from tests.acceptance.demo_files import Asked, Record
from tests.acceptance.demo_run import DemoRun, promised, wrong

#: The journal's transaction code of each step.
TRANSACTIONS = {
    "member": "ADHI",
    "address": "ADRS",
    "bank details": "RIBS",
    "affiliation": "AFFC",
    "dependant": "AYDA",
    "dependant end": "AYDF",
    "termination": "RADI",
}

Row = dict[str, Any]


def expected(cases: dict[str, Asked]) -> dict[str, tuple[Record, ...]]:
    """The records that each case leaves: all it asks for, less what was refused, caught or there already."""
    sound = {one["reference"]: one.get("adopted", []) for one in promised()["worth_seeing"]}
    refused = {one["reference"]: one.get("recorded", []) for one in wrong("back-end")}
    caught = {one["reference"] for one in wrong("intake")}

    def left(case: Asked) -> Iterator[Record]:
        for record in case.records:
            if case.reference in refused:
                stays = record.step in refused[case.reference]
            else:
                stays = case.reference not in caught and record.step not in sound.get(case.reference, [])
            if stays:
                yield record

    return {reference: tuple(left(case)) for reference, case in cases.items()}


def recorded(run: DemoRun) -> dict[str, Record]:
    """Every record that an operator made, by its receipt."""
    made = {row["receipt"] for row in run.ledger["journal"]}
    kept = all_records(run)
    assert made <= set(kept)
    return {receipt: record for receipt, record in kept.items() if receipt in made}


def all_records(run: DemoRun) -> dict[str, Record]:
    """Every record that the back-end holds, the seed's too, by its receipt."""
    nirs = {row["number"]: row["nir"] for row in run.mock.rows("members")}
    found: dict[str, Record] = {}
    for table in RECORDS:
        for row in run.mock.rows(table):
            nir = row["nir"] if table == "members" else nirs[row["member_number"]]
            assert row["receipt"] not in found
            found[row["receipt"]] = _record(table, nir, row)
            if table == "dependants" and row["end_receipt"]:
                assert row["end_receipt"] not in found
                found[row["end_receipt"]] = Record("dependant end", nir, _end(row))
    return found


def _record(table: str, nir: str, row: Row) -> Record:
    step, columns = {
        "members": ("member", "last_name first_name sex birth_date regime family_status"),
        "addresses": ("address", "street complement postal_code town"),
        "bank_details": ("bank details", "iban bic holder"),
        "affiliations": ("affiliation", "contract option population start_date"),
        "dependants": ("dependant", "last_name first_name sex birth_date kind nir rank start_date"),
        "terminations": ("termination", "contract reason last_day portability"),
    }[table]
    return Record(step, nir, tuple(row[column] for column in columns.split()))


def _end(row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in ("first_name", "birth_date", "rank", "end_date", "end_reason"))


def month_end(day: str) -> str:
    """The last day of the month of an ISO day."""
    found = date.fromisoformat(day)
    return found.replace(day=calendar.monthrange(found.year, found.month)[1]).isoformat()
