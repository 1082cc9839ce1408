"""Makes `work_items/samples/enrolment-forms.xlsx`: `python -m tests.demo.forms`.

Two employers sent the enrolment form that people fill in by hand: labels with a value beside them, one form
below the other, dependants side by side. No row of it is a case, so no mapping describes it; the robot
`robots/producers/enrolment_forms.robot` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.demo.cases import ADVISERS, LAKE, Enrolment, enrolment
from tests.demo.cast import Relative
from tests.demo.workbook import save

SAMPLE: Final = Path(__file__).parents[1] / "work_items" / "samples" / "enrolment-forms.xlsx"
_EMPLOYERS: Final = {
    "Ateliers du lac bleu": ((LAKE, "BAS", "ENS"), (120, 127, 124)),
    "Conseil & associés": ((ADVISERS, "PRM", "CAD"), (125, 121)),
}
_STATUS: Final = {"C": "Célibataire", "M": "Marié(e)", "P": "Pacsé(e)", "D": "Divorcé(e)", "V": "Veuf(ve)"}
_FORMULA: Final = {"BAS": "Base", "PRM": "Premium"}
_STAFF: Final = {"ENS": "Ensemble du personnel", "CAD": "Cadres"}
_KIND: Final = {"CJ": "Conjoint", "EN": "Enfant"}
#: Rows of a form, with an empty one below.
_HEIGHT: Final = 18
#: Columns between two dependants.
_WIDTH: Final = 3


def forms() -> Mapping[str, Sequence[Enrolment]]:
    """Who the employers enrol, by sheet."""
    return {
        name: [enrolment(f"form {index}", index, cover) for index in indexes]
        for name, (cover, indexes) in _EMPLOYERS.items()
    }


def make(path: Path = SAMPLE, sheets: Mapping[str, Sequence[Enrolment]] | None = None) -> None:
    """Write the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, people in (sheets or forms()).items():
        _fill(book.create_sheet(name), people)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(book, path)


def _fill(sheet: Worksheet, people: Sequence[Enrolment]) -> None:
    sheet["A1"] = "ADHÉSION AU CONTRAT COLLECTIF"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"], sheet["B2"] = "Contrat", people[0].contract
    for place, person in enumerate(people):
        top = 4 + place * _HEIGHT
        _block(sheet, top, 1, f"Bulletin n° {place + 1}", _member(person))
        for number, relative in enumerate(person.relatives):
            block = _relative(person, relative)
            _block(sheet, top, 4 + number * _WIDTH, f"Ayant droit {number + 1}", block)


def _block(sheet: Worksheet, top: int, column: int, heading: str, lines: Iterator[tuple[str, Any]]) -> None:
    sheet.cell(top, column, heading).font = Font(bold=True)
    for row, (label, value) in enumerate(lines, start=top + 1):
        sheet.cell(row, column, label)
        cell = sheet.cell(row, column + 1, value or None)
        if not isinstance(value, str):
            cell.number_format = "DD/MM/YYYY"


def _member(one: Enrolment) -> Iterator[tuple[str, Any]]:
    person = one.person
    yield "Nom", person.last_name
    yield "Prénom", person.first_name
    yield "Sexe", "Femme" if person.sex == "F" else "Homme"
    yield "Né(e) le", person.born
    yield "N° de sécurité sociale", person.nir
    yield "Situation", _STATUS[one.family_status]
    yield "Adresse", one.home.street
    yield "Complément", one.home.complement
    yield "Code postal", one.home.postal_code
    yield "Ville", one.home.town
    yield "IBAN", one.account.iban
    yield "BIC", one.account.bic
    yield "Titulaire", one.account.holder
    yield "Formule", _FORMULA[one.option]
    yield "Collège", _STAFF[one.population]
    yield "Date d'effet", one.start


def _relative(of: Enrolment, one: Relative) -> Iterator[tuple[str, Any]]:
    person = one.person
    yield "Nom", person.last_name
    yield "Prénom", person.first_name
    yield "Sexe", "Femme" if person.sex == "F" else "Homme"
    yield "Né(e) le", person.born
    yield "Lien", _KIND[one.kind]
    yield "N° de sécurité sociale", person.nir
    yield "Date d'effet", of.start


if __name__ == "__main__":
    make()
