"""The case of process `member`: a person to insure, with contracts and dependants."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import StringConstraints

from copiste import CaseModel, CaseType


class Contract(CaseModel):
    """A policy; the premium a month."""

    policy: str
    cover: str
    start: date
    premium: Decimal
    paid: bool


class Dependant(CaseModel):
    """Somebody insured with the member."""

    name: str
    birth_date: date
    relation: Literal["Spouse", "Child", "Parent"]


class Member(CaseModel):
    """The person; what is chosen stands as the form calls it."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{4,8}$")]
    title: Literal["Mr", "Mrs", "Mx", "Dr"]
    first_name: str
    last_name: str
    birth_date: date
    email: str = ""
    phone: str = ""
    street: str
    street_2: str = ""
    postcode: str
    city: str
    call_after: time | None = None
    status: str
    office: str
    adviser: str = ""
    covers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    children: int = 0
    income: Decimal | None = None
    smoker: bool = False
    newsletter: bool = True
    document: str = ""
    notes: str = ""
    contracts: tuple[Contract, ...] = ()
    dependants: tuple[Dependant, ...] = ()


class MemberCase(CaseModel):
    """One member."""

    member: Member


CASE = CaseType(MemberCase, persons=("member",))
