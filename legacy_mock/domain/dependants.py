"""Dependants of members: adding one, ending one.

One is known by birth date, first name and rank; twins differ by rank (S: the assurance maladie's key of a
beneficiary is the opener's NIR, the birth date and the rank).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legacy_mock.domain import affiliations
from legacy_mock.domain.answers import Notice, Refused
from legacy_mock.domain.codes import CHILD, DEPENDANT_END_REASON, DEPENDANT_KIND, SPOUSE, check_code
from legacy_mock.domain.contracts import contract_of
from legacy_mock.domain.days import whole_years, written
from legacy_mock.domain.keyed import check_name
from legacy_mock.domain.members import LONGEST_FIRST_NAME, check_person
from legacy_mock.domain.nir import check_nir
from legacy_mock.domain.records import DependantEnd, DependantEntry, DependantLine

if TYPE_CHECKING:
    import sqlite3

    from legacy_mock.domain.database import Database

#: No contract covers a child older than this, proof or not (A).
OLDEST_CHILD = 28


def lines_of(db: Database, member: str) -> tuple[DependantLine, ...]:
    """Give every dependant of a member, in order of recording."""
    return tuple(
        _line(row) for row in db.rows("SELECT * FROM dependants WHERE member_number = ? ORDER BY id", member)
    )


def check_dependant(db: Database, member: str, entry: DependantEntry, today: date) -> tuple[Notice, ...]:
    """Check a dependant to add; give the warnings."""
    check_person(db, entry, today)
    check_code(db, DEPENDANT_KIND, entry.kind, "LIEN")
    if entry.nir:
        check_nir(entry.nir, entry.sex, entry.birth_date)
    _check_rank(entry.rank)
    if entry.start < entry.birth_date:
        raise Refused("AYD0001")
    covers = affiliations.in_force(affiliations.lines_of(db, member), entry.start)
    if not covers:
        raise Refused("AYD0002")
    _check_household(lines_of(db, member), entry)
    if entry.kind != CHILD:
        return ()
    limits = _age_warning(db, [cover.contract for cover in covers], entry)
    return limits + _other_parent_warning(db, member, entry)


def insert_dependant(db: Database, member: str, entry: DependantEntry, receipt: str) -> None:
    """Write the dependant."""
    db.insert(
        "dependants",
        {
            "member_number": member,
            "last_name": entry.last_name,
            "first_name": entry.first_name,
            "sex": entry.sex,
            "birth_date": entry.birth_date.isoformat(),
            "kind": entry.kind,
            "nir": entry.nir,
            "rank": entry.rank,
            "start_date": entry.start.isoformat(),
            "receipt": receipt,
        },
    )


def check_end(db: Database, member: str, entry: DependantEnd) -> DependantLine:
    """Check the end of a dependant; give the dependant."""
    check_name(entry.first_name, "PRENOM", LONGEST_FIRST_NAME)
    check_code(db, DEPENDANT_END_REASON, entry.reason, "MOTIF")
    _check_rank(entry.rank)
    key = (entry.first_name, entry.birth_date, entry.rank)
    found = [line for line in lines_of(db, member) if (line.first_name, line.birth_date, line.rank) == key]
    if not found:
        raise Refused("AYD0030")
    # One may have ended and begun again: the last one counts.
    line = found[-1]
    if line.end:
        raise Refused("AYD0031", fin=written(line.end))
    if entry.end < line.start:
        raise Refused("AYD0032", debut=written(line.start))
    return line


def write_end(db: Database, line: DependantLine, entry: DependantEnd, receipt: str) -> None:
    """Write the end into the dependant's row."""
    db.execute(
        "UPDATE dependants SET end_date = ?, end_reason = ?, end_receipt = ? WHERE receipt = ?",
        entry.end.isoformat(),
        entry.reason,
        receipt,
        line.receipt,
    )


def _check_rank(rank: int) -> None:
    if not 1 <= rank <= 9:
        raise Refused("AYD0006")


def _check_household(lines: tuple[DependantLine, ...], entry: DependantEntry) -> None:
    present = [line for line in lines if line.end is None or line.end >= entry.start]
    born_that_day = [line for line in present if line.birth_date == entry.birth_date]
    if any(line.first_name == entry.first_name for line in born_that_day):
        raise Refused("AYD0004")
    if entry.kind == SPOUSE and any(line.kind == SPOUSE for line in present):
        raise Refused("AYD0003")
    if any(line.rank == entry.rank and line.kind == entry.kind for line in born_that_day):
        raise Refused("AYD0005", rang=entry.rank)


def _age_warning(db: Database, contracts: list[str], entry: DependantEntry) -> tuple[Notice, ...]:
    """Judge a child's age by the most favourable of the contracts in force."""
    age = whole_years(entry.birth_date, entry.start)
    rules = sorted(
        (contract_of(db, number) for number in contracts),
        key=lambda contract: (
            contract.child_age_limit >= age,
            contract.child_proof,
            contract.child_age_limit,
        ),
    )
    best = rules[-1]
    if age <= best.child_age_limit:
        return ()
    if age > OLDEST_CHILD or not best.child_proof:
        limit = OLDEST_CHILD if best.child_proof else best.child_age_limit
        raise Refused("AYD0007", age=limit, contrat=best.number)
    return (Notice("AYD0020", {"age": best.child_age_limit}),)


def _other_parent_warning(db: Database, member: str, entry: DependantEntry) -> tuple[Notice, ...]:
    elsewhere = db.number(
        "SELECT COUNT(*) FROM dependants WHERE birth_date = ? AND last_name = ? AND first_name = ?"
        " AND kind = ? AND member_number <> ? AND (end_date IS NULL OR end_date >= ?)",
        entry.birth_date.isoformat(),
        entry.last_name,
        entry.first_name,
        CHILD,
        member,
        entry.start.isoformat(),
    )
    return (Notice("AYD0021"),) if elsewhere else ()


def _line(row: sqlite3.Row) -> DependantLine:
    return DependantLine(
        last_name=row["last_name"],
        first_name=row["first_name"],
        sex=row["sex"],
        birth_date=date.fromisoformat(row["birth_date"]),
        kind=row["kind"],
        nir=row["nir"],
        rank=row["rank"],
        start=date.fromisoformat(row["start_date"]),
        end=date.fromisoformat(row["end_date"]) if row["end_date"] else None,
        end_reason=row["end_reason"],
        receipt=row["receipt"],
        end_receipt=row["end_receipt"],
    )
