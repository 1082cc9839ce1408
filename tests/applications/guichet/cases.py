"""Cases for the guichet's project, drawn: what each leaves in its register, or where it ends."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from copiste.queue.item import NewItem
from tests.applications.guichet.register import CIVILITIES, RECORDS, TOWNS
from tests.applications.guichet.truth import Deposit
from tests.applications.night import Asked

_LAST_NAMES = ("D'Œuvre-Lefèvre", "Nuñez", "Haÿ", "Müller & Fils", "Le Goff", "Pâris")
_FIRST_NAMES = ("Zoë, Anne", "Jean-Noël", "Éloïse", "Saïd <Luc>")
#: Somebody whose request is there before any case.
STANDING = Deposit(
    number=0,
    reference="MA-0000-01",
    civility="1",
    last_name="Standing",
    first_name="Ada",
    born="1970-01-31",
    record="N",
    event="1970-01-31",
    town="Tours",
    copies=1,
    urgent=0,
    by_post=0,
    extract=0,
    address="",
    reason="",
)
_SPOILED = (
    ({"town": "Nowhere"}, "VALUE_NOT_OFFERED"),
    ({"last_name": ""}, "NAME_MISSING"),
    ({"copies": 12}, "COPIES"),
    ({"reference": STANDING.reference}, "REQUEST_DIFFERS"),
    ({"event": "1899-12-31"}, "EVENT_TOO_EARLY"),
    # The same person and record, under another reference.
    (
        {"last_name": "Standing", "first_name": "Ada", "born": "1970-01-31", "record": "Naissance"},
        "REQUEST_EXISTS",
    ),
)
#: Every n-th case is spoiled.
_EVERY = 3


def drawn(seed: int, count: int) -> list[Asked]:
    """`count` cases, every third spoiled."""
    chance = random.Random(seed)
    return [_case(chance, place) for place in range(1, count + 1)]


def _day(chance: random.Random, year: int) -> str:
    return str(date(year, 1, 1) + timedelta(days=chance.randrange(365 * 20)))


def _case(chance: random.Random, place: int) -> Asked:
    request: dict[str, Any] = {
        "reference": f"MA-{place:04d}-02",
        "civility": chance.choice(("Madame", "Monsieur")),
        "last_name": chance.choice(_LAST_NAMES),
        "first_name": f"{chance.choice(_FIRST_NAMES)} {place}",
        "born": _day(chance, 1950),
        "address": chance.choice(("", "3 rue du Puits\n41000 BLOIS", "Bât. C\n4, quai d’Août\n37000 TOURS")),
        "record": chance.choice(list(RECORDS.values())),
        "event": _day(chance, 1990),
        "town": chance.choice(TOWNS),
        "copies": chance.randrange(1, 10),
        "urgent": chance.choice((True, False)),
        "by_post": chance.choice((True, False)),
        "extract": chance.choice((True, False)),
        "reason": chance.choice(("", "Dossier « notaire »", 'Dit "non",\npuis oui : 50 €')),
    }
    basket = ""
    if place % _EVERY == 0:
        changes, basket = _SPOILED[place // _EVERY % len(_SPOILED)]
        request |= changes
    return Asked(NewItem("deposit", f"D-{place:04d}", {"request": request}), _recorded(request), basket)


def _recorded(request: dict[str, Any]) -> Deposit:
    """The request as the register holds it, without its number."""
    asked: dict[str, Any] = dict(request)
    for name in ("urgent", "by_post", "extract"):
        asked[name] = int(asked[name])
    for name in ("address", "reason"):
        asked[name] = asked[name].replace("\n", "\r\n")
    for name, known in (("civility", CIVILITIES), ("record", RECORDS)):
        asked[name] = next(code for code, text in known.items() if text == asked[name])
    return replace(STANDING, **asked)
