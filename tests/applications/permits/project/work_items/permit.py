"""The case of process `permit`: a car that may park."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from copiste import CaseModel, CaseType


class Permit(CaseModel):
    """A permit that is asked for; the fee a month."""

    plate: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9 ]{2,10}$")]
    holder: str
    street: str
    valid_from: date
    fee: Decimal


class PermitCase(CaseModel):
    """One car."""

    permit: Permit


CASE = CaseType(PermitCase, persons=())
