"""What the tests of the domain are made of: a small back-end at a set hour, and entries that pass."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain import (
    Address,
    AffiliationEntry,
    Backend,
    BankDetails,
    DependantEnd,
    DependantEntry,
    Identity,
    Recorded,
    Refused,
    Signature,
    Situation,
    TerminationEntry,
)
from legacy_mock.domain.iban import make_iban
from legacy_mock.domain.ledger import Ledger
from legacy_mock.domain.nir import Birthplace, make_nir
from legacy_mock.domain.seed import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - the back-end knows its local time only
ROBOT = Signature("ROB01", "T001")
AGENT = Signature("AGT01", "T900")

#: A plain member of the seed: affiliated to C000000001 BAS since 2019-01-01, no dependant.
PLAIN = "10000041"


class World:
    """A back-end on the well-known members and all contracts, and the ledger: the truth about it."""

    def __init__(self, database: Path) -> None:
        self.path = database
        self.hour = NOW
        self.backend = Backend(database, clock=lambda: self.hour)
        self.ledger = Ledger(database)

    def rows(self, table: str) -> list[dict[str, object]]:
        """Give what operators recorded in a table."""
        return self.ledger.snapshot()[table]

    def refusal(self, action: Callable[[], object]) -> str:
        """Run an action that must be refused; give the number, once nothing was recorded."""
        with pytest.raises(Refused) as refused:
            action()
        assert self.ledger.snapshot()["journal"] == []
        return refused.value.number

    def new_member(self, who: Identity | None = None) -> str:
        """Create a member; give the number."""
        return done(self.backend.create_member(who or identity(), Situation(), ROBOT)).member_number


@pytest.fixture(scope="session")
def small_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill one database with the well-known members only; each `world` starts from a copy."""
    path: Path = tmp_path_factory.mktemp("small_seed") / "backend.db"
    fill(path, members=0)
    return path


@pytest.fixture
def world(tmp_path: Path, small_seed: Path) -> Iterator[World]:
    """Give a back-end of its own to a test."""
    made = World(Path(shutil.copy(small_seed, tmp_path)))
    yield made
    made.backend.close()


def done(answer: object) -> Recorded:
    """Give the answer, once it is a record."""
    assert isinstance(answer, Recorded), answer
    return answer


def identity(
    last_name: str = "VAUQUELIN",
    first_name: str = "ODETTE",
    sex: str = "F",
    birth_date: date = date(1982, 6, 4),
    nir: str | None = None,
    order: int = 1,
) -> Identity:
    """Make the identity of nobody in the seed; the NIR follows from it."""
    made = make_nir(sex, birth_date, Birthplace("69", 996), order) if nir is None else nir
    return Identity(last_name, first_name, sex, birth_date, made)


def address(
    street: str = "3 RUE DES LILAS", complement: str = "", postal_code: str = "69003", town: str = "LYON"
) -> Address:
    return Address(street, complement, postal_code, town)


def bank_details(holder: str, iban: str | None = None, bic: str = "FICTFRP1") -> BankDetails:
    return BankDetails(make_iban("99901", "00100", "00000000019") if iban is None else iban, bic, holder)


def affiliation(
    contract: str = "C000000001", option: str = "BAS", population: str = "ENS", start: date = date(2026, 3, 1)
) -> AffiliationEntry:
    return AffiliationEntry(contract, option, population, start)


def child(
    first_name: str = "ZELIE",
    birth_date: date = date(2018, 5, 9),
    *,
    last_name: str = "VAUQUELIN",
    sex: str = "F",
    kind: str = "EN",
    nir: str = "",
    rank: int = 1,
    start: date = date(2026, 3, 1),
) -> DependantEntry:
    return DependantEntry(last_name, first_name, sex, birth_date, kind, nir, rank, start)


def end_of(
    entry: DependantEntry, end: date = date(2026, 9, 30), reason: str = "DE", rank: int | None = None
) -> DependantEnd:
    return DependantEnd(entry.first_name, entry.birth_date, rank or entry.rank, end, reason)


def termination(
    contract: str = "C000000001",
    reason: str = "059",
    last_day: date = date(2026, 10, 14),
    *,
    portability: bool = False,
) -> TerminationEntry:
    return TerminationEntry(contract, reason, last_day, portability)
