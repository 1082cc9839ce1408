"""Prepared cases of people who do not exist, as intake would put them into the queue."""

from __future__ import annotations

from typing import Any

from copiste.queue.item import NewItem

#: A French IBAN of the documentation of the norm; nobody's account.
IBAN = "FR1420041010050500013M02606"


def nir(order: int, *, sex: str = "F", year: int = 84, month: int = 3) -> str:
    """A NIR that agrees with sex, year and month, born abroad (99) in a country that is none (990)."""
    number = f"{1 if sex == 'M' else 2}{year:02d}{month:02d}99990{order:03d}"
    return f"{number}{97 - int(number) % 97:02d}"


def enrolment(number: int, *, dependants: int = 0) -> NewItem:
    """An enrolment that the back-end accepts; `number` (0–675) makes it somebody else's."""
    first_name = "ZOE" + chr(65 + number // 26) + chr(65 + number % 26)
    return NewItem(
        "enrolment",
        f"E-{number:04d}",
        {
            "member": {
                "last_name": "Lefèvre-Test",
                "first_name": first_name,
                "sex": "F",
                "birth_date": "1984-03-02",
                "nir": nir(number),
                "regime": "GE",
                "family_status": "M",
            },
            "address": {
                "street": "12 rue des Lilas",
                "complement": None,
                "postal_code": "75011",
                "town": "Paris",
            },
            "bank": {"iban": IBAN, "bic": None, "holder": f"Lefevre-Test {first_name}"},
            "affiliation": {
                "contract": "C000000001",
                "option": "BAS",
                "population": "ENS",
                "start": "2026-01-01",
            },
            "dependants": [_child(place) for place in range(1, dependants + 1)],
        },
    )


#: A member of the seed, without bank details, and the case that brings them.
WITHOUT_ACCOUNT = "10000024"


def bank_details() -> NewItem:
    """The first account of a member whom the back-end knows."""
    return NewItem(
        "bank_details",
        "B-0001",
        {
            "member": {
                "last_name": "Robin",
                "first_name": "Florence",
                "birth_date": "1991-12-12",
                "nir": "291123799002424",
            },
            "bank": {"iban": IBAN, "bic": None, "holder": "Robin Florence"},
        },
    )


def _child(place: int) -> dict[str, Any]:
    return {
        "last_name": "Lefèvre-Test",
        "first_name": f"Enfant {'ABCDEF'[place - 1]}",
        "sex": "M",
        "birth_date": f"20{10 + place}-05-06",
        "kind": "EN",
        "nir": None,
        "rank": 1,
        "start": "2026-01-01",
    }
