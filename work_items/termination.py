"""The case of process `termination`: a member leaves a contract, with or without portability."""

from __future__ import annotations

from pydantic import StrictBool

from copiste import CaseModel, CaseType
from copiste.cases.fr.fields import Contract, EventDate, TerminationReason

from .parts import KnownMember


class Leaving(CaseModel):
    """Which contract is left, why and when; the back-end computes the effective dates."""

    contract: Contract
    #: As in DSN S21.G00.62.002; which ones a contract allows is the back-end's to judge.
    reason: TerminationReason
    last_day: EventDate
    portability: StrictBool


class Termination(CaseModel):
    """An exit from one collective contract."""

    member: KnownMember
    termination: Leaving


CASE = CaseType(Termination, persons=("member",))
