"""`copiste audit`: verifying and keeping the trail of what was done with the queue."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from copiste.console import output
from copiste.console.context import JsonOption, ReferenceArgument, open_queue, person, read
from copiste.console.exit_codes import Exit
from copiste.disks import whole_file

app = typer.Typer(name="audit", help="The trail: who did what, sealed against changes.", no_args_is_help=True)


@app.command()
def verify(
    known: Annotated[
        str | None,
        typer.Option("--known", help="The hash of a seal that you kept: check that it is still there."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Recompute every seal and name the first line that does not match. Exit code 1 when there is one."""
    with open_queue(read()) as store:
        found = store.verify(known)
    if as_json:
        last = {"id": found.last.id, "at": found.last.at, "hash": found.last.hash} if found.last else None
        output.print_json(
            {
                "fault": found.fault or None,
                "sealed": found.sealed,
                "unsealed": found.unsealed,
                "erased": found.erased,
                "last_seal": last,
            }
        )
        raise typer.Exit(Exit.ATTENTION if found.fault else Exit.OK)
    if found.fault:
        output.say(f"The trail does not match its seals: {found.fault}.")
        output.say(f"{found.sealed} lines before it match. Compare with a copy: copiste audit export")
        raise typer.Exit(Exit.ATTENTION)
    output.say(f"{found.sealed} lines of history and acts are as they were sealed.")
    if found.unsealed:
        output.say(f"{found.unsealed} are not sealed yet: a run seals every minute and at its end.")
    if found.erased:
        output.say(f"{found.erased} items are erased, and nothing of their cases is left in the tables.")
    if found.last:
        output.say(f"Last seal {found.last.id}, {found.last.at} UTC: {found.last.hash}")
        output.say("Keep that hash elsewhere: a trail that was cut off cannot produce it again.")


@app.command()
def export(
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file instead of standard output.", dir_okay=False),
    ] = None,
) -> None:
    """Write events, acts and seals as JSON lines, for an archive. They hold no case."""
    with open_queue(read()) as store:
        store.note(who=person(None), what="trail exported", why="audit export", now=datetime.now(UTC))
        lines = (json.dumps(line, ensure_ascii=False, default=str) for line in store.trail())
        if file is None:
            for line in lines:
                output.out.out(line, highlight=False)
            return
        with whole_file(file) as writing:
            writing.writelines(f"{line}\n" for line in lines)
    output.say(f"{file} holds the trail.")


@app.command()
def proof(item: ReferenceArgument) -> None:
    """Show when and by whom an item was erased, with the digests of what it held, as JSON."""
    from copiste.console.commands.data.erase import proof_of

    with open_queue(read()) as store:
        output.print_json(proof_of(store, item))
