"""The cases of process `dependant`: one is added to a member's file, or one's cover ends."""

from __future__ import annotations

from typing import Literal

from copiste import CaseModel, CaseType

from .parts import Dependant, KnownMember, LeavingDependant


class DependantAddition(CaseModel):
    """A dependant to add under a member who is affiliated already."""

    member: KnownMember
    action: Literal["ADD"]
    dependant: Dependant


class DependantEnd(CaseModel):
    """A dependant whose cover ends."""

    member: KnownMember
    action: Literal["END"]
    dependant: LeavingDependant


CASE = CaseType(DependantAddition, DependantEnd, discriminator="action", persons=("member", "dependant"))
