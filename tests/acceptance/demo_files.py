"""What the bundled spreadsheets ask for, read here on their own: no mapping, no intake, no case model.

Each file has its own few lines, because each client writes its own way. Values are given as the back-end's
ledger keeps them: capitals without accents, ISO days, numbers without blanks.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl

from tests.support.programs import REPOSITORY
from tests.support.records import Record, capitals

SAMPLES = REPOSITORY / "work_items" / "samples"
LAKE, PLATEAU, EXTRANET = (
    SAMPLES / name for name in ("ateliers-du-lac-bleu.xlsx", "manufacture-du-plateau.xlsx", "extranet.csv")
)

_FAMILY = {"Célibataire": "C", "Marié(e)": "M", "Pacsé(e)": "P", "Divorcé(e)": "D", "Veuf(ve)": "V"}
_POPULATION = {"Ensemble du personnel": "ENS", "Non-cadres": "NCA", "Cadres": "CAD", "Apprentis": "APP"}
_OPTION = {
    "Base": "BAS",
    "Confort": "CFT",
    "Premium": "PRM",
    "Surcomplémentaire": "SUR",
    "Hospitalisation": "HOS",
}
_REASON = {
    "Démission": "059",
    "Rupture conventionnelle": "043",
    "Fin de CDD": "031",
    "Départ en retraite": "039",
    "Licenciement économique": "014",
    "Transfert": "998",
}
_LINK = {"Épouse": ("F", "CJ"), "Époux": ("M", "CJ"), "Fille": ("F", "EN"), "Fils": ("M", "EN")}

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One case of the files, with the records it asks for in the order of keying."""

    reference: str
    process: str
    records: tuple[Record, ...]


def asked() -> dict[str, Asked]:
    """Every case of the three files, by reference; the wrong ones too."""
    cases = [*_lake(), *_plateau(), *_extranet()]
    by_reference = {case.reference: case for case in cases}
    assert len(by_reference) == len(cases)
    return by_reference


# --- the three clients -----
def _lake() -> Iterator[Asked]:
    book = openpyxl.load_workbook(LAKE, data_only=True)
    children = _grouped(_rows(book["Ayants droit"].values), "Matricule")
    for row in _rows(book["Entrées"].values):
        start = _day(row["Date d'effet"])
        sex = {"Madame": "F", "Monsieur": "M"}.get(row["Civilité"], "")
        dependants = [
            _Person(one["Nom"], one["Prénom"], *_LINK[one["Lien"]], _day(one["Né(e) le"]), _nir(one))
            for one in children[row["Matricule"]]
        ]
        yield _enrolment(
            row["N° dossier"],
            _Person(row["Nom"], row["Prénom"], sex, "", _day(row["Né(e) le"]), _nir(row)),
            _FAMILY[row["Situation"]],
            (row["Adresse"], row["Complément"], f"{row['CP']:05d}", row["Ville"]),
            (row["IBAN"], row["BIC"], row["Titulaire du compte"]),
            (row["Contrat"], row["Option"], _POPULATION[row["Catégorie"]], start),
            dependants,
        )
    for row in _rows(book["Sorties"].values):
        day, kept = _day(row["Dernier jour"]), row["Portabilité"] == "Oui"
        reason = _REASON[row["Motif"]]
        yield _termination(row["N° dossier"], _nir(row), (row["Contrat"], reason, day, kept))


def _plateau() -> Iterator[Asked]:
    book = openpyxl.load_workbook(PLATEAU, data_only=True)
    # Two rows of header in rows 3 and 4; the second one has the names, but for the first three columns.
    rows = list(book["Effectifs"].iter_rows(min_row=5, values_only=True))
    households: dict[Any, list[_Person]] = defaultdict(list)
    for cells in rows:
        if cells[2] in {"CONJOINT", "ENFANT"}:
            households[cells[1]].append(_of_plateau(cells))
    for cells in rows:
        if cells[2] == "SALARIE":
            contract, option, population, start = cells[14:18]
            yield _enrolment(
                str(cells[0]),
                _of_plateau(cells),
                "C",
                (cells[8], cells[9], str(cells[10]), cells[11]),
                (cells[12], cells[13], str(cells[3]).replace(",", "")),
                (contract, _OPTION[str(option)], _POPULATION[str(population)], _day(start)),
                households[cells[1]],
            )
    for row in _rows(book["Départs"].values):
        reason, kept = f"{row['Code motif']:03d}", row["Maintien"] == "x"
        wanted = (row["Contrat"], reason, _day(row["Fin"]), kept)
        yield _termination(row["Dossier"], row["NIR"] + row["Clé"], wanted)


