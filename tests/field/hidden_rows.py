"""Kind 15: rows that a workbook does not show."""

from __future__ import annotations

from functools import partial

import openpyxl

from copiste.intake.errors import HiddenRowsError
from tests.field.books import COLUMNS, Book, cells, load
from tests.field.trial import Ground, Kind, Trial
from tests.unit.intake.factory import ENROLMENT_HEADER, Loaded, client, enrolment, enrolment_row

THREE = (cells("D1"), cells("D2"), cells("D3"))


def _told(attributes: str, ground: Ground) -> str:
    return load(ground, Book(*THREE, row_attributes={3: attributes})).refuses(
        "client.xlsx, sheet F: 1 row is hidden", "from row 3 on", "`hidden: load`", "`hidden: skip`"
    )


def _shown(attributes: str, ground: Ground) -> str:
    outcome = load(ground, Book(*THREE, row_attributes={3: attributes}))
    assert outcome.notes == ()
    return outcome.accepts("D1", "D2", "D3")


def _chosen(word: str, references: tuple[str, ...], said: str, ground: Ground) -> str:
    told = {2: 'hidden="1"', 4: "hidden='true'"}
    outcome = load(ground, Book(*THREE, row_attributes=told), file={"hidden": word})
    accepted = outcome.accepts(*references)
    (note,) = outcome.notes
    assert "2 rows are hidden or filtered away" in note
    assert said in note
    return f"{accepted}; told: {note}"


def _refuse(ground: Ground) -> str:
    book = Book(*THREE, row_attributes={3: 'hidden="1"'})
    return load(ground, book, file={"hidden": "refuse"}).refuses("1 row is hidden")


def _filtered(ground: Ground) -> str:
    """As Excel and openpyxl leave a filter and a group that is closed."""
    path = ground.folder / "client.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "F"
    for line in (COLUMNS, *THREE, cells("D4")):
        sheet.append(line)
    sheet.auto_filter.ref = "A1:I5"
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions.group(5, 5, hidden=True)
    book.save(path)
    return load(ground, path).refuses("2 rows are hidden", "from row 3 on")


def _prefixed(ground: Ground) -> str:
    book = Book(*THREE, row_attributes={3: 'hidden="1"'})
    book.changed("xl/worksheets/sheet1.xml", "xmlns=", "xmlns:x=")
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        for end in (" ", ">"):
            sheet = book.parts["xl/worksheets/sheet1.xml"]
            sheet = sheet.replace(f"<{name}{end}", f"<x:{name}{end}").replace(f"</{name}>", f"</x:{name}>")
            book.parts["xl/worksheets/sheet1.xml"] = sheet
    return load(ground, book).refuses("1 row is hidden")


def _far_away(ground: Ground) -> str:
    """One hidden row among thousands, wherever the reader's pieces end."""
    rows = [cells(f"D{at}") for at in range(1, 2001)]
    book = Book(*rows, row_attributes={1501: 'spans="1:9" ht="15" customHeight="1" hidden="1"'})
    return load(ground, book).refuses("1 row is hidden", "from row 1501 on")


def _blank(ground: Ground) -> str:
    """Hidden rows that say nothing, as when everything under a table is hidden; a hidden header."""
    rows = (*THREE, '<row r="5" hidden="1"/>', '<row r="6" hidden="1"><c r="A6" s="0"/></row>')
    outcome = load(ground, Book(*rows, row_attributes={1: 'hidden="1"'}))
    assert outcome.notes == ()
    return outcome.accepts("D1", "D2", "D3")


def _skipped_anyway(ground: Ground) -> str:
    """A hidden line that the mapping leaves out itself."""
    book = Book(*THREE, cells("TOTAL"), row_attributes={5: 'hidden="1"'})
    return load(ground, book, skip=[{"sheet": "F", "when": {"Dossier": "TOTAL"}}]).accepts("D1", "D2", "D3")


def _attached(ground: Ground) -> str:
    path = ground.folder / "client.xlsx"
    book = openpyxl.Workbook()
    main = book.worksheets[0]
    main.title = "Salariés"
    for line in (ENROLMENT_HEADER, enrolment_row("D1", "M1")):
        main.append(line)
    children = book.create_sheet("Enfants")
    for line in (
        ["Matricule", "Prénom", "Né le", "Sexe"],
        ["M1", "Léa", "02/03/2015", "fille"],
        ["M1", "Noé", "02/03/2016", "garçon"],
    ):
        children.append(line)
    children.row_dimensions[3].hidden = True
    book.save(path)
    refused = ""
    try:
        Loaded(path, client(enrolment()))
    except HiddenRowsError as error:
        refused = str(error)
    assert "sheet Enfants: 1 row is hidden" in refused
    loaded = Loaded(path, client(enrolment(), file={"hidden": "skip"}))
    names = [one["first_name"] for one in loaded.queue.payload("D1", "enrolment")["dependants"]]
    assert names == ["Léa"], len(names)
    return "refused; with `hidden: skip` the case has the child that is shown"


def _columns(ground: Ground) -> str:
    """Hidden columns: those that are read are told, others are nobody's business."""
    hidden = '<cols><col min="9" max="9" width="9" hidden="1"/><col min="12" max="16384" hidden="1"/></cols>'
    outcome = load(ground, Book(cells("D1", "Bat B"), before=hidden))
    said = outcome.accepts("D1")
    assert [note.partition(": ")[2] for note in outcome.notes] == ['hidden columns were read: "Compl".']
    return said


def _sheets(ground: Ground) -> str:
    book = Book(cells("D1")).changed("xl/workbook.xml", 'sheetId="1"', 'sheetId="1" state="veryHidden"')
    outcome = load(ground, book)
    said = outcome.accepts("D1")
    assert "sheet F is hidden" in outcome.notes[0]
    return said


KIND = Kind(
    15,
    "rows hidden or filtered away in a workbook",
    "told, with the choice in the mapping",
    (
        Trial("a hidden row", partial(_told, 'hidden="1"')),
        Trial("a hidden row, said as `true`", partial(_told, 'spans="1:9" hidden = "true"')),
        Trial("a row of no height", partial(_told, 'ht="0" customHeight="1"')),
        Trial("a closed group", partial(_told, 'outlineLevel="1" hidden="1"')),
        Trial("a filter and a closed group of openpyxl", _filtered),
        Trial("elements with prefixes", _prefixed),
        Trial("one among two thousand", _far_away),
        Trial("in a sheet of attached rows", _attached),
        Trial("`hidden: load`", partial(_chosen, "load", ("D1", "D2", "D3"), "read like the others")),
        Trial("`hidden: skip`", partial(_chosen, "skip", ("D2",), "left out")),
        Trial("`hidden: refuse`", _refuse),
        Trial("columns that are read", _columns),
        Trial("a sheet that the mapping names", _sheets),
        Trial("an open group is shown", partial(_shown, 'outlineLevel="1" collapsed="1"')),
        Trial("`hidden` that says no is shown", partial(_shown, 'hidden="0" ht="15"')),
        Trial("blank hidden rows are no matter", _blank),
        Trial("a hidden line that `skip` leaves out", _skipped_anyway),
    ),
)
