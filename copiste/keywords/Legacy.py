"""The legacy screens, whatever the application: go to, fill, submit, commit, and look."""

from __future__ import annotations

from robot.api.deco import library

from copiste.keywords import pressing, transaction
from copiste.keywords.errors import BusinessError, CommitOutsideStepError
from copiste.keywords.library import keyword, show_picture
from copiste.keywords.sighting import Seen, Sighting
from copiste.queue.item import StepState
from copiste.screens.reading.lists import Row
from copiste.screens.session.session import ScreenSession


@library(scope="GLOBAL", auto_keywords=False)
class Legacy:
    """Drives declared screens with values of the current case.

    Fields and screens are named as declared under ``screens/``; values are paths into the case
    (``last_name=member.last_name``). No keyword returns a value of the case or of a screen.
    """

    @keyword
    def go_to(self, screen: str, **fields: str) -> None:
        """Goes to a declared screen by way of the menu, filling the menu's ``fields`` from the case.

        Stays where it is when that screen was reached so, and no key was pressed nor field filled since.
        """
        tx = transaction.current()
        target = (screen, _values(fields))
        if tx.untouched != target:
            tx.untouched = None
            tx.seat.session.go_to(screen, **target[1])
            tx.untouched = target

    @keyword
    def fill(self, **fields: str) -> None:
        """Fills fields of the present screen from the case, all at once, and reads each back."""
        _touched().fill(_values(fields))
        step = transaction.current().step
        if step is not None and step.may_commit:
            step.keyed += [f"{field}={path}" for field, path in fields.items()]

    @keyword
    def submit(self, action: str = "enter", *, expect: str) -> str:
        """Takes an action that commits nothing, and returns the name of the screen that came.

        Args:
            action: A key, button or link as the screen declares it under ``actions``.
            expect: Screens that may come, separated by commas; any other is an error.
        """
        return str(_touched().submit(action, expect=tuple(expect.split(","))).screen)

    @keyword
    def commit(self, action: str = "validate", *, remember: str = "") -> None:
        """Takes the action that records the current step, once, and journals the receipt that is shown.

        Every filled field is read once more before, as the application kept it where the screen declares an
        action ``check``; the journal holds ``SUBMITTING`` durably before the action is taken. What confirms
        it, and where the receipt is, the screen declares under ``confirmed_by``: a message, a field, the
        address, or the lookup of `Record Once` alone.

        Args:
            action: What records, as the screen declares it under ``actions``.
            remember: Another value of the message, kept as ``found.<remember>`` when it is there.
        """
        tx = transaction.current()
        step = tx.step
        if step is None or not step.may_commit:
            raise CommitOutsideStepError
        session = _touched()
        session.verify()
        screen = session.application.screen(str(session.current))
        before = pressing.shown_number(session, screen)
        step.may_commit = False
        arrival = pressing.press(session, action, step, tx.press_within)
        if screen.confirmed_by.lookup:
            step.to_look_up = True
        else:
            step.record(StepState.COMMITTED, pressing.receipt(session, screen, arrival, step, before))
        if remember in arrival.values:
            tx.case.remember(remember, str(arrival.values[remember]))
        show_picture(f"{step.label} {'answered' if step.to_look_up else 'committed'}")

    @keyword
    def compare_with_case(
        self, *, receipt: str | None = None, replaces: bool = False, absent: str = "", **fields: str
    ) -> Sighting:
        """Returns whether the present screen shows what the case says: found, absent or different.

        Args:
            receipt: Field that shows the record's receipt; by default, the one called ``receipt`` if the
                screen declares one. Empty when the screen shows none.
            replaces: The case changes what is there: something else counts as absent.
            absent: Field that is empty when there is no such record; by default, all of ``fields`` are.
            fields: Fields of the screen and paths into the case.
        """
        session, case = _session(), transaction.current().case
        differing = session.differences(_values(fields))
        shown = _receipt_on(session, receipt)
        if not differing:
            return Sighting(Seen.FOUND, shown)
        there = {field: session.read(field) for field in ([absent] if absent else fields)}
        if not any(there.values()):
            return Sighting(Seen.ABSENT, fields=differing)
        if replaces:
            instead = shown or case.hash_of([session.read(field) for field in fields])
            return Sighting(Seen.ABSENT, fields=differing, instead=instead)
        return Sighting(Seen.DIFFERENT, fields=differing)

    @keyword
    def select_rows(self, table: str, *, missing: str = "", **where: str) -> None:
        """Keeps the rows, on all pages of a list, that the case means, for `Compare Rows`.

        Args:
            table: The list, as the screen declares it.
            missing: Basket for a case none of whose rows is there; without it, having none is no error.
            where: Columns and paths into the case that tell which rows are meant.
        """
        values = _values(where)
        rows = [row for row in _session().rows(table) if row.shows(values)]
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
    def nothing_is_there(self) -> Sighting:
        """Returns the sighting of an absent record, for a lookup whose search found nothing.

        What the screen still shows of the search has to be what was searched.
        """
        _session().check_filled()
        return Sighting(Seen.ABSENT)

    @keyword
    def find_in_list(
        self,
        table: str,
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
        session, case = _touched(), transaction.current().case
        candidates = [str(row[by]) for row in session.rows(table) if row.shows(_values(where))]
        field, _, path = confirm.partition("=")
        confirmed = []
        for number in candidates:
            session.go_to(screen, **{by: number})
            if not session.differences({field: case.value(path)}):
                confirmed.append((number, _receipt_on(session, receipt)))
        if not confirmed:
            return Sighting(Seen.ABSENT, fields=(field,) if candidates else ())
        if len(confirmed) > 1:
            raise BusinessError(ambiguous, f"{len(confirmed)} records agree with the case in {field} too.")
        number, shown = confirmed[0]
        if candidates[-1] != number:
            session.go_to(screen, **{by: number})
        case.remember(by, number)
        return Sighting(Seen.FOUND, shown)


def _session() -> ScreenSession:
    return transaction.current().seat.session


def _receipt_on(session: ScreenSession, field: str | None) -> str | None:
    """The receipt that the present screen shows in `field`, by default in a field called `receipt`."""
    if field is None:
        field = "receipt" if "receipt" in session.application.screen(str(session.current)).fields else ""
    return str(session.read(field)) if field else None


def _touched() -> ScreenSession:
    """The session, for a use that changes the present screen."""
    transaction.current().untouched = None
    return _session()


def _values(fields: dict[str, str]) -> dict[str, object]:
    return transaction.current().case.values(fields)


def _row_differences(row: Row, same: dict[str, str]) -> tuple[str, ...]:
    case = transaction.current().case
    return tuple(
        column
        for column, paths in same.items()
        if not any(row.shows({column: case.value(path)}) for path in paths.split("|"))
    )
