"""Rows of another sheet, or of the same one, that belong to a case: indexed first, joined by a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from copiste.cases import Rule
from copiste.intake import row_rules
from copiste.intake.files.cells import CellFaultError, fold
from copiste.intake.files.workbook import Row
from copiste.intake.mapping.fields import Cells, compile_field, is_blank, matcher
from copiste.intake.mapping.header import Header
from copiste.intake.mapping.kinds import Kind
from copiste.intake.mapping.model import Attached
from copiste.intake.mapping.shape import Built, Fault, Origin, Shape
from copiste.intake.scratch import Scratch


class AttachedRows:
    """The attached rows of one list of one kind of case.

    Args:
        slot: a number of its own within the load.
        listed: the list in the payload.
        spec: the mapping's block.
        sheet: the sheet's name in the file.
        headers: of the attached sheet, and of the sheet of the cases.
        kinds: path → what the case's model wants there.
        scratch: where rows are kept between the two passes.

    Raises:
        ColumnMissingError: a header has not a column of `spec`.
    """

    def __init__(
        self,
        slot: int,
        listed: str,
        spec: Attached,
        sheet: str | None,
        *,
        headers: tuple[Header, Header],
        kinds: Mapping[str, Kind],
        scratch: Scratch,
    ) -> None:
        header, parent_header = headers
        self.sheet = sheet
        self._header = header
        self._slot = slot
        self._seen = f"key {slot}"
        self._listed = listed
        self._scratch = scratch
        own = {path.removeprefix(f"{listed}[]."): kind for path, kind in kinds.items()}
        self._shape = Shape(spec.fields, header, sheet, own)
        self._key = compile_field(spec.key, header)
        self._key_columns = " + ".join(spec.key.columns)
        self._parent_key = compile_field(spec.parent_key, parent_header)
        self._parent_columns = " + ".join(spec.parent_key.columns)
        self.matches = matcher(spec.when, header)
        self._inherited = {path: one.inherit for path, one in spec.fields.items() if one.inherit is not None}
        self._ranked = {
            path: one.rank_among for path, one in spec.fields.items() if one.rank_among is not None
        }

    def index(self, rows: Iterator[Row]) -> int:
        """Keep every row of the sheet (from under its header) that is one of these; how many they are."""
        counted = 0

        def kept() -> Iterator[tuple[str, int, Any]]:
            nonlocal counted
            for row in rows:
                if is_blank(row.cells) or not self.matches(row.cells):
                    continue
                counted += 1
                built = self._shape.build(row.number, row.cells)
                if self._header.is_shifted(row.cells):
                    built.faults.append(built.origin.fault("", row_rules.ROW_TOO_LONG))
                faults = [(fault.column, fault.rule, fault.explanation) for fault in built.faults]
                yield self._key_of(row.cells), row.number, (built.raw, faults)

        self._scratch.keep(self._slot, kept())
        return counted

    def join(self, built: Built, cells: Cells) -> None:
        """Put the rows with the case's key into its list; a key that an earlier case had is a fault."""
        try:
            key = fold(str(self._parent_key(cells) or ""))
        except CellFaultError as fault:
            built.faults.append(self._parent_fault(built.origin, fault.rule))
            return
        if not key:
            return
        if self._scratch.seen(self._seen, key, built.origin.row) is not None:
            built.faults.append(self._parent_fault(built.origin, row_rules.KEY_TWICE))
            return
        counts: dict[tuple[str, Any], int] = {}
        for row, (element, faults) in self._scratch.kept(self._slot, key):
            self._complete(element, built.raw, counts)
            built.add_element(self._listed, element, self._shape.origin(row))
            built.faults.extend(Fault(self.sheet, row, *fault) for fault in faults)

    def orphans(self) -> Iterator[Fault]:
        """One fault for each row that found no case."""
        rule = row_rules.WITHOUT_CASE
        for row in self._scratch.unclaimed(self._slot, self._seen):
            yield Fault(self.sheet, row, self._key_columns, rule.code, rule.explanation)

    def _key_of(self, cells: Cells) -> str:
        try:
            return fold(str(self._key(cells) or ""))
        except CellFaultError:
            return ""

    def _parent_fault(self, origin: Origin, rule: Rule) -> Fault:
        return Fault(origin.sheet, origin.row, self._parent_columns, rule.code, rule.explanation)

    def _complete(
        self, element: dict[str, Any], case: dict[str, Any], counts: dict[tuple[str, Any], int]
    ) -> None:
        """Fill in what only the whole case knows: inherited values, ranks among those who share a value."""
        for path, inherited in self._inherited.items():
            value = _at(case, inherited)
            if value is not None:
                element.setdefault(path, value)
        for path, shared in self._ranked.items():
            group = (path, element.get(shared))
            counts[group] = counts.get(group, 0) + 1
            element[path] = counts[group]


def _at(case: dict[str, Any], path: str) -> Any:
    value: Any = case
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
