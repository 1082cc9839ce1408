"""The broker's project at work: drawn cases, two seats, answers that are lost, and bots that are killed.

`python -m tests.integration.applications.drawn_members --cases 60 [--seed N]` works as many as one likes, and
prints the seed. What the application's database holds is compared with what was asked for.
"""

# ruff: noqa: T201 - it prints

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from copiste.queue.item import NewItem
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.store import Store
from copiste.settings import Seat, Settings
from tests.applications.django_admin import truth
from tests.applications.process import running
from tests.support import programs
from tests.support.answers_proxy import Fault, Request, drawn, relaying
from tests.support.processes import family

_PROJECT = Path(truth.__file__).with_name("project")
#: How often it befalls the answer to a *Save*.
SHARES = {
    Fault.REQUEST_LOST: 0.1,
    Fault.ANSWER_LOST: 0.15,
    Fault.ANSWER_CUT: 0.15,
    Fault.ANSWER_LATE: 0.15,
    Fault.ANSWER_SLOW: 0.1,
}
#: Seconds between two bots that are killed.
_BETWEEN = (3.0, 12.0)
_SETTINGS = """
[back_end]
url = "{url}admin/"
answer_limit = "PT30S"
settling = "PT2S"

[bots]
reopen_after = "PT1S"

[breaker]
failures = 50

[policies.default]
attempts = 8
crashes = 20
first_delay = "PT1S"
longest_delay = "PT2S"
"""
_FIRST_NAMES = ("Zoë", "Seán", "Łucja", "Björk", "Ann", "Mary Ann", "José", "Chloé")
_LAST_NAMES = ("O’Hara", "Ødegård", "van der Berg", "Smythe-Jones", "Ångström", "Lee")
_TITLES = {"Mr": "MR", "Mrs": "MRS", "Mx": "MX", "Dr": "DR"}
_STATUSES = {"Prospect": "PROSPECT", "Active member": "ACTIVE", "On hold": "PAUSED", "Former": "LEFT"}
_ADVISERS = ("", "Anna Bell", "Anna Bellamy", "Chloé Dürr", "Marc Noël")
_COVERS = ("Accident", "Dental", "Hospital", "Legal", "Life", "Optical", "Pension", "Travel")
_LANGUAGES = ("Dutch", "English", "French", "German", "Italian", "Spanish")
#: What spoils a case, and the basket that it then belongs to.
_SPOILED = (
    ({"office": "Nowhere"}, "VALUE_NOT_OFFERED"),
    ({"phone": "after six"}, "PHONE_MALFORMED"),
    ({"adviser": "Anna"}, "VALUE_NOT_OFFERED"),
    # What the list says then is none of its entries.
    ({"adviser": "No results found"}, "VALUE_NOT_OFFERED"),
    ({"email": "zoe.example"}, "EMAIL_MALFORMED"),
    ({"reference": "SE-00007"}, "MEMBER_DIFFERS"),
    ({"children": 16}, "NUMBER_TOO_LARGE"),
)
#: Every n-th case is spoiled.
_EVERY = 4


@dataclass(frozen=True)
class Drawn:
    """One case, and the basket that it belongs to; empty when its member is to be recorded."""

    member: dict[str, Any]
    basket: str

    @property
    def item(self) -> NewItem:
        """The case as it enters the queue."""
        return NewItem("member", str(self.member["reference"]), {"member": self.member})

    @property
    def stored(self) -> truth.Member:
        """What the application has to hold of it."""
        asked = self.member
        return truth.Member(
            **{
                **asked,
                "title": _TITLES[asked["title"]],
                "status": _STATUSES[asked["status"]],
                "covers": tuple(sorted(asked["covers"])),
                "languages": tuple(sorted(asked["languages"])),
                "call_after": asked["call_after"] or "",
                "income": asked["income"] or "",
                "document": asked["document"].encode() or None,
                "notes": asked["notes"].replace("\n", "\r\n"),
                "contracts": tuple(truth.Contract(**one) for one in asked["contracts"]),
                "dependants": tuple(
                    truth.Dependant(**{**one, "relation": one["relation"].upper()})
                    for one in asked["dependants"]
                ),
            }
        )


def cases(number: int, seed: int) -> list[Drawn]:
    """So many cases, the same for the same seed."""
    chance = random.Random(seed)
    return [_case(chance, place) for place in range(1, number + 1)]


def _day(chance: random.Random, year: int) -> str:
    return str(date(year, 1, 1) + timedelta(days=chance.randrange(365 * 20)))


