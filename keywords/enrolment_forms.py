"""Enrolment forms on a sheet, as employers fill them in: labels with the value to the right, nothing in rows.

A form begins with `Bulletin n° …`; the member's labels stand below it. Beside it, each `Ayant droit …` begins
a block of labels for one dependant. The employer's contract stands once, above all forms of the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from copiste import BusinessError, keyword

Row = Mapping[str, Any]

_FORM = "Bulletin n°"
_DEPENDANT = "Ayant droit"
_CONTRACT = "Contrat"
_MEMBER = {
    "Nom": "member.last_name",
    "Prénom": "member.first_name",
    "Sexe": "member.sex",
    "Né(e) le": "member.birth_date",
    "N° de sécurité sociale": "member.nir",
    "Situation": "member.family_status",
    "Adresse": "address.street",
    "Complément": "address.complement",
    "Code postal": "address.postal_code",
    "Ville": "address.town",
    "IBAN": "bank.iban",
    "BIC": "bank.bic",
    "Titulaire": "bank.holder",
    "Formule": "affiliation.option",
    "Collège": "affiliation.population",
    "Date d'effet": "affiliation.start",
}
_RELATIVE = {
    "Nom": "last_name",
    "Prénom": "first_name",
    "Sexe": "sex",
    "Né(e) le": "birth_date",
    "Lien": "kind",
    "N° de sécurité sociale": "nir",
    "Date d'effet": "start",
}
_CODES = {
    "member.sex": {"Femme": "F", "Homme": "M"},
    "sex": {"Fille": "F", "Femme": "F", "Garçon": "M", "Homme": "M"},
    "member.family_status": {
        "Célibataire": "C", "Marié(e)": "M", "Pacsé(e)": "P", "Divorcé(e)": "D", "Veuf(ve)": "V",
    },
    "kind": {"Conjoint": "CJ", "Enfant": "EN", "Autre": "AU"},
    "affiliation.option": {"Base": "BAS", "Confort": "CFT", "Premium": "PRM", "Hospitalisation": "HOS"},
    "affiliation.population": {
        "Ensemble du personnel": "ENS", "Non-cadres": "NCA", "Cadres": "CAD", "Apprentis": "APP",
    },
}  # fmt: skip


@keyword
def read_enrolment_forms(sheet: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the cases of a sheet, in the order of its forms.

    Args:
        sheet: its name, for a person who has to look for what is wrong.
        rows: as ``Read Worksheet`` returns them, one mapping of column to value each.

    Raises:
        BusinessError: the sheet is not filled in as the form asks; the text names the cell.
    """
    contract = _contract(sheet, rows)
    starts = [at for at, row in enumerate(rows) if _is_heading(row.get("A"), _FORM)]
    numbered = list(enumerate(rows, start=1))
    cases = []
    for first, last in pairwise([*starts, len(rows)]):
        form = numbered[first + 1 : last]
        case = _read(sheet, form, "A", _MEMBER)
        case.setdefault("affiliation", {})["contract"] = contract
        columns = [column for column, value in rows[first].items() if _is_heading(value, _DEPENDANT)]
        relatives = [_read(sheet, form, column, _RELATIVE) for column in columns]
        case["dependants"] = [one for one in relatives if any(one.values())]
        cases.append(case)
    return cases


def _contract(sheet: str, rows: Sequence[Row]) -> str:
    for row in rows:
        if row.get("A") == _CONTRACT and row.get("B"):
            return str(row["B"]).strip()
    raise BusinessError("FORM_INCOMPLETE", f'Sheet "{sheet}" has no contract: write it beside "{_CONTRACT}".')


def _read(
    sheet: str, form: Sequence[tuple[int, Row]], column: str, paths: Mapping[str, str]
) -> dict[str, Any]:
    """The values beside the labels of one column, in the numbered rows of a form."""
    found: dict[str, Any] = {}
    beside = chr(ord(column) + 1)
    for number, row in form:
        label = row.get(column)
        if label is None:
            continue
        if label not in paths:
            raise BusinessError(
                "FORM_LABEL_UNKNOWN",
                f'Sheet "{sheet}", cell {column}{number}: the form has no such label there. '
                f"It has: {', '.join(paths)}.",
            )
        path = paths[label]
        value = _value(path, row.get(beside))
        if value is None and path in _CODES and row.get(beside):
            raise BusinessError(
                "FORM_CHOICE_UNKNOWN",
                f'Sheet "{sheet}", cell {beside}{number}: the form offers {", ".join(_CODES[path])}.',
            )
        _put(found, path, value)
    return found


def _value(path: str, written: object) -> object:
    if isinstance(written, datetime):
        return written.date().isoformat()
    if isinstance(written, date):
        return written.isoformat()
    text = str(written or "").strip()
    return _CODES[path].get(text) if path in _CODES else text or None


def _put(found: dict[str, Any], path: str, value: object) -> None:
    *parts, last = path.split(".")
    for part in parts:
        found = found.setdefault(part, {})
    found[last] = value


def _is_heading(value: object, heading: str) -> bool:
    return isinstance(value, str) and value.startswith(heading)
