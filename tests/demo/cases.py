"""What the demonstration asks for: 150 cases of the five processes, before anybody spoils a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from legacy_mock.domain.nir import Birthplace, make_nir
from tests.demo.cast import (
    Account,
    Home,
    Person,
    Relative,
    account,
    account_of,
    child,
    home,
    home_of,
    member,
    newcomer,
    person_of,
    spouse,
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody to enrol, with the household."""

    reference: str
    person: Person
    home: Home
    account: Account
    contract: str
    option: str
    population: str
    start: date
    family_status: str = "C"
    relatives: tuple[Relative, ...] = ()


@dataclass(frozen=True, slots=True)
class Termination:
    """Somebody who leaves."""

    reference: str
    person: Person
    contract: str
    reason: str
    last_day: date
    portability: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the extranet's export: one of its four kinds, with what it needs."""

    reference: str
    kind: str
    person: Person
    home: Home | None = None
    account: Account | None = None
    relative: Relative | None = None
    rank: int = 1
    start: date | None = None
    end: date | None = None
    reason: str = ""


LAKE, PLATEAU, SITE, ADVISERS = "C000000001", "C000000010", "C000000007", "C000000002"
_STARTS: Final = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
#: How many dependants each household has, in turn; one in fourteen has six.
_SIZES: Final = (0, 2, 1, 0, 3, 0, 1, 0, 2, 4, 0, 1, 0, 6)


def _household(index: int, person: Person) -> tuple[Relative, ...]:
    size = _SIZES[index % len(_SIZES)]
    if size == 0:
        return ()
    relatives = [spouse(index, person)] if index % 3 else []
    first = index * 7
    while len(relatives) < size:
        one = child(first, person)
        first += 1
        taken = {(other.person.first_name, other.person.born) for other in relatives}
        if (one.person.first_name, one.person.born) not in taken:
            relatives.append(one)
    return tuple(relatives)


def enrolment(reference: str, index: int, cover: tuple[str, str, str]) -> Enrolment:
    """The newcomer of a number, with a household, under a contract, an option and a population."""
    person = newcomer(index)
    relatives = _household(index, person)
    married = any(one.kind == "CJ" for one in relatives)
    return Enrolment(
        reference,
        person,
        home(index),
        account(index, person),
        *cover,
        start=_STARTS[index % len(_STARTS)],
        family_status="M" if married else "CDV"[index % 3],
        relatives=relatives,
    )


def lake_entries() -> list[Enrolment]:
    """Thirty-eight entries of the Ateliers du lac bleu; the last four are in the back-end already."""
    covers = ((LAKE, "BAS", "ENS"), (LAKE, "CFT", "ENS"), (SITE, "BAS", "NCA"), (LAKE, "BAS", "ENS"))
    new = [enrolment(f"ALB-E-{index + 1:03d}", index, covers[index % 4]) for index in range(34)]
    twins = date(2019, 5, 6)
    new[6] = replace(new[6], relatives=(child(0, new[6].person, twins), child(1, new[6].person, twins)))
    # The third Marie Martin of the same day: a homonym of two members, and somebody else.
    namesake = person_of(1)
    nir = make_nir("F", namesake.born, Birthplace("69", 996), 900)
    namesake = replace(namesake, nir=nir)
    new[20] = replace(
        new[20], person=namesake, account=account(20, namesake), relatives=(), family_status="C"
    )
    return [
        *new,
        _again("ALB-E-035", 41),  # everything is there: nothing is keyed
        replace(
            _again("ALB-E-036", 42), contract=PLATEAU, option="BAS", population="NCA", start=date(2026, 10, 1)
        ),
        replace(_again("ALB-E-037", 47), home=home(301)),
        replace(_again("ALB-E-038", 9), relatives=(child(42, person_of(9), date(2020, 2, 29)),)),
    ]


def _again(reference: str, number: int) -> Enrolment:
    """The enrolment of a member of the mock, exactly as the back-end has it."""
    known = member(number)
    cover = known.affiliations[0].entry
    return Enrolment(
        reference,
        person_of(number),
        home_of(number),
        account_of(number),
        cover.contract,
        cover.option,
        cover.population,
        cover.start,
        known.situation.family_status,
    )


def plateau_entries() -> list[Enrolment]:
    """Thirty-two entries of the Manufacture générale du plateau."""
    covers = (
        (PLATEAU, "CFT", "CAD"),
        (PLATEAU, "BAS", "ENS"),
        (ADVISERS, "PRM", "CAD"),
        (PLATEAU, "PRM", "NCA"),
        (PLATEAU, "HOS", "APP"),
    )
    return [enrolment(f"MGP-{index:04d}", 39 + index, covers[index % 5]) for index in range(1, 33)]


#: Why people leave, in turn: resignation, agreed break, end of a fixed term, retirement, dismissal.
_REASONS: Final = ("059", "043", "031", "039", "014")
_WITHOUT_PORTABILITY: Final = ("C000000004", "C000000008", "C000000009")


