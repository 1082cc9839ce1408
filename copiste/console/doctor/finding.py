"""One line of what `copiste doctor` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """What a check found."""

    OK = "ok"
    #: It works, but not as it should.
    ADVICE = "advice"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what `copiste doctor` says."""

    subject: str
    health: Health
    found: str
    #: What to type or to change; empty when all is well.
    remedy: str = ""
