"""The case of process `customer`: a customer to be added."""

from __future__ import annotations

from datetime import date
from typing import Literal

from copiste import CaseModel, CaseType


class Customer(CaseModel):
    """A customer under the number that we gave it; terms are days, none when it pays at once."""

    number: str
    name: str
    street: str
    street_2: str = ""
    city: str
    postal_code: str
    country: str
    first_name: str = ""
    last_name: str = ""
    gender: Literal["M", "F"]
    phone: str
    email: str
    tax_included: bool
    terms: int | None = None
    currency: str
    start: date
    notes: str = ""


class CustomerCase(CaseModel):
    """One customer."""

    customer: Customer


CASE = CaseType(CustomerCase, persons=())
