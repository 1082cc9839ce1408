"""Makes the demonstration's files: `python -m tests.demo.make`.

Two workbooks, one CSV file, `expected.yaml` (what is wrong on purpose, for tests) and `docs/demo-cases.md`
(the same, for people). Made from `tests.demo.cases` and `tests.demo.wrong`; made again, nothing changes.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from ruamel.yaml import YAML

from tests.demo import books, page
from tests.demo.workbook import add_sheet, save, save_csv
from tests.demo.wrong import ORPHAN, ORPHAN_KEY, WORTH, WRONG

Cells = dict[str, Any]

_HERE: Final = Path(__file__).parent
EXPECTED: Final = _HERE / "expected.yaml"
SAMPLES: Final = _HERE.parents[1] / "work_items" / "samples"
PAGE: Final = _HERE.parents[1] / "docs" / "demo-cases.md"
LAKE: Final = "ateliers-du-lac-bleu.xlsx"
PLATEAU: Final = "manufacture-du-plateau.xlsx"
EXTRANET: Final = "extranet.csv"
_EXTRANET_PROCESS: Final = {
    "RIB": "bank_details",
    "ADRESSE": "address",
    "AD+": "dependant",
    "AD-": "dependant",
}
_ABOUT: Final = (
    "Written by `python -m tests.demo.make`: what is wrong, or worth seeing, in the samples on purpose.\n"
    "`recorded`: steps that the back-end had recorded before it refused.\n"
    "`adopted`: steps found in the back-end, the same, and not keyed."
)


def make(folder: Path = SAMPLES, told_in: Path = EXPECTED, docs: Path = PAGE) -> None:
    """Write every file."""
    lake = Workbook()
    note = lake.worksheets[0]
    note.title = "Lisez-moi"
    note.append(["Mouvements du mois. Les ayants droit sont rattachés par le matricule."])
    add_sheet(lake, "Entrées", books.lake_entries())
    add_sheet(lake, "Ayants droit", books.lake_relatives())
    add_sheet(lake, "Sorties", books.lake_exits())
    save(lake, folder / LAKE)
    plateau = Workbook()
    plateau.remove(plateau.worksheets[0])
    people = books.plateau_people()
    add_sheet(plateau, "Effectifs", people, title="MANUFACTURE GENERALE DU PLATEAU - MOUVEMENTS")
    add_sheet(plateau, "Départs", books.plateau_exits())
    save(plateau, folder / PLATEAU)
    save_csv(books.extranet(), folder / EXTRANET)
    told = expected()
    told_in.write_text(_yaml(told), encoding="utf-8")
    docs.write_text(page.text(told), encoding="utf-8")


def expected() -> dict[str, Any]:
    """What tests and people may expect of the files."""
    places = _places()
    return {
        "cases": dict(Counter(place["process"] for place in places.values())),
        "wrong": [
            {
                "reference": one.reference,
                **places[one.reference],
                "caught": one.caught,
                "code": one.code,
                **({"message": one.message} if one.message else {}),
                **({"recorded": list(one.recorded)} if one.recorded else {}),
                "story": one.story,
            }
            for one in WRONG
        ],
        "orphan_rows": [{**_orphan(), "caught": "intake", "code": ORPHAN}],
        "worth_seeing": [
            {
                "reference": one.reference,
                **places[one.reference],
                **({"warning": one.warning} if one.warning else {}),
                **({"adopted": list(one.adopted)} if one.adopted else {}),
                "story": one.story,
            }
            for one in WORTH
        ],
    }


def _places() -> dict[str, dict[str, Any]]:
    """File, sheet, row and process of every case, by reference."""
    found: dict[str, dict[str, Any]] = {}
    sheets: Sequence[tuple[str, str | None, str, int, Sequence[Cells]]] = (
        (LAKE, "Entrées", "enrolment", 2, books.lake_entries()),
        (LAKE, "Sorties", "termination", 2, books.lake_exits()),
        (PLATEAU, "Effectifs", "enrolment", 5, books.plateau_people()),
        (PLATEAU, "Départs", "termination", 2, books.plateau_exits()),
        (EXTRANET, None, "", 2, books.extranet()),
    )
    for file, sheet, process, first, rows in sheets:
        for number, row in enumerate(rows, start=first):
            reference = _reference(row)
            if reference:
                found[reference] = {
                    "process": process or _EXTRANET_PROCESS[row["Nature"]],
                    "file": file,
                    "sheet": sheet,
                    "row": number,
                }
    return found


def _reference(row: Mapping[str, Any]) -> str | None:
    return next((row[column] for column in ("N° dossier", "Dossier", "Réf") if column in row), None)


def _orphan() -> dict[str, Any]:
    rows = books.lake_relatives()
    number = next(number for number, row in enumerate(rows, start=2) if row["Matricule"] == ORPHAN_KEY)
    return {"file": LAKE, "sheet": "Ayants droit", "row": number}


def _yaml(told: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(dict(told), text)
    about = "".join(f"# {line}\n" for line in _ABOUT.splitlines())
    return about + text.getvalue()


if __name__ == "__main__":
    make()
