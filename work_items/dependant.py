"""The cases of process `dependant`: one is added to a member's file, or one's cover ends."""

from __future__ import annotations

from typing import Literal

from copiste.cases.model import CaseModel
from work_items.parts import Dependant, KnownMember, LeavingDependant


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
