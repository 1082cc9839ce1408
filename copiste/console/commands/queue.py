"""`copiste status`, `items`, `show`: looking at the queue. Nothing here changes it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from copiste.console import output
from copiste.console.context import JsonOption, ReferenceArgument, find_item, open_queue, person, read
from copiste.console.exit_codes import ConsoleError, Exit

if TYPE_CHECKING:
    from copiste.queue.records import ItemFilter, ItemRecord, ItemSummary
    from copiste.queue.store import Store


def status(as_json: JsonOption = False) -> None:
    """Count items by process and state; list what waits for a person; show the last run.

    Exit code 1 when a person is needed, 4 when the queue does not answer or cannot be written.
    """
    from copiste.queue.lifecycle import BASKETS

    with open_queue(read(), soon=True) as store:
        counts, baskets, runs = store.counts(), store.baskets(), store.runs(limit=1)
        unwritable = _why_not_written(store)
    needed = sum(basket.items for basket in baskets)
    went = Exit.UNREACHABLE if unwritable else Exit.ATTENTION if needed else Exit.OK
    if as_json:
        output.print_json(
            {
                "counts": [asdict(count) for count in counts],
                "baskets": [asdict(basket) for basket in baskets],
                "last_run": asdict(runs[0]) if runs else None,
                "away": unwritable or None,
            }
        )
        raise typer.Exit(went)
    if unwritable:
        output.complain(unwritable)
    by_process: dict[str, dict[str, int]] = defaultdict(dict)
    for count in counts:
        by_process[count.process][count.state] = count.items
    states = list(dict.fromkeys(state for line in by_process.values() for state in line))
    rows = [
        [
            Text(process),
            *(Text(str(line.get(state) or "·"), output.STATE_STYLES.get(state, "")) for state in states),
        ]
        for process, line in sorted(by_process.items())
    ]
    if not rows:
        output.say("The queue is empty. Load a file: copiste load FILE")
        raise typer.Exit(went)
    output.out.print(output.table("", ("process", *(f"{state.lower()}#" for state in states)), rows))
    if baskets:
        ordered = sorted(baskets, key=lambda b: (BASKETS.index(b.state), -b.items))
        lines: list[list[str | Text]] = [
            [output.state(b.state), b.code, b.process, str(b.items)] for b in ordered
        ]
        output.say("")
        output.out.print(output.table("Waiting for a person", ("state", "code", "process", "items#"), lines))
        output.say("\nNext: copiste items --code CODE, copiste show ITEM")
    if runs:
        ended = output.local(runs[0].ended) or "not ended"
        output.say(f"\nLast run: {runs[0].id} on {runs[0].host}, {output.local(runs[0].started)} → {ended}")
    raise typer.Exit(went)


def _why_not_written(store: "Store") -> str:
    """Why a run could not go on; empty when it could."""
    from copiste.queue.errors import WorkItemsError

    try:
        store.try_writing()
    except WorkItemsError as error:
        return str(error)
    return ""


def items(
    state: Annotated[
        list[str] | None, typer.Option("--state", "-s", help="Only in this state; may be repeated.")
    ] = None,
    baskets: Annotated[bool, typer.Option("--baskets", "-b", help="Only what waits for a person.")] = False,
    code: Annotated[str | None, typer.Option("--code", "-c", help="Only with this code.")] = None,
    process: Annotated[str | None, typer.Option("--process", "-p", help="Only of this process.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Changed since: 2026-11-19, 2026-11-19T18:00, 12h.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Maximum number of items.")] = 100,
    as_json: JsonOption = False,
) -> None:
    """List work items: state, code and message, never the case's data."""
    only = item_filter(state, baskets=baskets, code=code, process=process, since=since)
    with open_queue(read()) as store:
        found = list(_first(every_item(store, only), limit + 1))
    more, found = len(found) > limit, found[:limit]
    if as_json:
        output.print_json([asdict(item) for item in found])
        return
    if not found:
        output.say("No such item.")
        return
    rows = [
        (
            i.reference,
            i.process,
            output.state(i.state),
            str(i.attempt),
            i.code,
            output.plain(i.code, i.message),
            output.minute(i.changed_at),
        )
        for i in found
    ]
    columns = ("reference!", "process!", "state!", "attempt#", "code", "message", "since!")
    output.out.print(output.table("", columns, rows))
    if more:
        output.note(
            f"More than {limit}: ask for more with --limit, or for fewer with --code, --state, --process."
        )


