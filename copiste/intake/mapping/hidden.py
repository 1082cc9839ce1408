"""What a workbook hides: the mapping decides about rows; columns and sheets that are read are reported."""

from __future__ import annotations

from copiste.intake.errors import HiddenRowsError
from copiste.intake.files.file_form import FileForm
from copiste.intake.files.workbook import HidingWorkbook, Workbook
from copiste.intake.mapping.fields import is_blank
from copiste.intake.mapping.sheet_plan import SheetPlan


def settle_hidden(plan: SheetPlan, book: Workbook, file: str, form: FileForm) -> None:
    """Count the hidden rows of a sheet, and do with them what the mapping says; the workbook's notes tell it.

    Rows that are blank, and those that the mapping leaves out by `skip`, do not count.

    Raises:
        HiddenRowsError: there are some, and the mapping does not say what becomes of them.
    """
    if not isinstance(book, HidingWorkbook) or plan.sheet is None:
        return
    if book.is_hidden(plan.sheet):
        book.notes.append(f"{file}: sheet {plan.sheet} is hidden, and was read because the mapping names it.")
    if not book.has_hidden_rows(plan.sheet):
        return
    numbers = (
        row.number
        for row in plan.rows(book)
        if row.hidden
        and not plan.is_header(row)
        and not is_blank(row.cells)
        and not plan.is_skipped(row.cells)
    )
    first = next(numbers, None)
    if first is None:
        return
    count = 1 + sum(1 for _ in numbers)
    place = f"{file}, sheet {plan.sheet}"
    rows = f"{count} rows are" if count > 1 else "1 row is"
    told = f"{place}: {rows} hidden or filtered away, from row {first} on"
    if form.hidden in (None, "refuse"):
        raise HiddenRowsError(
            f"{told}. Show or delete them, or choose `hidden: load` or `hidden: skip` under `file` in the "
            "mapping."
        )
    plan.leaves_hidden_out = form.hidden == "skip"
    done = "left out" if plan.leaves_hidden_out else "read like the others"
    book.notes.append(f"{told}; {done}, as the mapping says (`hidden: {form.hidden}`).")


def tell_hidden_columns(plan: SheetPlan, book: Workbook, file: str, columns: frozenset[str]) -> None:
    """Note which of `columns` the sheet does not show."""
    if not isinstance(book, HidingWorkbook) or plan.sheet is None:
        return
    hidden = sorted(column for column in columns if plan.header.position(column) in plan.hidden_columns)
    if hidden:
        names = ", ".join(f'"{column}"' for column in hidden)
        book.notes.append(f"{file}, sheet {plan.sheet}: hidden columns were read: {names}.")
