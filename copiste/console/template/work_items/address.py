"""The case of process `address`: a member's new home."""

from __future__ import annotations

from typing import Annotated

from copiste import CaseModel, CaseType
from copiste.cases.fr.fields import (
    AddressLine,
    BirthDate,
    FirstName,
    LastName,
    Nir,
    OrBlank,
    PostalCode,
    Town,
)


class Member(CaseModel):
    """Whom the case is about: found by name and birth date, confirmed by the NIR."""

    last_name: LastName
    first_name: FirstName
    birth_date: BirthDate
    nir: Nir


class Home(CaseModel):
    """An address in France, as the screen takes it."""

    street: AddressLine
    complement: Annotated[AddressLine | None, OrBlank] = None
    postal_code: PostalCode
    town: Town


class AddressChange(CaseModel):
    """The home that replaces the one on file."""

    member: Member
    address: Home


CASE = CaseType(AddressChange, persons=("member",))