def _case(chance: random.Random, place: int) -> Drawn:
    reference = f"RV-{place:05d}"
    member: dict[str, Any] = {
        "reference": reference,
        "title": chance.choice(list(_TITLES)),
        "first_name": f"{chance.choice(_FIRST_NAMES)} {place}",
        "last_name": chance.choice(_LAST_NAMES),
        "birth_date": _day(chance, 1950),
        "email": chance.choice(("", f"member{place}@example.org")),
        "phone": chance.choice(("", "+44 20 7946 0000")),
        "street": f"{place} Quay & Mill Street",
        "street_2": chance.choice(("", "Flat <3>")),
        "postcode": chance.choice(("LN1 2AB", "01000")),
        "city": "Harbour",
        "call_after": chance.choice((None, "17:30:00", "09:05:00")),
        "status": chance.choice(list(_STATUSES)),
        "office": chance.choice(("Harbour Street", "Old Town", "Riverside")),
        "adviser": chance.choice(_ADVISERS),
        "covers": chance.sample(_COVERS, chance.randrange(4)),
        "languages": chance.sample(_LANGUAGES, chance.randrange(3)),
        "children": chance.randrange(4),
        "income": chance.choice((None, "31250.50", "900.00")),
        "smoker": chance.choice((True, False)),
        "newsletter": chance.choice((True, False)),
        "document": chance.choice(("", f"{reference}.txt")),
        "notes": chance.choice(("", "First line\nsecond line", 'Said "no"\n\nlater: yes')),
        "contracts": [
            {
                "policy": f"P-{place}-{row}",
                "cover": chance.choice(_COVERS),
                "start": _day(chance, 2020),
                "premium": f"{chance.randrange(1, 900)}.{chance.randrange(10, 100)}",
                "paid": chance.choice((True, False)),
            }
            for row in range(chance.randrange(5))
        ],
        "dependants": [
            {
                "name": f"{chance.choice(_FIRST_NAMES)} {row}",
                "birth_date": _day(chance, 2000),
                "relation": chance.choice(("Spouse", "Child", "Parent")),
            }
            for row in range(chance.randrange(3))
        ],
    }
    if place % _EVERY:
        return Drawn(member, "")
    changes, basket = _SPOILED[place // _EVERY % len(_SPOILED)]
    if "reference" in changes:  # one that is there already, somebody else's
        changes = {"reference": f"SE-{place // _EVERY % 23 + 1:05d}"}
    return Drawn({**member, **changes}, basket)


@dataclass(frozen=True)
class Worked:
    """What came of a run."""

    held: list[truth.Member]
    #: State and code of each case, by its reference.
    settled: dict[str, tuple[str, str]]
    faults: Counter[Fault | None]
    killed: int
    seconds: float
    said: str


def _adds(request: Request) -> bool:
    return request.method == "POST" and request.target.endswith("/member/add/")


def work(folder: Path, asked: list[Drawn], seed: int, *, kills: int) -> Worked:
    """Load the cases and run Copiste on them; what answers are lost and when a bot is killed is drawn."""
    project = folder / "project"
    shutil.copytree(_PROJECT, project, ignore=shutil.ignore_patterns("__pycache__", "var"))
    for name in ("var", "attachments"):
        (project / name).mkdir()
    for one in asked:
        if document := one.member["document"]:
            (project / "attachments" / document).write_text(document)
    queue = project / "var" / "copiste.db"
    (folder / "site").mkdir()
    with (
        running("django_admin", folder / "site", "--seed", str(seed), "--delay", "20", "200") as site,
        relaying(site.url, drawn(seed, SHARES), concerns=_adds, seconds=3) as relay,
    ):
        settings = project / "copiste.toml"
        # Sections come last in a file of settings.
        settings.write_text(settings.read_text() + _SETTINGS.format(url=relay.url))
        _load(queue, project, [one.item for one in asked])
        began = time.monotonic()
        run = programs.start(
            programs.COPISTE,
            "run",
            folder=project,
            COPISTE_PROJECT=str(project),
            COPISTE_PASSWORD=truth.PASSWORD,
        )
        killed = _kill_meanwhile(run, random.Random(seed), kills)
        return Worked(
            truth.members(site.folder),
            _settled(queue),
            relay.done,
            killed,
            time.monotonic() - began,
            (project / "said.txt").read_text(),
        )


def _load(queue: Path, project: Path, items: list[NewItem]) -> None:
    settings = Settings(
        database=f"sqlite:///{queue}",
        evidence=project / "var" / "evidence",
        back_end={"application": "broker", "url": "http://127.0.0.1:1/"},
        seats=(Seat(operator="OP01"),),
        password=truth.PASSWORD,
    )
    with Store.open(settings.database, sealer=Sealer(settings.keys)) as store:
        store.add(items, now=datetime.now(UTC))


def _kill_meanwhile(run: subprocess.Popen[str], chance: random.Random, kills: int) -> int:
    """Wait for the end of the run; meanwhile end bots as by kill -9."""
    killed = 0
    while True:
        try:
            run.wait(chance.uniform(*_BETWEEN) if killed < kills else None)
        except subprocess.TimeoutExpired:
            bots = [one for one in family(run.pid) if "bot_process" in one.command]
            if bots:
                os.kill(chance.choice(sorted(bots, key=lambda one: one.pid)).pid, signal.SIGKILL)
                killed += 1
        else:
            return killed


def _settled(queue: Path) -> dict[str, tuple[str, str]]:
    with closing(sqlite3.connect(queue)) as database:
        rows = database.execute("select reference, state, coalesce(code, '') from items").fetchall()
    return {reference: (state, code) for reference, state, code in rows}


def check(asked: list[Drawn], worked: Worked) -> None:
    """Each member is there once, exactly as asked; the other cases are in their baskets."""
    wanted = {one.item.reference: ("REJECTED", one.basket) if one.basket else ("DONE", "") for one in asked}
    assert worked.settled == wanted, worked.said
    by_reference = sorted(worked.held, key=lambda one: one.reference)
    assert by_reference == [one.stored for one in asked if not one.basket], worked.said


def main() -> None:
    """Work drawn cases, and say what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    options = parser.parse_args()
    asked = cases(options.cases, options.seed)
    print("seed", options.seed, flush=True)
    with TemporaryDirectory() as folder:
        worked = work(Path(folder), asked, options.seed, kills=options.cases // 5)
    faults = {one.value if one else "none": count for one, count in worked.faults.items()}
    print(f"{worked.said}{worked.seconds:.0f} s, {worked.killed} bots killed, answers: {faults}")
    check(asked, worked)
    print(Counter(worked.settled.values()), len(worked.held), "members, each once and as asked")


if __name__ == "__main__":
    main()
