"""`python -m legacy_mock`, forked from a process that has everything imported."""

from __future__ import annotations

import legacy_mock.faults.plan
import legacy_mock.server  # noqa: F401 - imported late by the command line
from legacy_mock.__main__ import main

__all__ = ["main"]