def _extranet() -> Iterator[Asked]:
    with EXTRANET.open(encoding="cp1252", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            reference, nir = row["Réf"], row["NIR"]
            match row["Nature"]:
                case "RIB":
                    account = _account(nir, (row["IBAN"], row["BIC"], row["Titulaire"]))
                    yield Asked(reference, "bank_details", (account,))
                case "ADRESSE":
                    home = (row["Voie"], row["Complément"], row["Code postal"].zfill(5), row["Commune"])
                    yield Asked(reference, "address", (_address(nir, home),))
                case "AD+":
                    person = _Person(
                        row["AD nom"],
                        row["AD prénom"],
                        row["AD sexe"],
                        row["AD lien"],
                        _day(row["AD naissance"]),
                        row["AD NIR"],
                    )
                    added = _dependant(nir, person, int(row["AD rang"]), _day(row["AD début"]))
                    yield Asked(reference, "dependant", (added,))
                case "AD-":
                    who = (capitals(row["AD prénom"]), _day(row["AD naissance"]), int(row["AD rang"]))
                    end = Record("dependant end", nir, (*who, _day(row["AD fin"]), row["AD motif"]))
                    yield Asked(reference, "dependant", (end,))
                case other:
                    raise AssertionError(f"a row of an unknown nature: {other}")


# --- the records -----
@dataclass(frozen=True)
class _Person:
    last_name: str
    first_name: str
    sex: str
    #: Of a dependant: `CJ` or `EN`.
    kind: str
    birth_date: str
    nir: str


def _enrolment(
    reference: str,
    member: _Person,
    family_status: str,
    address: tuple[Any, ...],
    account: tuple[Any, ...],
    affiliation: tuple[Any, ...],
    dependants: Sequence[_Person],
) -> Asked:
    nir, names = member.nir, (capitals(member.last_name), capitals(member.first_name))
    identity = (*names, member.sex, member.birth_date, "GE", family_status)
    seen: dict[str, int] = defaultdict(int)
    added = []
    for one in dependants:
        seen[one.birth_date] += 1  # twins: the second one has rank 2
        added.append(_dependant(nir, one, seen[one.birth_date], affiliation[3]))
    records = [
        Record("member", nir, identity),
        _address(nir, address),
        _account(nir, account),
        Record("affiliation", nir, affiliation),
        *added,
    ]
    return Asked(reference, "enrolment", tuple(records))


def _termination(reference: str, nir: str, wanted: tuple[Any, ...]) -> Asked:
    return Asked(reference, "termination", (Record("termination", nir, wanted),))


def _address(nir: str, parts: tuple[Any, ...]) -> Record:
    return Record("address", nir, tuple(capitals(part) for part in parts))


def _account(nir: str, parts: tuple[Any, ...]) -> Record:
    iban, bic, holder = parts
    return Record("bank details", nir, (iban.replace(" ", ""), bic or "", capitals(holder)))


def _dependant(nir: str, one: _Person, rank: int, start: str) -> Record:
    names = (capitals(one.last_name), capitals(one.first_name))
    return Record("dependant", nir, (*names, one.sex, one.birth_date, one.kind, one.nir, rank, start))


# --- cells -----
def _rows(values: Any) -> Iterator[Row]:
    lines = iter(values)
    header = next(lines)
    return (dict(zip(header, line, strict=True)) for line in lines)


def _grouped(rows: Iterator[Row], key: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _of_plateau(cells: Sequence[Any]) -> _Person:
    last_name, first_name = str(cells[3]).split(", ")
    sex = {"1": "M", "2": "F"}[cells[4]]
    kind = {"CONJOINT": "CJ", "ENFANT": "EN"}.get(cells[2], "")
    nir = f"{cells[6]}{cells[7]}" if cells[6] else ""
    return _Person(last_name, first_name, sex, kind, _day(cells[5]), nir)


def _nir(row: Row) -> str:
    return (row["N° de sécurité sociale"] or "").replace(" ", "")


def _day(cell: Any) -> str:
    """An ISO day; what is no day stays as it is written, for a row that is wrong on purpose."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    day, month, year = str(cell).replace(".", "/").split("/")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return str(cell)
