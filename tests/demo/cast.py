"""Who plays in the demonstration: invented people whose NIRs follow from them, and members of the mock.

Nobody exists: the communes of the NIRs (996, 997) and the banks of the accounts (999xx) are given to no one.
Everything follows from a person's place in a list, so that the same script always makes the same files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from legacy_mock.domain.iban import make_iban
from legacy_mock.domain.nir import Birthplace, make_nir
from legacy_mock.domain.postal import TOWNS
from legacy_mock.domain.seed import well_known_members
from legacy_mock.domain.seed.model import SeededMember

_LAST = (
    *(
        "Lefèvre",
        "Aubert",
        "Œuvrard",
        "Da Costa",
        "Benoît",
        "Carpentier",
        "Müller",
        "Saint-Aubin",
        "Kowalski",
    ),
    *("Ferré", "Le Goff", "N'Guyen", "Gérard", "Zimmermann", "Delaunay", "Hébert", "Abadie", "Quéméner"),
    *(
        "Rivière",
        "Tanguy",
        "D'Angelo",
        "Maréchal",
        "Vidal",
        "Ponçot",
        "Baudry",
        "Llorens",
        "Évrard",
        "Toussaint",
    ),
    *("Grandjean", "Pelletier", "Noël", "Chauvin", "Iturria", "Bazin", "Crépin"),
)
_WOMEN = (
    *("Zoé", "Inès", "Marie-Laure", "Hélène", "Noémie", "Aïcha", "Solène", "Élodie", "Clémence", "Maëlle"),
    *("Béatrice", "Gaëlle"),
)
_MEN = (
    *("Jérôme", "François", "Loïc", "Mickaël", "Cédric", "Rémi", "Jean-Noël", "Gaël", "Stéphane", "Raphaël"),
    *("Yoann", "Théo"),
)
_GIRLS = ("Léa", "Chloé", "Anaïs", "Manon", "Jade", "Louise", "Éva")
_BOYS = ("Noé", "Hugo", "Maël", "Timéo", "Jules", "Axel", "Côme")
_STREETS = (
    *("rue de l'Église", "avenue du Maréchal Foch", "chemin des Prés", "place de la Liberté"),
    *("impasse des Acacias", "boulevard Gambetta", "allée des Érables", "quai de la Loire", "route d'Aix"),
    "rue du Onze-Novembre",
)
_COMPLEMENTS = ("", "", "Bât. C", "", "Appt 4", "", "", "Résidence Les Ormes")
_POSTAL_CODES = tuple(TOWNS)
_COMMUNE, _CHILD_COMMUNE = 996, 997


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as a client writes him or her."""

    last_name: str
    first_name: str
    sex: str
    born: date
    nir: str


@dataclass(frozen=True, slots=True)
class Home:
    """An address in France."""

    street: str
    complement: str
    postal_code: str
    town: str


@dataclass(frozen=True, slots=True)
class Account:
    """Where reimbursements go."""

    iban: str
    bic: str
    holder: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody to cover under a member: spouse (CJ), child (EN) or other (AU)."""

    person: Person
    kind: str


def newcomer(index: int) -> Person:
    """Person number `index` of those the back-end does not know yet."""
    woman = index % 5 in {0, 2, 3}
    names = _WOMEN if woman else _MEN
    born = date(1968 + index * 11 % 30, 1, 3) + timedelta(days=index * 47 % 360)
    sex = "F" if woman else "M"
    nir = make_nir(sex, born, Birthplace("69", _COMMUNE), index + 1)
    return Person(_LAST[index % len(_LAST)], names[index * 5 % len(names)], sex, born, nir)


def home(index: int) -> Home:
    """Address number `index`."""
    code = _POSTAL_CODES[index * 5 % len(_POSTAL_CODES)]
    street = f"{index * 7 % 140 + 1} {_STREETS[index % len(_STREETS)]}"
    return Home(street, _COMPLEMENTS[index % len(_COMPLEMENTS)], code, TOWNS[code][0].title())


def account(index: int, holder: Person) -> Account:
    """Account number `index`, held by `holder`, cut where banks cut; one in three comes without its BIC."""
    iban = make_iban(f"999{index % 20 + 20:02d}", f"{index * 31 % 9000 + 500:05d}", f"{index + 700_000:011d}")
    bic = "" if index % 3 == 0 else f"DEMOFRP{index % 9 + 1}XXX"
    return Account(iban, bic, f"{holder.last_name} {holder.first_name}"[:25].rstrip())


def spouse(index: int, of: Person) -> Relative:
    """The spouse of `of`, of the other sex here, a little older or younger, with a NIR."""
    woman = of.sex == "M"
    names = _WOMEN if woman else _MEN
    born = of.born + timedelta(days=index * 131 % 1900 - 900)
    sex = "F" if woman else "M"
    nir = make_nir(sex, born, Birthplace("33", _COMMUNE), index + 1)
    return Relative(Person(of.last_name, names[(index * 3 + 1) % len(names)], sex, born, nir), "CJ")


def child(index: int, of: Person, born: date | None = None) -> Relative:
    """A child of `of`; two in three are too young to have shown their NIR yet."""
    girl = index % 2 == 0
    names = _GIRLS if girl else _BOYS
    year = min(2023, max(2006, of.born.year + 24 + index % 9))
    born = born or date(year, 1 + index * 5 % 12, 1 + index * 7 % 28)
    sex = "F" if girl else "M"
    nir = make_nir(sex, born, Birthplace("44", _CHILD_COMMUNE), index + 1) if index % 3 == 0 else ""
    return Relative(Person(of.last_name, names[index // 2 % len(names)], sex, born, nir), "EN")


@cache
def _members() -> dict[int, SeededMember]:
    return {int(member.number) % 10_000: member for member in well_known_members()}


def member(number: int) -> SeededMember:
    """A member that the mock always knows: 1 to 36 stand for a situation each, 41 to 100 are plain."""
    return _members()[number]


def person_of(number: int) -> Person:
    """Who a member of the mock is, in a client's spelling."""
    known = member(number).identity
    return Person(known.last_name.title(), known.first_name.title(), known.sex, known.birth_date, known.nir)


def home_of(number: int) -> Home:
    """Where a member of the mock lives, as the back-end has it."""
    known = member(number).address
    assert known is not None, f"member {number} has no address"
    return Home(known.street, known.complement, known.postal_code, known.town)


def account_of(number: int) -> Account:
    """The account of a member of the mock, as the back-end has it."""
    known = member(number).bank_details
    assert known is not None, f"member {number} has no account"
    return Account(known.iban, known.bic, known.holder)
