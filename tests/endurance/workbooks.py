"""Writes a drawn file as a workbook, with openpyxl, XlsxWriter or by hand, with every kind of cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import xlsxwriter

from tests.endurance.drawing import (
    Cell,
    DrawnFile,
    DrawnRow,
    Fate,
    Formula,
    Number,
    WrittenFile,
    Wrong,
    draw,
    rewrite_header,
)
from tests.endurance.hand_written import DAY, by_hand

_Writer = Callable[[Path, DrawnFile, frozenset[int], Random], None]


def write(folder: Path, random: Random) -> WrittenFile:
    """Draw a workbook and write it."""
    drawn = draw(random)
    for row in drawn.rows:
        _kinds(row, random)
    writer = random.choice((_with_openpyxl, _with_xlsxwriter, by_hand))
    trouble = random.choice(_TROUBLES)
    if random.random() < 0.1:
        rewrite_header(drawn, random)
    trouble(drawn, random, writer)
    hidden = frozenset[int]()
    choice = ""
    if random.random() < 0.15 and len(drawn.rows) > 1:
        hidden = frozenset(random.sample(range(len(drawn.rows)), 1))
        choice = random.choice(("load", "skip"))
        if choice == "skip":
            for place in hidden:
                drawn.rows[place].fate = Fate.REFUSED
    path = folder / "client.xlsx"
    writer(path, drawn, hidden, random)
    return WrittenFile(path, drawn, f"{trouble.__name__} by {writer.__name__}", hidden=choice)


def _kinds(row: DrawnRow, random: Random) -> None:
    """Turn some texts into the numbers and dates that a person sees as the same."""
    if random.random() < 0.5:
        row.cells["Né le"] = row.meaning.birth_date
    if random.random() < 0.3:
        row.cells["NIR"] = Number(int(row.meaning.nir), random.choice(("General", "0")))
    if random.random() < 0.4:
        # A leading zero is lost, and put back by the mapping's `digits`, or shown by the format.
        row.cells["CP"] = Number(int(row.meaning.postal_code), random.choice(("General", "00000")))


# --- what goes wrong -----
def _nothing(_drawn: DrawnFile, _random: Random, _writer: _Writer) -> None:
    """All is well."""


def _refused(drawn: DrawnFile, random: Random, column: str, cell: Cell) -> None:
    row = random.choice(drawn.rows)
    row.cells[column] = cell
    row.fate = Fate.REFUSED


def _not_computed(drawn: DrawnFile, random: Random, writer: _Writer) -> None:
    """A formula that nobody computed: blank, or XlsxWriter's 0, also where a value is optional."""
    column = random.choice(("Nom", "Prénom", "Voie", "Complément", "CP", "NIR", "Dossier", "Né le"))
    _refused(drawn, random, column, Formula('=UPPER("x")'))


def _computed(drawn: DrawnFile, random: Random, writer: _Writer) -> None:
    """A formula with the result that the spreadsheet computed; the two libraries cannot write one."""
    if writer is by_hand:
        row = random.choice(drawn.rows)
        row.cells["Ville"] = Formula('=PROPER("x")', row.meaning.town)
        row.cells["Complément"] = Formula('=IF(1=1,"","x")', row.meaning.complement)


def _too_long(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """A reference of 18 digits, typed as a number: three of them are gone."""
    _refused(drawn, random, "Dossier", Number(float(random.randrange(10**17, 10**18))))


def _boolean(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """`VRAI` typed as a name or an address line."""
    _refused(drawn, random, random.choice(("Complément", "Nom", "Dossier")), random.choice((True, False)))


def _scientific(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """`1E5` typed as a reference."""
    _refused(drawn, random, random.choice(("Dossier", "Complément")), Number(100000.0, "0.00E+00"))


def _decimal(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """`12.5`, or what floating point makes of it, where text is wanted."""
    column = random.choice(("Complément", "Voie", "Dossier", "CP"))
    _refused(drawn, random, column, Number(random.choice((12.5, 0.1 + 0.2, 69003.5, -1.5))))


def _became_a_date(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """`3/12` typed as an address line or a reference."""
    _refused(drawn, random, random.choice(("Voie", "Complément", "Dossier")), date(2026, 12, 3))


def _serial(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """A date that lost its format: a number of days."""
    _refused(drawn, random, "Né le", Number(25_000 + random.randrange(9_000)))


def _error(drawn: DrawnFile, random: Random, _writer: _Writer) -> None:
    """`#N/A` and its like."""
    column = random.choice(("Nom", "Complément", "CP", "Dossier", "Né le"))
    _refused(drawn, random, column, Wrong(random.choice(("#N/A", "#REF!", "#VALUE!", "#NAME?"))))


_TROUBLES = (
    _nothing, _nothing, _not_computed, _not_computed, _computed, _too_long, _boolean, _scientific, _decimal,
    _became_a_date, _serial, _error,
)  # fmt: skip


# --- writers -----
def _with_openpyxl(path: Path, drawn: DrawnFile, hidden: frozenset[int], _random: Random) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(drawn.header)
    for number, row in enumerate(drawn.rows, start=2):
        for column, drawn_cell in enumerate(row.cells.values(), start=1):
            cell = sheet.cell(number, column)
            match drawn_cell:
                case Number(value, shown_as):
                    cell.value, cell.number_format = value, shown_as
                case Formula(text):
                    cell.value = text
                case Wrong(code):
                    cell.value = code
                case bool():
                    cell.value = drawn_cell
                case date():
                    cell.value, cell.number_format = drawn_cell, DAY
                case _:
                    cell.value = str(drawn_cell) or None
        sheet.row_dimensions[number].hidden = number - 2 in hidden
    book.save(path)


def _with_xlsxwriter(path: Path, drawn: DrawnFile, hidden: frozenset[int], random: Random) -> None:
    options = {"constant_memory": random.random() < 0.3}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(drawn.header):
            sheet.write_string(0, column, name)
        for number, row in enumerate(drawn.rows, start=1):
            if number - 1 in hidden:
                sheet.set_row(number, options={"hidden": True})
            for column, cell in enumerate(row.cells.values()):
                match cell:
                    case Number(value, shown_as):
                        sheet.write_number(number, column, value, book.add_format({"num_format": shown_as}))
                    case Formula(text):
                        sheet.write_formula(number, column, text)
                    case Wrong(code):
                        sheet.write_formula(number, column, "=NA()", None, code)
                    case bool():
                        sheet.write_boolean(number, column, cell)
                    case date():
                        sheet.write_datetime(number, column, cell, book.add_format({"num_format": DAY}))
                    case _:
                        sheet.write_string(number, column, str(cell))