def show(
    item: ReferenceArgument,
    case: Annotated[
        bool,
        typer.Option(
            "--item", help="Print the case itself as JSON, for a robot run by hand. It holds personal data."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show everything about one item but its case: journal, transactions, history, folders of pictures."""
    settings = read()
    from copiste.console.held import doubts

    with open_queue(settings) as store:
        summary = find_item(store, item)
        if case:
            payload = dict(store.payload(summary.id))
            details = {"item": summary.id}
            now = datetime.now(UTC)
            store.note(who=person(None), what="case exported", why="show --item", now=now, details=details)
            output.print_json(
                {"process": summary.process, "reference": summary.reference, "payload": payload}
            )
            return
        record = store.item(summary.id)
    if as_json:
        held = [asdict(doubt) for doubt in doubts(record)]
        output.print_json({**asdict(record), "held": held})
        return
    _print_record(record, settings.evidence)


def item_filter(
    states: list[str] | None, *, baskets: bool, code: str | None, process: str | None, since: str | None
) -> "ItemFilter":
    """The filter that the options of a command stand for.

    Raises:
        ConsoleError: a state or a moment that does not exist.
    """
    from copiste.queue.item import State
    from copiste.queue.lifecycle import BASKETS
    from copiste.queue.records import ItemFilter

    chosen = set(BASKETS) if baskets else set()
    for name in states or ():
        if name.upper() not in State.__members__:
            raise ConsoleError(f"There is no state {name}.", f"States: {', '.join(State)}")
        chosen.add(State(name.upper()))
    return ItemFilter(frozenset(chosen), process=process, code=code, since=moment(since) if since else None)


def moment(text: str, now: datetime | None = None) -> datetime:
    """An instant as people write it: a date, a date and time, or how long ago (`12h`, `30min`, `2d`).

    Raises:
        ConsoleError: it is none of these.
    """
    now = now or datetime.now().astimezone()
    for unit, length in (("min", timedelta(minutes=1)), ("h", timedelta(hours=1)), ("d", timedelta(days=1))):
        if text.endswith(unit) and text.removesuffix(unit).isdigit():
            return now - int(text.removesuffix(unit)) * length
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise ConsoleError(
            f'"{text}" is not a moment.',
            "Write 2026-11-19, 2026-11-19T18:00, or how long ago: 30min, 12h, 2d",
        ) from None


def every_item(store: "Store", only: "ItemFilter") -> Iterator["ItemSummary"]:
    """Every item that passes the filter, page after page."""
    page = store.items(only)
    while True:
        yield from page.items
        if page.next is None:
            return
        page = store.items(only, after=page.next)


def _first(some: Iterator["ItemSummary"], limit: int) -> Iterator["ItemSummary"]:
    for _, item in zip(range(limit), some, strict=False):
        yield item


def _print_record(record: "ItemRecord", evidence: Path) -> None:
    from copiste.console.held import doubts, explained

    head = record.summary
    source = head.source
    where = " ".join(str(part) for part in (source.file, source.sheet, source.row) if part) if source else ""
    output.say(
        Text.assemble((head.reference, "bold"), f"  {head.process}  #{head.id}  ", output.state(head.state))
    )
    for caption, value in (
        ("code", head.code),
        ("message", output.plain(head.code, head.message)),
        ("attempt", str(head.attempt)),
        ("from", where),
        ("added", output.local(head.added_at)),
        ("since", output.local(head.changed_at)),
        ("not before", output.local(head.not_before) if head.state == "PENDING" else ""),
        ("held by", head.holder or ""),
        ("erased", output.local(head.erased_at)),
    ):
        if value:
            output.say(Text.assemble((f"{caption:>11}  ", "dim"), value))
    for doubt in doubts(record):
        output.say(Text(f"\nIn doubt: {doubt.label}", "bold red"))
        for caption, value in explained(doubt, evidence):
            output.say(Text.assemble((f"{caption:>11}  ", "dim"), value))
    if record.journal:
        rows = [(s.step, s.state, s.receipt or "", output.local(s.at)) for s in record.journal]
        output.say("")
        output.out.print(output.table("Journal", ("step", "state", "receipt", "at"), rows))
    if record.transactions:
        lines = [
            (
                str(t.attempt),
                t.holder,
                output.local(t.started),
                output.span(t.finished - t.started) if t.finished else "running",
                t.outcome or "",
                t.code,
                f"{evidence}/{t.evidence}" if t.evidence else "",
            )
            for t in record.transactions
        ]
        columns = ("attempt#", "bot", "started", "took#", "outcome", "code", "pictures and log")
        output.say("")
        output.out.print(output.table("Transactions", columns, lines))
    output.say("")
    history = [
        (
            output.local(h.at),
            h.who,
            f"{h.from_state or '—'} → {h.to_state}",
            " ".join(w for w in (h.code, h.why) if w),
        )
        for h in record.history
    ]
    output.out.print(output.table("History", ("at", "who", "what", "why"), history))
    for line in _next_steps(head):
        output.say(Text(line, "dim"))


def _next_steps(item: "ItemSummary") -> Iterator[str]:
    from copiste.queue.lifecycle import BASKETS

    if item.state not in BASKETS:
        return
    yield ""
    if item.state == "HELD":
        yield "Look the record up in the back-end, then type one of the two commands under the step in doubt."
        yield f"Its values:        copiste show {item.reference} --item"
        yield f"Have a bot look again: copiste requeue {item.reference}"
        yield f'Done by hand:      copiste close {item.reference} --reason "…"'
        return
    yield f"Correct the case:  copiste show {item.reference} --item > case.json  then  --corrected case.json:"
    yield f"Put it back:       copiste requeue {item.reference}"
    yield f'Done by hand:      copiste close {item.reference} --reason "…"'
