"""The mock's ledger as records that can be compared with what was asked for, and how text stands in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from legacy_mock.domain.schema import RECORDS
from tests.support.mock import Mock

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


@dataclass(frozen=True, order=True)
class Record:
    """One record that a case asks for: the step that makes it, whose member it hangs on, and its values."""

    step: str
    #: Of the member: what tells one from the other here.
    nir: str
    values: tuple[Any, ...]


def capitals(text: str | None) -> str:
    """`text` as a terminal of 1998 shows it."""
    plain = (text or "").replace("Œ", "OE").replace("œ", "oe").replace("’", "'")
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).upper().strip()


def recorded(mock: Mock) -> dict[str, Record]:
    """Every record that an operator made, by its receipt."""
    made = {row["receipt"] for row in mock.ledger()["journal"]}
    kept = all_records(mock)
    assert made <= set(kept)
    return {receipt: record for receipt, record in kept.items() if receipt in made}


def all_records(mock: Mock) -> dict[str, Record]:
    """Every record that the back-end holds, the seed's too, by its receipt."""
    nirs = {row["number"]: row["nir"] for row in mock.rows("members")}
    found: dict[str, Record] = {}
    for table in RECORDS:
        for row in mock.rows(table):
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
