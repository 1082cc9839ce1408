"""Spare bot processes: made in the background, handed over once, none left behind."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from copiste.bots import wire
from copiste.bots.spares import Spares
from copiste.queue.item import Outcome, OutcomeKind
from tests.support.processes import until
from tests.support.seats import connection
from tests.unit.bots.stage import CLOSE, OPENED, ListJournal, Stage, item, worked

PREPARED: list[Any] = ["read", {"say": {"type": "prepared"}}]
DONE = Outcome(OutcomeKind.DONE)


class Making:
    """Spares with scripted processes."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.made: list[Spares] = []

    def __call__(self, *scripts: list[Any], count: int = 1, limit: float = 60.0) -> Spares:
        (self._stage.folder / "script.json").write_text(json.dumps(scripts))
        self.made.append(
            Spares(
                count,
                prepare=wire.Prepare(connection=connection()),
                command=self._stage.settings.command,
                logs=self._stage.folder,
                start_limit=timedelta(seconds=limit),
            )
        )
        return self.made[-1]


@pytest.fixture
def spares(stage: Stage) -> Iterator[Making]:
    making = Making(stage)
    yield making
    for made in making.made:
        made.end()
    assert [thread.name for thread in threading.enumerate() if thread.name == "spare"] == []


def ready(spares: Spares, count: int = 1) -> list[int]:
    """The processes, once so many stand ready."""
    spares.refill()
    until(lambda: len(spares.pids) == count, f"{count} ready", 60)
    return spares.pids


def test_none_is_made_before_it_is_asked_for(spares: Making, stage: Stage) -> None:
    assert spares(PREPARED).take() is None
    assert stage.pids == []


def test_a_spare_is_told_everything_but_who_it_will_be(spares: Making, stage: Stage) -> None:
    ready(spares([*PREPARED, "hang"]))
    (told,) = stage.heard
    assert told["type"] == "prepare"
    assert "password" not in told
    assert "operator" not in told


def test_as_many_are_kept_as_asked_for_however_often(spares: Making, stage: Stage) -> None:
    kept = spares([*PREPARED, "hang"], count=2)
    ready(kept, 2)
    kept.refill()
    ready(kept, 2)
    assert len(stage.pids) == 2


def test_a_bot_takes_the_spare_and_another_one_is_made_once_it_has_opened(
    spares: Making, stage: Stage
) -> None:
    script = [*PREPARED, *OPENED, *worked(), *CLOSE]
    kept = spares(script)
    (spare,) = ready(kept)
    bot = stage.bot(script, spares=kept)
    assert bot.run(item(), ListJournal()) == DONE
    assert bot.pid == spare
    until(lambda: len(kept.pids) == 1, "the next spare", 60)
    assert [message["type"] for message in stage.heard][:3] == ["prepare", "open", "run"]


def test_a_spare_that_died_is_not_handed_over(spares: Making) -> None:
    kept = spares([*PREPARED, "hang"])
    (pid,) = ready(kept)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert kept.take() is None


@pytest.mark.parametrize(
    "script",
    [
        [{"exit": 1}],
        ["read", {"raw": "Traceback"}, "hang"],
        ["read", {"say": {"type": "unopened", "outcome": {"kind": "APPLICATION", "code": "FACE"}}}, "hang"],
    ],
    ids=["died", "unreadable", "no face"],
)
def test_one_that_cannot_be_prepared_is_given_up_until_the_next_time(
    spares: Making, stage: Stage, script: list[Any]
) -> None:
    kept = spares(script, [*PREPARED, "hang"])
    kept.refill()
    until(lambda: stage.pids and not stage.left(), "gone", 60)
    assert kept.take() is None
    ready(kept)


def test_the_end_leaves_none_not_even_one_that_is_being_prepared(spares: Making, stage: Stage) -> None:
    kept = spares([*PREPARED, "hang"], ["read", "hang"], count=2)
    kept.refill()
    until(lambda: len(kept.pids) == 1 and len(stage.heard) == 2, "one ready, one being prepared", 60)
    kept.end()
    assert stage.left() == []
    kept.refill()
    assert len(stage.pids) == 2


def test_a_message_that_nobody_reads_is_given_up_at_the_deadline(stage: Stage) -> None:
    """A pipe takes some 64 kB; then whoever writes waits for the reader."""
    limits = iter([timedelta(seconds=1)])
    bot = stage.bot([*OPENED, "hang"], time_limit=lambda _process: next(limits))
    crashed = bot.run(item(payload={"much": "x" * 1_000_000}), ListJournal())
    assert crashed.kind is OutcomeKind.CRASHED
    assert stage.left() == []
