"""`copiste run`: work the queue, now or by a schedule."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from copiste import project
from copiste.console import output
from copiste.console.context import JsonOption, open_queue, read, require_face
from copiste.console.exit_codes import ConsoleError, Exit, UnsetError, guard

if TYPE_CHECKING:
    from copiste.orchestrator.stopping import Stop


def run(
    process: Annotated[
        list[str] | None,
        typer.Option("--process", "-p", help="Only items of this process; may be given again."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay when the queue is empty, for what is added later.")
    ] = False,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="Start nothing that could not finish by then: 05:30."),
    ] = None,
    lasts: Annotated[
        str | None,
        typer.Option("--for", metavar="TIME", help="The same, by a length: 6h, 90min."),
    ] = None,
    schedule: Annotated[
        str | None,
        typer.Option(
            "--schedule", metavar="LINE", help='Stay, and start a run at each time: "0 21 * * mon-fri".'
        ),
    ] = None,
    scheduled: Annotated[
        bool, typer.Option("--scheduled", help="Stay, and start a run by the schedule in the settings.")
    ] = False,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Of these times; without it, the back-end's.")
    ] = None,
    skip_holidays: Annotated[
        bool, typer.Option("--skip-holidays", help="No scheduled run on the back-end's holidays.")
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
    from copiste.console.reporting import read_back_end
    from copiste.console.run.running import say_summary, stop_on_signals, work
    from copiste.console.run.scheduling import asked_end, asked_schedule, stay
    from copiste.console.seats import check_seats

    settings = read()
    if settings.back_end.url is None:
        raise UnsetError(
            "No back-end is named in the settings.",
            "Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL. Or try: copiste demo",
        )
    if not project.current().processes():
        raise UnsetError(
            f"{project.current().robots} holds no robot.",
            "Set project in the settings to the folder that holds robots/, or make one: copiste init DIR",
        )
    end = asked_end(settings, until, lasts, timezone, scheduled=scheduled)
    end(datetime.now(UTC))  # a mistake in it is an error now, and not at 21:00
    starts = None
    if schedule is not None or scheduled:
        if watch or (schedule is not None and scheduled):
            raise ConsoleError("--schedule, --scheduled and --watch exclude each other.", "Give one of them.")
        starts = asked_schedule(settings, schedule, timezone, skip_holidays=skip_holidays)
    check_seats(settings)
    to = settings.connection
    require_face(to.face, to.url, to.application, headless=to.headless)

    def once(now: datetime, stop: "Stop | None" = None) -> Exit:
        done = work(settings, processes=process, watch=watch, until=end(now), stop=stop)
        if ask and done.exit in {Exit.OK, Exit.ATTENTION}:
            # The back-end shows a day until midnight: in the morning it is too late to ask about the evening.
            with open_queue(settings) as store, output.working("Reading the back-end's day journal …"):
                unread = read_back_end(store, settings)
            if unread:
                output.note(f"The back-end's day journal was not read: {unread}")
        say_summary(done, as_json=as_json)
        return done.exit

    if starts is None:
        raise typer.Exit(once(datetime.now(UTC)))
    with stop_on_signals() as stop:

        def one_night(now: datetime) -> Exit:
            # A night that fails is reported, and the next one tried: the queue may be back by then.
            went: list[Exit] = []
            failed = guard(lambda: went.append(once(now, stop)), output.complain)
            return went[0] if went else Exit(failed)

        went = stay(starts, one_night, stopped=stop.orderly.wait, clock=lambda: datetime.now(UTC))
    raise typer.Exit(went)
