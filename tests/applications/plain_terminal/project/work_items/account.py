"""The case of process `account`: a member's new account."""

from __future__ import annotations

from copiste import CaseModel, CaseType


class Account(CaseModel):
    """Whose account it is, and which."""

    member_number: str
    iban: str
    holder: str


class AccountCase(CaseModel):
    """One member."""

    account: Account


CASE = CaseType(AccountCase, persons=())
