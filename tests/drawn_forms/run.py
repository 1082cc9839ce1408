"""Lets something key drawn forms and says what came of each ask; what keys is given by the caller."""

# ruff: noqa: T201 - it prints
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from playwright.sync_api import Page

from tests.drawn_forms.drawing import draw
from tests.drawn_forms.forms import Ask, DrawnForm, Verdict
from tests.drawn_forms.page import show, submitted, take

#: Keys `ask.field.value` where the ask points, or raises one of the refusals.
Key = Callable[[Page, DrawnForm, Ask], None]


class Result(Enum):
    """What came of an ask."""

    RIGHT = "right"
    #: The right box, but not what was asked for.
    WRONG_VALUE = "wrong value"
    #: A box that does not own the caption was changed: the fault.
    WRONG_FIELD = "wrong field"
    #: Refused, though a person could tell.
    REFUSED = "refused"
    #: Refused, and rightly.
    TOLD = "told"
    #: Keyed or passed over in silence, though nobody could tell.
    SILENT = "silent"


FAULTS = frozenset({Result.WRONG_FIELD, Result.WRONG_VALUE, Result.SILENT})


@dataclass(frozen=True)
class Outcome:
    """What came of one ask of one form."""

    seed: int
    ask: Ask
    result: Result
    #: Names that changed, or what the refusal said.
    about: str = ""

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.result.value}: {{{self.ask}}} means {self.ask.field.name} "
            f"({self.ask.verdict.value}, {self.ask.field.kind}, {self.ask.layout}): {self.about}"
        )


@dataclass
class Tally:
    """What came of many forms."""

    forms: int = 0
    counts: Counter[tuple[str, Result]] = field(default_factory=Counter)
    tellable: int = 0
    keyed: int = 0
    faults: list[Outcome] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the asks that a person could tell, how many were keyed right."""
        return self.keyed / self.tellable if self.tellable else 1.0

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.counts[outcome.ask.layout, outcome.result] += 1
        if outcome.ask.verdict is Verdict.TELLABLE:
            self.tellable += 1
            self.keyed += outcome.result is Result.RIGHT
        if outcome.result in FAULTS:
            self.faults.append(outcome)
        if outcome.result is Result.REFUSED:
            self.refused.append(outcome)


def try_forms(page: Page, count: int, seed: int, key: Key, refusals: tuple[type[Exception], ...]) -> Tally:
    """Key every ask of `count` forms; the seed of form n is `seed + n`.

    Exceptions other than `refusals` pass through.
    """
    tally = Tally()
    for number in range(count):
        for outcome in try_form(page, draw(seed + number), key, refusals):
            tally.add(outcome)
        tally.forms += 1
    return tally


def try_form(
    page: Page, form: DrawnForm, key: Key, refusals: tuple[type[Exception], ...]
) -> Iterable[Outcome]:
    """Key each ask of the form, each on the form as it was shown first."""
    show(page, form)
    before = submitted(page)
    for ask in form.asks:
        refusal = None
        try:
            key(page, form, ask)
        except refusals as error:
            refusal = f"{type(error).__name__}: {error}"
        after = take(page)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        about = refusal or f"changed {', '.join(sorted(changed)) or 'nothing'}"
        yield Outcome(form.seed, ask, _judge(ask, changed, after, refusal is not None), about)


def _judge(ask: Ask, changed: set[str], after: dict[str, str], refused: bool) -> Result:
    if changed - set(ask.owners):
        return Result.WRONG_FIELD
    if refused:
        if ask.verdict is Verdict.TELLABLE:
            return Result.REFUSED
        return Result.SILENT if changed else Result.TOLD
    if ask.verdict is Verdict.AMBIGUOUS:
        return Result.SILENT
    if not changed:
        return Result.WRONG_VALUE
    # Of a contested caption either owner will do; their kinds are the same, so is what was typed.
    return Result.RIGHT if ask.field.submits in map(after.get, changed) else Result.WRONG_VALUE


def print_tally(tally: Tally, most: int = 20) -> None:
    """The table by layout, then faults and refusals with their seeds."""
    layouts = sorted({layout for layout, _ in tally.counts})
    print(f"{'layout':24}" + "".join(f"{result.value:>13}" for result in Result))
    for layout in layouts:
        print(f"{layout:24}" + "".join(f"{tally.counts[layout, result]:13}" for result in Result))
    for outcome in [*tally.faults[:most], *tally.refused[:most]]:
        print(f"  {outcome}")
    print(
        f"{tally.forms} forms; of {tally.tellable} asks that a person could tell {tally.keyed} were keyed "
        f"({tally.share:.2%}); {len(tally.faults)} faults"
    )
