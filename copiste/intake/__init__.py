"""The ways into the queue: spreadsheets and CSV files, through a mapping per client."""

from __future__ import annotations

from copiste.intake.errors import IntakeError
from copiste.intake.loading import LoadReport, Progress, Queue, load
from copiste.intake.mapping.mapping_file import load_mapping, parse_mapping
from copiste.intake.mapping.model import ClientMapping

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
