"""`copiste report`: the morning report."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from copiste.console import output
from copiste.console.commands.queue import moment
from copiste.console.context import JsonOption, open_queue, read


def report(
    since: Annotated[
        str | None,
        typer.Option(
            "--since", help="Start of the period, or how long ago: 2026-11-19T18:00, 12h; by default 24h."
        ),
    ] = None,
    ask: Annotated[
        bool,
        typer.Option("--ask/--no-ask", help="Read the back-end's day journal now, where one is declared."),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Write the morning report: what was done, what needs a person, and whether the back-end agrees.

    Exit code 0 when all is well, 1 when there is something to do.
    """
    from copiste.console.reporting import USUAL_PERIOD, make_report, read_back_end

    settings = read()
    start = moment(since) if since else datetime.now(UTC) - USUAL_PERIOD
    with open_queue(settings) as store:
        unread = "It was not read (--no-ask)."
        if ask:
            with output.working("Reading the back-end's day journal …"):
                unread = read_back_end(store, settings)
        made = make_report(store, settings, since=start, unread=unread)
    if as_json:
        compared = made.compared
        output.print_json(
            {
                "page": str(made.page) if made.page else None,
                "trouble": made.trouble,
                "level": made.verdict.level,
                "headline": made.verdict.headline,
                "sentence": made.verdict.sentence,
                "actions": [
                    {"title": a.title, "why": a.why, "commands": a.commands} for a in made.verdict.actions
                ],
                "basis": {
                    "verified": len(compared.basis.verified),
                    "receipts": len(compared.basis.receipts),
                    "found": len(compared.basis.found),
                    "without_receipt": len(compared.basis.without_receipt),
                },
                "reconciliation": {
                    "in_both": len(compared.in_both),
                    "only_queue": [r.receipt for r in compared.only_queue],
                    "only_back_end": [line.receipt for line in compared.only_back_end],
                    "adopted": len(compared.adopted),
                    "not_yet": [r.receipt for r in compared.not_yet],
                    "uncompared": len(compared.uncompared),
                    "unread": compared.unread,
                },
            }
        )
    else:
        say_verdict(made.verdict.headline, made.verdict.sentence, made.verdict.level)
        if made.page:
            output.say(f"The report: {made.page}")
    if made.trouble:
        output.complain(made.trouble)
    raise typer.Exit(made.exit)


def say_verdict(headline: str, sentence: str, level: str) -> None:
    """The first lines of the report, on the terminal."""
    from rich.text import Text

    style = {"well": "bold green", "person": "bold yellow", "alarm": "bold red"}[level]
    output.say(Text(headline, style))
    output.say(sentence)
