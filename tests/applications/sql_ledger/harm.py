"""Cases worked in SQL-Ledger by `copiste run`, while answers are lost and bots are killed; then the truth."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from copiste.queue.item import State
from copiste.queue.records import ItemFilter, ItemSummary
from copiste.queue.store import Store
from tests.applications.sql_ledger import truth
from tests.applications.sql_ledger.cases import STANDING, Asked, Record
from tests.applications.sql_ledger.clerk import signed_on
from tests.applications.sql_ledger.dataset import OPERATORS, Ledger
from tests.support import answers_proxy, programs
from tests.support.answers_proxy import Fault
from tests.support.processes import family

PROJECT: Final = Path(__file__).with_name("project")
_BOT = "copiste.bots.bot_process"
_LOOK = 0.5
_SETTLED = frozenset(State) - {State.PENDING, State.RESERVED}
#: How often each fault befalls a form that is sent.
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

[policies.default]
attempts = 40
crashes = 40
first_delay = "PT0.5S"
longest_delay = "PT5S"
"""


@dataclass
class Harm:
    """What was done, and what came of it."""

    faults: Counter[Fault | None] = field(default_factory=Counter)
    bots_killed: int = 0
    #: Times that `copiste run` ended before all was settled.
    started_again: int = 0
    seconds: float = 0.0
    #: What is not as it was asked, a line each; nothing when every promise was kept.
    wrong: list[str] = field(default_factory=list)


def live_through(
    ledger: Ledger, folder: Path, asked: list[Asked], *, seed: int, kills_every: float, limit: float
) -> Harm:
    """Have `asked` worked, with a bot killed every `kills_every` seconds on the average, and compare.

    Raises:
        AssertionError: not every case was settled within `limit` seconds.
    """
    with signed_on(ledger.url) as clerk:
        for name in STANDING:
            clerk.add_customer(name=name)
    project = folder / "project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__", "var"))
    vault = folder / "vault.json"
    vault.write_text(json.dumps({one.login: {"password": one.password} for one in OPERATORS}))
    vault.chmod(0o600)
    (project / "var").mkdir()
    database = f"sqlite:///{project / 'var' / 'copiste.db'}"
    with Store.open(database) as store:
        store.add((one.item for one in asked), now=datetime.now(UTC))
    with answers_proxy.relaying(ledger.url, answers_proxy.drawn(seed, SHARES)) as relay:
        settings = project / "copiste.toml"
        head, seats, rest = settings.read_text().partition("[[seats]]")
        settings.write_text(head + _SETTINGS.format(url=f"{relay.url}login.pl") + seats + rest)
        work = _Work(project, vault, database, len(asked), random.Random(seed))
        work.settle(kills_every, limit)
        work.harm.faults = relay.done
    work.harm.wrong = [*_misplaced(database, asked), *_wrong_records(ledger.database, asked)]
    return work.harm


class _Work:
    def __init__(self, project: Path, vault: Path, database: str, count: int, chance: random.Random) -> None:
        self.harm = Harm()
        self._project = project
        self._vault = vault
        self._database = database
        self._count = count
        self._chance = chance

    def settle(self, kills_every: float, limit: float) -> None:
        """Run until every case is settled; then let the orchestrator end by itself."""
        began = time.monotonic()
        process = self._start()
        try:
            kill_at = began + self._chance.expovariate(1 / kills_every)
            while (settled := self._settled()) < self._count:
                now = time.monotonic()
                assert now < began + limit, f"{settled} of {self._count} settled. {self._said()}"
                if process.poll() is not None:
                    assert process.returncode <= 1, self._said()
                    self.harm.started_again += 1
                    process = self._start()
                if now >= kill_at:
                    kill_at = now + self._chance.expovariate(1 / kills_every)
                    self._kill_a_bot(process.pid)
                time.sleep(_LOOK)
            process.wait(120)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(120)
        self.harm.seconds = time.monotonic() - began

    def _start(self) -> subprocess.Popen[str]:
        return programs.start(
            programs.COPISTE,
            "run",
            folder=self._project,
            COPISTE_PROJECT=str(self._project),
            COPISTE_VAULT=str(self._vault),
        )

    def _said(self) -> str:
        return (self._project / "said.txt").read_text(errors="replace")[-3000:]

    def _settled(self) -> int:
        with Store.open(self._database) as store:
            return sum(count.items for count in store.counts() if count.state in _SETTLED)

    def _kill_a_bot(self, pid: int) -> None:
        bots = sorted((one for one in family(pid) if _BOT in one.command), key=lambda one: one.pid)
        with suppress(IndexError, ProcessLookupError):
            self._chance.choice(bots).send(signal.SIGKILL)
            self.harm.bots_killed += 1


def _misplaced(database: str, asked: list[Asked]) -> list[str]:
    """The cases that are not where they belong: done, or in their basket."""
    with Store.open(database) as store:
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
    return item.state, (item.code or "") if item.state is not State.DONE else ""


def _wrong_records(database: str, asked: list[Asked]) -> list[str]:
    """What is recorded and was not asked for, or twice; and what was asked for and is not recorded."""
    recorded = Counter(_comparable(one) for one in _recorded(database))
    wanted = Counter(one.record for one in asked if one.record is not None)
    return [
        *(f"lost, or wrong: {one}" for one in wanted - recorded),
        *(f"twice, or wrong: {one}" for one in recorded - wanted),
    ]


def _recorded(database: str) -> list[Record]:
    customers = [one for one in truth.customers(database) if one.name not in STANDING]
    return [*customers, *truth.invoices(database), *truth.transactions(database)]


def _comparable(record: Record) -> Record:
    """A record without what the application itself says: numbers, sums, whose session it was."""
    if not isinstance(record, truth.Invoice):
        return record
    assert record.salesperson in {one.login for one in OPERATORS}
    return replace(record, number="", customer_number="", salesperson="", net=Decimal(0), amount=Decimal(0))
