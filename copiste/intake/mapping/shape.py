"""Building a case out of a row: values go to their paths, and every path knows the cells it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from copiste.cases import Rule, Violation
from copiste.intake.files.cells import CellFaultError
from copiste.intake.mapping.fields import Cells, Reader, compile_field
from copiste.intake.mapping.header import Header
from copiste.intake.mapping.kinds import Kind
from copiste.intake.mapping.model import FieldSpec

_NUMBERED: Final = re.compile(r"(\w+)\[(\d+)\]\.(.+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule that one place of the file breaks; no value."""

    sheet: str | None
    row: int
    #: Column names, joined with ` + `; empty where no column is to blame.
    column: str
    rule: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The row that a part of a case was read from."""

    sheet: str | None
    row: int
    #: Path → the columns it comes from.
    columns: Mapping[str, str] = field(repr=False)
    #: What stands before a part's own paths in `columns`.
    prefix: str = ""

    def fault(self, path: str, rule: Rule) -> Fault:
        """`rule` broken by what was read for `path`."""
        return Fault(self.sheet, self.row, self.column(path), rule.code, rule.explanation)

    def column(self, path: str) -> str:
        """The columns that `path`, or everything under it, comes from."""
        path = self.prefix + path
        exact = self.columns.get(path)
        if exact is not None:
            return exact
        under = [columns for one, columns in self.columns.items() if one.startswith(f"{path}.") and columns]
        return " + ".join(dict.fromkeys(under))


@dataclass(slots=True)
class Built:
    """What a row came to: a raw case, where its parts were read, and what its cells break already."""

    origin: Origin
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    #: Of each list in the case, where each element was read.
    elements: dict[str, list[Origin]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add_element(self, listed: str, element: dict[str, Any], origin: Origin) -> None:
        """Put `element` at the end of list `listed`."""
        self.raw.setdefault(listed, []).append(element)
        self.elements.setdefault(listed, []).append(origin)

    def fault_of(self, violation: Violation) -> Fault:
        """The place of the file that `violation` speaks of."""
        origin, path = self.origin, violation.path
        found = _NUMBERED.fullmatch(path)
        if found is not None and found[1] in self.elements:
            origin, path = self.elements[found[1]][int(found[2])], found[3]
        return Fault(origin.sheet, origin.row, origin.column(path), violation.rule, violation.explanation)


class Shape:
    """The fields of one kind of row, compiled against the sheet's header.

    Args:
        fields: path → field.
        header: of the sheet.
        sheet: its name.
        kinds: path → what the case's model wants there; elements of lists under `dependants[].nir`.

    Raises:
        ColumnMissingError: the header has not a column of one of `fields`.
    """

    def __init__(
        self, fields: Mapping[str, FieldSpec], header: Header, sheet: str | None, kinds: Mapping[str, Kind]
    ) -> None:
        self._sheet = sheet
        self._columns = {path: " + ".join(spec.columns) for path, spec in fields.items()}
        self._plain: list[tuple[str, tuple[str, ...], str, Reader]] = []
        self._numbered: dict[tuple[str, int], list[tuple[str, str, Reader, bool]]] = {}
        for path, spec in fields.items():
            if spec.inherit is not None or spec.rank_among is not None:
                continue  # known only once an attached row has found its case
            found = _NUMBERED.fullmatch(path)
            general = path if found is None else f"{found[1]}[].{found[3]}"
            reader = compile_field(spec, header, kinds.get(general, Kind.TEXT))
            if found is None:
                *parents, name = path.split(".")
                self._plain.append((path, tuple(parents), name, reader))
            else:
                place = (found[1], int(found[2]))
                self._numbered.setdefault(place, []).append((path, found[3], reader, spec.constant is None))

    def origin(self, row: int) -> Origin:
        """Where what is built from `row` was read."""
        return Origin(self._sheet, row, self._columns)

    def build(self, row: int, cells: Cells) -> Built:
        """The raw case that `cells` hold; never raises for what a cell says."""
        built = Built(self.origin(row))
        for path, parents, name, reader in self._plain:
            value = _read(path, reader, cells, built)
            if value is not None:
                target = built.raw
                for parent in parents:
                    target = target.setdefault(parent, {})
                target[name] = value
        if self._numbered:
            self._add_numbered(cells, built)
        return built

    def _add_numbered(self, cells: Cells, built: Built) -> None:
        """Elements in numbered columns (`Enfant 1`, `Enfant 2`…), but those whose columns are all blank."""
        for (listed, number), fields in sorted(self._numbered.items()):
            faults = len(built.faults)
            found = [(name, _read(path, reader, cells, built), own) for path, name, reader, own in fields]
            if len(built.faults) > faults or any(own and value is not None for _name, value, own in found):
                element = {name: value for name, value, _own in found if value is not None}
                prefix = f"{listed}[{number}]."
                origin = Origin(self._sheet, built.origin.row, self._columns, prefix)
                built.add_element(listed, element, origin)


def _read(path: str, reader: Reader, cells: Cells, built: Built) -> Any:
    try:
        return reader(cells)
    except CellFaultError as fault:
        built.faults.append(built.origin.fault(path, fault.rule))
        return None
