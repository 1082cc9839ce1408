"""The rows of the three files, as each client would write them: each one a bit unique."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from tests.demo import cases
from tests.demo.cases import Enrolment, Move, Termination
from tests.demo.cast import Person
from tests.demo.wrong import ORPHAN_KEY, WRONG

Cells = dict[str, Any]

_SPOILT: Final = {one.reference: one.spoil for one in WRONG if one.spoil is not None}
_STATUS: Final = {"C": "Célibataire", "M": "Marié(e)", "P": "Pacsé(e)", "D": "Divorcé(e)", "V": "Veuf(ve)"}
_CATEGORY: Final = {"ENS": "Ensemble du personnel", "NCA": "Non-cadres", "CAD": "Cadres", "APP": "Apprentis"}
_REASON: Final = {
    "059": "Démission",
    "043": "Rupture conventionnelle",
    "031": "Fin de CDD",
    "039": "Départ en retraite",
    "014": "Licenciement économique",
}
_FORMULA: Final = {"BAS": "Base", "CFT": "Confort", "PRM": "Premium", "HOS": "Hospitalisation"}
_FIRST_KEY: Final = 4001


def _spaced_nir(nir: str) -> str:
    parts = (nir[:1], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:])
    return " ".join(part for part in parts if part)


def _spaced_iban(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _spoilt(reference: str, cells: Cells) -> Cells:
    if spoil := _SPOILT.get(reference):
        spoil(cells)
    return cells


def _mixed(rows: Sequence[Cells]) -> list[Cells]:
    """The rows in an order that is nobody's, and always the same."""
    return [row for _place, row in sorted(enumerate(rows), key=lambda one: (one[0] * 37 % 101, one[0]))]


# --- Ateliers du lac bleu: dates of Excel, spaced identifiers, dependants in a sheet of their own -----


def lake_entries() -> list[Cells]:
    """Sheet Entrées."""
    return [_lake_entry(_FIRST_KEY + place, one) for place, one in enumerate(cases.lake_entries())]


def _lake_entry(key: int, case: Enrolment) -> Cells:
    person, where = case.person, case.home
    cells = {
        "N° dossier": case.reference,
        "Matricule": key,
        "Civilité": "Monsieur" if person.sex == "M" else "Madame",
        "Nom": person.last_name,
        "Prénom": person.first_name,
        "Né(e) le": person.born,
        "N° de sécurité sociale": _spaced_nir(person.nir),
        "Situation": _STATUS[case.family_status],
        "Adresse": where.street,
        "Complément": where.complement or None,
        "CP": int(where.postal_code),
        "Ville": where.town,
        "IBAN": _spaced_iban(case.account.iban),
        "BIC": case.account.bic or None,
        "Titulaire du compte": case.account.holder,
        "Contrat": case.contract,
        "Option": case.option,
        "Catégorie": _CATEGORY[case.population],
        "Date d'effet": case.start,
    }
    return _spoilt(case.reference, cells)


def lake_relatives() -> list[Cells]:
    """Sheet Ayants droit: in no order, joined by Matricule; one row's number is mistyped."""
    rows = [
        _lake_relative(_FIRST_KEY + place, relative.person, relative.kind)
        for place, case in enumerate(cases.lake_entries())
        for relative in case.relatives
    ]
    rows[-2]["Matricule"] = ORPHAN_KEY
    return _mixed(rows)


def _lake_relative(key: int, person: Person, kind: str) -> Cells:
    words = {("CJ", "F"): "Épouse", ("CJ", "M"): "Époux", ("EN", "F"): "Fille", ("EN", "M"): "Fils"}
    return {
        "Matricule": key,
        "Nom": person.last_name,
        "Prénom": person.first_name,
        "Né(e) le": person.born,
        "Lien": words[kind, person.sex],
        "N° de sécurité sociale": _spaced_nir(person.nir) or None,
    }


def lake_exits() -> list[Cells]:
    """Sheet Sorties."""
    return [_lake_exit(one) for one in cases.lake_exits()]


def _lake_exit(case: Termination) -> Cells:
    cells = {
        "N° dossier": case.reference,
        "Nom": case.person.last_name,
        "Prénom": case.person.first_name,
        "Né(e) le": case.person.born,
        "N° de sécurité sociale": _spaced_nir(case.person.nir),
        "Contrat": case.contract,
        "Motif": _REASON[case.reason],
        "Dernier jour": case.last_day,
        "Portabilité": "Oui" if case.portability else "Non",
    }
    return _spoilt(case.reference, cells)


