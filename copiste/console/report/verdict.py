"""The top of the report: whether all is well, and what to do, in order. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from copiste.console.output import span, thousands
from copiste.console.report.data import ReportData
from copiste.console.report.figures import Basket, baskets
from copiste.console.report.reconcile import LAG, Basis, Reconciliation
from copiste.queue.item import State


class Level(StrEnum):
    """How urgent the report is."""

    WELL = "well"
    #: Work for a person, no danger.
    PERSON = "person"
    #: Queue and back-end disagree: look before anything else runs.
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing for the reader to do."""

    title: str
    why: str
    #: What to type; none when it is done elsewhere.
    commands: tuple[str, ...] = ()
    pressing: bool = False
    #: The place on the page that tells more.
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The headline, one sentence under it, and what to do, in order."""

    level: Level
    headline: str
    sentence: str
    actions: tuple[Action, ...]


_MINUTES = f"{LAG.total_seconds() / 60:.0f} minutes"
#: Baskets that are not the data's fault.
_OURS = (State.HELD, State.FAILED)


def judge(data: ReportData, compared: Reconciliation) -> Verdict:
    """Sum the whole report up for a reader who has one minute."""
    done = sum(case.state is State.DONE for case in data.cases)
    person = sum(case.waits_for_a_person for case in data.cases)
    waiting = sum(case.state in {State.PENDING, State.RESERVED} for case in data.cases)
    found = baskets(data.cases)
    actions = (
        *_about_differences(compared, sum(len(case.unknown) for case in data.cases)),
        *_about_records_not_shown_yet(compared),
        *_about_an_unread_journal(data, compared),
        *_about_baskets(basket for basket in found if basket.state in _OURS),
        *_about_the_queue(data),
        *_about_waiting(waiting),
        *_about_pictures(data),
        *_about_rejects(data),
        *_about_baskets(basket for basket in found if basket.state not in _OURS),
    )
    if compared.differences:
        level = Level.ALARM
        headline = f"Look before anything else runs: {_count(compared.differences, 'record')} to explain"
    elif person or waiting or data.rejects or data.unpictured:
        level = Level.PERSON
        parts = [f"{done} done"] if done or not person else []
        parts += [f"{person} {'needs' if person == 1 else 'need'} a person"] if person else []
        parts += [f"{waiting} still waiting"] if waiting else []
        rejected = len({(r.file, r.sheet, r.row) for r in data.rejects})
        parts += (
            [f"{_count(rejected, 'row')} refused at intake"] if rejected and not (person or waiting) else []
        )
        parts += ["pictures are missing"] if data.unpictured else []
        headline = ", ".join(parts)
    elif not data.cases:
        level, headline = Level.WELL, "Nothing was worked in this period"
    else:
        level, headline = Level.WELL, f"All is well: {_count(done, 'case')} done"
    return Verdict(level, headline, _once(compared), actions)


def advice(basket: Basket) -> str:
    """What a person does with a basket, by its state."""
    return {
        State.HELD: (
            "The commit key was pressed and its answer was not seen. Look the record up in the back-end, "
            "then say what you found. Re-queued, the bot looks it up first and keys only what is absent."
        ),
        State.FAILED: (
            "Screen, machine or programme failed, and the attempts are spent. "
            "See the picture of the last attempt, remove the cause, re-queue."
        ),
        State.REJECTED: "The data or the rules refuse. Correct the case and re-queue it; or close it.",
        State.EXPIRED: "Its due date passed before a bot began it. Re-queue it, or close it.",
    }[basket.state]


def commands(basket: Basket) -> tuple[str, ...]:
    """What to type for a basket: look at one, then put all of them back."""
    first = basket.cases[0].item.reference
    rest = first if len(basket.cases) == 1 else f"--code {basket.code}"
    return f"copiste show {first}", f"copiste requeue {rest}"


def _about_baskets(found: Iterable[Basket]) -> tuple[Action, ...]:
    return tuple(
        Action(
            title=f"{_count(len(basket.cases), 'case')} · {basket.code}",
            why=advice(basket) if basket.state is State.HELD or not basket.messages else basket.messages[0],
            commands=commands(basket)[:1],
            pressing=basket.state is State.HELD,
            anchor=f"{basket.state}-{basket.code}",
        )
        for basket in found
    )


def _about_differences(compared: Reconciliation, in_doubt: int) -> tuple[Action, ...]:
    made = []
    if compared.only_queue:
        made.append(
            Action(
                title=f"{_count(len(compared.only_queue), 'receipt')} not in the back-end's journal",
                why="A bot pressed the key and saw the receipt; the journals of our operators, read "
                f"{_MINUTES} or more after, do not show it. It may be lost: look it up.",
                commands=_shows(receipt.reference for receipt in compared.only_queue),
                pressing=True,
            )
        )
    if compared.only_back_end:
        made.append(
            Action(
                title=f"{_count(len(compared.only_back_end), 'record')} that no case claims",
                why="Recorded under a bot's operator account, in no case's journal: keyed twice, or by hand"
                + (f", or one of the {_count(in_doubt, 'step')} in doubt. " if in_doubt else ". ")
                + "Compare with the records made just before.",
                pressing=True,
            )
        )
    if compared.without_record:
        made.append(
            Action(
                title=f"{_count(len(compared.without_record), 'case')} done without a record",
                why="The queue says done, and its journal holds no record.",
                commands=_shows(case.item.reference for case in compared.without_record),
                pressing=True,
            )
        )
    return tuple(made)


def _about_records_not_shown_yet(compared: Reconciliation) -> tuple[Action, ...]:
    if not compared.not_yet:
        return ()
    title = f"{_count(len(compared.not_yet), 'record')} not shown yet by the back-end's journal"
    why = f"It was read within {_MINUTES} of their recording, and may lag. Read it again, before midnight."
    return (Action(title, why, ("copiste report",)),)


def _shows(references: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"copiste show {reference}" for reference in list(dict.fromkeys(references))[:3])


def _about_the_queue(data: ReportData) -> tuple[Action, ...]:
    if not data.queue_away:
        return ()
    longest = max(data.queue_away, key=lambda absence: absence.lasted)
    times = "once" if len(data.queue_away) == 1 else f"{len(data.queue_away)} times"
    title = f"The queue was away {times}, for {span(longest.lasted)} at the longest"
    return (Action(title, longest.reason, anchor="queue-away"),)


def _about_waiting(waiting: int) -> tuple[Action, ...]:
    if not waiting:
        return ()
    why = "The run was stopped, or they wait for their time. Run again: nothing is keyed twice."
    return (Action(f"{_count(waiting, 'case')} still waiting", why, ("copiste run",)),)


def _about_pictures(data: ReportData) -> tuple[Action, ...]:
    return tuple(
        Action(
            title="Pictures are missing"
            + (f" for {_count(one.items, 'case')}" if one.items else "")
            + f" since {one.since.astimezone():%H:%M}",
            why=one.why,
        )
        for one in data.unpictured
    )


def _about_rejects(data: ReportData) -> tuple[Action, ...]:
    rows = len({(r.file, r.sheet, r.row) for r in data.rejects})
    if not rows:
        return ()
    files = tuple(dict.fromkeys(reject.file for reject in data.rejects))
    return (
        Action(
            title=f"{_count(rows, 'row')} refused at intake",
            why=f"They never entered the queue. Correct {', '.join(files[:3])} and load it again: "
            "rows already loaded are not added twice.",
            commands=("copiste load FILE",),
        ),
    )


def _about_an_unread_journal(data: ReportData, compared: Reconciliation) -> tuple[Action, ...]:
    if compared.undeclared or not (compared.unread or compared.uncompared):
        return ()
    left = f"{_count(len(compared.uncompared), 'record')} not" if compared.uncompared else "Not"
    reason = (
        data.day_journal.unread
        or "It was read before they were recorded, and shows a day until midnight only."
    )
    return (Action(f"{left} compared with the back-end", f"Its day journal: {reason}", ("copiste report",)),)


def _once(compared: Reconciliation) -> str:
    if compared.differences:
        return "The queue and the back-end's own day journal disagree."
    if compared.undeclared:
        return f"{basis_in_words(compared.basis)} The application declares no day journal to compare with."
    if compared.unread:
        return "Not compared with the back-end's own day journal."
    count = len(compared.in_both)
    if later := len(compared.uncompared) + len(compared.not_yet):
        rest = _count(later, "record")
        agreed = f"{_count(count, 'record')} compared with the back-end's own day journal, which agrees"
        return f"{agreed}; {rest} not yet."
    if not count:
        return "Nothing was recorded, and the back-end's own day journal agrees."
    return (
        f"{_count(count, 'record')}, each exactly once: the back-end's own day journal agrees. Nothing lost."
    )


def basis_in_words(basis: Basis) -> str:
    """What the queue's records rest on where no day journal was read."""
    if not basis.records:
        return "Nothing was recorded."
    parts = (
        (len(basis.verified), "keyed and checked on the screens afterwards"),
        (len(basis.receipts), "keyed, with the receipt that the screen showed"),
        (len(basis.found), "found by a lookup"),
        (len(basis.without_receipt), "without a receipt, proved by the application's message or by a lookup"),
    )
    ways = "; ".join(f"{thousands(number)} {how}" for number, how in parts if number)
    return f"{_count(basis.records, 'record')}: {ways}."


def _count(number: int, word: str) -> str:
    return f"{thousands(number)} {word}{'' if number == 1 else 's'}"
