"""Kind 2: formulas that nobody has computed."""

from __future__ import annotations

from functools import partial

import openpyxl

from tests.field.books import COLUMNS, Book, Xml, cells, formula, load, xlsxwriters
from tests.field.trial import Ground, Kind, Trial
from tests.unit.intake.factory import (
    ENROLMENT_HEADER,
    FIELDS,
    HEADER,
    Loaded,
    client,
    enrolment,
    enrolment_row,
    row,
    write_xlsx,
)

RECALCULATE = 'fullCalcOnLoad="1"'
UNCOMPUTED = "FORMULA_NOT_COMPUTED"


def _openpyxl(ground: Ground) -> str:
    path = write_xlsx(
        ground.folder / "client.xlsx",
        F=[COLUMNS, cells("D1", '=CONCATENATE("Bat ","C")'), cells("D2", "Bat B")],
    )
    return load(ground, path).rejects(("2", "Compl", UNCOMPUTED), besides=["D2"])


def _xlsxwriter(ground: Ground) -> str:
    path = ground.folder / "client.xlsx"
    book, sheet = xlsxwriters(path, cells("D1"), cells("D2"))
    sheet.write_formula("I2", '="Bat C"')
    book.close()
    return load(ground, path).rejects(("2", "Compl", UNCOMPUTED), besides=["D2"])


def _xlsxwriter_spilled(ground: Ground) -> str:
    """A dynamic array fills the cells under it with dummy zeros."""
    path = ground.folder / "client.xlsx"
    book, sheet = xlsxwriters(path, *(cells(f"D{at}") for at in (1, 2, 3)))
    sheet.write_dynamic_array_formula("I2:I3", '=UNIQUE({"Bat A";"Bat B"})')
    book.close()
    return load(ground, path).rejects(("2", "Compl", UNCOMPUTED), ("3", "Compl", UNCOMPUTED), besides=["D3"])


def _uncomputed(complement: Xml, ground: Ground, calculation: str = "") -> str:
    outcome = load(ground, Book(cells("D1", complement), cells("D2"), calculation=calculation))
    return outcome.rejects(("2", "Compl", UNCOMPUTED), besides=["D2"])


def _trusted(ground: Ground) -> str:
    book = Book(cells("D1", formula("Bat C", 't="str"')), cells("D2", formula()), calculation=RECALCULATE)
    outcome = load(ground, book, file={"formulas": "stored"})
    said = outcome.rejects(("3", "Compl", UNCOMPUTED), besides=["D1"])
    assert outcome.payload("D1")["address"]["complement"] == "Bat C"
    return said


def _whole_row(ground: Ground) -> str:
    outcome = load(ground, Book(cells("D1"), [formula() for _ in COLUMNS]))
    assert outcome.loaded is not None
    assert ("3", "Dossier", UNCOMPUTED) in outcome.rules
    assert outcome.loaded.counts == (2, 1, 0, 1)
    return "the row is a reject, not a blank one"


def _spilled_rows(ground: Ground) -> str:
    """An array that was never computed reaches below the last row that the file holds."""
    anchor = formula(None, of_formula='t="array" ref="A3:A5"')
    outcome = load(ground, Book(cells("D1"), [anchor]))
    assert outcome.loaded is not None
    assert outcome.loaded.counts == (4, 1, 0, 3), outcome.loaded.counts
    return "all three rows of it are rejects"


def _shared(ground: Ground) -> str:
    first = formula("Bat C", 't="str"', 't="shared" ref="I2:I4" si="0"')
    next_one = Xml('t="str"', '<f t="shared" si="0"/><v>Bat D</v>')
    never = Xml("", '<f t="shared" si="0"/>')
    outcome = load(ground, Book(cells("D1", first), cells("D2", next_one), cells("D3", never)))
    said = outcome.rejects(("4", "Compl", UNCOMPUTED), besides=["D1", "D2"])
    assert outcome.payload("D2")["address"]["complement"] == "Bat D"
    return said


def _computed(ground: Ground) -> str:
    """As Excel and LibreOffice write them: text, an empty text, a number, a date, an array and its cells."""
    day = Xml('s="1"', "<f>DATE(1985,7,2)</f><v>31230</v>")
    array = formula("Bat C", 't="str"', 't="array" ref="I5:I6"')
    book = Book(
        cells("D1", formula("Bat C", 't="str"'), Né_le=day),
        cells("D2", formula("", 't="str"')),
        cells("D3", formula("12")),
        cells("D4", array),
        cells("D5", Xml('t="str"', "<v>Bat D</v>")),
        formats=["dd/mm/yyyy"],
    )
    outcome = load(ground, book)
    said = outcome.accepts("D1", "D2", "D3", "D4", "D5")
    found = [outcome.payload(f"D{at}")["address"]["complement"] for at in range(1, 6)]
    assert found == ["Bat C", None, "12", "Bat C", "Bat D"]
    assert outcome.payload("D1")["member"]["birth_date"] == "1985-07-02"
    return said


