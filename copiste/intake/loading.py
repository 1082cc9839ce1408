"""A file into the queue: rows → checked cases → work items; what is wrong goes to the rejects file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from copiste.cases.rules import Rule
from copiste.intake import row_rules
from copiste.intake.case_rows import CaseReader, Refused
from copiste.intake.errors import FileEmptyError
from copiste.intake.files.delimited.lines import Fate, LineAccount
from copiste.intake.files.opening import open_workbook
from copiste.intake.files.workbook import Row, Workbook
from copiste.intake.mapping.fields import is_blank
from copiste.intake.mapping.mapping_file import load_mapping
from copiste.intake.mapping.model import ClientMapping
from copiste.intake.mapping.plan import Delimited, make_plan
from copiste.intake.mapping.shape import Fault
from copiste.intake.mapping.sheet_plan import SheetPlan
from copiste.intake.rejects import Rejects, fault_of
from copiste.intake.scratch import Scratch
from copiste.queue.adding import Added
from copiste.queue.item import NewItem
from copiste.queue.references import Used

_BATCH: Final = 500


class Queue(Protocol):
    """Where cases go: `copiste.queue.store.Store`."""

    def add(self, new: Sequence[NewItem], *, now: datetime) -> Added:
        """Add what is not in the queue yet; what comes back under its reference is known, or in `used`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load has come."""

    read: int
    accepted: int
    known: int
    rejected: int
    #: Of the sheet being read, 0 to 1, roughly.
    fraction: float


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What came of one file. `read == accepted + known + rejected`."""

    file: str
    #: Rows that make a case each, and attached rows that found none.
    read: int
    #: Entered the queue.
    accepted: int
    #: In the queue already, the same case under the same reference; left as they are.
    known: int
    #: Those of a reference that another case in the queue has are among them.
    rejected: int
    #: Rows joined to a case, such as dependants.
    attached: int
    #: Rule code → how often it was broken; a row may break several.
    by_rule: Mapping[str, int]
    rejects_path: Path
    #: Sentences about the file: what it is when its name says something else, what it hides.
    notes: tuple[str, ...] = ()
    #: What a CSV file was read as, and by what evidence; empty for a workbook.
    encoding: str = ""
    #: Of a CSV file: what became of its lines (`Fate`), how many of each; every line counts once.
    lines: Mapping[str, int] = field(default_factory=dict)


def load(
    path: Path,
    mapping: ClientMapping | Path,
    store: Queue,
    now: datetime,
    rejects_path: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
) -> LoadReport:
    """Load the cases of a CSV or XLSX file into the queue.

    Rows are streamed; accepted ones are added in batches, so an interrupted load leaves whole batches in the
    queue and loading again adds the rest. The same file loaded twice adds nothing.

    Args:
        path: the file.
        mapping: the client's mapping, or where it is.
        store: the queue.
        now: an aware moment; its date is the today that cases are checked against.
        rejects_path: where the rejects file is written; replaced when there is one.
        progress: called every few hundred rows, those of attached sheets included, and at the end.

    Raises:
        IntakeError: the file or the mapping as a whole cannot be read; the subclasses say what.
    """
    form = load_mapping(mapping) if isinstance(mapping, Path) else mapping
    book = open_workbook(path, form.file)
    with closing(book), Scratch() as scratch:
        plans = make_plan(form, book, path.name, scratch)
        with Rejects(rejects_path, path.name) as rejects:
            reader = CaseReader(path.name, now, scratch)
            under_way = _Load(book, reader, rejects, lambda batch: store.add(batch, now=now), progress)
            under_way.index(plans)
            scratch.index()
            under_way.run(plans)
    if not under_way.read:
        raise FileEmptyError(f"{path.name} has no row to read under its column names; ask for it again.")
    return LoadReport(
        file=path.name,
        read=under_way.read,
        accepted=under_way.accepted,
        known=under_way.known,
        rejected=under_way.rejected,
        attached=under_way.attached,
        by_rule=rejects.by_rule,
        rejects_path=rejects_path,
        notes=tuple(book.notes),
        encoding=book.encoding.evidence if isinstance(book, Delimited) else "",
        lines=under_way.lines.by_fate if under_way.lines else {},
    )


