"""The current work item, and the only way to a commit key: `Record Once`."""

from __future__ import annotations

from collections.abc import Sequence

from robot.api import logger
from robot.api.deco import library
from robot.errors import ExecutionFailed
from robot.libraries.BuiltIn import BuiltIn

from copiste.keywords import standalone, transaction
from copiste.keywords.errors import (
    BusinessError,
    CommitAbsentError,
    CommitMissingError,
    HeldError,
    LookupInconclusiveError,
)
from copiste.keywords.library import keyword
from copiste.keywords.sighting import Next, Seen, Sighting, after_lookup, before_lookup
from copiste.keywords.transaction import Step
from copiste.queue.item import JournalEntry, OutcomeKind, StepState


@library(scope="GLOBAL", auto_keywords=False)
class Case:
    """Steps of the current case, each recorded in the back-end once.

    Values of the case are named by path (`member.last_name`) and never become Robot variables.
    """

    @keyword
    def take_the_case(self) -> None:
        """Takes the case that the orchestrator gave, or the one in the file ``${ITEM}``.

        With ``${ITEM}`` the robot runs on its own: it opens the back-end that the settings name, signs on,
        and keeps its journal in memory.
        """
        if not transaction.is_open():
            standalone.open_case(BuiltIn().get_variable_value("${ITEM}"))

    @keyword
    def leave_the_case(self) -> None:
        """Ends a case that the robot took on its own; leaves the orchestrator's to the orchestrator."""
        standalone.close_case()

    @keyword
    def record_once(self, step: str, enter: str, *, lookup: str) -> None:
        """Has the back-end hold the record of ``step`` exactly once.

        Skips what the journal says is committed. Otherwise runs ``lookup``, read-only: a record that is there
        and the same is adopted with its receipt, one that is there and different is a business exception, and
        only an absent one is keyed, by ``enter``. After a commit key of unknown effect, an inconclusive
        lookup holds the item for a person.

        Args:
            step: What the record is, in words; with `For Each`, one for each element.
            enter: Keyword that keys the record and ends in `Legacy.Commit`.
            lookup: Keyword that returns a sighting.
        """
        tx = transaction.current()
        with tx.working(step) as current:
            decision, sighting = self._decide(current, lookup, tx.entry(step))
            logger.info(f"{current.label}: {decision}")
            if decision is Next.ADOPT:
                if current.state is None:
                    current.record(StepState.PREPARED)
                current.record(StepState.COMMITTED, sighting.receipt)
            elif decision is Next.REFUSE:
                raise BusinessError(
                    f"{step.upper().replace(' ', '_')}_DIFFERS",
                    f'The back-end already holds another "{current.label}"; '
                    f"different: {', '.join(sighting.fields)}.",
                )
            elif decision is Next.HOLD:
                raise _held(current, tx.entry(step), different=sighting.fields)
            elif decision is Next.KEY:
                # For the next look, should this one's commit key stay without an answer.
                current.keyed, current.replaces = [], sighting.instead
                self._key(current, enter, lookup)

    def _decide(self, step: Step, lookup: str, entry: JournalEntry | None) -> tuple[Next, Sighting]:
        decision = before_lookup(step.state)
        if decision is not None:
            return decision, Sighting(Seen.FOUND)
        sighting = BuiltIn().run_keyword(lookup)
        if not isinstance(sighting, Sighting):
            if step.state is StepState.SUBMITTING:
                raise _held(step, entry)
            raise LookupInconclusiveError(step.label, lookup)
        return after_lookup(step.state, sighting, entry.replaces if entry else None), sighting

    def _key(self, step: Step, enter: str, lookup: str) -> None:
        """Key the record, or adopt the one that the back-end says is there already.

        A record may appear between the lookup and the key: a commit of an earlier attempt came late, or one
        key press was handled twice. The back-end then refuses with a message that its catalogue declares with
        `exists: true`, and this is what follows:

        1. `copiste.screens` raises `BusinessRefusedError` with `exists`; `press` leaves the step SUBMITTING,
           for the record may be this key's own.
        2. The keyword decorator notes it as a `Fact` of the transaction, as it does every exception.
        3. Here, the failure of `enter` is checked for such a fact, and the record is looked up once more.
           Found: the step is COMMITTED with its receipt, and the fact is forgotten. Absent: it is another
           record, so the step is PREPARED again and the refusal stands, a business exception. The screen or
           machine failed meanwhile: the fact is forgotten, and the next attempt begins with that look.
           Anything else: the refusal stands, and a step that is SUBMITTING is held for a person.

        Where nothing on the screens confirms a commit (`confirmed_by: lookup`), the record is looked up here,
        as a part of this attempt.
        """
        facts = transaction.current().facts
        noted = len(facts)
        step.record(StepState.PREPARED)
        step.may_commit = True
        try:
            BuiltIn().run_keyword(enter)
        except ExecutionFailed:
            refusal = next((fact for fact in facts[noted:] if fact.exists), None)
            if refusal is None:
                raise
            looked = len(facts)
            try:
                adopted = self._adopt_existing(step, lookup)
            except ExecutionFailed:
                if any(fact.kind is OutcomeKind.APPLICATION for fact in facts[looked:]):
                    facts.remove(refusal)
                raise
            if not adopted:
                raise
            facts.remove(refusal)
        if step.to_look_up and step.state is StepState.SUBMITTING:
            self._confirm(step, lookup)
        if step.state is not StepState.COMMITTED:
            raise CommitMissingError(step.label, enter)

    def _confirm(self, step: Step, lookup: str) -> None:
        """Commit the step whose commit key was answered with what a look finds.

        Absence is not final yet: the application may still be at it. The step stays SUBMITTING, and the next
        attempt looks again once a commit has had its time (`back_end.settling`). Without a next attempt, the
        queue holds the item: no look that would prove anything was made.
        """
        sighting = BuiltIn().run_keyword(lookup)
        if not isinstance(sighting, Sighting):
            raise _held(step)
        decision = after_lookup(step.state, sighting, step.replaces)
        if decision is Next.KEY:
            raise CommitAbsentError(step.label, lookup)
        if decision is not Next.ADOPT:
            raise _held(step, different=sighting.fields)
        step.record(StepState.COMMITTED, sighting.receipt)

    def _adopt_existing(self, step: Step, lookup: str) -> bool:
        """Commit the step with the record that is there, when it is the case's own; whether it is."""
        sighting = BuiltIn().run_keyword(lookup)
        seen = sighting.seen if isinstance(sighting, Sighting) else None
        if seen is Seen.ABSENT and step.state is StepState.SUBMITTING:
            step.record(StepState.PREPARED)
        if seen is Seen.FOUND:
            step.record(StepState.COMMITTED, sighting.receipt)
        return seen is Seen.FOUND

    @keyword
    def verify_step(self, step: str, look: str, /, *arguments: str) -> None:
        """Checks that the back-end shows what the case asked for in ``step``, and marks the step verified.

        Args:
            step: A step that was recorded.
            look: Keyword that returns a sighting, with its ``arguments``.
            arguments: What ``look`` is called with.
        """
        tx = transaction.current()
        sighting = BuiltIn().run_keyword(look, *arguments)
        entry = tx.entry(step)
        differing = _differing(sighting, entry.receipt if entry else None)
        if entry is None or differing:
            raise BusinessError(
                "SHOWN_DIFFERS",
                f'The back-end does not show "{tx.case.step_label(step)}" as the case asked; '
                f"different: {', '.join(differing) or 'not recorded'}.",
            )
        if entry.state is not StepState.VERIFIED:
            tx.record(JournalEntry(entry.step, StepState.VERIFIED, entry.receipt))

    @keyword
    def for_each(self, name: str, path: str, by: str, keyword_name: str, /, *arguments: str) -> None:
        """Runs a keyword for each element of a list of the case.

        Args:
            name: What paths inside begin with, such as ``dependant``.
            path: Where the list is, such as ``dependants``.
            by: Fields that identify an element, separated by commas.
            keyword_name: The keyword to run, with its ``arguments``.
            arguments: What it is called with.
        """
        case = transaction.current().case
        for place, element in enumerate(case.value(path), start=1):
            with case.scope(name, element, place, by.split(",")):
                BuiltIn().run_keyword(keyword_name, *arguments)

    @keyword
    def unless_known(self, name: str, keyword_name: str, /, *arguments: str) -> None:
        """Runs a keyword unless ``found.<name>`` was already read from the screens in this transaction."""
        if not transaction.current().case.knows(name):
            BuiltIn().run_keyword(keyword_name, *arguments)

    @keyword
    def the_case_says(self, path: str) -> bool:
        """Returns whether the value at ``path`` is there and true; compares a code as ``path=CODE``."""
        path, _, code = path.partition("=")
        value = transaction.current().case.value(path)
        return value == code if code else bool(value)

    @keyword
    def refuse_case(self, code: str, text: str) -> None:
        """Ends the case as a business exception in the basket ``code``; ``text`` says what to correct."""
        raise BusinessError(code, text)


def _held(step: Step, entry: JournalEntry | None = None, different: Sequence[str] = ()) -> HeldError:
    """The error about a step whose commit key was pressed: in this attempt, or in the one of `entry`."""
    keyed, replaces = (entry.keyed, entry.replaces) if entry else (step.keyed, step.replaces)
    return HeldError(step.label, keyed=keyed, replaces=replaces, different=different)


def _differing(sighting: object, receipt: str | None) -> tuple[str, ...]:
    if not isinstance(sighting, Sighting):
        return ("no sighting",)
    if sighting.seen is not Seen.FOUND:
        return sighting.fields or (sighting.seen,)
    return ("receipt",) if sighting.receipt and receipt and sighting.receipt != receipt else ()
