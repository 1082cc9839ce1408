"""What a prepared case must hold: a model for each process of the project, and one check for all."""

from __future__ import annotations

from copiste.cases.registry import (
    CaseModelError,
    ProcessUnknownError,
    check,
    paths_of,
    personal_paths_of,
    processes,
    required_paths_of,
    types_of,
)
from copiste.cases.rules import RULES, Rule
from copiste.cases.violations import Violation

__all__ = [
    "RULES",
    "CaseModelError",
    "ProcessUnknownError",
    "Rule",
    "Violation",
    "check",
    "paths_of",
    "personal_paths_of",
    "processes",
    "required_paths_of",
    "types_of",
]
