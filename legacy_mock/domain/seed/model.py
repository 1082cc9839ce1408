"""What the seed is made of: members with everything recorded about them, before it becomes rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from legacy_mock.domain.records import (
        Address,
        AffiliationEntry,
        BankDetails,
        DependantEntry,
        Identity,
        Situation,
    )


@dataclass(frozen=True, slots=True)
class SeededEnd:
    """How a seeded affiliation or dependant ended."""

    day: date
    reason: str
    portability_end: date | None = None


@dataclass(frozen=True, slots=True)
class SeededAffiliation:
    """An affiliation, perhaps terminated."""

    entry: AffiliationEntry
    ended: SeededEnd | None = None


@dataclass(frozen=True, slots=True)
class SeededDependant:
    """A dependant, perhaps ended."""

    entry: DependantEntry
    ended: SeededEnd | None = None


@dataclass(frozen=True, slots=True)
class SeededMember:
    """One member with everything that the take-over recorded."""

    number: str
    identity: Identity
    situation: Situation
    address: Address | None
    bank_details: BankDetails | None
    affiliations: tuple[SeededAffiliation, ...] = ()
    dependants: tuple[SeededDependant, ...] = ()
    open_claims: int = 0
