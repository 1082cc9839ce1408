"""Spreadsheets for the measurement of intake: enrolments in French columns, and their mapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.support.cases import household
from copiste.intake import ClientMapping, parse_mapping

#: Dependants of the households, over and over: of 9 rows, 5 are members.
_HOUSEHOLDS = (0, 0, 1, 1, 2)
_COLUMNS = (
    *("Ligne", "Matricule", "Nom", "Prénom", "Sexe", "Né le", "NIR", "Lien"),
    *("Rue", "Complément", "CP", "Ville", "IBAN", "Titulaire"),
    *("Contrat", "Option", "Population", "Effet"),
)
_DATE = {"date": "DD/MM/YYYY"}
_MEMBER = {
    "member.last_name": "Nom",
    "member.first_name": "Prénom",
    "member.sex": "Sexe",
    "member.birth_date": {"column": "Né le", **_DATE},
    "member.nir": "NIR",
    "address.street": "Rue",
    "address.complement": "Complément",
    "address.postal_code": {"column": "CP", "digits": 5},
    "address.town": "Ville",
    "bank.iban": "IBAN",
    "bank.holder": "Titulaire",
    "affiliation.contract": "Contrat",
    "affiliation.option": "Option",
    "affiliation.population": "Population",
    "affiliation.start": {"column": "Effet", **_DATE},
}
_DEPENDANT = {
    "last_name": "Nom",
    "first_name": "Prénom",
    "sex": "Sexe",
    "birth_date": {"column": "Né le", **_DATE},
    "kind": "Lien",
    "nir": "NIR",
    "rank": {"rank_among": "birth_date"},
    "start": {"inherit": "affiliation.start"},
}


def write_csv(path: Path, rows: int) -> None:
    """Write `rows` rows, members and dependants one under the other."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_COLUMNS)
        writer.writerows(_rows(rows))


def write_xlsx(path: Path, rows: int) -> None:
    """Write the same rows into the only sheet of a workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Adhésions")
    sheet.append(_COLUMNS)
    for row in _rows(rows):
        sheet.append(row)
    book.save(path)


def mapping(sheet: str | None = None) -> ClientMapping:
    """The client's mapping of both files; a workbook's rows are in `sheet`."""
    place = {"sheet": sheet} if sheet else {}
    dependants = {
        **place,
        "when": {"Ligne": "E"},
        "key": "Matricule",
        "parent_key": "Matricule",
        "fields": _DEPENDANT,
    }
    members = {
        **place,
        "process": "enrolment",
        "reference": "Matricule",
        "when": {"Ligne": "A"},
        "fields": _MEMBER,
        "attached": {"dependants": dependants},
    }
    return parse_mapping({"client": "benchmark", "cases": [members]})


def _rows(rows: int) -> Iterator[tuple[Any, ...]]:
    written = 0
    for number in count():
        for row in _household(number):
            if written == rows:
                return
            written += 1
            yield row


def _household(number: int) -> Iterator[tuple[Any, ...]]:
    case = household(number, _HOUSEHOLDS[number % len(_HOUSEHOLDS)])
    address, affiliation = case["address"], case["affiliation"]
    where = (address["street"], address["complement"] or "", address["postal_code"], address["town"])
    cover = (affiliation["contract"], affiliation["option"], affiliation["population"])
    yield (
        *_person("A", number, case["member"], ""),
        *where,
        *(case["bank"]["iban"], case["bank"]["holder"]),
        *(*cover, _french(affiliation["start"])),
    )
    for dependant in case["dependants"]:
        yield (*_person("E", number, dependant, dependant["kind"]), *[""] * 10)


def _person(line: str, number: int, person: dict[str, Any], kind: str) -> tuple[Any, ...]:
    names = (person["last_name"], person["first_name"], person["sex"])
    return (line, f"M{number:06d}", *names, _french(person["birth_date"]), person["nir"] or "", kind)


def _french(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
