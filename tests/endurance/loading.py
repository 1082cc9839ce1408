"""Loads drawn files and compares what would be keyed with what their authors meant."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from copiste.intake import load, parse_mapping
from copiste.intake.errors import IntakeError
from copiste.queue.adding import Added
from copiste.queue.item import NewItem
from tests.endurance import text_files, workbooks
from tests.endurance.drawing import Fate, WrittenFile

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Tally:
    """What came of many files."""

    files: int = 0
    #: Rows that a person could settle, and how many of them entered.
    settled: int = 0
    accepted: int = 0
    #: Files that were refused whole.
    refused: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the rows that a person could settle, how many entered."""
        return self.accepted / self.settled if self.settled else 1.0


class _Queue:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.items: list[NewItem] = []

    def add(self, new: Sequence[NewItem], *, now: datetime) -> Added:
        self.items.extend(new)
        return Added(len(new), 0)


def try_files(count: int, seed: int) -> Tally:
    """Draw, write and load `count` files; the seed of file n is `seed + n`."""
    tally = Tally()
    for number in range(count):
        random = Random(seed + number)
        with tempfile.TemporaryDirectory() as folder:
            write = text_files.write if random.random() < 0.6 else workbooks.write
            written = write(Path(folder), random)
            tally.faults += [
                f"seed {seed + number}: {fault} ({written.about})" for fault in _judge(written, tally)
            ]
        tally.files += 1
    return tally


def _judge(written: WrittenFile, tally: Tally) -> list[str]:
    """What is wrong with what was loaded."""
    rows = {row.meaning.reference: row for row in written.drawn.rows}
    settled = [row for row in rows.values() if row.fate is Fate.SETTLED]
    tally.settled += len(settled)
    queue = _Queue()
    try:
        report = load(
            written.path,
            parse_mapping(_mapping(written)),
            queue,
            NOW,
            written.path.with_suffix(".rejects.csv"),
        )
    except IntakeError as error:
        tally.refused += 1
        return [] if str(error) else ["refused without a word"]
    faults = []
    for item in queue.items:
        row = rows.get(item.reference)
        if row is None:
            faults.append(f"a reference that nobody wrote entered: {item.reference}")
        elif row.fate is Fate.REFUSED:
            faults.append(f"{item.reference} entered, which cannot be told")
        elif _plain(item.payload) != _plain(row.meaning.payload()):
            faults.append(f"{item.reference} entered as {item.payload}, meant {row.meaning.payload()}")
        elif row.fate is Fate.SETTLED:
            tally.accepted += 1
    if len({item.reference for item in queue.items}) != len(queue.items):
        faults.append("a case entered twice")
    if report.accepted != len(queue.items):
        faults.append(f"{report.accepted} are said to have entered, {len(queue.items)} did")
    accounted = sum(report.lines.values())
    if accounted != written.lines:
        faults.append(f"{accounted} lines accounted for, {written.lines} written")
    return faults


def _mapping(written: WrittenFile) -> dict[str, object]:
    fields = {
        "member.last_name": "Nom",
        "member.first_name": "Prénom",
        "member.birth_date": {"column": "Né le", "date": "DD/MM/YYYY"},
        "member.nir": "NIR",
        "address.street": "Voie",
        "address.complement": "Complément",
        "address.postal_code": {"column": "CP", "digits": 5},
        "address.town": "Ville",
    }
    case = {"process": "address", "reference": "Dossier", "fields": fields}
    file = {"file": {"hidden": written.hidden}} if written.hidden else {}
    return {"client": "drawn", "cases": [case], **file}


def _plain(content: object) -> object:
    """`content` without what does not change its meaning: how accents are composed, spaces, blanks."""
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items() if value not in ("", None)}
    return " ".join(unicodedata.normalize("NFC", str(content)).split())
