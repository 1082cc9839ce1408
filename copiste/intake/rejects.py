"""The rejects file: one line for each rule that a row breaks, then the totals; never a value of a cell.

Semicolons and a byte-order mark: a double click opens it rightly in an Excel whose decimals have a comma.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from copiste.disks import DiskError, whole_file
from copiste.intake.mapping.shape import Fault
from copiste.intake.row_rules import REFERENCE_USED
from copiste.queue.references import Used

HEADER: Final = ("file", "sheet", "row", "column", "rule", "explanation", "process", "reference")
#: First cell of the lines of totals, at the end.
TOTAL: Final = "TOTAL"
_FORMULA: Final = ("=", "+", "-", "@")


class Rejects:
    """Writes a rejects file; a context manager that writes the totals at its end.

    An older file is replaced once the new one is whole.

    Args:
        path: where; its folder is made.
        file: name of the file being loaded.

    Raises:
        DiskError: it cannot be written.
    """

    def __init__(self, path: Path, file: str) -> None:
        self._file = file
        self._counts: Counter[str] = Counter()
        self._failed: OSError | None = None
        self._whole = whole_file(path, encoding="utf-8-sig", newline="")
        stream = self._whole.__enter__()
        self._writer = csv.writer(stream, delimiter=";")
        try:
            self._writer.writerow(HEADER)
            stream.flush()  # a full disk is found before the first case enters the queue
        except OSError as error:
            self._failed = error
            self._close()

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How often each rule was broken, the most frequent first."""
        return dict(sorted(self._counts.items(), key=lambda one: (-one[1], one[0])))

    def write(self, fault: Fault, process: str = "", reference: str = "") -> None:
        """Add one line."""
        self._counts[fault.rule] += 1
        place = (self._file, fault.sheet or "", fault.row, fault.column)
        # Free text could otherwise be taken for a formula by a spreadsheet.
        named = f"'{reference}" if reference.startswith(_FORMULA) else reference
        try:
            self._writer.writerow((*place, fault.rule, fault.explanation, process, named))
        except OSError as error:
            self._failed = error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        # The lines of a load that broke off stand: they are all that is known of those rows.
        try:
            if self._failed is None:
                for rule, count in self.by_rule.items():
                    self._writer.writerow((TOTAL, "", "", "", rule, f"{count} in all", "", ""))
        except OSError as error:
            self._failed = error
        try:
            self._close()
        except DiskError as error:
            raise DiskError(
                f"{error} What entered the queue stays there, and nothing else is lost: load {self._file} "
                "again once that is mended. It adds the rest, and tells every refused row anew."
            ) from None

    def _close(self) -> None:
        failed = self._failed
        self._whole.__exit__(type(failed) if failed else None, failed, None)


def fault_of(used: Used, column: str) -> Fault:
    """The line of a case whose reference, from `column`, another one has: with both origins."""
    source = used.source
    explanation = f"{REFERENCE_USED.explanation}. It is {used.told()}"
    sheet, row = (source.sheet, source.row or 0) if source else (None, 0)
    return Fault(sheet, row, column, REFERENCE_USED.code, explanation)
