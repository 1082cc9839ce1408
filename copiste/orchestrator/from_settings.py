"""The parts of a run, made as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from copiste.orchestrator.licences import Licences
from copiste.orchestrator.stopping import Stop
from copiste.queue.item import Clock
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from copiste.settings import DEFAULT, Settings

#: A server that has not answered one of a seat's short questions for this long is away, in seconds.
ANSWER = 10.0


def open_store(settings: Settings, retry: Retry, stop: Stop) -> Store:
    """The queue; once a stop was asked for, it waits for nothing long."""
    return Store.open(
        settings.database,
        sealer=Sealer(settings.keys),
        retry=retry,
        lease_time=settings.lease,
        answer=ANSWER,
        hurried=stop.orderly.is_set,
    )


def licences(settings: Settings, store: Store, clock: Clock) -> Licences:
    """The licences of the back-end that the seats share; with none declared, every seat may work."""
    name, seats = settings.back_end.application, settings.back_end.licences
    if seats is None:
        return Licences(store, clock)
    store.set_capacity(name, seats)
    return Licences(store, clock, name)


def pace(settings: Settings, store: Store, clock: Clock) -> Callable[[], timedelta]:
    """How long the next commit has to wait, all machines together."""
    name, per_minute = settings.back_end.application, settings.back_end.commits_per_minute
    if per_minute is None:
        return timedelta
    return lambda: store.pace(name, now=clock(), per_minute=per_minute)


def policies(settings: Settings) -> Retry:
    """How patiently each process is tried."""
    default = settings.policy(DEFAULT)
    return Retry(default=default, policies=settings.policies, settling=settings.back_end.settling)


def record(settings: Settings) -> dict[str, object]:
    """What is kept of the settings with the run; no secret."""
    return {
        "application": settings.back_end.application,
        "face": settings.back_end.face,
        "seats": [seat.name for seat in settings.seats],
    }