# --- Manufacture du plateau: one sheet with a row for each person, dates as text, a header of two rows -----


def plateau_people() -> list[Cells]:
    """Sheet Effectifs: families scattered, with a line of totals."""
    rows = list(_plateau_rows())
    total = dict.fromkeys(rows[0])
    total["Famille"], total["Rôle"] = len(rows), "TOTAL"
    return [*_mixed(rows), total]


def _plateau_rows() -> Iterator[Cells]:
    for family, case in enumerate(cases.plateau_entries(), start=1):
        where = case.home
        cells = {
            **_identity(case.reference, family, "SALARIE", case.person),
            "Adresse / Voie": where.street,
            "Adresse / Complément": where.complement or None,
            "Adresse / Code postal": where.postal_code,
            "Adresse / Ville": where.town,
            "Banque / IBAN": case.account.iban,
            "Banque / BIC": case.account.bic or None,
            "Contrat / Numéro": case.contract,
            "Contrat / Formule": _FORMULA[case.option],
            "Contrat / Collège": _CATEGORY[case.population],
            "Contrat / Effet": _dotted(case.start),
        }
        yield _spoilt(case.reference, cells)
        for relative in case.relatives:
            role = "CONJOINT" if relative.kind == "CJ" else "ENFANT"
            person = _identity(None, family, role, relative.person)
            yield {**dict.fromkeys(cells), **person}


def _identity(reference: str | None, family: int, role: str, person: Person) -> Cells:
    return {
        "Dossier": reference,
        "Famille": family,
        "Rôle": role,
        "Identité / Nom, prénom": f"{person.last_name.upper()}, {person.first_name}",
        "Identité / Sexe": "1" if person.sex == "M" else "2",
        "Identité / Naissance": _dotted(person.born),
        "Identité / NIR": person.nir[:13] or None,
        "Identité / Clé": person.nir[13:] or None,
    }


def plateau_exits() -> list[Cells]:
    """Sheet Départs: reasons as numbers that lost their zero, a cross for portability."""
    return [_plateau_exit(one) for one in cases.plateau_exits()]


def _plateau_exit(case: Termination) -> Cells:
    cells = {
        "Dossier": case.reference,
        "Nom": case.person.last_name.upper(),
        "Prénom": case.person.first_name,
        "Naissance": _dotted(case.person.born),
        "NIR": case.person.nir[:13],
        "Clé": case.person.nir[13:],
        "Contrat": case.contract,
        "Code motif": int(case.reason),
        "Fin": _dotted(case.last_day),
        "Maintien": "x" if case.portability else None,
    }
    return _spoilt(case.reference, cells)


# --- the extranet's export: one CSV file for four kinds of cases -----


def extranet() -> list[Cells]:
    """Every row of the export."""
    return [_spoilt(one.reference, _move(one)) for one in cases.moves()]


def _move(case: Move) -> Cells:
    where, account, relative = case.home, case.account, case.relative
    other = relative.person if relative else None
    return {
        "Réf": case.reference,
        "Nature": case.kind,
        "Nom": case.person.last_name,
        "Prénom": case.person.first_name,
        "Naissance": f"{case.person.born:%d/%m/%Y}",
        "NIR": case.person.nir,
        "Voie": where.street if where else "",
        "Complément": where.complement if where else "",
        "Code postal": where.postal_code.lstrip("0") if where else "",
        "Commune": where.town if where else "",
        "IBAN": account.iban if account else "",
        "BIC": account.bic if account else "",
        "Titulaire": account.holder if account else "",
        "AD nom": other.last_name if other else "",
        "AD prénom": other.first_name if other else "",
        "AD sexe": other.sex if other else "",
        "AD naissance": f"{other.born:%d/%m/%Y}" if other else "",
        "AD lien": relative.kind if relative else "",
        "AD rang": case.rank if relative else "",
        "AD NIR": other.nir if other and case.kind == "AD+" else "",
        "AD début": f"{case.start:%d/%m/%Y}" if case.start else "",
        "AD fin": f"{case.end:%d/%m/%Y}" if case.end else "",
        "AD motif": case.reason,
    }
