"""From a row to a checked case, or to all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from copiste.cases import Rule, check
from copiste.cases.rules import MISSING
from copiste.intake import row_rules
from copiste.intake.files.cells import CellFaultError
from copiste.intake.files.workbook import Row
from copiste.intake.mapping.shape import Built, Fault
from copiste.intake.mapping.sheet_plan import CaseKind, SheetPlan
from copiste.intake.scratch import Scratch
from copiste.queue.item import NewItem, Source

_REFERENCE: Final = re.compile(r"[^\W_][\w .:/#°+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that makes no case, and every rule it breaks."""

    faults: tuple[Fault, ...]
    process: str
    reference: str


class CaseReader:
    """Reads the cases of one file.

    Args:
        file: the file's name, for the items' source.
        now: an aware moment; its date is the today that cases are checked against.
        scratch: the memory of the load.
    """

    def __init__(self, file: str, now: datetime, scratch: Scratch) -> None:
        self.file = file
        self._now = now
        self._scratch = scratch

    def read(self, plan: SheetPlan, kind: CaseKind, row: Row) -> NewItem | Refused:
        """The case that `row` makes together with the rows attached to it."""
        process = kind.spec.process
        built = kind.shape.build(row.number, row.cells)
        reference = self._reference(kind, row, built)
        if plan.header.is_shifted(row.cells):
            built.faults.append(built.origin.fault("", row_rules.ROW_TOO_LONG))
        elif not _breaks(built, row_rules.REFERENCE_TWICE):
            # With a reference that stood higher up, the attached rows are that case's.
            for rows in kind.attached:
                rows.join(built, row.cells)
        if shifted := _breaks(built, row_rules.ROW_TOO_LONG):
            return Refused(shifted, process, reference)
        payload = check(process, built.raw, self._now.date())
        if isinstance(payload, list):
            _add_new(built.faults, [built.fault_of(violation) for violation in payload])
            return Refused(tuple(built.faults), process, reference)
        if built.faults:
            return Refused(tuple(built.faults), process, reference)
        return NewItem(
            process,
            reference,
            payload,
            priority=kind.spec.priority,
            not_before=self._moment(payload, kind.spec.not_before),
            source=Source(self.file, plan.sheet, row.number),
        )

    def _reference(self, kind: CaseKind, row: Row, built: Built) -> str:
        """The row's reference; empty, with a fault, when it has none of its own."""
        try:
            reference = str(kind.reference(row.cells) or "")
            rule = self._reference_fault(kind.spec.process, reference, row.number)
        except CellFaultError as fault:
            rule = fault.rule
        if rule is None:
            return reference
        columns = " + ".join(kind.spec.reference.columns)
        built.faults.append(Fault(built.origin.sheet, row.number, columns, rule.code, rule.explanation))
        return ""

    def _reference_fault(self, process: str, reference: str, row: int) -> Rule | None:
        if not reference:
            return row_rules.REFERENCE_MISSING
        if _REFERENCE.fullmatch(reference) is None:
            return row_rules.REFERENCE_FORMAT
        first = self._scratch.seen(process, reference, row)
        return None if first is None else row_rules.REFERENCE_TWICE

    def _moment(self, payload: Mapping[str, Any], path: str | None) -> datetime | None:
        """Midnight, where the load runs, at the beginning of the date at `path`."""
        if path is None:
            return None
        value: Any = payload
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return None
        return datetime.combine(date.fromisoformat(value), time.min, self._now.tzinfo)


def _breaks(built: Built, rule: Rule) -> tuple[Fault, ...]:
    return tuple(fault for fault in built.faults if fault.rule == rule.code)


def _add_new(faults: list[Fault], found: list[Fault]) -> None:
    """Add what the case's model found, but not that a cell is missing which could not be taken."""
    taken = {(fault.sheet, fault.row, fault.column) for fault in faults}
    faults.extend(
        fault
        for fault in found
        if fault.rule != MISSING.code or (fault.sheet, fault.row, fault.column) not in taken
    )
