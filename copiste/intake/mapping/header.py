"""Column names of a sheet: read, compared without regard to case and spaces, bound to places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice, zip_longest

from copiste.intake.errors import ColumnMissingError, FileEmptyError, FileUnreadableError, hint
from copiste.intake.files.cells import CellFaultError, clean, fold, text_of
from copiste.intake.files.workbook import Row

_MERGED = " Some header cells are empty, as merged ones are: unmerge, or declare `header_rows: 2`."


class Header:
    """The column names of one sheet.

    Args:
        names: as the file has them, in order; empty where a cell says nothing.
        last_row: number of the row that they end in.
        delimited: whether signs separate the cells, so that one too many shifts the rest.
        place: file and sheet, for messages.
    """

    def __init__(self, names: Sequence[str], last_row: int, place: str, *, delimited: bool = False) -> None:
        self._place = place
        self.last_row = last_row
        self._width = len(names) if delimited else None
        #: How many cells it has, blank ones at its end too.
        self.width = len(names)
        self._at: dict[str, list[int]] = {}
        self._names = [name for name in names if name]
        for position, name in enumerate(names):
            if name:
                self._at.setdefault(fold(name), []).append(position)
        inner = names[: max((at for at, name in enumerate(names) if name), default=0)]
        self._merged = "" if all(inner) else _MERGED

    def is_shifted(self, cells: Sequence[object]) -> bool:
        """Whether a row has a cell too many, so that the columns of the others are unknown."""
        return self._width is not None and len(cells) > self._width and any(cells[self._width :])

    def position(self, column: str) -> int:
        """Where `column` stands, from 0.

        Raises:
            ColumnMissingError: nowhere (the text gives the nearest name) or twice.
        """
        found = self._at.get(fold(column), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ColumnMissingError(
                f'{self._place}: column "{column}" stands {len(found)} times in the header; rename one.'
            )
        raise ColumnMissingError(
            f'{self._place}: no column "{column}"{hint(column, self._names)}; '
            f"correct the file or the mapping.{self._merged}"
        )

    def require(self, columns: Collection[str]) -> None:
        """Refuse a row that is not the header: it may hold personal data, so none of it is shown.

        Raises:
            ColumnMissingError: fewer than half of `columns` are here.
        """
        found = sum(fold(column) in self._at for column in columns)
        if found * 2 < len(columns):
            raise ColumnMissingError(
                f"{self._place}: row {self.last_row} names {found} of the mapping's {len(columns)} columns. "
                "Is it the row of the column names? Check `header_row` and, of a CSV file, `delimiter`."
                f"{self._merged}"
            )


def read_header(
    rows: Iterator[Row], first: int, levels: int, place: str, *, delimited: bool = False
) -> Header:
    """Take the header from `rows`, which are left at the first row under it.

    Args:
        rows: the sheet from its first row.
        first: row number of the header's upper line.
        levels: 1, or 2 where a merged upper line groups the names of the lower one: `Upper / Lower`.
        place: file and sheet, for messages.
        delimited: whether signs separate the cells.

    Raises:
        FileEmptyError: the sheet ends above its header, or the header is blank.
        FileUnreadableError: the header cannot be cut into cells.
    """
    lines: list[list[str]] = []
    last_row = 0
    for row in rows:
        if row.number >= first:
            if row.damage is not None:
                raise FileUnreadableError(
                    f"{place}: column names in row {row.number}: {row.damage.explanation}."
                )
            lines.append([_name(cell) for cell in row.cells])
            last_row = row.number
        if len(lines) == levels:
            break
    names = _joined(lines) if len(lines) == 2 else lines[0] if lines else []
    if len(lines) < levels or not any(names):
        raise FileEmptyError(
            f"{place}: no column names in row {first}; check the file, or declare `header_row`."
        )
    return Header(names, last_row, place, delimited=delimited)


def _name(cell: object) -> str:
    try:
        return text_of(clean(cell))
    except CellFaultError:
        return ""


def _joined(lines: Sequence[Sequence[str]]) -> list[str]:
    upper, names = "", []
    for above, below in islice(zip_longest(*lines, fillvalue=""), None):
        upper = above or upper
        names.append(f"{upper} / {below}" if upper and below else below or above)
    return names
