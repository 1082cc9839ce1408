"""What a person needs to decide about a step in doubt: its commit key was pressed, its answer not seen.

Taken from the queue: names of fields and paths into the case, never a value.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from copiste.console.output import local, plain
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.records import ItemRecord, StepRecord, TransactionRecord

#: Pictures shown of one transaction: its last ones.
_PICTURES = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """One step in doubt."""

    #: As the journal and `copiste resolve` write it.
    step: str
    #: In words.
    label: str
    pressed_at: datetime
    #: The seat that pressed it, in which run of the orchestrator and which attempt; None when not known.
    seat: str
    run: int | None
    attempt: int
    #: What was on the screen, as `field=path in the case`.
    keyed: tuple[str, ...]
    #: The receipt of the record that was to be replaced.
    replaces: str | None
    #: What the last lookup in the back-end saw, or why there was none.
    seen: str
    seen_at: datetime | None
    #: Folders of evidence: of the attempt that pressed, and of the last one.
    evidence: tuple[str, ...]
    #: It is there, with its receipt; it is not there; it is there, and shows none.
    commands: tuple[str, str, str]

    @property
    def fields(self) -> tuple[str, ...]:
        """What was keyed, by the names of the screen's fields."""
        return tuple(pair.partition("=")[0] for pair in self.keyed)


def doubts(record: ItemRecord) -> tuple[Doubt, ...]:
    """The steps in doubt of a HELD item; of any other item, none."""
    if record.summary.state is not State.HELD:
        return ()
    return tuple(_doubt(record, step) for step in record.journal if step.state is StepState.SUBMITTING)


def pictures(folders: tuple[str, ...], evidence: Path) -> tuple[Path, ...]:
    """The last pictures in each of `folders`, or the folder itself where there is none."""
    found: list[Path] = []
    for folder in folders:
        shown = sorted((evidence / folder).glob("*.jpg"))[-_PICTURES:]
        found += shown or [evidence / folder]
    return tuple(found)


def explained(doubt: Doubt, evidence: Path) -> tuple[tuple[str, str], ...]:
    """Captions and texts, in the order in which a person reads them."""
    by = f" by {doubt.seat}" if doubt.seat else ""
    run = f" in run {doubt.run}" if doubt.run else ""
    return (
        ("pressed", f"{local(doubt.pressed_at)}{by}{run}, attempt {doubt.attempt}"),
        ("keyed", ", ".join(doubt.keyed) or "not noted; see the pictures"),
        *((("replaces", doubt.replaces),) if doubt.replaces else ()),
        ("seen", " ".join(part for part in (local(doubt.seen_at), doubt.seen) if part)),
        *(("picture", str(path)) for path in pictures(doubt.evidence, evidence)),
        ("it is there", doubt.commands[0]),
        ("it is not", doubt.commands[1]),
        ("no receipt", doubt.commands[2]),
    )


def step_label(key: str) -> str:
    """A step in words: its kind, and the end of its key when there are several."""
    kind, _, rest = key.partition(":")
    return f"{kind.replace('_', ' ')} {rest[-4:]}" if rest else kind.replace("_", " ")


def _doubt(record: ItemRecord, step: StepRecord) -> Doubt:
    pressed = _first(record.transactions, lambda line: line.token == step.token)
    last = record.transactions[-1] if record.transactions else None
    item = f"{record.summary.process}/{record.summary.reference}"
    resolve = f"copiste resolve {shlex.quote(item)} {shlex.quote(step.step)}"
    folders = (line.evidence for line in (pressed, last) if line is not None and line.evidence)
    return Doubt(
        step=step.step,
        label=step_label(step.step),
        pressed_at=step.pressed_at or step.at,
        seat=pressed.holder if pressed else "",
        run=pressed.run if pressed else None,
        attempt=step.attempt,
        keyed=step.keyed,
        replaces=step.replaces,
        seen=_seen(last, step),
        seen_at=last.finished if last else None,
        evidence=tuple(dict.fromkeys(folders)),
        commands=(f"{resolve} --receipt NUMBER", f"{resolve} --absent", f"{resolve} --recorded"),
    )


def _seen(last: TransactionRecord | None, step: StepRecord) -> str:
    if last is None or last.outcome is None:
        return "It has not been looked up since."
    message = plain(last.code, last.message)
    if last.outcome is OutcomeKind.HELD:
        return message or last.code
    why = f"{last.code} {message}".strip()
    if last.token == step.token:
        return f"It has not been looked up since: the attempt that pressed it ended in {last.outcome}: {why}"
    return f"The last attempt ended in {last.outcome} before its lookup was conclusive: {why}"


def _first(
    lines: tuple[TransactionRecord, ...], wanted: Callable[[TransactionRecord], bool]
) -> TransactionRecord | None:
    return next(filter(wanted, lines), None)