def _exit(reference: str, index: int, number: int) -> Termination:
    cover = member(number).affiliations[0].entry
    return Termination(
        reference,
        person_of(number),
        cover.contract,
        _REASONS[index % len(_REASONS)],
        date(2026, 7 + index % 4, 10 + index * 3 % 19),
        portability=index % 5 in {1, 2, 4} and cover.contract not in _WITHOUT_PORTABILITY,
    )


def lake_exits() -> list[Termination]:
    """Twelve exits; the members are the mock's."""
    members = (11, 51, 53, 57, 59, 63, 65, 69, 71, 75, 20)
    exits = [_exit(f"ALB-S-{place:03d}", place, number) for place, number in enumerate(members, start=1)]
    gone = member(13).affiliations[0]
    assert gone.ended is not None
    # Nicolas Fournier left in 2025 and the back-end knows it: the same exit, sent again.
    again = Termination(
        "ALB-S-012", person_of(13), LAKE, gone.ended.reason, gone.ended.day, portability=False
    )
    return [*exits, again]


def plateau_exits() -> list[Termination]:
    """Thirteen exits, of members under several contracts."""
    members = (44, 50, 56, 62, 68, 74, 80, 5, 22, 31, 17, 16, 52)
    return [_exit(f"MGP-S{place:02d}", place, number) for place, number in enumerate(members, start=1)]


def moves() -> list[Move]:
    """Fifty-five rows of the extranet's export: accounts, homes, dependants added and ended."""
    return [*_account_changes(), *_home_changes(), *_additions(), *_ends()]


def _account_changes() -> list[Move]:
    members = (2, 24, 21, 28, 10, 43, 46, 49, 55, 58, 61, 64, 67, 70, 73, 76, 79, 82, 85, 33)
    rows = []
    for place, number in enumerate(members, start=1):
        person = person_of(number)
        rows.append(Move(f"EXT-R{place:03d}", "RIB", person, account=account(400 + place, person)))
    # As long as the screens take; the bank cut the holder at the same place.
    rows[19] = replace(
        rows[19], account=replace(account(420, person_of(33)), holder="De la Rochefoucauld-Montb")
    )
    return rows


def _home_changes() -> list[Move]:
    members = (23, 26, 27, 32, 34, 3, 15, 30, 88, 91, 94, 97, 100, 36, 12)
    return [
        Move(f"EXT-A{place:03d}", "ADRESSE", person_of(number), home=home(500 + place))
        for place, number in enumerate(members, start=1)
    ]


def _additions() -> list[Move]:
    members = (48, 54, 60, 66, 72, 78, 81, 83, 84, 87, 92)
    start = date(2026, 11, 1)
    rows = []
    for place, number in enumerate(members, start=1):
        person = person_of(number)
        relative = spouse(600 + place, person) if place % 4 == 0 else child(600 + place, person)
        rows.append(Move(f"EXT-P{place:03d}", "AD+", person, relative=relative, start=start))
    emma = member(6).dependants[0].entry
    shared = Person(emma.last_name.title(), emma.first_name.title(), emma.sex, emma.birth_date, emma.nir)
    rows += [
        # Emma is under her mother already: the back-end warns, and takes her.
        Move("EXT-P012", "AD+", person_of(7), relative=Relative(shared, "EN"), start=start),
        # Twenty-six: the contract wants a proof over twenty-five.
        Move(
            "EXT-P013",
            "AD+",
            person_of(89),
            relative=child(613, person_of(89), date(2000, 3, 9)),
            start=start,
        ),
        Move(
            "EXT-P014",
            "AD+",
            person_of(90),
            relative=child(614, person_of(90), date(2002, 5, 4)),
            start=start,
        ),
    ]
    return rows


def _ends() -> list[Move]:
    leaving = ((6, 1, "AF"), (8, 1, "FE"), (18, 0, "DV"), (19, 0, "FE"))
    rows = []
    for place, (number, which, reason) in enumerate(leaving, start=1):
        rows.append(_end(f"EXT-F{place:03d}", number, which, date(2026, 10, 31), reason))
    stephane = member(29).dependants[0].ended
    assert stephane is not None
    # Ended in 2024 already, on that day: nothing is keyed.
    rows.append(_end("EXT-F005", 29, 0, stephane.day, stephane.reason))
    nobody = child(620, person_of(93), date(2012, 12, 12))
    rows.append(Move("EXT-F006", "AD-", person_of(93), relative=nobody, end=date(2026, 10, 31), reason="AF"))
    return rows


def _end(reference: str, number: int, which: int, day: date, reason: str) -> Move:
    entry = member(number).dependants[which].entry
    person = Person(entry.last_name.title(), entry.first_name.title(), entry.sex, entry.birth_date, entry.nir)
    relative = Relative(person, entry.kind)
    return Move(
        reference, "AD-", person_of(number), relative=relative, rank=entry.rank, end=day, reason=reason
    )
