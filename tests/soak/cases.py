"""Mixed cases of the five processes for a back-end's own members and for newcomers, with what each leaves.

Everything follows from the seed: the same number makes the same cases.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from copiste.cases import check
from copiste.queue.item import NewItem, State
from tests.demo import cast
from tests.support.mock import Mock
from tests.support.records import Record, capitals

_START = "2026-10-01"
_LAST_DAY = "2026-09-30"
#: Every contract allows it.
_REASON = "059"
#: A child whom every contract takes.
_BORN = date(2017, 5, 6)
#: Closed two years ago: an affiliation to it is refused, after all that comes before it was recorded.
_CLOSED = "C000000003"
#: How often each kind of case comes, in parts of the whole.
_SHARES = {
    "enrolment": 40,
    "enrolment refused": 5,
    "address": 18,
    "bank_details": 17,
    "dependant": 10,
    "termination": 10,
}


@dataclass(frozen=True)
class Case:
    """One case, the records that it must leave in the ledger in this order, and where it must end."""

    item: NewItem
    records: tuple[Record, ...]
    state: State = State.DONE


def mixed_cases(mock: Mock, count: int, seed: int) -> list[Case]:
    """`count` cases in random order, each about a person of its own.

    Raises:
        ValueError: the back-end does not hold enough members for so many.
    """
    chance = random.Random(seed)
    kinds = chance.choices(list(_SHARES), weights=list(_SHARES.values()), k=count)
    members = _plain_members(mock)
    chance.shuffle(members)
    if count > len(members):
        raise ValueError(f"{count} cases want as many members; the back-end has {len(members)} plain ones")
    return [_MAKE[kind](number, members[number]) for number, kind in enumerate(kinds)]


@dataclass(frozen=True)
class _Member:
    """Somebody whom the back-end knows, affiliated to one open contract."""

    person: cast.Person
    contract: str


def _plain_members(mock: Mock) -> list[_Member]:
    """Members whom nothing sets apart: one open affiliation, an open contract, nobody's homonym."""
    contracts = {
        row["number"]
        for row in mock.rows("contracts")
        if row["state"] == "OUVERT" and row["end_date"] is None
    }
    affiliations: dict[str, list[dict[str, Any]]] = {}
    for row in mock.rows("affiliations"):
        affiliations.setdefault(row["member_number"], []).append(row)
    rows = mock.rows("members")
    names = Counter((row["last_name"], row["birth_date"]) for row in rows)
    complete = {row["member_number"] for row in mock.rows("addresses")}
    complete &= {row["member_number"] for row in mock.rows("bank_details")}
    return [
        _Member(
            cast.Person(
                row["last_name"],
                row["first_name"],
                row["sex"],
                date.fromisoformat(row["birth_date"]),
                row["nir"],
            ),
            cover[0]["contract"],
        )
        for row in rows
        if len(cover := affiliations.get(row["number"], [])) == 1
        and cover[0]["end_date"] is None
        and cover[0]["start_date"] < _LAST_DAY
        and cover[0]["contract"] in contracts
        and names[row["last_name"], row["birth_date"]] == 1
        and row["number"] in complete
    ]


# --- one case of each kind: the case as a client gives it, and the records it leaves -----
def _enrolment(number: int, _member: _Member, contract: str = "C000000001") -> Case:
    person, home = cast.newcomer(number), cast.home(number)
    account = cast.account(number, person)
    children = [_young(number, place, person) for place in range(number % 3)]
    refused = contract == _CLOSED
    payload = {
        "member": {**_told(person), "sex": person.sex, "regime": "GE", "family_status": "C"},
        "address": _home(home),
        "bank": _bank(account),
        "affiliation": {"contract": contract, "option": "BAS", "population": "ENS", "start": _START},
        "dependants": [_child(child) for child in children],
    }
    names = (capitals(person.last_name), capitals(person.first_name))
    records = [
        Record("member", person.nir, (*names, person.sex, person.born.isoformat(), "GE", "C")),
        _address_record(person, home),
        _account_record(person, account),
        Record("affiliation", person.nir, (contract, "BAS", "ENS", _START)),
        *(_dependant_record(person, child) for child in children),
    ]
    if refused:
        return _case("enrolment", number, payload, *records[:3], state=State.REJECTED)
    return _case("enrolment", number, payload, *records)


def _refused(number: int, member: _Member) -> Case:
    return _enrolment(number, member, _CLOSED)


def _address(number: int, member: _Member) -> Case:
    home = cast.home(number)
    payload = {"member": _told(member.person), "address": _home(home)}
    return _case("address", number, payload, _address_record(member.person, home))


def _bank_details(number: int, member: _Member) -> Case:
    account = cast.account(number, member.person)
    payload = {"member": _told(member.person), "bank": _bank(account)}
    return _case("bank_details", number, payload, _account_record(member.person, account))


def _dependant(number: int, member: _Member) -> Case:
    child = _young(number, 0, member.person, _BORN)
    payload = {"member": _told(member.person), "action": "ADD", "dependant": _child(child)}
    return _case("dependant", number, payload, _dependant_record(member.person, child))


def _termination(number: int, member: _Member) -> Case:
    leaving = {"contract": member.contract, "reason": _REASON, "last_day": _LAST_DAY, "portability": False}
    payload = {"member": _told(member.person), "termination": leaving}
    asked = (member.contract, _REASON, _LAST_DAY, False)
    return _case("termination", number, payload, Record("termination", member.person.nir, asked))


_MAKE: dict[str, Callable[[int, _Member], Case]] = {
    "enrolment": _enrolment,
    "enrolment refused": _refused,
    "address": _address,
    "bank_details": _bank_details,
    "dependant": _dependant,
    "termination": _termination,
}


def _case(
    process: str, number: int, told: dict[str, Any], *records: Record, state: State = State.DONE
) -> Case:
    payload = check(process, told, date.today())  # noqa: DTZ011 - a case is checked on the day of its loading
    assert isinstance(payload, dict), f"case {number} ({process}) breaks rules: {payload}"
    return Case(NewItem(process, f"S-{number:04d}", payload), records, state)


# --- parts -----
def _told(person: cast.Person) -> dict[str, Any]:
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_date": person.born.isoformat(),
        "nir": person.nir,
    }


def _home(home: cast.Home) -> dict[str, Any]:
    return {
        "street": home.street,
        "complement": home.complement,
        "postal_code": home.postal_code,
        "town": home.town,
    }


def _young(number: int, place: int, of: cast.Person, born: date | None = None) -> cast.Person:
    """A child too young to have shown a NIR."""
    return cast.child(number * 3 + 1 + place, of, born).person


def _bank(account: cast.Account) -> dict[str, Any]:
    return {"iban": account.iban, "bic": account.bic, "holder": account.holder}


def _child(child: cast.Person) -> dict[str, Any]:
    return {**_told(child), "sex": child.sex, "kind": "EN", "start": _START, "nir": child.nir or None}


def _address_record(person: cast.Person, home: cast.Home) -> Record:
    parts = (home.street, home.complement, home.postal_code, home.town)
    return Record("address", person.nir, tuple(capitals(part) for part in parts))


def _account_record(person: cast.Person, account: cast.Account) -> Record:
    return Record("bank details", person.nir, (account.iban, account.bic, capitals(account.holder)))


def _dependant_record(person: cast.Person, child: cast.Person) -> Record:
    names = (capitals(child.last_name), capitals(child.first_name))
    return Record(
        "dependant", person.nir, (*names, child.sex, child.born.isoformat(), "EN", child.nir, 1, _START)
    )
