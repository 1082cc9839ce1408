"""Members: their creation, their file, the search by name."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Notice, Refused
from legacy_mock.domain.codes import FAMILY_STATUS, REGIME, SEX, check_code
from legacy_mock.domain.keyed import check_name
from legacy_mock.domain.nir import check_nir
from legacy_mock.domain.records import Identity, MemberLine, Page, Situation

if TYPE_CHECKING:
    import sqlite3

    from legacy_mock.domain.database import Database
    from legacy_mock.domain.records import DependantEntry

LONGEST_LAST_NAME = 25
LONGEST_FIRST_NAME = 20
_FIRST_BIRTH = date(1900, 1, 1)
_FIRST_NEW_NUMBER = 20_000_001
_PHONE = re.compile(r"0[0-9]{9}")


def check_person(db: Database, person: Identity | DependantEntry, today: date) -> None:
    """Check what members and dependants have in common: names, sex, a birth between 1900 and today."""
    check_name(person.last_name, "NOM", LONGEST_LAST_NAME)
    check_name(person.first_name, "PRENOM", LONGEST_FIRST_NAME)
    check_code(db, SEX, person.sex, "SEXE")
    if not _FIRST_BIRTH <= person.birth_date <= today:
        raise Refused("ADH0001")


def check_identity(db: Database, identity: Identity, today: date) -> tuple[Notice, ...]:
    """Check page 1 of a creation; give the warnings.

    One NIR is one person: the same NIR with another name or birth date is refused. The same name and birth
    date with another NIR may be somebody else: a warning.
    """
    check_person(db, identity, today)
    if not identity.nir:
        raise Refused("SAI0001", zone="NIR")
    check_nir(identity.nir, identity.sex, identity.birth_date)
    homonyms = db.rows(
        "SELECT number, nir FROM members WHERE last_name = ? AND first_name = ? AND birth_date = ?"
        " ORDER BY number",
        identity.last_name,
        identity.first_name,
        identity.birth_date.isoformat(),
    )
    for row in homonyms:
        if row["nir"] == identity.nir:
            raise Refused("ADH0011", adherent=row["number"])
    holder = db.row("SELECT number FROM members WHERE nir = ?", identity.nir)
    if holder:
        raise Refused("ADH0012", adherent=holder["number"])
    return (Notice("ADH0020", {"nombre": len(homonyms)}),) if homonyms else ()


def check_situation(db: Database, situation: Situation) -> None:
    """Check page 2 of a creation."""
    check_code(db, REGIME, situation.regime, "REGIME")
    check_code(db, FAMILY_STATUS, situation.family_status, "SITUATION")
    if situation.phone and not _PHONE.fullmatch(situation.phone):
        raise Refused("ADH0007")


def next_number(db: Database) -> str:
    """Give the number of the next member: new ones come after 20000000, the take-over before."""
    highest = db.row("SELECT MAX(number) AS number FROM members")
    last = int(highest["number"]) if highest and highest["number"] else 0
    return str(max(last + 1, _FIRST_NEW_NUMBER))


def insert_member(db: Database, number: str, identity: Identity, situation: Situation, receipt: str) -> None:
    """Write the member's row."""
    db.insert(
        "members",
        {
            "number": number,
            "last_name": identity.last_name,
            "first_name": identity.first_name,
            "sex": identity.sex,
            "birth_date": identity.birth_date.isoformat(),
            "nir": identity.nir,
            "regime": situation.regime,
            "family_status": situation.family_status,
            "phone": situation.phone,
            "receipt": receipt,
        },
    )


def row_of(db: Database, number: str) -> sqlite3.Row:
    """Give a member's row; `Refused` ADH0032 when there is none of that number."""
    row = db.row("SELECT * FROM members WHERE number = ?", number)
    if row is None:
        raise Refused("ADH0032", adherent=number)
    return row


def identity_of(row: sqlite3.Row) -> Identity:
    """Read the identity in a member's row."""
    birth = date.fromisoformat(row["birth_date"])
    return Identity(row["last_name"], row["first_name"], row["sex"], birth, row["nir"])


def situation_of(row: sqlite3.Row) -> Situation:
    """Read the situation in a member's row."""
    return Situation(row["regime"], row["family_status"], row["phone"])


def search(
    db: Database,
    last_name: str,
    first_name: str,
    birth_date: date | None,
    contract: str,
    *,
    offset: int,
    limit: int | None,
) -> Page[MemberLine]:
    """Find members by the beginning of their names, birth date and contract; never by NIR (CNIL)."""
    if len(last_name) < 2:
        raise Refused("ADH0030")
    # Names hold A to Z, blank, apostrophe and hyphen: "~" sorts after whatever begins alike.
    conditions, values = ["m.last_name BETWEEN ? AND ?"], [last_name, last_name + "~"]
    if first_name:
        conditions.append("m.first_name BETWEEN ? AND ?")
        values += [first_name, first_name + "~"]
    if birth_date:
        conditions.append("m.birth_date = ?")
        values.append(birth_date.isoformat())
    if contract:
        conditions.append(
            "EXISTS (SELECT 1 FROM affiliations WHERE member_number = m.number AND contract = ?)"
        )
        values.append(contract)
    where = f"FROM members m WHERE {' AND '.join(conditions)}"
    town = "(SELECT town FROM addresses WHERE member_number = m.number ORDER BY id DESC LIMIT 1)"
    rows = db.rows(
        f"SELECT m.*, {town} AS town {where}"
        " ORDER BY m.last_name, m.first_name, m.birth_date, m.number LIMIT ? OFFSET ?",
        *values,
        -1 if limit is None else limit,
        offset,
    )
    total = db.number(f"SELECT COUNT(*) {where}", *values)
    return Page(tuple(_line(row) for row in rows), total)


def _line(row: sqlite3.Row) -> MemberLine:
    birth = date.fromisoformat(row["birth_date"])
    return MemberLine(row["number"], row["last_name"], row["first_name"], birth, row["town"] or "")
