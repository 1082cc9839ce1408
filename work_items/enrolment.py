"""The case of process `enrolment`: a member, the home, the account, the affiliation, up to six dependants."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from copiste import CaseModel, CaseType, Rule
from copiste.cases.fr.fields import Contract, EventDate, Option, Population
from copiste.cases.text import legacy_text

from . import rules
from .parts import Address, Bank, Dependant, NewMember

_MOST_DEPENDANTS = 6
_YOUNGEST_MEMBER = 14


class Affiliation(CaseModel):
    """What the member is covered by, and since when."""

    contract: Contract
    option: Option
    population: Population
    start: EventDate


class Enrolment(CaseModel):
    """A new affiliation with the household."""

    member: NewMember
    address: Address
    bank: Bank
    affiliation: Affiliation
    dependants: tuple[Dependant, ...] = Field(default=())

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        faults = [*self._member_faults(), *self._household_faults()]
        if faults:
            raise ValidationError.from_exception_data(type(self).__name__, faults, hide_input=True)
        return self

    def _member_faults(self) -> list[InitErrorDetails]:
        born, start = self.member.birth_date, self.affiliation.start
        fourteen = (born.year + _YOUNGEST_MEMBER, born.month, born.day)
        if (start.year, start.month, start.day) < fourteen:
            return [_fault(rules.MEMBER_TOO_YOUNG, "affiliation", "start")]
        return []

    def _household_faults(self) -> list[InitErrorDetails]:
        faults = []
        if len(self.dependants) > _MOST_DEPENDANTS:
            faults.append(_fault(rules.DEPENDANTS_TOO_MANY, "dependants"))
        names, ranks, nirs, spouses = set(), set(), {self.member.nir}, 0
        for place, one in enumerate(self.dependants):
            name = (one.birth_date, legacy_text(one.first_name))
            rank = (one.birth_date, one.rank)
            spouses += one.kind == "CJ"
            if name in names:
                faults.append(_fault(rules.DEPENDANT_TWICE, "dependants", place, "first_name"))
            elif rank in ranks:
                faults.append(_fault(rules.TWIN_RANK, "dependants", place, "rank"))
            if one.nir is not None and one.nir in nirs:
                faults.append(_fault(rules.NIR_SHARED, "dependants", place, "nir"))
            if one.kind == "CJ" and spouses > 1:
                faults.append(_fault(rules.SPOUSE_TWICE, "dependants", place, "kind"))
            if one.start < self.affiliation.start:
                faults.append(_fault(rules.BEFORE_AFFILIATION, "dependants", place, "start"))
            names.add(name)
            ranks.add(rank)
            nirs.add(one.nir or "")
        return faults


CASE = CaseType(Enrolment, persons=("member", "dependants[]"))


def _fault(rule: Rule, *where: str | int) -> InitErrorDetails:
    nothing: Any = None
    return InitErrorDetails(type=rule.broken(), loc=where, input=nothing)
