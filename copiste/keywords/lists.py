"""Keywords about lists and grids: the rows that a case means, and lines that are filled one by one."""

from __future__ import annotations

from copiste.keywords import transaction
from copiste.keywords.errors import BusinessError
from copiste.keywords.library import keyword
from copiste.keywords.present_screen import note_keyed, present, receipt_on, touched, values_of
from copiste.keywords.sighting import Seen, Sighting
from copiste.screens.errors import RowNotFoundError
from copiste.screens.reading.lists import Row


class ListKeywords:
    """The part of `copiste.Legacy` that is about lists and grids."""

    @keyword
    def select_rows(self, table: str, /, *, missing: str = "", **where: str) -> None:
        """Keeps the rows, on all pages of a list, that the case means, for `Compare Rows`.

        Args:
            table: The list, as the screen declares it.
            missing: Basket for a case none of whose rows is there; without it, having none is no error.
            where: Columns and paths into the case that tell which rows are meant.
        """
        values = values_of(where)
        rows = [row for row in present().rows(table) if row.shows(values)]
        if missing and not rows:
            raise BusinessError(missing, f'No row of "{table}" shows {", ".join(where)} as the case says.')
        transaction.current().rows = rows

    @keyword
    def compare_rows(self, *, receipt: str | None = None, unset: str = "", **same: str) -> Sighting:
        """Returns whether a selected row is the record of the case: found, absent or different.

        Args:
            receipt: Column that shows the receipt; by default, the one called ``receipt`` if the list
                declares one. Empty when the list shows none.
            unset: Column that stays empty until the record is made; a selected row without it means absent.
            same: Columns and paths that must agree; ``end=a|b`` agrees with either path.
        """
        rows = transaction.current().rows
        made = [row for row in rows if not unset or row[unset]]
        differing = [_row_differences(row, same) for row in made]
        for row, fields in zip(made, differing, strict=True):
            if not fields:
                name = ("receipt" if "receipt" in row else "") if receipt is None else receipt
                return Sighting(Seen.FOUND, str(row[name]) if name else None)
        if len(made) < len(rows) or not rows:
            return Sighting(Seen.ABSENT)
        return Sighting(Seen.DIFFERENT, fields=differing[0])

    @keyword
    def open_row(self, table: str, action: str, /, *, expect: str, ambiguous: str = "", **where: str) -> bool:
        """Takes the action of the row that the case means, on whatever page of the list it is.

        Returns whether there is such a row; without one, nothing is done.

        Args:
            table: The list, as the present screen declares it.
            action: What is done in the row, as the list declares it under ``actions``.
            expect: Screens that may come, separated by commas; any other is an error.
            ambiguous: Basket for a case that several rows agree with; without it, that is an error.
            where: Columns and paths into the case that tell which row is meant.
        """
        try:
            arrival = touched().open_row(table, action, values_of(where), tuple(expect.split(",")))
        except RowNotFoundError as error:
            if not ambiguous:
                raise
            raise BusinessError(ambiguous, str(error)) from None
        return arrival is not None

    @keyword
    def find_in_list(
        self,
        table: str,
        /,
        *,
        by: str,
        screen: str,
        confirm: str,
        ambiguous: str,
        receipt: str | None = None,
        **where: str,
    ) -> Sighting:
        """Finds one record among homonyms: candidates from a list, confirmed on a screen of their own.

        Remembers ``found.<by>`` and stays on ``screen`` when exactly one is confirmed. When none is, the rows
        belong to other people: absent.

        Args:
            table: The list, as the present screen declares it.
            by: Column, and field of the menu, that names a record; remembered as ``found.<by>``.
            screen: Where a candidate is looked at, reached by the menu with ``by``.
            confirm: ``field=path`` that must agree there.
            ambiguous: Basket for a case that several records agree with.
            receipt: Field of ``screen`` that shows the record's receipt; by default, the one called
                ``receipt`` if it declares one. Empty when it shows none.
            where: Columns and paths that make a row a candidate.
        """
        session, case = touched(), transaction.current().case
        candidates = [str(row[by]) for row in session.rows(table) if row.shows(values_of(where))]
        field, _, path = confirm.partition("=")
        confirmed = []
        for number in candidates:
            session.go_to(screen, **{by: number})
            if not session.differences({field: case.value(path)}):
                confirmed.append((number, receipt_on(session, receipt)))
        if not confirmed:
            return Sighting(Seen.ABSENT, fields=(field,) if candidates else ())
        if len(confirmed) > 1:
            raise BusinessError(ambiguous, f"{len(confirmed)} records agree with the case in {field} too.")
        number, shown = confirmed[0]
        if candidates[-1] != number:
            session.go_to(screen, **{by: number})
        case.remember(by, number)
        return Sighting(Seen.FOUND, shown)

    @keyword
    def fill_row(self, grid: str, /, **columns: str) -> None:
        """Fills the next free line of a grid from the case, and reads it back.

        Meant for `For Each`, once for each line. Where no line is free, the grid's action ``add`` is taken.
        Before a commit, the grid is read back whole.

        Args:
            grid: The grid, as the present screen declares it.
            columns: Columns of the grid and paths into the case.
        """
        number = touched().grids.fill(grid, values_of(columns))
        note_keyed([f"{grid} {number} {column}={path}" for column, path in columns.items()])

    @keyword
    def compare_grid(
        self, grid: str, name: str, path: str, /, *, header: Sighting | None = None, **columns: str
    ) -> Sighting:
        """Returns whether the lines of a grid, or the rows of a list, are those of the case.

        Their order and number count. Found, absent when the screen has no lines at all, or different.

        Args:
            grid: The grid or list, as the present screen declares it.
            name: What paths inside begin with, such as ``line``.
            path: Where the case's lines are, such as ``invoice.lines``.
            header: What `Compare With Case` said of the rest of the record: unless it was found, that is the
                answer, and its receipt is that of the whole.
            columns: Columns and paths into the case that must agree.
        """
        if header is not None and header.seen is not Seen.FOUND:
            return header
        case = transaction.current().case
        wanted = []
        for place, element in enumerate(case.value(path), start=1):
            with case.scope(name, element, place, ()):
                wanted.append(case.values(columns))
        session = present()
        if not (differing := session.line_differences(grid, wanted)):
            return Sighting(Seen.FOUND, header.receipt if header else receipt_on(session, None))
        if header is None and session.has_no_lines(grid):
            return Sighting(Seen.ABSENT, fields=differing)
        return Sighting(Seen.DIFFERENT, fields=differing)


def _row_differences(row: Row, same: dict[str, str]) -> tuple[str, ...]:
    case = transaction.current().case
    return tuple(
        column
        for column, paths in same.items()
        if not any(row.shows({column: case.value(path)}) for path in paths.split("|"))
    )
