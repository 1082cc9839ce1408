"""The case of process `card`: a season card for the bus."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from copiste import CaseModel, CaseType, Person


class Card(CaseModel):
    """A card and who holds it; what is chosen stands as the form calls it."""

    #: Buttons that stay pressed, of which the holder is one.
    madam: bool
    sir: bool
    last_name: str
    first_name: str
    born: date
    phone: str = ""
    email: str = ""
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    town: str
    profile: str
    plan: str
    stop: str
    starts: date
    months: int
    pick_up: time | None = None
    night: bool = False
    bicycle: bool = False
    weekend: bool = False
    amount: Decimal
    payment: str
    by_mail: bool = False
    notes: str = ""


class CardCase(CaseModel):
    """One card."""

    card: Card


CASE = CaseType(CardCase, persons=(Person("card", birth="born"),))
