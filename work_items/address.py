"""The case of process `address`: a member's new home."""

from __future__ import annotations

from copiste import CaseModel, CaseType

from .parts import Address, KnownMember


class AddressChange(CaseModel):
    """The home that replaces the one on file."""

    member: KnownMember
    address: Address


CASE = CaseType(AddressChange, persons=("member",))
