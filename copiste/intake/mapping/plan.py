"""A mapping bound to one file: which sheet is read how.

Everything that can be wrong with either as a whole shows here, before the first row enters the queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from copiste.cases import types_of
from copiste.intake.errors import MappingError, SheetMissingError, hint
from copiste.intake.files.delimited.encoding import Encoding
from copiste.intake.files.workbook import HidingWorkbook, Workbook
from copiste.intake.household import AttachedRows
from copiste.intake.mapping.fields import compile_field, matcher
from copiste.intake.mapping.header import read_header
from copiste.intake.mapping.hidden import settle_hidden, tell_hidden_columns
from copiste.intake.mapping.kinds import Kind, kind_of
from copiste.intake.mapping.model import Attached, CaseRows, ClientMapping, Skip
from copiste.intake.mapping.shape import Shape
from copiste.intake.mapping.sheet_plan import CaseKind, SheetPlan
from copiste.intake.scratch import Scratch


@runtime_checkable
class Delimited(Protocol):
    """What a CSV file can besides: lines to account for, and records judged by the header's width."""

    #: By its bytes alone.
    line_count: int
    #: Lines above the first row.
    separator_lines: int
    encoding: Encoding

    def expect(self, width: int, header_ends: int) -> None:
        """Take notice of the header."""


_Block = CaseRows | Attached | Skip


def make_plan(mapping: ClientMapping, book: Workbook, file: str, scratch: Scratch) -> list[SheetPlan]:
    """Bind `mapping` to an open file.

    Raises:
        SheetMissingError, ColumnMissingError, FileEmptyError, MappingError: the two do not go together.
    """
    return _Planner(book, file, scratch).plan(mapping)


class _Planner:
    def __init__(self, book: Workbook, file: str, scratch: Scratch) -> None:
        self._book = book
        self._file = file
        self._scratch = scratch
        self._sheets: dict[str | None, tuple[SheetPlan, tuple[int, int]]] = {}
        self._columns: dict[str | None, set[str]] = {}
        self._slots = 0

    def plan(self, mapping: ClientMapping) -> list[SheetPlan]:
        for case in mapping.cases:
            self._add_case(case)
        for skip in mapping.skip:
            sheet = self._sheet(skip)
            sheet.skipped.append(matcher(skip.when, sheet.header))
        plans = [plan for plan, _form in self._sheets.values()]
        for plan in plans:
            settle_hidden(plan, self._book, self._file, mapping.file)
            tell_hidden_columns(plan, self._book, self._file, frozenset(self._columns[plan.sheet]))
        return plans

    def _add_case(self, case: CaseRows) -> None:
        sheet = self._sheet(case)
        kinds = {path: kind_of(wanted) for path, wanted in types_of(case.process).items()}
        attached = tuple(self._attached(listed, rows, sheet, kinds) for listed, rows in case.attached.items())
        sheet.kinds.append(
            CaseKind(
                case,
                Shape(case.fields, sheet.header, sheet.sheet, kinds),
                compile_field(case.reference, sheet.header),
                matcher(case.when, sheet.header),
                attached,
            )
        )

    def _attached(
        self, listed: str, spec: Attached, parent: SheetPlan, kinds: Mapping[str, Kind]
    ) -> AttachedRows:
        sheet = self._sheet(spec)
        sheet.deciding.update(dict.fromkeys(spec.key.columns))
        self._slots += 1
        headers = (sheet.header, parent.header)
        rows = AttachedRows(
            self._slots, listed, spec, sheet.sheet, headers=headers, kinds=kinds, scratch=self._scratch
        )
        sheet.attached.append(rows)
        return rows

    def _sheet(self, block: _Block) -> SheetPlan:
        name = self._sheet_name(block.sheet)
        form = (block.header_row, block.header_rows)
        known = self._sheets.get(name)
        if known is None:
            place = f"{self._file}, sheet {name}" if name else self._file
            header = read_header(self._book.rows(name), *form, place, delimited=self._book.delimited)
            if isinstance(self._book, Delimited):
                self._book.expect(header.width, header.last_row)
            hidden = self._book.hidden_columns() if isinstance(self._book, HidingWorkbook) else frozenset()
            known = self._sheets[name] = (SheetPlan(name, header, hidden_columns=hidden), form)
        plan, first_form = known
        self._columns.setdefault(name, set()).update(block.columns)
        plan.header.require(block.columns)
        if form != first_form:
            raise MappingError(f'Sheet "{name}" is declared with two different headers; give all the same.')
        plan.when.update(dict.fromkeys(block.when))
        plan.deciding.update(dict.fromkeys(block.when))
        return plan

    def _sheet_name(self, declared: str | None) -> str | None:
        names = self._book.sheet_names
        if not names:
            if declared is not None:
                raise MappingError(
                    f"{self._file} is a CSV file without sheets; take `sheet` out of the mapping."
                )
            return None
        if declared is None:
            if len(names) > 1:
                raise MappingError(f"{self._file} has {len(names)} sheets; say which `sheet` in the mapping.")
            return names[0]
        if declared not in names:
            raise SheetMissingError(
                f'{self._file} has no sheet "{declared}"{hint(declared, names)}; correct one of them.'
            )
        return declared
