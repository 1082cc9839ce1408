"""A night of `copiste run` in an application of the tests: answers are lost, bots killed; then the truth.

`NIGHT` of `tests/applications/<name>/night.py` is what an application says of itself. What it recorded is
read from its own database, and compared with what the drawn cases ask for.
"""

from __future__ import annotations

import importlib
import json
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from copiste.queue.item import NewItem, State
from copiste.queue.records import ItemFilter, ItemSummary
from copiste.queue.store import Store
from tests.support import answers_proxy, programs
from tests.support.answers_proxy import Fault, Request
from tests.support.processes import family

_APPLICATIONS = Path(__file__).parent
_BOT = "copiste.bots.bot_process"
#: Seconds that an orchestrator may take to end when it is asked to.
_ENDING = 120
#: How often each fault befalls a request that the night concerns, where it says no other.
SHARES: Final = {
    Fault.REQUEST_LOST: 0.03,
    Fault.ANSWER_LOST: 0.06,
    Fault.ANSWER_CUT: 0.04,
    Fault.ANSWER_LATE: 0.06,
    Fault.ANSWER_SLOW: 0.04,
}
_SETTINGS = """
patience = "PT5M"

[back_end]
url = "{url}"
answer_limit = "PT30S"
settling = "PT{settling}S"

[bots]
reopen_after = "PT1S"

[breaker]
failures = 50

[policies.default]
attempts = 40
crashes = 40
first_delay = "PT0.5S"
longest_delay = "PT5S"

"""


@dataclass(frozen=True)
class Asked:
    """One case, and what is to come of it."""

    item: NewItem
    #: What the application must hold, unless the case ends in a basket.
    record: Hashable
    #: The code of the basket that it ends in; empty for a case that is recorded.
    basket: str = ""
    #: Files below `attachments/` that it names; each holds its own name.
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Served:
    """An application that listens."""

    #: Its first page.
    url: str
    #: What it recorded since it was served, without what no case asks for (numbers, sums, who recorded it).
    recorded: Callable[[], Iterable[Hashable]]


@dataclass(frozen=True)
class Night:
    """What an application says of itself; its project is in the folder `project` beside."""

    #: The name of its folder.
    name: str
    #: So many cases, the same for the same seed: `draw(seed, count)`.
    draw: Callable[[int, int], list[Asked]]
    #: Serve it with its data in a folder: `serve(folder, seed)`, the seed being that of its delays.
    serve: Callable[[Path, int], AbstractContextManager[Served]]
    #: The password of each seat.
    passwords: Mapping[str, str] = field(default_factory=dict)
    #: Which requests faults befall, and how often; `None` for a terminal, which harms answers by itself.
    concerns: Callable[[Request], bool] | None = answers_proxy.is_post
    shares: Mapping[Fault, float] = field(default_factory=lambda: SHARES)
    #: Seconds after which what a lost caller asked for is recorded.
    settling: int = 2


@dataclass(frozen=True)
class Morning:
    """What was done, and what came of it."""

    #: What befell the requests concerned; `None` counts those that were left alone.
    faults: Counter[Fault | None]
    bots_killed: int
    seconds: float
    #: What is not as it was asked, a line each; nothing when every promise was kept.
    wrong: list[str]


def known() -> list[str]:
    """The names of all nights."""
    return sorted(path.parent.name for path in _APPLICATIONS.glob("*/night.py"))


def named(name: str) -> Night:
    """The night of an application."""
    night = importlib.import_module(f"tests.applications.{name}.night").NIGHT
    assert isinstance(night, Night)
    return night


def live_through(
    night: Night, folder: Path, asked: list[Asked], *, seed: int, kills_every: float, limit: float
) -> Morning:
    """Have `asked` worked, with a bot killed every `kills_every` seconds on the average, and compare.

    Raises:
        AssertionError: the run did not end within `limit` seconds, or failed.
    """
    project = _copied(night, folder)
    for name in (name for one in asked for name in one.files):
        (project / "attachments" / name).write_text(name)
    queue = f"sqlite:///{project / 'var' / 'copiste.db'}"
    with Store.open(queue) as store:
        store.add((one.item for one in asked), now=datetime.now(UTC))
    (folder / "application").mkdir()
    with (
        night.serve(folder / "application", seed) as served,
        _harmed(night, served.url, seed) as (url, faults),
    ):
        _set(project, url, night.settling)
        began = time.monotonic()
        killed = _run(project, folder, random.Random(seed), kills_every, limit)
        wrong = [*_misplaced(queue, asked), *_wrong_records(served.recorded(), asked)]
        return Morning(faults, killed, time.monotonic() - began, wrong)


