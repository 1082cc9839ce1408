"""Cases for the broker's project, drawn: what each leaves in the application's database, or where it ends."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from copiste.queue.item import NewItem
from tests.applications.django_admin.truth import Contract, Dependant, Member
from tests.applications.night import Asked

_FIRST_NAMES = ("Zoë", "Seán", "Łucja", "Björk", "Ann", "Mary Ann", "José", "Chloé")
_LAST_NAMES = ("O’Hara", "Ødegård", "van der Berg", "Smythe-Jones", "Ångström", "Lee")
_TITLES = {"Mr": "MR", "Mrs": "MRS", "Mx": "MX", "Dr": "DR"}
_STATUSES = {"Prospect": "PROSPECT", "Active member": "ACTIVE", "On hold": "PAUSED", "Former": "LEFT"}
_ADVISERS = ("", "Anna Bell", "Anna Bellamy", "Chloé Dürr", "Marc Noël")
_COVERS = ("Accident", "Dental", "Hospital", "Legal", "Life", "Optical", "Pension", "Travel")
_LANGUAGES = ("Dutch", "English", "French", "German", "Italian", "Spanish")
#: What spoils a case, and the basket that it then belongs to.
_SPOILED = (
    ({"office": "Nowhere"}, "VALUE_NOT_OFFERED"),
    ({"phone": "after six"}, "PHONE_MALFORMED"),
    ({"adviser": "Anna"}, "VALUE_NOT_OFFERED"),
    # What the list says then is none of its entries.
    ({"adviser": "No results found"}, "VALUE_NOT_OFFERED"),
    ({"email": "zoe.example"}, "EMAIL_MALFORMED"),
    ({"reference": "SE-00007"}, "MEMBER_DIFFERS"),
    ({"children": 16}, "NUMBER_TOO_LARGE"),
)
#: Every n-th case is spoiled.
_EVERY = 4


def drawn(seed: int, count: int) -> list[Asked]:
    """`count` cases, every fourth spoiled."""
    chance = random.Random(seed)
    return [_case(chance, place) for place in range(1, count + 1)]


def _day(chance: random.Random, year: int) -> str:
    return str(date(year, 1, 1) + timedelta(days=chance.randrange(365 * 20)))


def _case(chance: random.Random, place: int) -> Asked:
    reference = f"RV-{place:05d}"
    member: dict[str, Any] = {
        "reference": reference,
        "title": chance.choice(list(_TITLES)),
        "first_name": f"{chance.choice(_FIRST_NAMES)} {place}",
        "last_name": chance.choice(_LAST_NAMES),
        "birth_date": _day(chance, 1950),
        "email": chance.choice(("", f"member{place}@example.org")),
        "phone": chance.choice(("", "+44 20 7946 0000")),
        "street": f"{place} Quay & Mill Street",
        "street_2": chance.choice(("", "Flat <3>")),
        "postcode": chance.choice(("LN1 2AB", "01000")),
        "city": "Harbour",
        "call_after": chance.choice((None, "17:30:00", "09:05:00")),
        "status": chance.choice(list(_STATUSES)),
        "office": chance.choice(("Harbour Street", "Old Town", "Riverside")),
        "adviser": chance.choice(_ADVISERS),
        "covers": chance.sample(_COVERS, chance.randrange(4)),
        "languages": chance.sample(_LANGUAGES, chance.randrange(3)),
        "children": chance.randrange(4),
        "income": chance.choice((None, "31250.50", "900.00")),
        "smoker": chance.choice((True, False)),
        "newsletter": chance.choice((True, False)),
        "document": chance.choice(("", f"{reference}.txt")),
        "notes": chance.choice(("", "First line\nsecond line", 'Said "no"\n\nlater: yes')),
        "contracts": [
            {
                "policy": f"P-{place}-{row}",
                "cover": chance.choice(_COVERS),
                "start": _day(chance, 2020),
                "premium": f"{chance.randrange(1, 900)}.{chance.randrange(10, 100)}",
                "paid": chance.choice((True, False)),
            }
            for row in range(chance.randrange(5))
        ],
        "dependants": [
            {
                "name": f"{chance.choice(_FIRST_NAMES)} {row}",
                "birth_date": _day(chance, 2000),
                "relation": chance.choice(("Spouse", "Child", "Parent")),
            }
            for row in range(chance.randrange(3))
        ],
    }
    if place % _EVERY:
        return _asked(member, "")
    changes, basket = _SPOILED[place // _EVERY % len(_SPOILED)]
    if "reference" in changes:  # one that is there already, somebody else's
        changes = {"reference": f"SE-{place // _EVERY % 23 + 1:05d}"}
    return _asked({**member, **changes}, basket)


def _asked(member: dict[str, Any], basket: str) -> Asked:
    item = NewItem("member", member["reference"], {"member": member})
    return Asked(item, _stored(member), basket, (member["document"],) if member["document"] else ())


def _stored(member: dict[str, Any]) -> Member:
    """The member as the application holds it."""
    return Member(
        **{
            **member,
            "title": _TITLES[member["title"]],
            "status": _STATUSES[member["status"]],
            "covers": tuple(sorted(member["covers"])),
            "languages": tuple(sorted(member["languages"])),
            "call_after": member["call_after"] or "",
            "income": member["income"] or "",
            "document": member["document"].encode() or None,
            "notes": member["notes"].replace("\n", "\r\n"),
            "contracts": tuple(Contract(**one) for one in member["contracts"]),
            "dependants": tuple(
                Dependant(**{**one, "relation": one["relation"].upper()}) for one in member["dependants"]
            ),
        }
    )
