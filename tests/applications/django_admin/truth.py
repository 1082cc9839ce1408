"""What the broker's database holds, read by SQL from its file: nothing of Django is asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Accounts that may key members; all with the same password.
OPERATORS = tuple(f"OP{number:02d}" for number in range(1, 9))
PASSWORD = "open-Sesame 9"


@dataclass(frozen=True)
class Contract:
    """A contract as it is stored: the date ISO, the premium as text with two decimals."""

    policy: str
    cover: str
    start: str
    premium: str
    paid: bool


@dataclass(frozen=True)
class Dependant:
    """A dependant as stored; `relation` is the code."""

    name: str
    birth_date: str
    relation: str


@dataclass(frozen=True)
class Member:
    """A member as stored: dates ISO, codes of choices, names of what lists choose from; blanks are `""`.

    `document` is the contents of the uploaded file, none if there is none.
    """

    reference: str
    title: str
    first_name: str
    last_name: str
    birth_date: str
    email: str
    phone: str
    street: str
    street_2: str
    postcode: str
    city: str
    status: str
    office: str
    adviser: str
    covers: tuple[str, ...]
    languages: tuple[str, ...]
    call_after: str
    children: int
    income: str
    smoker: bool
    newsletter: bool
    document: bytes | None
    notes: str
    contracts: tuple[Contract, ...]
    dependants: tuple[Dependant, ...]


_MEMBERS = """
select m.id, m.reference, m.title, m.first_name, m.last_name, m.birth_date, m.email, m.phone, m.street,
       m.street_2, m.postcode, m.city, m.status, o.name as office, coalesce(a.name, '') as adviser,
       coalesce(m.call_after, '') as call_after, m.children,
       iif(m.income is null, '', printf('%.2f', m.income)) as income,
       m.smoker, m.newsletter, m.document, m.notes
from brokerage_member m
join brokerage_office o on o.id = m.office_id
left join brokerage_adviser a on a.id = m.adviser_id
where m.reference not like 'SE-%'
order by m.id
"""
_CHOSEN = {
    "covers": """select c.name from brokerage_member_covers mc join brokerage_cover c on c.id = mc.cover_id
                 where mc.member_id = ? order by c.name""",
    "languages": """select l.name from brokerage_member_languages ml join brokerage_language l
                    on l.id = ml.language_id where ml.member_id = ? order by l.name""",
}
_CONTRACTS = """
select t.policy, c.name, t.start, printf('%.2f', t.premium), t.paid
from brokerage_contract t join brokerage_cover c on c.id = t.cover_id where t.member_id = ? order by t.id
"""
_DEPENDANTS = "select name, birth_date, relation from brokerage_dependant where member_id = ? order by id"


def members(folder: Path) -> list[Member]:
    """The members added since the site was made, in the order in which they were added."""
    with closing(sqlite3.connect(folder / "register.db", timeout=20)) as database:
        database.row_factory = sqlite3.Row
        return [_member(folder, database, dict(row)) for row in database.execute(_MEMBERS).fetchall()]


def _member(folder: Path, database: sqlite3.Connection, stored: dict[str, Any]) -> Member:
    key = (stored.pop("id"),)
    document = stored["document"]
    read: dict[str, Any] = {
        **stored,
        **{name: bool(stored[name]) for name in ("smoker", "newsletter")},
        **{name: tuple(one for (one,) in database.execute(sql, key)) for name, sql in _CHOSEN.items()},
        "document": (folder / "uploads" / document).read_bytes() if document else None,
        "contracts": tuple(
            Contract(policy, cover, start, premium, bool(paid))
            for policy, cover, start, premium, paid in database.execute(_CONTRACTS, key)
        ),
        "dependants": tuple(Dependant(*one) for one in database.execute(_DEPENDANTS, key)),
    }
    return Member(**read)
