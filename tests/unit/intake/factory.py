"""Small files, mappings and a queue in memory, for tests of intake."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from copiste.intake import ClientMapping, LoadReport, load, parse_mapping
from copiste.intake.rejects import TOTAL
from copiste.queue.adding import Added
from copiste.queue.item import NewItem
from tests.unit.cases.factory import IBAN, nir

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

#: An address change, the shortest process, in French columns.
HEADER = ["Dossier", "Nom", "Prénom", "Né le", "NIR", "Rue", "CP", "Ville"]
FIELDS: dict[str, Any] = {
    "member.last_name": "Nom",
    "member.first_name": "Prénom",
    "member.birth_date": {"column": "Né le", "date": "DD/MM/YYYY"},
    "member.nir": "NIR",
    "address.street": "Rue",
    "address.postal_code": {"column": "CP", "digits": 5},
    "address.town": "Ville",
}

CHILD_HEADER = ["Matricule", "Prénom", "Né le", "Sexe"]
CHILD_FIELDS: dict[str, Any] = {
    "last_name": {"inherit": "member.last_name"},
    "first_name": "Prénom",
    "birth_date": {"column": "Né le", "date": "DD/MM/YYYY"},
    "sex": {"column": "Sexe", "values": {"garçon": "M", "fille": "F"}},
    "kind": {"constant": "EN"},
    "rank": {"rank_among": "birth_date"},
    "start": {"inherit": "affiliation.start"},
}
ENROLMENT_HEADER = [*HEADER, "Matricule", "Sexe", "IBAN"]


def row(reference: Any = "D1", **changes: Any) -> list[Any]:
    values = {
        "Dossier": reference,
        "Nom": "Lefèvre",
        "Prénom": "Zoé",
        "Né le": "02/07/1985",
        "NIR": nir(),
        "Rue": "1 rue Neuve",
        "CP": "69001",
        "Ville": "Lyon",
        **{name.replace("_", " "): value for name, value in changes.items()},
    }
    return [values[name] for name in HEADER]


def enrolment_row(reference: str = "D1", key: str = "M1", **changes: Any) -> list[Any]:
    return [*row(reference, **changes), key, "F", IBAN]


def mapping(**changes: Any) -> ClientMapping:
    """The mapping of an address change; `changes` go to its one case, `file` to the file's form."""
    form = {"file": changes.pop("file")} if "file" in changes else {}
    skip = {"skip": changes.pop("skip")} if "skip" in changes else {}
    case = {"process": "address", "reference": "Dossier", "fields": FIELDS, **changes}
    return parse_mapping({"client": "test", "cases": [case], **form, **skip})


def enrolment(**changes: Any) -> dict[str, Any]:
    """The block of a mapping for enrolments, with children of another sheet."""
    children = {"key": "Matricule", "parent_key": "Matricule", "fields": CHILD_FIELDS}
    children.update(changes.pop("children", {"sheet": "Enfants"}))
    return {
        "sheet": "Salariés",
        "process": "enrolment",
        "reference": "Dossier",
        "fields": {
            **FIELDS,
            "member.sex": "Sexe",
            "bank.iban": "IBAN",
            "bank.holder": {"join": ["Nom", "Prénom"]},
            "affiliation.contract": {"constant": "C000000001"},
            "affiliation.option": {"constant": "BAS"},
            "affiliation.population": {"constant": "ENS"},
            "affiliation.start": {"constant": "2026-12-01"},
        },
        "attached": {"dependants": children},
        **changes,
    }


def client(*cases: dict[str, Any], **rest: Any) -> ClientMapping:
    return parse_mapping({"client": "test", "cases": list(cases), **rest})


def write_csv(path: Path, *rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ";") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for one in rows:
            sheet.append(list(one))
    book.save(path)
    return path


class MemoryQueue:
    """A queue that only keeps what it is given."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], NewItem] = {}
        self.batches: list[int] = []

    def add(self, new: Sequence[NewItem], *, now: datetime) -> Added:
        self.batches.append(len(new))
        fresh = {(item.process, item.reference): item for item in new}
        known = len([key for key in fresh if key in self.items])
        self.items = {**fresh, **self.items}
        return Added(len(fresh) - known, known)

    def payload(self, reference: str = "D1", process: str = "address") -> Any:
        return self.items[process, reference].payload


class Loaded:
    """What came of loading one file."""

    def __init__(
        self, path: Path, mapping: ClientMapping, queue: MemoryQueue | None = None, **options: Any
    ) -> None:
        self.queue = queue or MemoryQueue()
        self.rejects_path = path.with_suffix(".rejects.csv")
        self.report: LoadReport = load(path, mapping, self.queue, NOW, self.rejects_path, **options)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        report = self.report
        return report.read, report.accepted, report.known, report.rejected

    @property
    def lines(self) -> list[dict[str, str]]:
        with self.rejects_path.open(encoding="utf-8-sig", newline="") as file:
            return [line for line in csv.DictReader(file, delimiter=";") if line["file"] != TOTAL]

    @property
    def rejects(self) -> list[tuple[str, str, str]]:
        """Row, column and rule of each line of the rejects file."""
        return [(line["row"], line["column"], line["rule"]) for line in self.lines]
