"""How this machine keeps its bots, and when it runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from copiste import environment
from copiste.orchestrator.calendar import hours, schedule
from copiste.sections import Delay, Limit, Section


def _passable(name: str) -> str:
    if why := environment.refusal(name):
        raise ValueError(f"{name!a} {why}")
    return name


class Bots(Section):
    """The bot processes of this machine."""

    headless: bool = True
    #: Items that one bot process works before it is replaced.
    items_per_process: Annotated[int, Field(ge=1)] = 500
    #: Most time to open the back-end and sign on.
    start_limit: Limit = timedelta(seconds=60)
    #: Wait before a bot that could not be opened is opened again.
    reopen_after: Delay = timedelta(seconds=10)
    #: Bot processes that stand ready, browser and all, for a seat whose bot died.
    spares: Annotated[int, Field(ge=0)] = 1
    #: A bot that was idle for longer signs on again before its next item.
    idle_limit: Delay = timedelta(minutes=5)
    #: Names of environment variables that bots, and what they start, get beside the allow-list.
    environment: tuple[Annotated[str, AfterValidator(_passable)], ...] = ()


class BreakerRules(Section):
    """When all seats stop claiming because the back-end fails, and how often it is tried again."""

    #: Technical failures in a row, of all seats of this machine together.
    failures: Annotated[int, Field(ge=1)] = 5
    #: Wait before one seat tries the back-end again; doubled after each failure…
    first_probe: Limit = timedelta(seconds=5)
    #: …up to this.
    longest: Limit = timedelta(minutes=2)

    def wait(self, probes: int) -> timedelta:
        """The wait before the next probe, after `probes` that failed."""
        return min(self.first_probe * (1 << min(probes, 30)), self.longest)


class Nightly(Section):
    """When `copiste run --scheduled` starts a run, and by when that is over."""

    #: Five fields, as in a crontab: `0 21 * * mon-fri`.
    start: Annotated[str, AfterValidator(schedule.expression)]
    #: IANA name; without it, the back-end's.
    timezone: Annotated[str, AfterValidator(hours.zone)] | None = None
    #: Start no run on the holidays and closed days of `back_end.opening`.
    skip_holidays: bool = False
    #: Each run ends within this time: it starts nothing that could not finish by then.
    lasts: Limit | None = None
