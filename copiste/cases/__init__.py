"""What a prepared case must hold: one model per process, and one check for all."""

from __future__ import annotations

from copiste.cases.registry import (
    PROCESSES,
    ProcessUnknownError,
    check,
    paths_of,
    required_paths_of,
    types_of,
)
from copiste.cases.rules import RULES, Rule
from copiste.cases.violations import Violation

__all__ = [
    "PROCESSES",
    "RULES",
    "ProcessUnknownError",
    "Rule",
    "Violation",
    "check",
    "paths_of",
    "required_paths_of",
    "types_of",
]
