"""The case of process `gl`: a transaction of the general ledger to be posted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import field_validator

from copiste import CaseModel, CaseType, rule

IN_ORDER = rule(
    "IN_ORDER",
    "the application keeps lines in the order of their accounts; give them so, each account once",
    "SQL-Ledger 3.2.6",
)


class Line(CaseModel):
    """One line: a debit or a credit."""

    account: str
    debit: Decimal | None = None
    credit: Decimal | None = None
    memo: str


class Transaction(CaseModel):
    """A transaction under the reference that we gave it."""

    reference: str
    date: date
    description: str
    lines: tuple[Line, ...]

    @field_validator("lines")
    @classmethod
    def _in_order(cls, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        accounts = [line.account for line in lines]
        if accounts != sorted(set(accounts)):
            raise IN_ORDER.broken()
        return lines


class TransactionCase(CaseModel):
    """One transaction."""

    transaction: Transaction


CASE = CaseType(TransactionCase, persons=())
