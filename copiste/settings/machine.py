"""How this machine keeps its bots, and when it runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from copiste import environment
from copiste.orchestrator import hours, schedule
from copiste.sections import Delay, Limit, Section


def _passable(name: str) -> str:
    if why := environment.refusal(name):
        raise ValueError(f"{name!a} {why}")
    return name


class Bots(Section):
    """How the bot processes of this machine are kept."""

    headless: bool = True
    #: A bot process is replaced after so many items.
    items_per_process: Annotated[int, Field(ge=1)] = 500
    #: Opening the back-end and signing on may take so long.
    start_limit: Limit = timedelta(seconds=60)
    #: A bot that could not be opened is opened again after so long.
    reopen_after: Delay = timedelta(seconds=10)
    #: Bot processes that stand ready, browser and all, for a seat whose bot died.
    spares: Annotated[int, Field(ge=0)] = 1
    #: A bot that had nothing to do for so long signs on anew before its next item.
    idle_limit: Delay = timedelta(minutes=5)
    #: Names of environment variables that bots, and what they start, get beside the allow-list.
    environment: tuple[Annotated[str, AfterValidator(_passable)], ...] = ()


class Breaker(Section):
    """When nobody claims any more because the back-end fails everybody, and how often it is tried again."""

    #: Technical failures in a row, of all seats of this machine together.
    failures: Annotated[int, Field(ge=1)] = 5
    #: One seat opens the back-end after so long, then after twice as long each time…
    first_probe: Limit = timedelta(seconds=5)
    #: …and at least this often.
    longest: Limit = timedelta(minutes=2)


class Nightly(Section):
    """When `copiste run --scheduled` starts a run, and by when that is over."""

    #: Five fields, as in a crontab: `0 21 * * mon-fri`.
    start: Annotated[str, AfterValidator(schedule.expression)]
    #: IANA name; without it, the back-end's.
    timezone: Annotated[str, AfterValidator(hours.zone)] | None = None
    #: Start no run on the holidays and closed days of `back_end.opening`.
    skip_holidays: bool = False
    #: Each run starts nothing that could not finish within so long.
    lasts: Limit | None = None
