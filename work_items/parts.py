"""Parts of a case that several processes share: the member, the address, the bank details, the dependants."""

from __future__ import annotations

from typing import Annotated

from pydantic import ValidationInfo, field_validator

from copiste import CaseModel
from copiste.cases.fr.fields import (
    AddressLine,
    Bic,
    BirthDate,
    DependantEndReason,
    DependantKind,
    EventDate,
    FamilyStatus,
    FirstName,
    Holder,
    Iban,
    LastName,
    Nir,
    OrBlank,
    PostalCode,
    Rank,
    Regime,
    Sex,
    Town,
)
from copiste.cases.fr.identifiers import check_nir_of

from . import rules


def _agreeing_nir(nir: str | None, info: ValidationInfo) -> str | None:
    """Hold the NIR against the sex and birth date declared before it; a refused one is not compared."""
    if nir is not None:
        check_nir_of(nir, info.data.get("birth_date"), info.data.get("sex"))
    return nir


class KnownMember(CaseModel):
    """A member that the back-end should hold already: found by name and birth date, confirmed by the NIR."""

    last_name: LastName
    first_name: FirstName
    birth_date: BirthDate
    nir: Nir

    _nir_agrees = field_validator("nir")(_agreeing_nir)


class NewMember(CaseModel):
    """A member to create, or to find, with what the creation screens ask."""

    last_name: LastName
    first_name: FirstName
    sex: Sex
    birth_date: BirthDate
    nir: Nir
    regime: Regime = "GE"
    family_status: FamilyStatus = "C"

    _nir_agrees = field_validator("nir")(_agreeing_nir)


class Address(CaseModel):
    """A home in France, as the address screen takes it."""

    street: AddressLine
    complement: Annotated[AddressLine | None, OrBlank] = None
    postal_code: PostalCode
    town: Town


class Bank(CaseModel):
    """An account to pay reimbursements to. That the holder is the member is the back-end's to judge."""

    iban: Iban
    bic: Annotated[Bic | None, OrBlank] = None
    holder: Holder

    @field_validator("bic")
    @classmethod
    def _same_country(cls, bic: str | None, info: ValidationInfo) -> str | None:
        iban = info.data.get("iban")
        if bic is not None and iban is not None and bic[4:6] != iban[:2]:
            raise rules.BIC_COUNTRY.broken()
        return bic


class Dependant(CaseModel):
    """A person covered under the member: spouse (CJ), child (EN) or other (AU)."""

    last_name: LastName
    first_name: FirstName
    sex: Sex
    birth_date: BirthDate
    kind: DependantKind
    nir: Annotated[Nir | None, OrBlank] = None
    rank: Rank = 1
    start: EventDate

    _nir_agrees = field_validator("nir")(_agreeing_nir)

    @field_validator("start")
    @classmethod
    def _after_birth(cls, start: EventDate, info: ValidationInfo) -> EventDate:
        born = info.data.get("birth_date")
        if born is not None and start < born:
            raise rules.BEFORE_BIRTH.broken()
        return start


class LeavingDependant(CaseModel):
    """A dependant whose cover ends, as the end screen asks for them."""

    first_name: FirstName
    birth_date: BirthDate
    rank: Rank = 1
    end: EventDate
    reason: DependantEndReason

    @field_validator("end")
    @classmethod
    def _after_birth(cls, end: EventDate, info: ValidationInfo) -> EventDate:
        born = info.data.get("birth_date")
        if born is not None and end < born:
            raise rules.BEFORE_BIRTH.broken()
        return end
