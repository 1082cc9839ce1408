"""`copiste run`: work the queue."""

from typing import Annotated

import typer

from console.door import Exit, UnsetError
from console.opening import JsonOption, read


def run(
    process: Annotated[
        list[str] | None,
        typer.Option("--process", "-p", help="Only items of this process; may be given again."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay when the queue is empty, for what is added later.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Work the queue with every seat that the settings name, until nothing is left.

    Ctrl-C or SIGTERM: first, what is in flight is finished and the rest given back; again, it stops at once.
    """
    from console.running import say_summary, work

    settings = read()
    if settings.back_end.url is None:
        raise UnsetError(
            "No back-end is named in the settings.",
            "Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL. Or try: copiste demo",
        )
    done = work(settings, processes=process, watch=watch)
    say_summary(done, as_json=as_json)
    raise typer.Exit(done.exit if done.exit is not Exit.OK else 0)
