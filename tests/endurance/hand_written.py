"""Writes a workbook's parts as other programs do: strict or not, prefixed or not, any kind of string."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from tests.endurance.drawing import Cell, DrawnFile, Formula, Number, Wrong

DAY = "dd/mm/yyyy"
_TRANSITIONAL = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
_STRICT = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: Number formats of the workbook, in the order of the cell styles.
_FORMATS = ("General", "0", "00000", DAY, "0.00E+00")
_PARTS = {
    "worksheet": "worksheets/sheet1.xml",
    "styles": "styles.xml",
    "sharedStrings": "sharedStrings.xml",
}


def by_hand(path: Path, drawn: DrawnFile, hidden: frozenset[int], random: Random) -> None:
    """Write the drawn file without any library for it."""
    book = _Book(random)
    lines = [book.row(1, [*drawn.header], hidden=False)]
    for place, row in enumerate(drawn.rows):
        lines.append(book.row(place + 2, list(row.cells.values()), hidden=place in hidden))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in book.parts("".join(lines)).items():
            packed.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + content)


class _Book:
    """One workbook's ways of writing."""

    def __init__(self, random: Random) -> None:
        self._main, self._relationships = random.choice((_TRANSITIONAL, _STRICT))
        self._p = random.choice(("", "x:"))
        self._inline = random.random() < 0.5
        self._strings: list[str] = []

    def row(self, number: int, cells: list[Cell], *, hidden: bool) -> str:
        inner = "".join(self._cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(cells))
        attributes = {"r": number, "hidden": 1} if hidden else {"r": number}
        return self._element("row", inner, **attributes)

    def parts(self, lines: str) -> dict[str, str]:
        return {
            "xl/workbook.xml": self._root(
                "workbook",
                self._element("sheets", self._element("sheet", "", name="Feuil1", sheetId=1, r_id="rId1")),
            ),
            "xl/worksheets/sheet1.xml": self._root("worksheet", self._element("sheetData", lines)),
            "xl/styles.xml": self._root("styleSheet", self._styles()),
            "xl/sharedStrings.xml": self._root(
                "sst", "".join(self._element("si", self._text(text)) for text in self._strings)
            ),
            "xl/_rels/workbook.xml.rels": _links(
                (f"{self._relationships}/{kind}", target) for kind, target in _PARTS.items()
            ),
            "_rels/.rels": _links([(f"{self._relationships}/officeDocument", "xl/workbook.xml")]),
            "[Content_Types].xml": _content_types(),
        }

    def _cell(self, place: str, content: Cell) -> str:
        match content:
            case Number(value, shown_as):
                return self._value(place, repr(value), s=_FORMATS.index(shown_as))
            case Formula(text, None):
                return self._element("c", self._element("f", escape(text[1:])), r=place)
            case Formula(text, result):
                inner = self._element("f", escape(text[1:])) + self._element("v", escape(str(result)))
                return self._element("c", inner, r=place, t="str")
            case Wrong(code):
                return self._value(place, code, t="e")
            case bool():
                return self._value(place, str(int(content)), t="b")
            case date() if self._main == _STRICT[0]:
                return self._value(place, content.isoformat(), s=_FORMATS.index(DAY), t="d")
            case date():
                days = (content - date(1899, 12, 30)).days
                return self._value(place, str(days), s=_FORMATS.index(DAY))
            case _:
                return self._string(place, str(content)) if content else ""

    def _string(self, place: str, text: str) -> str:
        if self._inline:
            return self._element("c", self._element("is", self._text(text)), r=place, t="inlineStr")
        self._strings.append(text)
        return self._value(place, str(len(self._strings) - 1), t="s")

    def _text(self, text: str) -> str:
        return self._element("t", escape(text))

    def _value(self, place: str, value: str, **attributes: object) -> str:
        return self._element("c", self._element("v", value), r=place, **attributes)

    def _styles(self) -> str:
        codes = [self._element("numFmt", "", numFmtId=164 + n, formatCode=f) for n, f in enumerate(_FORMATS)]
        styles = [
            self._element("xf", "", numFmtId=164 + n, applyNumberFormat=1) for n in range(len(_FORMATS))
        ]
        return self._element("numFmts", "".join(codes)) + self._element("cellXfs", "".join(styles))

    def _element(self, name: str, inner: str, /, **attributes: object) -> str:
        told = "".join(f' {key.replace("r_id", "r:id")}="{value}"' for key, value in attributes.items())
        return f"<{self._p}{name}{told}>{inner}</{self._p}{name}>"

    def _root(self, name: str, inner: str) -> str:
        prefix = ":x" if self._p else ""
        namespaces = f'xmlns{prefix}="{self._main}" xmlns:r="{self._relationships}"'
        return f"<{self._p}{name} {namespaces}>{inner}</{self._p}{name}>"


def _links(targets: Iterable[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _content_types() -> str:
    kinds = {"workbook.xml": "sheet.main", "worksheets/sheet1.xml": "worksheet"}
    kinds |= {f"{kind}.xml": kind for kind in ("styles", "sharedStrings")}
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'
