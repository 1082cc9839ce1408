"""The case of process `bank_details`: a member's new account."""

from __future__ import annotations

from copiste import CaseModel, CaseType

from .parts import Bank, KnownMember


class BankDetails(CaseModel):
    """The account that replaces the one on file."""

    member: KnownMember
    bank: Bank


CASE = CaseType(BankDetails, persons=("member",))
