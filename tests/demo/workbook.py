"""Writing the demonstration's files: the same bytes each time for CSV, the same content for workbooks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cells = dict[str, Any]

_BOLD = Font(bold=True)
_GREY = PatternFill("solid", fgColor="DDE3EA")
_DAY = "DD/MM/YYYY"
#: The moment every part of a workbook carries, so that making it again changes nothing.
_MOMENT = (2026, 11, 20, 9, 0, 0)


def add_sheet(book: Workbook, name: str, rows: Sequence[Cells], *, title: str = "") -> None:
    """Add a sheet of `rows`; with a `title`, names such as `Adresse / Ville` make a header of two rows."""
    sheet = book.create_sheet(name)
    if title:
        sheet["A1"] = title
        sheet["A1"].font = Font(bold=True, size=14)
        _grouped_header(sheet, 3, list(rows[0]))
    else:
        sheet.append(list(rows[0]))
        _paint(sheet, 1)
    for row in rows:
        sheet.append(list(row.values()))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = _DAY
    for place, column in enumerate(rows[0], start=1):
        longest = max(len(str(row[column] or "")) for row in rows)
        sheet.column_dimensions[get_column_letter(place)].width = (
            max(longest, len(column.split(" / ")[-1])) + 2
        )


def _grouped_header(sheet: Worksheet, first: int, names: list[str]) -> None:
    groups = [name.split(" / ")[0] for name in names]
    for place, name in enumerate(names, start=1):
        group, _, own = name.partition(" / ")
        if place == 1 or group != groups[place - 2]:
            sheet.cell(first, place, group)
            width = groups[place - 1 :].count(group)
            if width > 1:
                sheet.merge_cells(
                    start_row=first, end_row=first, start_column=place, end_column=place + width - 1
                )
        if own:
            sheet.cell(first + 1, place, own)
    _paint(sheet, first)
    _paint(sheet, first + 1)


def _paint(sheet: Worksheet, row: int) -> None:
    for cell in sheet[row]:
        cell.font = _BOLD
        cell.fill = _GREY
        cell.alignment = Alignment(horizontal="center")


def save(book: Workbook, path: Path) -> None:
    """Write `book` without a trace of when it was made."""
    raw = io.BytesIO()
    book.save(raw)
    with ZipFile(raw) as made, ZipFile(path, "w", ZIP_DEFLATED) as file:
        for part in made.namelist():
            content = made.read(part)
            if part == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-11-20T09:00:00Z", content)
            file.writestr(ZipInfo(part, _MOMENT), content, ZIP_DEFLATED)


def save_csv(rows: Sequence[Cells], path: Path) -> None:
    """Write `rows` as a French spreadsheet saves CSV: semicolons, cp1252."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