@contextmanager
def _harmed(night: Night, url: str, seed: int) -> Iterator[tuple[str, Counter[Fault | None]]]:
    """Where the application is reached through what harms its answers, and the count of what befell them."""
    if night.concerns is None:
        yield url, Counter()
        return
    plan = answers_proxy.drawn(seed, night.shares)
    with answers_proxy.relaying(url, plan, concerns=night.concerns, seconds=2) as relay:
        yield relay.url + urlsplit(url).path.lstrip("/"), relay.done


def _copied(night: Night, folder: Path) -> Path:
    project = folder / "project"
    ignored = shutil.ignore_patterns("__pycache__", "var")
    shutil.copytree(_APPLICATIONS / night.name / "project", project, ignore=ignored)
    for name in ("var", "attachments"):
        (project / name).mkdir()
    vault = folder / "vault.json"
    vault.write_text(json.dumps({seat: {"password": one} for seat, one in night.passwords.items()}))
    vault.chmod(0o600)
    return project


def _set(project: Path, url: str, settling: int) -> None:
    settings = project / "copiste.toml"
    # Single values come before the first section.
    head, seats, rest = settings.read_text().partition("[[seats]]")
    settings.write_text(head + _SETTINGS.format(url=url, settling=settling) + seats + rest)


def _run(project: Path, folder: Path, chance: random.Random, kills_every: float, limit: float) -> int:
    """Run until nothing is left to do; how many bots were ended meanwhile, as by kill -9."""
    run = programs.start(
        programs.COPISTE,
        "run",
        folder=project,
        COPISTE_PROJECT=str(project),
        COPISTE_VAULT=str(folder / "vault.json"),
    )
    deadline = time.monotonic() + limit
    killed = 0
    try:
        while True:
            assert time.monotonic() < deadline, f"not within {limit:.0f} s. {_said(project)}"
            try:
                run.wait(min(chance.expovariate(1 / kills_every), max(0, deadline - time.monotonic())))
            except subprocess.TimeoutExpired:
                killed += _kill_a_bot(run.pid, chance)
            else:
                # 1: cases wait for people.
                assert run.returncode <= 1, _said(project)
                return killed
    finally:
        if run.poll() is None:
            run.send_signal(signal.SIGTERM)
            run.wait(_ENDING)


def _said(project: Path) -> str:
    return (project / "said.txt").read_text(errors="replace")[-3000:]


def _kill_a_bot(pid: int, chance: random.Random) -> bool:
    bots = sorted((one for one in family(pid) if _BOT in one.command), key=lambda one: one.pid)
    with suppress(IndexError, ProcessLookupError):
        chance.choice(bots).send(signal.SIGKILL)
        return True
    return False


def _misplaced(queue: str, asked: list[Asked]) -> list[str]:
    """The cases that are not where they belong: done, or in their basket."""
    with Store.open(queue) as store:
        items = {one.reference: one for one in store.items(ItemFilter(), limit=len(asked)).items}
    places = {reference: _place(item) for reference, item in items.items()}
    wanted = {
        one.item.reference: (State.REJECTED, one.basket) if one.basket else (State.DONE, "") for one in asked
    }
    return [
        f"{reference}: {places.get(reference)} instead of {place}"
        for reference, place in wanted.items()
        if places.get(reference) != place
    ]


def _place(item: ItemSummary) -> tuple[State, str]:
    return item.state, item.code or ""


def _wrong_records(found: Iterable[Hashable], asked: list[Asked]) -> list[str]:
    """What is recorded and was not asked for, or twice; and what was asked for and is not recorded."""
    recorded = Counter(found)
    wanted = Counter(one.record for one in asked if not one.basket)
    return [
        *(f"lost, or wrong: {one}" for one in wanted - recorded),
        *(f"twice, or wrong: {one}" for one in recorded - wanted),
    ]
