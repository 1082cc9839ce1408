"""References that come back: the same case is known, another one under a used reference is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from copiste.console.main import run
from copiste.queue.item import Outcome, OutcomeKind
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.retry import decide
from copiste.queue.store import Store
from copiste.settings import read_settings
from tests.field.trial import Ground, Kind, Trial
from tests.support.cases import nir
from tests.support.programs import REPOSITORY

_HEADER = ("N°", "Nom", "Prénom", "Né le", "NIR", "Rue", "CP", "Ville")
_FIELDS = {
    "member.last_name": "Nom",
    "member.first_name": "Prénom",
    "member.birth_date": {"column": "Né le", "date": "DD/MM/YYYY"},
    "member.nir": "NIR",
    "address.street": "Rue",
    "address.postal_code": "CP",
    "address.town": "Ville",
}
_MAPPING = {"client": "trial", "cases": [{"process": "address", "reference": "N°", "fields": _FIELDS}]}
_SIGNED: dict[str, Any] = {"who": "claire", "why": "trial"}


@dataclass(frozen=True)
class _Answer:
    code: int
    told: Any
    #: Of the rejects file; lines of totals left out.
    rejects: Sequence[dict[str, str]]


class _Office:
    """A folder in which somebody loads files with `copiste load`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "mapping.yaml").write_text(json.dumps(_MAPPING, ensure_ascii=False), encoding="utf-8")

    def file(self, name: str, streets: Sequence[str], first: int = 1) -> str:
        """A client's file of address changes, numbered from `first`."""
        with (self.folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(_HEADER)
            for number, street in enumerate(streets, first):
                member = ("Lefèvre", "Zoé", "02/03/1984", nir(number))
                writer.writerow((number, *member, street, "69001", "Lyon"))
        return name

    def items(self, name: str, *payloads: Any) -> str:
        """A file of work items, as the libraries' file adapters keep it."""
        entries = [{"payload": payload} for payload in payloads]
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(json.dumps(entries), encoding="utf-8")
        return name

    def load(self, name: str) -> _Answer:
        code, told = self._copiste("load", name, "--mapping", "mapping.yaml")
        return _Answer(code, told[0], self._rejects(name))

    def load_items(self, name: str, *options: str) -> _Answer:
        code, told = self._copiste("robocorp", "load", name, "--process", "invoices", *options)
        return _Answer(code, told, self._rejects(name))

    def store(self) -> Store:
        """Its queue."""
        with self._inside():
            settings = read_settings()
            return Store.open(f"sqlite:///{self.folder / 'var/copiste.db'}", sealer=Sealer(settings.keys))

    def work(self, kind: OutcomeKind = OutcomeKind.DONE) -> int:
        """Let a bot end the next item so; its number."""
        now = datetime.now(UTC)
        with self._inside(), self.store() as store:
            lease = store.claim(holder="R001", now=now)
            assert lease is not None
            store.settle(
                lease,
                decide(Outcome(kind, "" if kind is OutcomeKind.DONE else "X"), lease.item, now),
                now=now,
            )
            return lease.item.id

    def act(self, what: Callable[[Store], object]) -> None:
        """What a person does with the queue."""
        with self._inside(), self.store() as store:
            what(store)

    def streets(self) -> list[str]:
        """What the queue would have keyed, in the order of the items."""
        with self._inside(), self.store() as store:
            return [store.payload(item.id)["address"]["street"] for item in store.items().items]

    def _inside(self) -> Any:
        return chdir(self.folder)

    def _copiste(self, *arguments: str) -> tuple[int, Any]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("COPISTE_")}
        clean["COPISTE_PROJECT"] = str(REPOSITORY)
        out, argv = io.StringIO(), ["copiste", *arguments, "--json"]
        with (
            self._inside(),
            patch.dict(os.environ, clean, clear=True),
            patch.object(sys, "argv", argv),
            redirect_stdout(out),
            redirect_stderr(io.StringIO()),
        ):
            try:
                run()
            except SystemExit as end:
                return int(end.code or 0), json.loads(out.getvalue())
        raise AssertionError("the command did not end")

    def _rejects(self, name: str) -> Sequence[dict[str, str]]:
        path = next(self.folder.rglob(f"{Path(name).stem}.rejects.csv"))
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [line for line in csv.DictReader(file, delimiter=";") if line["row"]]


def _counts(answer: _Answer) -> tuple[int, int, int, int]:
    """Exit code, accepted, known, refused; every line of the rejects file is a used reference."""
    told = answer.told
    assert {line["rule"] for line in answer.rejects} <= {"REFERENCE_USED"}, "another rule was broken"
    assert len(answer.rejects) == told["rejected"], "a refused row has no line"
    return answer.code, told["accepted"], told["known"], told["rejected"]


def _expect(found: object, wanted: object) -> None:
    assert found == wanted, f"expected {wanted}, found {found}"


def _two_months(ground: Ground) -> str:
    office = _Office(ground.folder)
    october = ["1 rue Neuve", "2 rue Neuve", "3 rue Neuve"]
    _expect(_counts(office.load(office.file("octobre.csv", october))), (0, 3, 0, 0))
    office.work()
    answer = office.load(
        office.file("novembre.csv", ["7 quai Bas", "8 quai Bas", "9 quai Bas", "10 quai Bas"])
    )
    _expect(_counts(answer), (1, 1, 0, 3))
    first = answer.rejects[0]
    _expect(
        (first["file"], first["row"], first["column"], first["reference"]), ("novembre.csv", "2", "N°", "1")
    )
    assert "octobre.csv, row 2, added " in first["explanation"], "the other origin is not told"
    assert " DONE" in first["explanation"], "the other's state is not told"
    assert "quai" not in str(answer.rejects), "a value of the case is told"
    _expect(office.streets(), [*october, "10 quai Bas"])
    return "exit 1; 3 of November refused with October's rows, its fourth entered"


