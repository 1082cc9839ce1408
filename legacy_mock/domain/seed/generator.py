"""Everything in the seed that follows from the seed number: contracts, people, families."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from legacy_mock.domain.codes import CHILD, SPOUSE
from legacy_mock.domain.days import add_months, month_end, whole_years
from legacy_mock.domain.nir import Birthplace, make_nir
from legacy_mock.domain.records import AffiliationEntry, Contract, DependantEntry, Identity, Situation
from legacy_mock.domain.seed.details import address_of, bank_details_of, phone_of
from legacy_mock.domain.seed.model import SeededAffiliation, SeededDependant, SeededEnd, SeededMember
from legacy_mock.domain.seed.names import (
    COMPANIES,
    COMPOUND_LAST_NAMES,
    FEMALE_FIRST_NAMES,
    LAST_NAMES,
    MALE_FIRST_NAMES,
)
from legacy_mock.domain.seed.well_known_contracts import ALL_REASONS

if TYPE_CHECKING:
    from random import Random

#: Nothing in the seed is recorded later than this day.
SEED_DAY = date(2026, 1, 2)

#: Communes that do not exist (see `Birthplace`): members, then dependants.
_COMMUNE, _DEPENDANT_COMMUNE = 992, 993
_DEPARTMENTS = (
    *(
        "75",
        "13",
        "69",
        "59",
        "33",
        "31",
        "44",
        "67",
        "35",
        "38",
        "76",
        "62",
        "92",
        "93",
        "94",
        "06",
        "29",
        "2A",
    ),
    *("2B", "974", "99"),
)
_CORSICA_FROM = 1976
_OPTION_SETS = (
    ("BAS",),
    ("BAS", "CFT"),
    ("BAS", "CFT", "PRM"),
    ("BAS", "CFT", "SUR"),
    ("BAS", "PRM", "SUR", "HOS"),
)
_POPULATION_SETS = (("ENS",), ("CAD", "NCA"), ("ENS", "APP"), ("CAD",))
_REASON_SETS = (ALL_REASONS, ALL_REASONS, ("031", "043", "059", "088"))
_ORDINARY_REASONS = ("031", "043", "059")


def random_contract(rng: Random, index: int) -> Contract:
    """Invent the contract number ``index``; one in twenty is closed."""
    start = date(rng.randint(2010, 2022), rng.choice((1, 4, 7, 9)), 1)
    is_open = index % 20 != 0
    return Contract(
        number=f"C{index:09d}",
        company=COMPANIES[index % len(COMPANIES)],
        siren=_siren(index),
        start=start,
        end=None if is_open else date(2025, rng.choice((3, 6, 9)), 30),
        open=is_open,
        child_age_limit=rng.choice((18, 20, 21, 25, 26, 28)),
        child_proof=rng.random() < 0.6,
        month_end=rng.random() < 0.5,
        portability=rng.random() < 0.75,
        options=rng.choice(_OPTION_SETS),
        populations=rng.choice(_POPULATION_SETS),
        reasons=rng.choice(_REASON_SETS),
    )


class People:
    """Invents members one after the other: homonyms and twins of earlier ones among them."""

    def __init__(self, rng: Random, contracts: list[Contract]) -> None:
        self._rng = rng
        self._contracts = contracts
        self._orders: Counter[str] = Counter()
        self._last = Identity("", "", "M", SEED_DAY, "")

    def member(self, index: int) -> SeededMember:
        """Invent the member number ``index`` after 10000000: each 60th a homonym, each 150th a twin."""
        rng = self._rng
        self._last = identity = self._identity(index)
        cover = self._affiliation(identity.birth_date)
        married = rng.random() < 0.3
        return SeededMember(
            number=f"{10_000_000 + index}",
            identity=identity,
            situation=Situation(_regime(index), "M" if married else rng.choice("CPDV"), phone_of(index)),
            address=address_of(index) if index % 50 else None,
            bank_details=bank_details_of(index, identity) if index % 20 else None,
            affiliations=(cover,),
            dependants=tuple(self._family(identity, cover, married=married)) if rng.random() < 0.3 else (),
            open_claims=rng.randint(1, 3) if rng.random() < 0.03 else 0,
        )

    def _identity(self, index: int) -> Identity:
        rng, last = self._rng, self._last
        if index % 60 == 0:
            return self._named(last.last_name, last.first_name, last.sex, last.birth_date)
        sex = rng.choice("MF")
        first_name = rng.choice(MALE_FIRST_NAMES if sex == "M" else FEMALE_FIRST_NAMES)
        if index % 150 == 1 and first_name != last.first_name and last.last_name:
            return self._named(last.last_name, first_name, sex, last.birth_date)
        last_name = rng.choice(COMPOUND_LAST_NAMES if index % 40 == 5 else LAST_NAMES)
        born = date(1955, 1, 1) + timedelta(days=rng.randrange(50 * 365))
        return self._named(last_name, first_name, sex, born)

    def _named(self, last_name: str, first_name: str, sex: str, born: date) -> Identity:
        return Identity(last_name, first_name, sex, born, self._nir(sex, born, _COMMUNE))

    def _nir(self, sex: str, born: date, commune: int) -> str:
        department = self._rng.choice(_DEPARTMENTS)
        if department in {"2A", "2B"} and born.year < _CORSICA_FROM:
            department = "20"
        bucket = f"{sex}{born:%y%m}{department}{commune}"
        self._orders[bucket] += 1
        return make_nir(sex, born, Birthplace(department, commune), self._orders[bucket])

    def _affiliation(self, born: date) -> SeededAffiliation:
        rng = self._rng
        contract = rng.choice(self._contracts)
        start = max(contract.start, add_months(born, 18 * 12))
        if contract.end and start >= contract.end:
            start = contract.start
        latest = contract.end or SEED_DAY
        if start < latest:
            start += timedelta(days=rng.randrange((latest - start).days))
        entry = AffiliationEntry(
            contract.number, rng.choice(contract.options), rng.choice(contract.populations), start
        )
        if contract.end:
            return SeededAffiliation(entry, SeededEnd(contract.end, contract.reasons[0]))
        if rng.random() < 0.08:
            last_day = start + timedelta(days=rng.randrange(max(1, (SEED_DAY - start).days)))
            effect = month_end(last_day) if contract.month_end else last_day
            return SeededAffiliation(entry, SeededEnd(effect, rng.choice(_ORDINARY_REASONS)))
        return SeededAffiliation(entry)

    def _family(self, member: Identity, cover: SeededAffiliation, *, married: bool) -> list[SeededDependant]:
        rng, start = self._rng, cover.entry.start
        family = []
        if married:
            born = member.birth_date + timedelta(days=rng.randrange(-2000, 2000))
            spouse = self._relative(member.last_name, "F" if member.sex == "M" else "M", born)
            family.append(_dependant(spouse, SPOUSE, 1, start))
        birth = add_months(member.birth_date, rng.randint(22, 30) * 12)
        for _ in range(rng.randint(0, 3)):
            first_day = max(start, birth)
            if birth >= SEED_DAY or whole_years(birth, first_day) > 17:
                break
            for rank in (1, 2) if rng.random() < 0.04 else (1,):
                child = self._relative(member.last_name, rng.choice("MF"), birth, rank)
                family.append(_dependant(child, CHILD, rank, first_day))
            birth = add_months(birth, rng.randint(14, 50))
        return family

    def _relative(self, last_name: str, sex: str, born: date, rank: int = 1) -> Identity:
        names = MALE_FIRST_NAMES if sex == "M" else FEMALE_FIRST_NAMES
        # Twins share a birth date, and never a first name.
        first_name = names[self._rng.randrange(len(names) // 2) * 2 + rank % 2]
        nir = self._nir(sex, born, _DEPENDANT_COMMUNE) if self._rng.random() < 0.7 else ""
        return Identity(last_name, first_name, sex, born, nir)


def _dependant(who: Identity, kind: str, rank: int, start: date) -> SeededDependant:
    names = (who.last_name, who.first_name, who.sex, who.birth_date)
    return SeededDependant(DependantEntry(*names, kind, who.nir, rank, start))


def _regime(index: int) -> str:
    return {7: "AM", 11: "AG"}.get(index % 17, "GE")


def _siren(index: int) -> str:
    """Give a SIREN with its Luhn digit, beginning with 00: no company has such a number."""
    digits = f"00{index:06d}"
    doubled = (2 * int(digit) if rank % 2 else int(digit) for rank, digit in enumerate(digits))
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"
