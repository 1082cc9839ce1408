"""`copiste run`: work the queue."""

from typing import Annotated

import typer

from console import output
from console.door import Exit, UnsetError
from console.opening import JsonOption, open_queue, read


def run(
    process: Annotated[
        list[str] | None,
        typer.Option("--process", "-p", help="Only items of this process; may be given again."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay when the queue is empty, for what is added later.")
    ] = False,
    ask: Annotated[
        bool,
        typer.Option("--ask/--no-ask", help="At the end, read the back-end's day journal for the report."),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Work the queue with every seat that the settings name, until nothing is left.

    Ctrl-C or SIGTERM: first, what is in flight is finished and the rest given back; again, it stops at once.
    """
    from console.reporting import read_back_end
    from console.running import say_summary, work

    settings = read()
    if settings.back_end.url is None:
        raise UnsetError(
            "No back-end is named in the settings.",
            "Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL. Or try: copiste demo",
        )
    done = work(settings, processes=process, watch=watch)
    if ask and done.exit in {Exit.OK, Exit.ATTENTION}:
        # The back-end shows a day until midnight: in the morning it is too late to ask about the evening.
        with open_queue(settings) as store, output.working("Reading the back-end's day journal …"):
            unread = read_back_end(store, settings)
        if unread:
            output.note(f"The back-end's day journal was not read: {unread}")
    say_summary(done, as_json=as_json)
    raise typer.Exit(done.exit)
