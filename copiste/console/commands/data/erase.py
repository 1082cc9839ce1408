"""`copiste erase`, `purge`, `find`: where people's data is in the queue, and its erasure."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from copiste.console import output
from copiste.console.commands.queue import moment
from copiste.console.context import JsonOption, find_item, open_queue, person, read
from copiste.console.exit_codes import ConsoleError

if TYPE_CHECKING:
    from copiste.console.erasing import Erasure
    from copiste.queue.item import State
    from copiste.queue.store import Store

_WhoOption = Annotated[str | None, typer.Option("--who", help="Who decided; by default your account's name.")]
_SETTLED = ("DONE", "CLOSED", "CANCELLED", "EXPIRED")


def erase(
    items: Annotated[
        list[str] | None, typer.Argument(metavar="[ITEM]", help="References, PROCESS/REFERENCE or #NUMBER.")
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option(
            "--older-than", help="In place of items: what was settled longer ago (90d) or before a date."
        ),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            "-s",
            help="With --older-than: only this state; by default done, closed, cancelled, expired.",
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", "-r", help="Why; the trail records it.")
    ] = "erased by hand",
    who: _WhoOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask for confirmation; it cannot be undone.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase cases with their files, search hashes, pictures and logs; their history stays."""
    from copiste.console.erasing import erase as erase_them

    if bool(items) == bool(older_than):
        raise ConsoleError(
            "Nothing to erase was named.", "Name items, or an age: copiste erase --older-than 90d"
        )
    settings = read()
    with open_queue(settings) as store:
        if older_than:
            before = moment(older_than)
            chosen = list(store.due_for_erasure(dict.fromkeys(_states(state or _SETTLED), before)))
        else:
            chosen = [find_item(store, name).id for name in items or ()]
        if chosen and not yes:
            typer.confirm(f"Erase {len(chosen)} cases for good?", abort=True, err=True)
        done = erase_them(
            store, settings.evidence, chosen, who=person(who), why=reason, now=datetime.now(UTC)
        )
    _say_erased(done, as_json=as_json)


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many; erase nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase what is older than `retention` in the settings; for a timer, on every machine with evidence."""
    from copiste.console.erasing import erase as erase_them
    from copiste.console.erasing import sweep
    from copiste.queue.item import State

    settings = read()
    now = datetime.now(UTC)
    kept = settings.retention.by_state()
    if not kept:
        raise ConsoleError(
            "The settings keep everything.", 'Say how long, under [retention] in copiste.toml: done = "P90D"'
        )
    with open_queue(settings) as store:
        due = list(store.due_for_erasure({State(name): now - length for name, length in kept.items()}))
        if dry_run:
            if as_json:
                output.print_json({"due": len(due)})
            else:
                output.say(f"{len(due)} cases would be erased.")
            return
        swept = sweep(store, settings.evidence)
        done = erase_them(store, settings.evidence, due, who=person(None), why="retention", now=now)
    _say_erased(done, swept, as_json=as_json)


def find(
    name: Annotated[str, typer.Option("--name", prompt="Name", help="First and last names, in any order.")],
    birth: Annotated[str, typer.Option("--birth", prompt="Birth date", help="As 1980-05-12.")],
    as_json: JsonOption = False,
) -> None:
    """List the items about a person, for a request for access or erasure.

    The trail records that there was a search, not for whom. The command asks for a name or birth date that is
    left out: then it is not in the shell's history.
    """
    try:
        born = datetime.strptime(birth, "%Y-%m-%d").date()  # noqa: DTZ007 - a birth date has no time zone
    except ValueError:
        raise ConsoleError("The birth date is not a date.", "Write it as 1980-05-12") from None
    with open_queue(read()) as store:
        matches = store.about(name, born)
        found = [(store.item(match.item).summary, match.whole) for match in matches]
        details = {"found": len(found)}
        store.note(
            who=person(None), what="person looked up", why="find", now=datetime.now(UTC), details=details
        )
    if as_json:
        output.print_json([{**asdict(item), "whole_name": whole} for item, whole in found])
        return
    if not found:
        output.say("No item is about that person. Items loaded before search hashes: copiste keys rotate")
        return
    rows: list[tuple[str | Text, ...]] = [
        (
            item.reference,
            item.process,
            f"#{item.id}",
            output.state(item.state),
            "whole" if whole else "in part",
            output.local(item.erased_at),
        )
        for item, whole in found
    ]
    output.out.print(
        output.table("", ("reference!", "process!", "number#", "state!", "name", "erased"), rows)
    )
    output.say("Their cases: copiste show ITEM --item. To erase them: copiste erase ITEM")


def _states(names: list[str] | tuple[str, ...]) -> Iterator["State"]:
    from copiste.queue.item import State

    for name in names:
        if name.upper() not in State.__members__ or name.upper() in {State.PENDING, State.RESERVED}:
            settled = ", ".join(state for state in State if state not in {State.PENDING, State.RESERVED})
            raise ConsoleError(f"{name} is not a state of a settled item.", f"States: {settled}")
        yield State(name.upper())


def _say_erased(done: "Erasure", swept: int = 0, *, as_json: bool) -> None:
    if as_json:
        output.print_json({**asdict(done), "swept": swept})
        return
    output.say(
        f"{done.items} cases erased, with {done.files} files and {done.evidence + swept} evidence folders."
    )
    if done.acts:
        output.say(f"Proof: acts {done.acts[0]} to {done.acts[-1]} of the trail; copiste audit proof ITEM")
    if done.items and not done.clean:
        output.say(
            "Old pages of the database may still hold it: on PostgreSQL until VACUUM (see docs/security.md), "
            "on SQLite until other programs that read the queue end, then run: copiste purge"
        )


def proof_of(store: "Store", named: str) -> dict[str, object]:
    """What the trail records of an item's erasure.

    Raises:
        ConsoleError: it was not erased.
    """
    item = find_item(store, named)
    act = store.proof(item.id)
    if act is None:
        raise ConsoleError(f"{item.reference} was not erased.", "To erase it: copiste erase " + named)
    return {
        "item": f"{item.process}/{item.reference}",
        "erased_at": item.erased_at,
        "who": act.who,
        "why": act.why,
        "act": act.id,
        "sha256": act.details["sha256"][str(item.id)],
    }