def _same_twice(ground: Ground) -> str:
    office = _Office(ground.folder)
    name = office.file("octobre.csv", ["1 rue Neuve", "2 rue Neuve"])
    _expect(_counts(office.load(name)), (0, 2, 0, 0))
    office.work()
    _expect(_counts(office.load(name)), (0, 0, 2, 0))
    other = office.file("copie.csv", ["1 rue Neuve", "2 rue Neuve"])
    _expect(_counts(office.load(other)), (0, 0, 2, 0))
    return "exit 0, nothing added, under another file name too"


def _corrected_row(ground: Ground) -> str:
    office = _Office(ground.folder)
    office.load(office.file("octobre.csv", ["1 rue Neuve", "2 rue Neuve"]))
    answer = office.load(office.file("octobre.csv", ["1 rue Neuve", "2 bis rue Neuve"]))
    _expect(_counts(answer), (1, 0, 1, 1))
    assert "octobre.csv, row 3" in answer.rejects[0]["explanation"], "the earlier row is not told"
    _expect(office.streets(), ["1 rue Neuve", "2 rue Neuve"])
    return "exit 1; the changed row refused, the other known"


def _corrected_by_a_person(ground: Ground) -> str:
    office = _Office(ground.folder)
    name = office.file("octobre.csv", ["1 rue Neuve"])
    office.load(name)
    item = office.work(OutcomeKind.BUSINESS)

    def correct(store: Store) -> None:
        case = dict(store.payload(item))
        case["address"] = {**case["address"], "street": "1 rue Vieille"}
        store.requeue(item, payload=case, now=datetime.now(UTC), **_SIGNED)

    office.act(correct)
    _expect(_counts(office.load(name)), (0, 0, 1, 0))
    _expect(_counts(office.load(office.file("b.csv", ["1 rue Vieille"]))), (0, 0, 1, 0))
    _expect(_counts(office.load(office.file("c.csv", ["5 rue Haute"]))), (1, 0, 0, 1))
    _expect(office.streets(), ["1 rue Vieille"])
    return "as sent and as corrected: known, exit 0; anything else refused"


def _erased(ground: Ground) -> str:
    office = _Office(ground.folder)
    name = office.file("octobre.csv", ["1 rue Neuve"])
    office.load(name)
    item = office.work()
    office.act(lambda store: store.erase([item], now=datetime.now(UTC), **_SIGNED))
    answer = office.load(name)
    _expect(_counts(answer), (1, 0, 0, 1))
    assert "was erased since" in answer.rejects[0]["explanation"], "nobody is told that it was erased"
    return "exit 1; refused, for its case was erased and nobody can compare"


def _robocorp_same_name(ground: Ground) -> str:
    office = _Office(ground.folder)
    october, november = {"n": 1}, {"n": 2}
    first = office.load_items(office.items("a/items.json", october, october))
    second = office.load_items(office.items("b/items.json", november, october))
    again = office.load_items("a/items.json")
    told = [(answer.code, answer.told["count"], answer.told["known"]) for answer in (first, second, again)]
    _expect(told, [(0, 2, 0), (0, 2, 0), (0, 0, 2)])
    return "two files of one name: all four items entered; the first again: known"


def _robocorp_used(ground: Ground) -> str:
    office = _Office(ground.folder)
    office.load_items(office.items("a.json", {"n": 1, "amount": 5}), "--reference", "n")
    answer = office.load_items(office.items("b.json", {"n": 1, "amount": 6}, {"n": 2}), "--reference", "n")
    _expect((answer.code, answer.told), (1, {"count": 1, "known": 0, "used": 1}))
    (line,) = answer.rejects
    _expect((line["rule"], line["file"], line["row"], line["column"]), ("REFERENCE_USED", "b.json", "1", "n"))
    assert "a.json, row 1" in line["explanation"], "the other origin is not told"
    return "exit 1; the used number refused with both files, the other entered"


def _interrupted(ground: Ground) -> str:
    office = _Office(ground.folder)
    streets = [f"{number} rue Neuve" for number in range(1, 31)]
    office.load(office.file("octobre.csv", streets[:20]))
    _expect(_counts(office.load(office.file("octobre.csv", streets))), (0, 10, 20, 0))
    _expect(office.streets(), streets)
    return "exit 0; what was in stayed, the rest entered"


def _trials() -> Iterator[Trial]:
    yield Trial("two months, both numbered from 1", _two_months)
    yield Trial("the same file twice", _same_twice)
    yield Trial("one row changed by the client", _corrected_row)
    yield Trial("a case that a person corrected", _corrected_by_a_person)
    yield Trial("a case that was erased", _erased)
    yield Trial("work items' files of one name", _robocorp_same_name)
    yield Trial("work items' files with one number", _robocorp_used)
    yield Trial("a file that has grown since", _interrupted)


KIND = Kind(
    5,
    "a reference that was used before for another case",
    "the same content is known; other content is refused with both origins, exit 1; nothing is dropped",
    tuple(_trials()),
)
