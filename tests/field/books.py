"""Workbooks written by hand, part by part, and what comes of loading a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from openpyxl.utils.cell import get_column_letter

from copiste.intake.errors import IntakeError
from tests.field.trial import Ground
from tests.unit.intake.factory import FIELDS, HEADER, Loaded, mapping, row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: The mapping of the factory, with a second line of the address, which may stay empty.
COLUMNS = [*HEADER, "Compl"]
WITH_COMPLEMENT = {**FIELDS, "address.complement": "Compl"}


class Xml(NamedTuple):
    """A cell as it stands in the part."""

    attributes: str = ""
    inner: str = ""


def number(written: str, style: int = 0) -> Xml:
    """A cell with a number, under a cell format."""
    return Xml(f's="{style}"', f"<v>{written}</v>")


def formula(value: str | None = None, attributes: str = "", of_formula: str = "") -> Xml:
    """A cell with a formula, and the result that the file holds for it."""
    result = "" if value is None else f"<v>{value}</v>"
    return Xml(attributes, f"<f {of_formula}>UPPER(A1)</f>{result}")


class Book:
    """A workbook of one sheet, `F`.

    Args:
        rows: cells under the column names: text, None for none, or XML; a row may be the whole element.
        formats: number formats of the styles from 1 on.
        calculation: attributes of `calcPr`.
        properties: attributes of `workbookPr`.
        before: elements in front of the sheet's data.
        row_attributes: by row number.
    """

    def __init__(
        self,
        *rows: Sequence[Any] | str,
        formats: Sequence[str] = (),
        calculation: str = "",
        properties: str = "",
        before: str = "",
        row_attributes: Mapping[int, str] | None = None,
    ) -> None:
        told = row_attributes or {}
        lines = [
            one if isinstance(one, str) else _row(at, one, told.get(at, ""))
            for at, one in enumerate([COLUMNS, *rows], start=1)
        ]
        sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(lines)}</sheetData></worksheet>'
        self.parts: dict[str, str] = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": (
                f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr {properties}/><sheets>'
                f'<sheet name="F" sheetId="1" r:id="r1"/></sheets><calcPr {calculation}/></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _relations(
                ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/styles.xml": _styles(formats),
        }

    def changed(self, part: str, old: str, new: str) -> Book:
        """The same with something else in a part; for `*`, in every part."""
        names = self.parts if part == "*" else [part]
        assert any(old in self.parts[name] for name in names)
        for name in names:
            self.parts[name] = self.parts[name].replace(old, new)
        return self

    def related(self, kind: str, target: str) -> Book:
        """The same with one relation of the workbook more, `r9`."""
        added = f'<Relationship Id="r9" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        return self.changed("xl/_rels/workbook.xml.rels", "</Relationships>", f"{added}</Relationships>")

    def strict(self) -> Book:
        """The same in the strict form of the standard."""
        for old, new in STRICT.items():
            self.changed("*", old, new)
        return self

    def write(self, path: Path) -> Path:
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            for name, content in self.parts.items():
                packed.writestr(name, content)
        return path


def cells(reference: Any = "D1", complement: Any = None, **changes: Any) -> list[Any]:
    """A sound row, with some cells changed."""
    return [*row(reference, **changes), complement]


def xlsxwriters(path: Path, *rows: Sequence[Any]) -> tuple[Any, Any]:
    """A workbook of XlsxWriter and its sheet `F` with rows under the column names; to be closed."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("F")
    for at, one in enumerate([COLUMNS, *rows]):
        sheet.write_row(at, 0, one)
    return book, sheet


def load(ground: Ground, book: Book | Path, **mapped: Any) -> Outcome:
    """Load a file under a mapping of the factory, `mapped` changing it."""
    path = book.write(ground.folder / "client.xlsx") if isinstance(book, Book) else book
    sheet = {} if mapped.pop("text", False) else {"sheet": "F"}
    form = mapping(**{"fields": WITH_COMPLEMENT, **sheet, **mapped})
    try:
        return Outcome(Loaded(path, form), "")
    except IntakeError as error:
        return Outcome(None, str(error))


class Outcome:
    """What came of a file."""

    def __init__(self, loaded: Loaded | None, refused: str) -> None:
        self.loaded = loaded
        #: Why the whole file was refused.
        self.refused = refused

    @property
    def references(self) -> list[str]:
        return sorted(reference for _process, reference in self.loaded.queue.items) if self.loaded else []

    @property
    def rules(self) -> list[tuple[str, str, str]]:
        return self.loaded.rejects if self.loaded else []

    @property
    def notes(self) -> tuple[str, ...]:
        return self.loaded.report.notes if self.loaded else ()

    def payload(self, reference: str = "D1") -> Any:
        assert self.loaded is not None, self.refused
        return self.loaded.queue.payload(reference)

    def accepts(self, *references: str) -> str:
        """Every row was accepted, and has one of these references."""
        assert self.loaded is not None, self.refused
        assert self.rules == [], self.rules
        assert self.references == sorted(references), self.references
        return f"{len(references)} of {len(references)} accepted"

    def rejects(self, *rules: tuple[str, str, str], besides: Sequence[str] = ()) -> str:
        """These places were refused, and the others accepted."""
        assert self.loaded is not None, self.refused
        assert self.rules == list(rules), self.rules
        assert self.references == sorted(besides), self.references
        codes = ", ".join(dict.fromkeys(rule for _row, _column, rule in rules))
        return f"{len(rules)} refused ({codes}), {len(besides)} accepted"

    def refuses(self, *words: str) -> str:
        """The whole file was refused, in a sentence with these words."""
        assert self.loaded is None, "it was loaded"
        missing = [word for word in words if word not in self.refused]
        assert not missing, f"{self.refused} lacks {missing}"
        return f"refused: {self.refused}"


def _row(at: int, values: Sequence[Any], attributes: str) -> str:
    places = (f"{get_column_letter(place)}{at}" for place in range(1, len(values) + 1))
    written = "".join(map(_cell, places, values))
    return f'<row r="{at}" {attributes}>{written}</row>'


def _cell(place: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Xml):
        return f'<c r="{place}" {value.attributes}>{value.inner}</c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _styles(formats: Sequence[str]) -> str:
    quoted = [escape(code, {'"': "&quot;"}) for code in formats]
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(quoted))
    used = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(quoted)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
        '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
    )
