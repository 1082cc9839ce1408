"""Cases for the counter's project, drawn: what each leaves in its register, or where it ends."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from copiste.queue.item import NewItem
from tests.applications.bus_cards.register import STOPS, TOWNS
from tests.applications.bus_cards.truth import Card
from tests.applications.night import Asked

_LAST_NAMES = ("Lefèvre", "D’Aramitz", "Œuvrard", "Le Floc'h", "Çelik", "Müller & Fils", "Ancien")
_FIRST_NAMES = ("Zoë", "Jean-Noël", "Łucja", "Anaïs", "Håkon")
_PROFILES = {"Tout public": "TOUT", "Étudiant": "ETUD", "Senior": "SENI"}
_PLANS = {
    "Tout public": {"Mensuel": "MENS", "Annuel": "ANNU"},
    "Étudiant": {"Mensuel": "MENS", "Année scolaire": "SCOL"},
    "Senior": {"Annuel": "ANNU", "Heures creuses": "CREU"},
}
_PAYMENTS = {"Carte bancaire": "CB", "Chèque": "CHQ", "Espèces": "ESP"}
_OPTIONS = {"night": "NUIT", "bicycle": "VELO", "weekend": "WEEK"}
#: What spoils a case, and the basket that it then belongs to.
_SPOILED = (
    ({"town": "Nowhere"}, "VALUE_NOT_OFFERED"),
    ({"phone": "0612"}, "CARD_REFUSED"),
    ({"months": 13}, "FIELD_REFUSED_BY_PAGE"),
    ({"stop": "Les Aul"}, "VALUE_NOT_OFFERED"),
    ({"first_name": "Camille"}, "CARD_DIFFERS"),
    ({"email": "zoe.example"}, "FIELD_REFUSED_BY_PAGE"),
)
#: Every n-th case is spoiled.
_EVERY = 3


def drawn(seed: int, count: int) -> list[Asked]:
    """`count` cases, every third spoiled."""
    chance = random.Random(seed)
    return [_case(chance, place) for place in range(1, count + 1)]


def _day(chance: random.Random, year: int) -> str:
    return str(date(year, 1, 1) + timedelta(days=chance.randrange(365 * 3)))


def _case(chance: random.Random, place: int) -> Asked:
    postcode = chance.choice(list(TOWNS))
    profile = chance.choice(list(_PROFILES))
    madam = chance.choice((True, False))
    card: dict[str, Any] = {
        "madam": madam,
        "sir": not madam,
        "last_name": chance.choice(_LAST_NAMES),
        "first_name": f"{chance.choice(_FIRST_NAMES)} {place}",
        "born": _day(chance, 1980),
        "phone": chance.choice(("", "0611223344")),
        "email": chance.choice(("", f"holder{place}@example.org")),
        "postcode": postcode,
        "town": chance.choice(TOWNS[postcode]),
        "profile": profile,
        "plan": chance.choice(list(_PLANS[profile])),
        "stop": chance.choice(STOPS),
        "starts": _day(chance, 2026),
        "months": chance.randrange(1, 13),
        "pick_up": chance.choice((None, "14:30:00", "09:05:00")),
        **{name: chance.choice((True, False)) for name in _OPTIONS},
        "amount": f"{chance.randrange(1, 4000)}.{chance.randrange(10, 100)}",
        "payment": chance.choice(list(_PAYMENTS)),
        "by_mail": chance.choice((True, False)),
        "notes": chance.choice(("", "Première ligne\nseconde", "Dit « non »\n\nplus tard : oui")),
    }
    basket = ""
    if place % _EVERY == 0:
        changes, basket = _SPOILED[place // _EVERY % len(_SPOILED)]
        card |= changes
        if basket == "CARD_DIFFERS":  # somebody who has had a card for years
            number = place // _EVERY % 29 + 1
            card |= {"last_name": f"Ancien{number:02d}", "born": f"19{60 + number}-05-{number % 28 + 1:02d}"}
    return Asked(NewItem("card", f"C-{place:04d}", {"card": card}), _recorded(card), basket)


def _recorded(card: dict[str, Any]) -> Card:
    """The card as the register holds it, without its number."""
    same = (
        "last_name",
        "first_name",
        "born",
        "phone",
        "email",
        "postcode",
        "town",
        "stop",
        "starts",
        "months",
    )
    return Card(
        number=0,
        civility="MME" if card["madam"] else "M",
        **{name: card[name] for name in same},
        profile=_PROFILES[card["profile"]],
        plan=_PLANS[card["profile"]][card["plan"]],
        pick_up=(card["pick_up"] or "")[:5],
        options=",".join(code for name, code in _OPTIONS.items() if card[name]),
        amount=int(Decimal(card["amount"]) * 100),
        payment=_PAYMENTS[card["payment"]],
        by_mail=int(card["by_mail"]),
        notes=card["notes"],
        saves=1,
    )
