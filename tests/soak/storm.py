"""The storm: an orchestrator, its bots, the queue's server and a back-end full of faults, harmed on a plan.

What is harmed, and at which part of the work, follows from the seed; what the machine was doing at that
moment does not.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from copiste.queue.item import State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.store import Store
from copiste.vault import COPISTE, Keys, new_secret, write_whole
from tests.soak.cases import Case
from tests.soak.servers import Servers
from tests.support import programs
from tests.support.mock import PASSWORD, Mock
from tests.support.processes import Process, family, until

#: Seconds between two looks at the queue.
_LOOK = 0.5
_BOT = "copiste.bots.bot_process"
_WRONG_SETTINGS = 3
_SETTLED = frozenset(State) - {State.PENDING, State.RESERVED}


@dataclass(frozen=True)
class Plan:
    """How hard it blows."""

    seed: int
    #: Seats of the one orchestrator.
    seats: int = 2
    #: Parts of the work at which the orchestrator is killed.
    orchestrator_kills: tuple[float, ...] = (0.2, 0.5, 0.8)
    #: Parts of the work at which the queue's server is restarted; the first time as by a power cut.
    restarts: tuple[float, ...] = (0.35,)
    #: Part of the work at which a standby takes over from the queue's server; None: there is no standby.
    failover: float | None = None
    #: Whether pgbouncer, session pooling, stands in front of the queue's server.
    pooler: bool = False
    #: Mean number of items settled between two kills of a bot.
    items_per_bot_kill: float = 25
    #: Seconds after which the items of an orchestrator that was killed are somebody else's.
    lease: float = 60
    #: Seconds for the whole of it.
    limit: float = 7200
    #: How the back-end is driven.
    face: str = "web"


@dataclass
class Harm:
    """What was done."""

    bots_killed: int = 0
    orchestrators_killed: int = 0
    restarts: int = 0
    failovers: int = 0
    #: Times that an orchestrator ended on its own before all was settled.
    started_again: int = 0
    seconds: float = 0.0
    #: Processes of ours that outlived the storm.
    orphans: list[str] = field(default_factory=list)


def work_through(
    folder: Path,
    cases: list[Case],
    mock: Mock,
    servers: Servers,
    plan: Plan,
    tell: Callable[[str], None] = lambda _line: None,
) -> Harm:
    """Put `cases` into the queue and have them worked until every one is settled.

    Raises:
        AssertionError: not within the plan's limit.
    """
    keys = _write_settings(folder, mock, servers.url, plan)
    with Store.open(servers.url, sealer=Sealer(lambda: keys)) as store:
        store.add((case.item for case in cases), now=datetime.now(UTC))
    storm = _Storm(folder, servers, len(cases), plan, tell)
    storm.blow()
    return storm.harm


class _Storm:
    def __init__(
        self,
        folder: Path,
        servers: Servers,
        count: int,
        plan: Plan,
        tell: Callable[[str], None],
    ) -> None:
        self.harm = Harm()
        self._folder = folder
        self._servers = servers
        self._count = count
        self._plan = plan
        self._tell = tell
        self._chance = random.Random(plan.seed)
        self._orchestrator: subprocess.Popen[str] | None = None
        self._everybody: set[Process] = set()

    def blow(self) -> None:
        """Harm on plan until nothing is left to settle."""
        started = time.monotonic()
        acts = sorted(self._acts(), key=lambda act: act[0])
        while (settled := self._settled()) < self._count:
            spent = time.monotonic() - started
            assert spent < self._plan.limit, f"{settled} of {self._count} settled after {spent:.0f} s"
            self._keep_working()
            while acts and settled >= acts[0][0] * self._count:
                part, act = acts.pop(0)
                self._keep_working()
                self._tell(f"{spent:6.0f} s  {settled:5d} settled  {act.__name__.strip('_')} at {part:.0%}")
                act()
            time.sleep(_LOOK)
        self.harm.seconds = time.monotonic() - started
        self._end()

    def _acts(self) -> Iterator[tuple[float, Callable[[], None]]]:
        for part in self._plan.orchestrator_kills:
            yield part, self._kill_orchestrator
        for part in self._plan.restarts:
            yield part, self._restart_server
        if self._plan.failover is not None:
            yield self._plan.failover, self._fail_over
        part = 0.0
        while (part := part + self._chance.expovariate(self._count / self._plan.items_per_bot_kill)) < 1:
            yield part, self._kill_a_bot

    def _settled(self) -> int:
        with Store.open(self._servers.url) as store:
            return sum(count.items for count in store.counts() if count.state in _SETTLED)

    # --- what works, and what harms it -----
    def _keep_working(self) -> None:
        if self._orchestrator is not None and self._orchestrator.poll() is None:
            self._everybody |= family(self._orchestrator.pid)
            return
        if self._orchestrator is not None:
            said = (self._folder / "said.txt").read_text()
            assert self._orchestrator.returncode != _WRONG_SETTINGS, said[-2000:]
            self.harm.started_again += 1
        self._orchestrator = programs.start(
            programs.ORCHESTRATOR, folder=self._folder, COPISTE_PASSWORD=PASSWORD
        )

    def _bots(self) -> list[Process]:
        assert self._orchestrator is not None
        found = [process for process in family(self._orchestrator.pid) if _BOT in process.command]
        return sorted(found, key=lambda process: process.pid)

    def _kill_a_bot(self) -> None:
        with suppress(IndexError, ProcessLookupError):
            self._chance.choice(self._bots()).send(signal.SIGKILL)
            self.harm.bots_killed += 1

    def _kill_orchestrator(self) -> None:
        assert self._orchestrator is not None
        until(self._bots, "a bot works")
        self._everybody |= family(self._orchestrator.pid)
        self._orchestrator.kill()
        self._orchestrator.wait()
        self._orchestrator = None
        self.harm.orchestrators_killed += 1

    def _restart_server(self) -> None:
        self._servers.restart(power_cut=not self.harm.restarts)
        self.harm.restarts += 1

    def _fail_over(self) -> None:
        self._servers.fail_over()
        self.harm.failovers += 1

    def _end(self) -> None:
        """Let the orchestrator end by itself: nothing is left to do; then nobody of ours is left."""
        self._keep_working()
        assert self._orchestrator is not None
        self._everybody |= family(self._orchestrator.pid)
        self._orchestrator.send_signal(signal.SIGTERM)
        self._orchestrator.wait(60)
        with suppress(AssertionError):
            until(lambda: not self._left(), "every process ended", limit=30)
        self.harm.orphans = self._left()

    def _left(self) -> list[str]:
        return [f"{process.pid} {process.command[:80]}" for process in self._everybody if process.alive]


def _write_settings(folder: Path, mock: Mock, url: str, plan: Plan) -> Keys:
    """The settings of an operator who is patient, on a machine that is not, and the keys of the vault."""
    secret = new_secret()
    write_whole(folder / "vault.json", {COPISTE: secret})
    seats = "".join(
        f'[[seats]]\noperator = "ROB{number:02d}"\nterminal = "R{number:03d}"\n'
        for number in range(1, plan.seats + 1)
    )
    (folder / "copiste.toml").write_text(
        f"""\
database = "{url}"
vault = "vault.json"
evidence = "evidence"
evidence_limit = 100000
patience = "PT5M"
lease = {plan.lease}

[back_end]
url = "{mock.address(plan.face)}"
face = "{plan.face}"
settling = "PT4S"

[policies.default]
attempts = 40
crashes = 40
first_delay = "PT0.2S"
longest_delay = "PT5S"
postponement = "PT1S"
time_limit = "PT1M30S"

{seats}"""
    )
    return Keys.of(secret, "the storm's vault")