class _Load:
    """One load under way: its batch and its counts."""

    def __init__(
        self,
        book: Workbook,
        reader: CaseReader,
        rejects: Rejects,
        add: Callable[[Sequence[NewItem]], Added],
        tell: Callable[[Progress], None] | None,
    ) -> None:
        self._book = book
        self._reader = reader
        self._rejects = rejects
        self._add = add
        self._tell = tell
        self._batch: list[NewItem] = []
        #: Of the batch's cases: process and reference → the columns of the reference.
        self._columns: dict[tuple[str, str], str] = {}
        #: Of a CSV file.
        self.lines: LineAccount | None = None
        #: Attached rows of several lines, by number.
        self._long: dict[int, int] = {}
        if isinstance(book, Delimited):
            self.lines = LineAccount(reader.file, book.line_count)
            if book.separator_lines:
                self.lines.take(1, book.separator_lines, Fate.SEPARATOR)
        self.accepted = self.known = self.rejected = self.attached = 0

    @property
    def read(self) -> int:
        """Rows that came to something, the batch's not counted yet."""
        return self.accepted + self.known + self.rejected

    def run(self, plans: Sequence[SheetPlan]) -> None:
        """Load the cases sheet after sheet, then account for the attached rows that found none."""
        for plan in plans:
            if plan.kinds:
                self._load_sheet(plan)
        for plan in plans:
            for rows in plan.attached:
                for fault in rows.orphans():
                    self.attached -= 1
                    self._reject(Refused((fault,), "", ""))
                    if self.lines is not None:
                        self.lines.move(self._long.get(fault.row, 1), Fate.ATTACHED, Fate.REFUSED)
        self._report()
        if self.lines is not None:
            self.lines.check()

    def index(self, plans: Sequence[SheetPlan]) -> None:
        """Keep the attached rows, for the cases to find theirs."""
        for plan in plans:
            for place, rows in enumerate(plan.attached):
                tell = not plan.kinds and place == 0
                self.attached += rows.index(self._attached_rows(plan, tell=tell))

    def _attached_rows(self, plan: SheetPlan, *, tell: bool) -> Iterator[Row]:
        """The rows that may be attached ones; `tell` refuses the others, where no case is read from them."""
        for row in self._rows_of(plan):
            if plan.is_header(row) or (row.damage is None and plan.is_skipped(row.cells)):
                continue
            if row.damage is not None:
                rule, columns = row.damage, plan.blamed(row)
            elif not tell or is_blank(row.cells) or plan.is_attached(row.cells):
                yield row
                continue
            else:
                rule, columns = row_rules.ROW_KIND_UNKNOWN, " + ".join(plan.when)
            if tell:
                self._refuse_row(plan, row, columns, rule)

    def _load_sheet(self, plan: SheetPlan) -> None:
        try:
            for row in self._rows_of(plan):
                fate = self._fate_of(plan, row)
                if self.lines is not None:
                    self.lines.take(row.number, row.lines, fate)
        finally:  # a file that breaks off half-way leaves what was sound above
            self._flush()

    def _rows_of(self, plan: SheetPlan) -> Iterator[Row]:
        """Every row of the sheet, the header's too."""
        place = 0
        for row in plan.rows(self._book):
            if not plan.is_header(row):
                if place % _BATCH == 0:
                    self._report()
                place += 1
            yield row

    def _fate_of(self, plan: SheetPlan, row: Row) -> Fate:
        """Do with a row what is to be done, and tell what that was."""
        if plan.is_header(row):
            return Fate.HEADER
        if row.damage is not None:  # before anything that a cell of it might say
            return self._refuse_row(plan, row, plan.blamed(row), row.damage)
        if is_blank(row.cells):
            return Fate.BLANK
        return Fate.SKIPPED if plan.is_skipped(row.cells) else self._load_row(plan, row)

    def _load_row(self, plan: SheetPlan, row: Row) -> Fate:
        kind = plan.kind_of(row.cells)
        if kind is None:
            if not plan.is_attached(row.cells):
                return self._refuse_row(plan, row, " + ".join(plan.when), row_rules.ROW_KIND_UNKNOWN)
            if row.lines > 1:
                self._long[row.number] = row.lines
            return Fate.ATTACHED
        case = self._reader.read(plan, kind, row)
        if isinstance(case, Refused):
            self._reject(case)
            return Fate.REFUSED
        self._batch.append(case)
        self._columns[case.process, case.reference] = " + ".join(kind.spec.reference.columns)
        if len(self._batch) >= _BATCH:
            self._flush()
        return Fate.CASE

    def _refuse_row(self, plan: SheetPlan, row: Row, columns: str, rule: Rule) -> Fate:
        self._reject(Refused((Fault(plan.sheet, row.number, columns, rule.code, rule.explanation),), "", ""))
        return Fate.REFUSED

    def _reject(self, refused: Refused) -> None:
        self.rejected += 1
        for fault in refused.faults:
            self._rejects.write(fault, refused.process, refused.reference)

    def _flush(self) -> None:
        if self._batch:
            added = self._add(self._batch)
            self.accepted += added.count
            self.known += added.known
            for used in added.used:
                self._reject(_refused(used, self._columns[used.process, used.reference]))
            self._batch, self._columns = [], {}

    def _report(self) -> None:
        if self._tell is not None:
            fraction = self._book.progress()
            self._tell(Progress(self.read, self.accepted, self.known, self.rejected, fraction))


def _refused(used: Used, columns: str) -> Refused:
    return Refused((fault_of(used, columns),), used.process, used.reference)
