"""A warm bot as production has it: the orchestrator's loop, the real queue, a process signed on once."""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from pydantic import SecretStr

from benchmarks.support import profiled_bot
from benchmarks.support.stopwatch import Stopwatch
from copiste.bots import bot_process, wire
from copiste.bots.bot import Bot, BotSettings
from copiste.orchestrator.breaker import Breaker
from copiste.orchestrator.context import RunContext
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.licences import Licences
from copiste.orchestrator.remaining_work import RemainingWork
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.orchestrator.work import work_one
from copiste.queue.item import NewItem, Outcome, OutcomeKind
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from tests.support.mock import PASSWORD, Mock
from tests.support.seats import connection, credentials

OPERATOR, TERMINAL = "ROB01", "R001"
CLAIM, RECORD, SETTLE = "queue: claim", "journal: durable write", "queue: settle"


class NotDoneError(Exception):
    """An item that the measurement needs done came to something else."""


class WarmBot:
    """One seat of the orchestrator on a queue of its own."""

    def __init__(self, context: RunContext, bot: Bot) -> None:
        self._context = context
        self._bot = bot
        self._worked = 0

    def work(self, payload: Mapping[str, Any], process: str = "enrolment") -> float:
        """Work one item, from claim to settle, in seconds.

        Raises:
            NotDoneError: it is not done.
        """
        self._worked += 1
        item = NewItem(process, f"B-{self._worked}", payload)
        self._context.store.add([item], now=self._context.clock())
        started = time.perf_counter()
        outcome = work_one(self._context, self._bot)
        seconds = time.perf_counter() - started
        if outcome is None or outcome.kind is not OutcomeKind.DONE:
            raise NotDoneError(_said(outcome))
        return seconds


@contextmanager
def warm_bot(
    mock_back_end: Mock, folder: Path, stopwatch: Stopwatch | None = None, *, face: str = "web"
) -> Iterator[WarmBot]:
    """A seat with its queue and evidence in `folder`.

    With a `stopwatch`, which measures the queue's side, the bot process is a `profiled_bot`; `profiles`
    reads what it told.
    """
    settings = BotSettings(
        name=f"{OPERATOR}@benchmark",
        open=wire.Open(
            prepare=wire.Prepare(
                connection=connection(mock_back_end.address(face), face),
                environment=(profiled_bot.VARIABLE,),
            ),
            credentials=credentials(OPERATOR, PASSWORD, TERMINAL),
            hash_key=SecretStr(secrets.token_hex()),
        ),
        evidence=folder / "evidence",
        evidence_limit=5_000_000,
        items_per_process=10_000,
        start_limit=timedelta(minutes=2),
        time_limit=lambda _process: timedelta(minutes=3),
        command=(sys.executable, "-m", (profiled_bot if stopwatch else bot_process).__name__),
    )
    retry, stop, ended = Retry(), Stop(), threading.Event()
    with (
        mock.patch.dict(os.environ, {profiled_bot.VARIABLE: str(_profile(folder))}),
        _store_timed(stopwatch),
        Store.open(f"sqlite:///{folder / 'queue.db'}", retry=retry) as store,
    ):
        leases = Leases(store, _now)
        steady = ResilientQueue(store, leases, _now, stop)
        run = store.start_run(host="benchmark", settings={}, now=_now())
        context = RunContext(
            store,
            steady,
            RemainingWork(store, steady, _now, None, timedelta()),
            retry,
            leases,
            Licences(store, _now),
            Breaker(),
            stop,
            _now,
            lambda _event: None,
            run,
        )
        bot = Bot(settings)
        renewal = threading.Thread(target=leases.renew_until, args=(ended,), daemon=True)
        renewal.start()
        try:
            yield WarmBot(context, bot)
        finally:
            ended.set()
            bot.stop()
            renewal.join()


def profiles(folder: Path) -> list[dict[str, Any]]:
    """What the profiled bot in `folder` told, one for each item."""
    return [json.loads(line) for line in _profile(folder).read_text(encoding="utf-8").splitlines()]


@contextmanager
def _store_timed(stopwatch: Stopwatch | None) -> Iterator[None]:
    if stopwatch is None:
        yield
        return
    with (
        stopwatch.on(Store, "claim", CLAIM),
        stopwatch.on(Store, "record", RECORD),
        stopwatch.on(Store, "settle", SETTLE),
    ):
        yield


def _profile(folder: Path) -> Path:
    return folder / "profile.jsonl"


def _said(outcome: Outcome | None) -> str:
    return "Nothing was ready." if outcome is None else f"{outcome.kind} {outcome.code}: {outcome.message}"


def _now() -> datetime:
    return datetime.now(UTC)
