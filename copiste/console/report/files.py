"""The report on disk: one page and the same figures as CSV files, in a folder of its own."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from copiste.console.report.data import ReportData, seconds
from copiste.console.report.masking import masked
from copiste.console.report.page import render
from copiste.console.report.reconcile import Reconciliation
from copiste.disks import DiskError, explain

PAGE = "report.html"

#: What a spreadsheet takes for a formula when a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Columns whose values name something, however long they are: a person needs them as they are.
_NAMES = ("file", "reference", "receipt")


def write_report(data: ReportData, compared: Reconciliation, root: Path, evidence: Path) -> Path:
    """Write the page and its CSV files into a new folder of `root`; gives the page's path.

    Args:
        data: what to write.
        compared: its reconciliation.
        root: folder of all reports.
        evidence: root of the evidence folders, for links that stay right while both stand where they are.

    Raises:
        DiskError: there is no room, or no right to write there; nothing of it is left.
    """
    folder = _new_folder(root, data)
    draft = folder.with_name(f".{folder.name}.new")
    tables = dict(_tables(data, compared))
    base = Path(os.path.relpath(evidence, folder)).as_posix()
    page = render(data, compared, version=version("copiste"), file_names=tuple(tables), evidence_base=base)
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, rows in tables.items():
            _write_csv(draft / name, rows)
        (draft / PAGE).write_text(page, encoding="utf-8")
        draft.rename(folder)
    except OSError as error:
        raise DiskError(f"The report was not written. {explain(error, root)}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder / PAGE


def _new_folder(root: Path, data: ReportData) -> Path:
    name = data.made_at.astimezone().strftime("%Y-%m-%d-%H%M%S")
    for number in range(1, 100):
        folder = root / (name if number == 1 else f"{name}-{number}")
        if not folder.exists():
            break
    return folder


def _tables(data: ReportData, compared: Reconciliation) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    yield (
        "cases.csv",
        [
            ("reference", "process", "state", "since", "transactions", "code", "message"),
            *(
                (i.reference, i.process, i.state, i.changed_at, c.transactions, i.code, i.message)
                for c in data.cases
                for i in (c.item,)
            ),
        ],
    )
    yield (
        "receipts.csv",
        [
            ("receipt", "reference", "process", "step", "at"),
            *((r.receipt, r.reference, r.process, r.step, r.at) for r in data.receipts),
        ],
    )
    yield (
        "transactions.csv",
        [
            ("reference", "process", "attempt", "bot", "started", "seconds", "outcome", "code", "message"),
            *(
                (
                    t.reference,
                    t.process,
                    t.attempt,
                    t.holder,
                    t.started,
                    f"{seconds(t):.2f}",
                    t.outcome,
                    t.code,
                    t.message,
                )
                for t in data.transactions
            ),
        ],
    )
    yield (
        "rejects.csv",
        [
            ("file", "sheet", "row", "column", "rule", "text", "reference"),
            *((r.file, r.sheet, r.row, r.column, r.rule, r.text, r.reference) for r in data.rejects),
        ],
    )
    yield (
        "queue-away.csv",
        [
            ("run", "since", "seconds", "reason"),
            *((a.run, a.since, f"{a.lasted.total_seconds():.1f}", a.reason) for a in data.queue_away),
        ],
    )
    yield (
        "reconciliation.csv",
        [("finding", "receipt", "reference", "process", "step"), *_findings(compared)],
    )


def _findings(compared: Reconciliation) -> Iterator[Sequence[object]]:
    basis = compared.basis
    for finding, receipts in (
        ("in both", compared.in_both),
        ("only in the queue", compared.only_queue),
        ("adopted", compared.adopted),
        ("not shown yet", compared.not_yet),
        ("not compared", compared.uncompared),
        ("no day journal: checked on the screens", basis.verified),
        ("no day journal: receipt shown", basis.receipts),
        ("no day journal: found by a lookup", basis.found),
    ):
        for receipt in receipts:
            yield finding, receipt.receipt, receipt.reference, receipt.process, receipt.step
    for case, step in basis.without_receipt:
        finding = "no day journal: proved by a message or a lookup"
        yield finding, "", case.item.reference, case.item.process, step.step
    for line in compared.only_back_end:
        yield "only in the back-end", line.receipt, "", line.transaction, line.operator
    for case in compared.without_record:
        yield "done without a record", "", case.item.reference, case.item.process, ""


def _write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    header, *lines = rows
    as_it_is = [name in _NAMES for name in header]
    # With a byte-order mark and semicolons, a double click in a French Excel opens it correctly.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(header)
        for line in lines:
            writer.writerow(_cell(value, mask=not name) for value, name in zip(line, as_it_is, strict=True))


def _cell(value: object, *, mask: bool) -> str:
    if hasattr(value, "astimezone"):
        return str(value.astimezone().isoformat(timespec="seconds"))
    text = masked(str(value)) if mask else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
