"""The legacy screens, whatever the application: go to, fill, submit, commit, and look."""

from __future__ import annotations

from robot.api.deco import library

from copiste.keywords import pressing, transaction
from copiste.keywords.errors import CommitOutsideStepError
from copiste.keywords.library import keyword, show_picture
from copiste.keywords.lists import ListKeywords
from copiste.keywords.present_screen import note_keyed, present, receipt_on, touched, values_of
from copiste.keywords.sighting import Seen, Sighting
from copiste.queue.item import StepState


@library(scope="GLOBAL", auto_keywords=False)
class Legacy(ListKeywords):
    """Drives declared screens with values of the current case.

    Fields and screens are named as declared under ``screens/``; values are paths into the case
    (``last_name=member.last_name``). No keyword returns a value of the case or of a screen.
    """

    @keyword
    def go_to(self, screen: str, /, **fields: str) -> None:
        """Goes to a declared screen in the way that it declares, with ``fields`` of the case that this needs.

        Stays where it is when that screen was reached so, and no key was pressed nor field filled since.
        """
        tx = transaction.current()
        target = (screen, values_of(fields))
        if tx.untouched != target:
            tx.untouched = None
            tx.seat.session.go_to(screen, **target[1])
            tx.untouched = target

    @keyword
    def fill(self, **fields: str | bool | None) -> None:
        """Fills fields of the present screen from the case, all at once, and reads each back.

        What has nothing to do with the case takes, instead of a path, ``${True}`` or ``${False}`` (a box), or
        ``${None}`` (any field: it is emptied).
        """
        touched().fill(values_of(fields))
        note_keyed([f"{field}={path}" for field, path in fields.items()])

    @keyword
    def submit(self, action: str = "enter", *, expect: str) -> str:
        """Takes an action that commits nothing, and returns the name of the screen that came.

        Args:
            action: A key, button or link as the screen declares it under ``actions``.
            expect: Screens that may come, separated by commas; any other is an error.
        """
        return str(touched().submit(action, expect=tuple(expect.split(","))).screen)

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
        session = touched()
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
        self,
        *,
        receipt: str | None = None,
        replaces: bool = False,
        absent: str = "",
        header: Sighting | None = None,
        **fields: str,
    ) -> Sighting:
        """Returns whether the present screen shows what the case says: found, absent or different.

        Args:
            receipt: Field that shows the record's receipt; by default, the one called ``receipt`` if the
                screen declares one. Empty when the screen shows none.
            replaces: The case changes what is there: something else counts as absent.
            absent: Field that is empty when there is no such record; by default, all of ``fields`` are.
            header: What was said of the rest of the record, on another screen or tab: unless it was found,
                that is the answer, and its receipt is that of the whole.
            fields: Fields of the screen and paths into the case.
        """
        if header is not None and header.seen is not Seen.FOUND:
            return header
        session, case = present(), transaction.current().case
        differing = session.differences(values_of(fields))
        shown = receipt_on(session, receipt)
        if not differing:
            return Sighting(Seen.FOUND, header.receipt if header and header.receipt else shown)
        there = {field: session.read(field) for field in ([absent] if absent else fields)}
        if header is None and not any(there.values()):
            return Sighting(Seen.ABSENT, fields=differing)
        if replaces:
            instead = shown or case.hash_of([session.read(field) for field in fields])
            return Sighting(Seen.ABSENT, fields=differing, instead=instead)
        return Sighting(Seen.DIFFERENT, fields=differing)

    @keyword
    def nothing_is_there(self) -> Sighting:
        """Returns the sighting of an absent record, for a lookup whose search found nothing.

        What the screen still shows of the search has to be what was searched.
        """
        present().check_filled()
        return Sighting(Seen.ABSENT)
