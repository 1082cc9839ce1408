"""What a check finds when nothing refuses: computed values to show, with the warnings to confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from legacy_mock.domain.answers import Notice


@dataclass(frozen=True, slots=True)
class TerminationCheck:
    """A termination that may be recorded, with what the back-end computed."""

    #: Last day covered.
    effect_date: date
    #: Last day of the maintained cover; None without portability.
    portability_end: date | None
    warnings: tuple[Notice, ...]
