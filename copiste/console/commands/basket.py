"""`copiste requeue`, `close`, `resolve`: what a person decides about an item; the history records it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copiste.console import output
from copiste.console.commands.queue import every_item, item_filter
from copiste.console.context import JsonOption, ReferenceArgument, find_item, open_queue, person, read
from copiste.console.exit_codes import ConsoleError

if TYPE_CHECKING:
    from copiste.queue.records import ItemSummary
    from copiste.queue.store import Store

_WhoOption = Annotated[str | None, typer.Option("--who", help="Who decided; by default your account's name.")]


def requeue(
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ITEM]", help="References, PROCESS/REFERENCE or #NUMBER."),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", "-c", help="Every item in a basket with this code.")
    ] = None,
    process: Annotated[
        str | None, typer.Option("--process", "-p", help="With --code: only of this process.")
    ] = None,
    corrected: Annotated[
        Path | None,
        typer.Option(
            "--corrected",
            help="The corrected case, as `show --item` writes it; for one item.",
            dir_okay=False,
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", "-r", help="Why; the history records it.")
    ] = "re-queued by hand",
    who: _WhoOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put items from their basket back into the queue; what is recorded is never keyed again."""
    if corrected and (code or len(items or ()) != 1):
        raise ConsoleError(
            "A corrected case is for one item.", "copiste requeue REFERENCE --corrected case.json"
        )
    with open_queue(read()) as store:
        chosen = _chosen(store, items or [], code, process)
        payload = _corrected(corrected, chosen[0]) if corrected else None
        for item in chosen:
            store.requeue(item.id, who=person(who), why=reason, now=datetime.now(UTC), payload=payload)
    _say_done(chosen, "requeued", as_json=as_json)
    if chosen and not as_json:
        output.say("Next: copiste run")


def close(
    items: Annotated[
        list[str], typer.Argument(metavar="ITEM", help="References, PROCESS/REFERENCE or #NUMBER.")
    ],
    reason: Annotated[
        str, typer.Option("--reason", "-r", help="What was done by hand, or why it is not wanted.")
    ],
    who: _WhoOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take items out for good: done by hand, or no longer wanted. A pending item is cancelled."""
    from copiste.queue.item import State

    with open_queue(read()) as store:
        chosen = _chosen(store, items, None, None)
        for item in chosen:
            end = store.cancel if item.state is State.PENDING else store.close
            end(item.id, who=person(who), why=reason, now=datetime.now(UTC))
    _say_done(chosen, "closed", as_json=as_json)


def resolve(
    item: ReferenceArgument,
    step: Annotated[
        str,
        typer.Argument(metavar="STEP", help="The step in doubt, as `show` writes it.", show_default=False),
    ],
    receipt: Annotated[
        str | None,
        typer.Option("--receipt", metavar="NUMBER", help="The receipt that the back-end shows for it."),
    ] = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="It is there, and the back-end shows no receipt for it.")
    ] = False,
    absent: Annotated[bool, typer.Option("--absent", help="The back-end has no such record.")] = False,
    reason: Annotated[str, typer.Option("--reason", "-r", help="How you know.")] = "looked up by hand",
    who: _WhoOption = None,
) -> None:
    """Say whether a held item's step was recorded, as looked up in the back-end; the item then goes on."""
    if [absent, recorded, bool(receipt)].count(True) != 1:
        raise ConsoleError(
            "Give one of --receipt, --recorded and --absent.",
            "--receipt NUMBER when the record is there, --recorded when it is there without a number, "
            "--absent when it is not",
        )
    with open_queue(read()) as store:
        found = find_item(store, item)
        state = store.resolve_held(
            found.id,
            step,
            receipt=receipt,
            recorded=recorded,
            who=person(who),
            why=reason,
            now=datetime.now(UTC),
        )
    rest = (
        "Next: copiste run" if state == "PENDING" else f"Another step is still in doubt: copiste show {item}"
    )
    output.say(f"{found.reference}: {step} is {'absent' if absent else 'recorded'}. {rest}")


def _chosen(store: "Store", named: list[str], code: str | None, process: str | None) -> list["ItemSummary"]:
    if bool(named) == bool(code):
        raise ConsoleError(
            "Which items?", "Name them, or give one --code: copiste requeue --code CONTRACT_UNKNOWN"
        )
    if code is None:
        return [find_item(store, name) for name in named]
    found = list(every_item(store, item_filter(None, baskets=True, code=code, process=process, since=None)))
    if not found:
        raise ConsoleError(f"No basket holds an item with code {code}.", "See the baskets: copiste status")
    return found


def _corrected(path: Path, item: "ItemSummary") -> Mapping[str, Any]:
    """The checked payload in `path`.

    Raises:
        ConsoleError: it is not the item's case, or breaks rules; they are named, values are not.
    """
    from copiste.cases import check

    try:
        case = json.loads(path.read_text(encoding="utf-8"))
        process, reference, payload = case["process"], case["reference"], dict(case["payload"])
    except (ValueError, KeyError, TypeError):
        raise ConsoleError(
            f"{path} holds no case as `show --item` writes it.",
            f"Write it again: copiste show {item.reference} --item > {path}",
        ) from None
    if (process, reference) != (item.process, item.reference):
        raise ConsoleError(f"{path} holds another case than {item.process}/{item.reference}.")
    checked = check(process, payload, datetime.now().astimezone().date())
    if isinstance(checked, dict):
        return checked
    broken = "\n".join(f"  {v.path}: {v.rule}. {v.explanation}" for v in checked)
    raise ConsoleError(f"{path} breaks rules, so nothing was re-queued:\n{broken}")


def _say_done(chosen: list["ItemSummary"], done: str, *, as_json: bool) -> None:
    if as_json:
        output.print_json({done: [f"{item.process}/{item.reference}" for item in chosen]})
        return
    shown = ", ".join(item.reference for item in chosen[:10]) + (" …" if len(chosen) > 10 else "")
    output.say(f"{len(chosen)} {done}: {shown}")
