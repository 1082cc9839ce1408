"""Fictitious households for the measurements: any number of them, all different, all of them sound."""

from __future__ import annotations

from datetime import date
from typing import Any

from legacy_mock.domain.iban import make_iban
from legacy_mock.domain.nir import Birthplace, make_nir

_FIRST_NAMES = {
    "M": ("Aurélien", "Benoît", "Clément", "Didier", "Étienne", "François", "Gaël", "Hervé", "Joël", "Noël"),
    "F": ("Adèle", "Béatrice", "Cécile", "Élodie", "Françoise", "Gaëlle", "Hélène", "Inès", "Maëlle", "Zoé"),
}
_TOWNS = (
    ("69001", "Lyon"),
    ("44000", "Nantes"),
    ("35000", "Rennes"),
    ("67000", "Strasbourg"),
    ("06000", "Nice"),
)
_STREETS = ("rue de l'Église", "avenue du Général Leclerc", "chemin des Érables", "place du Marché")
_START = "2026-01-01"
#: Households by birth year and month, and births by commune and month, before numbers begin again.
_MONTHS, _ORDERS = 120, 999


def household(number: int, dependants: int = 0) -> dict[str, Any]:
    """The payload of an enrolment; `number` (up to 350,000) makes it somebody else's.

    Communes from 996 on do not exist, nor do bank codes 999xx: nobody has this NIR or this account.
    """
    sex = "MF"[number % 2]
    last_name, first_name = f"Bénard-{_letters(number)}", _FIRST_NAMES[sex][number % 10]
    born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
    postal_code, town = _TOWNS[number % 5]
    return {
        "member": {
            "last_name": last_name,
            "first_name": first_name,
            "sex": sex,
            "birth_date": born.isoformat(),
            "nir": _nir(sex, born, "69", number),
            "regime": "GE",
            "family_status": "CMPDV"[number % 5],
        },
        "address": {
            "street": f"{1 + number % 180} {_STREETS[number % 4]}",
            "complement": None if number % 3 else "Bâtiment C",
            "postal_code": postal_code,
            "town": town,
        },
        "bank": {
            "iban": make_iban("99901", "00001", f"{number:011d}"),
            "bic": None,
            "holder": f"{last_name} {first_name}",
        },
        "affiliation": {"contract": "C000000001", "option": "BAS", "population": "ENS", "start": _START},
        "dependants": [_dependant(last_name, number, place) for place in range(dependants)],
    }


def afterwards(number: int, dependants: int) -> dict[str, dict[str, Any]]:
    """What may come to the household of that number once it is enrolled: a payload for each other process."""
    enrolled = household(number, dependants + 1)
    known = {key: enrolled["member"][key] for key in ("last_name", "first_name", "birth_date", "nir")}
    elsewhere = household(number + 1)["address"]
    account = make_iban("99902", "00001", f"{number:011d}")
    leaving = {"contract": "C000000001", "reason": "043", "last_day": "2026-11-30", "portability": True}
    return {
        "address": {"member": known, "address": elsewhere},
        "bank_details": {"member": known, "bank": {**enrolled["bank"], "iban": account}},
        "dependant": {"member": known, "action": "ADD", "dependant": enrolled["dependants"][-1]},
        "termination": {"member": known, "termination": leaving},
    }


def _dependant(last_name: str, number: int, place: int) -> dict[str, Any]:
    """A child; the third dependant is the spouse, who has a NIR."""
    sex, spouse = "FM"[(number + place) % 2], place == 2
    year = 1962 + number % 40 if spouse else 2006 + (number + 3 * place) % 18
    born = date(year, 1 + (number + place) % 12, 1 + (number + place) % 28)
    return {
        "last_name": last_name,
        "first_name": _FIRST_NAMES[sex][(number + place) % 10],
        "sex": sex,
        "birth_date": born.isoformat(),
        "kind": "CJ" if spouse else "EN",
        "nir": _nir(sex, born, "75", number) if spouse else None,
        "rank": 1,
        "start": _START,
    }


def _nir(sex: str, born: date, department: str, number: int) -> str:
    order, commune = number // _MONTHS % _ORDERS, number // (_MONTHS * _ORDERS)
    return make_nir(sex, born, Birthplace(department, 996 + commune), 1 + order)


def _letters(number: int) -> str:
    """Four letters that tell one number from every other."""
    letters = ""
    for _ in range(4):
        number, place = divmod(number, 26)
        letters = "abcdefghijklmnopqrstuvwxyz"[place] + letters
    return letters.capitalize()
