"""Writes a drawn file as CSV: any encoding, delimiter, quoting and line end, and what goes wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.endurance.drawing import (
    Cell,
    DrawnFile,
    DrawnRow,
    Fate,
    Raw,
    WrittenFile,
    draw,
    rewrite_header,
)

_ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1252", "iso8859-15", "iso8859-1", "cp850", "cp437", "cp858",
    "mac_roman", "cp1250",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    encoding: str
    delimiter: str
    quote_all: bool
    end: str

    def holds(self, text: str) -> bool:
        """Whether the encoding has every character of `text`."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def record(self, cells: list[Cell]) -> str:
        """One record, without its line end; line ends within cells are the file's."""
        return self.delimiter.join(map(self._cell, cells)).replace("\n", self.end)

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, Raw):
            return cell.text
        text = str(cell)
        if self.quote_all or text.startswith('"') or self.delimiter in text:
            return '"' + text.replace('"', '""') + '"'
        return text


_Trouble = Callable[[DrawnFile, Random, Style], None]


def write(folder: Path, random: Random) -> WrittenFile:
    """Draw a CSV file and write it."""
    style = Style(
        encoding=random.choice(_ENCODINGS),
        delimiter=random.choice(";;;,\t|"),
        quote_all=random.random() < 0.2,
        end=random.choice(("\r\n", "\r\n", "\n", "\r")),
    )
    drawn = draw(random, style.holds)
    trouble = random.choice(_TROUBLES)
    trouble(drawn, random, style)
    records = [f"sep={style.delimiter}"] if random.random() < 0.05 else []
    records.append(style.record([*drawn.header]))
    for row in drawn.rows:
        if random.random() < 0.05:
            records.append(random.choice(("", style.delimiter * 9)))
        records.append(style.record([*row.cells.values()]))
    text = style.end.join(records) + (style.end if random.random() < 0.8 else "")
    path = folder / f"client{random.choice(('.csv', '.csv', '.txt', '.CSV'))}"
    path.write_bytes(text.encode(style.encoding))
    lines = text.removesuffix(style.end).split(style.end)
    return WrittenFile(path, drawn, f"{trouble.__name__.strip('_')}, {style}", lines=len(lines))


# --- what goes wrong -----
def _some(drawn: DrawnFile, random: Random) -> DrawnRow:
    return random.choice(drawn.rows)


def _nothing(_drawn: DrawnFile, _random: Random, _style: Style) -> None:
    """All is well."""


def _heading(drawn: DrawnFile, random: Random, style: Style) -> None:
    """Headings in capitals, with other spaces, decomposed."""
    rewrite_header(drawn, random, style.holds)


def _open_quote(drawn: DrawnFile, random: Random, _style: Style) -> None:
    """A quotation mark that nobody closed, in any column, used or not."""
    row = _some(drawn, random)
    column = random.choice(("Remarque", "Remarque", "Voie", "Complément"))
    row.cells[column] = Raw('"voir courrier du 12')
    row.fate = Fate.OPEN if column == "Remarque" else Fate.REFUSED


def _two_open_quotes(drawn: DrawnFile, random: Random, _style: Style) -> None:
    """Two such rows: what stands between looks like one long cell."""
    if len(drawn.rows) < 2:
        return
    first = random.randrange(len(drawn.rows) - 1)
    last = random.randrange(first + 1, len(drawn.rows))
    drawn.rows[first].cells["Remarque"] = Raw('"voir courrier')
    drawn.rows[last].cells["Remarque"] = Raw(random.choice(('"autre', 'autre"')))
    for row in drawn.rows[first : last + 1]:
        row.fate = Fate.OPEN


def _lines_in_a_cell(drawn: DrawnFile, random: Random, _style: Style) -> None:
    """Honest line ends within a quoted cell."""
    _some(drawn, random).cells["Remarque"] = Raw('"reçu le 3\nvu le 4\n"')


def _inches(drawn: DrawnFile, random: Random, _style: Style) -> None:
    """Quotation marks within a cell that is not quoted."""
    _some(drawn, random).cells["Remarque"] = Raw('tuyau de 5" et 7"')


def _decomposed(drawn: DrawnFile, _random: Random, style: Style) -> None:
    """Accents as characters of their own, as some systems write them."""
    for row in drawn.rows:
        for column in ("Nom", "Prénom", "Ville"):
            text = unicodedata.normalize("NFD", str(row.cells[column]))
            if style.holds(text):
                row.cells[column] = text


def _cell_too_many(drawn: DrawnFile, random: Random, style: Style) -> None:
    """A delimiter that nobody quoted."""
    row = _some(drawn, random)
    row.cells["Voie"] = Raw(f"12 rue des Lilas{style.delimiter}Bat C")
    row.cells["Remarque"] = "RAS"
    row.fate = Fate.REFUSED


def _mangled(drawn: DrawnFile, random: Random, _style: Style) -> None:
    """What a spreadsheet made of a long number or of `1E5`, saved as CSV."""
    row = _some(drawn, random)
    column, text = random.choice(
        (("NIR", "2,68E+14"), ("NIR", "2.68017E+14"), ("Dossier", "1E+05"), ("Dossier", "1,23E+17"))
    )
    row.cells[column] = text
    row.fate = Fate.REFUSED


def _saved_twice(drawn: DrawnFile, random: Random, style: Style) -> None:
    """UTF-8 that somebody read as cp1252 and saved again, in one of the two."""
    if style.encoding.startswith(("utf", "cp1252")):
        row = _some(drawn, random)
        row.cells["Nom"] = "LefÃ¨vre"
        row.fate = Fate.REFUSED


_TROUBLES: tuple[_Trouble, ...] = (
    _nothing, _nothing, _nothing, _heading, _open_quote, _two_open_quotes, _lines_in_a_cell, _inches,
    _decomposed, _cell_too_many, _mangled, _saved_twice,
)  # fmt: skip
