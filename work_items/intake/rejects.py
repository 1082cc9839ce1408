"""The rejects file: one line for each rule that a row breaks, then the totals; never a value of a cell.

Semicolons and a byte-order mark, so that a double click opens it rightly in a French Excel.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from work_items.intake.row_rules import REFERENCE_USED
from work_items.intake.shape import Fault
from work_items.references import Used

HEADER: Final = ("file", "sheet", "row", "column", "rule", "explanation", "process", "reference")
#: First cell of the lines of totals, at the end.
TOTAL: Final = "TOTAL"
_FORMULA: Final = ("=", "+", "-", "@")


class Rejects:
    """Writes a rejects file; a context manager that writes the totals at its end.

    Args:
        path: where; its folder is made, an older file is replaced.
        file: name of the file being loaded.
    """

    def __init__(self, path: Path, file: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._counts: Counter[str] = Counter()
        self._stream = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream, delimiter=";")
        self._writer.writerow(HEADER)

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How often each rule was broken, the most frequent first."""
        return dict(sorted(self._counts.items(), key=lambda one: (-one[1], one[0])))

    def write(self, fault: Fault, process: str = "", reference: str = "") -> None:
        """Add one line."""
        self._counts[fault.rule] += 1
        place = (self._file, fault.sheet or "", fault.row, fault.column)
        # Where nobody asked for letters or digits, a spreadsheet would take it for a formula.
        named = f"'{reference}" if reference.startswith(_FORMULA) else reference
        self._writer.writerow((*place, fault.rule, fault.explanation, process, named))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for rule, count in self.by_rule.items():
            self._writer.writerow((TOTAL, "", "", "", rule, f"{count} in all", "", ""))
        self._stream.close()


def fault_of(used: Used, column: str) -> Fault:
    """The line of a case whose reference, from `column`, another one has: with both origins."""
    source = used.source
    explanation = f"{REFERENCE_USED.explanation}. It is {used.told()}"
    sheet, row = (source.sheet, source.row or 0) if source else (None, 0)
    return Fault(sheet, row, column, REFERENCE_USED.code, explanation)
