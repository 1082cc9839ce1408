"""What is done with the rows of one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from copiste.intake.files.workbook import Row, Workbook
from copiste.intake.household import AttachedRows
from copiste.intake.mapping.fields import Cells, Reader, damage_finder, is_unusable
from copiste.intake.mapping.header import Header
from copiste.intake.mapping.model import CaseRows
from copiste.intake.mapping.shape import Shape

Matcher = Callable[[Cells], bool]


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One kind of case in one sheet, ready to read rows."""

    spec: CaseRows
    shape: Shape
    reference: Reader
    matches: Matcher
    attached: tuple[AttachedRows, ...]


@dataclass(slots=True)
class SheetPlan:
    """All that is done with the rows of one sheet."""

    sheet: str | None
    header: Header
    kinds: list[CaseKind] = field(default_factory=list)
    #: Indexed before the cases are read.
    attached: list[AttachedRows] = field(default_factory=list)
    skipped: list[Matcher] = field(default_factory=list)
    #: The columns that tell the kinds of rows apart.
    when: dict[str, None] = field(default_factory=dict)
    #: Those, and the keys of attached rows: a row that says nothing there cannot be taken.
    deciding: dict[str, None] = field(default_factory=dict)
    #: Positions of the columns that the sheet does not show.
    hidden_columns: frozenset[int] = frozenset()
    leaves_hidden_out: bool = False

    def rows(self, book: Workbook) -> Iterator[Row]:
        """Every row of the sheet, the header's too, without the hidden ones that the mapping leaves out."""
        if book.delimited:  # text is always something, and nothing of it is hidden
            yield from book.rows(self.sheet)
            return
        damage_of = damage_finder(tuple(self.deciding), self.header)
        for row in book.rows(self.sheet):
            if self.is_header(row):
                yield row
            elif not (row.hidden and self.leaves_hidden_out):
                damage = damage_of(row)
                if damage is row.damage or self.is_skipped(row.cells):
                    yield row
                else:
                    yield row._replace(damage=damage)

    def blamed(self, row: Row) -> str:
        """The columns that decide what becomes of a row and say nothing in it."""
        return " + ".join(
            column for column in self.deciding if is_unusable(row, self.header.position(column))
        )

    def is_header(self, row: Row) -> bool:
        """Whether the row is the header, or stands above it."""
        return row.number <= self.header.last_row

    def kind_of(self, cells: Cells) -> CaseKind | None:
        """The first kind of case that takes the row."""
        return next((kind for kind in self.kinds if kind.matches(cells)), None)

    def is_attached(self, cells: Cells) -> bool:
        """Whether the row was indexed for a case."""
        return any(rows.matches(cells) for rows in self.attached)

    def is_skipped(self, cells: Cells) -> bool:
        """Whether the mapping leaves the row out."""
        return any(skip(cells) for skip in self.skipped)
