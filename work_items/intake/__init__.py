"""The ways into the queue: spreadsheets and CSV files, through a mapping per client."""

from __future__ import annotations

from work_items.intake.errors import IntakeError
from work_items.intake.loading import LoadReport, Progress, Queue, load
from work_items.intake.mapping import ClientMapping
from work_items.intake.mapping_file import load_mapping, parse_mapping

__all__ = [
    "ClientMapping",
    "IntakeError",
    "LoadReport",
    "Progress",
    "Queue",
    "load",
    "load_mapping",
    "parse_mapping",
]