def _deciding(ground: Ground) -> str:
    """The column that tells the kinds of rows, and that which leaves rows out."""
    path = write_xlsx(
        ground.folder / "client.xlsx",
        F=[
            [*HEADER, "Nature"],
            [*row("D1"), "ADRESSE"],
            [*row("D2"), '=UPPER("adresse")'],
            [*row("D3"), '=UPPER("total")'],
            [*row("D4"), "TOTAL"],
        ],
    )
    kinds = {"when": {"Nature": "ADRESSE"}, "skip": [{"sheet": "F", "when": {"Nature": "TOTAL"}}]}
    outcome = load(ground, path, fields=FIELDS, **kinds)
    return outcome.rejects(("3", "Nature", UNCOMPUTED), ("4", "Nature", UNCOMPUTED), besides=["D1"])


def _totals(ground: Ground) -> str:
    """A line of totals that `skip` leaves out, with a formula in another column that decides."""
    path = write_xlsx(
        ground.folder / "client.xlsx",
        F=[
            [*HEADER, "Nature"],
            [*row("D1"), "ADRESSE"],
            ["TOTAL", *[None] * 7, "=COUNTA(I2:I2)"],
        ],
    )
    kinds = {"when": {"Nature": "ADRESSE"}, "skip": [{"sheet": "F", "when": {"Dossier": "TOTAL"}}]}
    return load(ground, path, fields=FIELDS, **kinds).accepts("D1")


def _attached(ground: Ground) -> str:
    """Rows of another sheet: a formula in the joining key, in an optional cell, in the `when` column."""
    path = ground.folder / "client.xlsx"
    children = ["Matricule", "Prénom", "Né le", "Sexe", "Lien"]
    write_xlsx(
        path,
        Salariés=[ENROLMENT_HEADER, enrolment_row("D1", "M1"), enrolment_row("D2", "M2")],
        Enfants=[
            children,
            ["=A1", "Léa", "02/03/2015", "fille", "E"],
            ["M2", '=UPPER("Zoé")', "02/03/2015", "fille", "E"],
            ["M2", "Noé", "02/03/2016", "garçon", "=UPPER(A1)"],
        ],
    )
    form = client(enrolment(children={"sheet": "Enfants", "when": {"Lien": "E"}}))
    loaded = Loaded(path, form)
    told = {(place, rule) for place, _column, rule in loaded.rejects}
    assert told == {("2", UNCOMPUTED), ("3", UNCOMPUTED), ("4", UNCOMPUTED)}, told
    assert [reference for _process, reference in loaded.queue.items] == ["D1"]
    return "each row is told, and the case with an uncomputed child is refused"


def _error(ground: Ground) -> str:
    return load(ground, Book(cells("D1", formula("#N/A", 't="e"')), cells("D2"))).rejects(
        ("2", "Compl", "FORMULA_ERROR"), besides=["D2"]
    )


def _unread(ground: Ground) -> str:
    """A formula in a column that the mapping does not read."""
    path = ground.folder / "client.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "F"
    for line in ([*COLUMNS, "Remarque"], [*cells("D1"), "=NOW()"]):
        sheet.append(line)
    book.save(path)
    return load(ground, path).accepts("D1")


KIND = Kind(
    2,
    "formulas without a computed value, or with a writer's dummy 0",
    "a reject of its own; never blank, never skipped as a blank row",
    (
        Trial("openpyxl writes a formula and no value", _openpyxl),
        Trial("XlsxWriter writes a formula and a dummy 0", _xlsxwriter),
        Trial("XlsxWriter fills the cells of a dynamic array with zeros", _xlsxwriter_spilled),
        Trial("no result", partial(_uncomputed, formula())),
        Trial("an empty result that is no text", partial(_uncomputed, formula(""))),
        Trial(
            "a result of a workbook to be computed anew",
            partial(_uncomputed, formula("7"), calculation=RECALCULATE),
        ),
        Trial(
            "the same, said as `true`",
            partial(_uncomputed, formula("7"), calculation='fullCalcOnLoad="true"'),
        ),
        Trial(
            "a data table's cells",
            partial(_uncomputed, formula(None, of_formula='t="dataTable" ref="I2:I2"')),
        ),
        Trial("`formulas: stored` takes what is stored, and no more", _trusted),
        Trial("a row of nothing but formulas", _whole_row),
        Trial("an array that reaches below the last row", _spilled_rows),
        Trial("shared formulas", _shared),
        Trial("in the columns that decide what a row is", _deciding),
        Trial("in a line of totals that is left out", _totals),
        Trial("in rows of another sheet", _attached),
        Trial("an error is told as one", _error),
        Trial("computed formulas, empty ones too, are taken", _computed),
        Trial("in a column that is not read", _unread),
    ),
)
