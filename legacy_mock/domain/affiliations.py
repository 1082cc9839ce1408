"""Affiliations of members to collective contracts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused
from legacy_mock.domain.codes import OPTION, POPULATION, RISK_OF_OPTION, check_code
from legacy_mock.domain.contracts import contract_of
from legacy_mock.domain.days import written
from legacy_mock.domain.records import AffiliationEntry, AffiliationLine

if TYPE_CHECKING:
    import sqlite3

    from legacy_mock.domain.database import Database
    from legacy_mock.domain.records import Contract

ACTIVE = "ACTIF"
TERMINATED = "RADIE"
NEVER_AFFILIATED = "SANS AFFILIATION"


def lines_of(db: Database, member: str) -> tuple[AffiliationLine, ...]:
    """Give every affiliation of a member, in order of start."""
    rows = db.rows(
        "SELECT a.*, c.company FROM affiliations a JOIN contracts c ON c.number = a.contract"
        " WHERE a.member_number = ? ORDER BY a.start_date, a.id",
        member,
    )
    return tuple(_line(row) for row in rows)


def in_force(lines: tuple[AffiliationLine, ...], day: date) -> list[AffiliationLine]:
    """Keep the affiliations that cover a day."""
    return [line for line in lines if line.start <= day and (line.end is None or line.end >= day)]


def state_of(lines: tuple[AffiliationLine, ...], today: date) -> str:
    """Say how a member stands: covered today or later, no longer, or never."""
    if not lines:
        return NEVER_AFFILIATED
    return ACTIVE if any(line.end is None or line.end >= today for line in lines) else TERMINATED


def check_affiliation(db: Database, member: str, entry: AffiliationEntry) -> Contract:
    """Check an affiliation against its contract and the member's other ones; give the contract."""
    if not entry.contract:
        raise Refused("SAI0001", zone="CONTRAT")
    contract = contract_of(db, entry.contract)
    check_code(db, OPTION, entry.option, "OPTION")
    check_code(db, POPULATION, entry.population, "POPULATION")
    _check_contract(contract, entry)
    # The new affiliation has no end: it meets whatever has not ended before it starts.
    met = [line for line in lines_of(db, member) if line.end is None or line.end >= entry.start]
    for line in met:
        if (line.contract, line.option) == (entry.contract, entry.option):
            raise Refused("AFF0007", contrat=entry.contract, option=entry.option)
    for line in met:
        if line.risk == RISK_OF_OPTION[entry.option]:
            raise Refused("AFF0008", risque=line.risk, contrat=line.contract)
    return contract


def insert_affiliation(db: Database, member: str, entry: AffiliationEntry, receipt: str) -> None:
    """Write the affiliation."""
    db.insert(
        "affiliations",
        {
            "member_number": member,
            "contract": entry.contract,
            "option": entry.option,
            "population": entry.population,
            "risk": RISK_OF_OPTION[entry.option],
            "start_date": entry.start.isoformat(),
            "receipt": receipt,
        },
    )


def _check_contract(contract: Contract, entry: AffiliationEntry) -> None:
    if not contract.open:
        raise Refused("AFF0002", contrat=contract.number)
    if entry.option not in contract.options:
        raise Refused("AFF0003", option=entry.option, contrat=contract.number)
    if entry.population not in contract.populations:
        raise Refused("AFF0004", population=entry.population, contrat=contract.number)
    if entry.start < contract.start:
        raise Refused("AFF0005", debut=written(contract.start))
    if contract.end and entry.start > contract.end:
        raise Refused("AFF0006", fin=written(contract.end))


def _line(row: sqlite3.Row) -> AffiliationLine:
    return AffiliationLine(
        contract=row["contract"],
        company=row["company"],
        option=row["option"],
        population=row["population"],
        risk=row["risk"],
        start=date.fromisoformat(row["start_date"]),
        end=date.fromisoformat(row["end_date"]) if row["end_date"] else None,
        receipt=row["receipt"],
        end_receipt=row["end_receipt"],
    )
