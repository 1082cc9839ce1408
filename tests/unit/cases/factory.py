"""Short ways to say what a test of a case needs. Persons are invented; their NIRs follow from them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from copiste.cases import Violation, check
from copiste.cases.fr.identifiers import nir_key

TODAY = date(2026, 11, 20)
IBAN = "FR1420041010050500013M02606"


def nir(sex: str = "F", born: str = "1985-07-02", place: str = "69996", order: str = "001") -> str:
    """The NIR of somebody of `sex` born on `born`; communes from 996 on do not exist."""
    year, month, _day = born.split("-")
    number = f"{1 if sex == 'M' else 2}{year[2:]}{month}{place}{order}"
    return number + nir_key(number)


def known_member(**values: Any) -> dict[str, Any]:
    return {"last_name": "Lefèvre", "first_name": "Zoé", "birth_date": "1985-07-02", "nir": nir(), **values}


def new_member(**values: Any) -> dict[str, Any]:
    return {**known_member(), "sex": "F", **values}


def address(**values: Any) -> dict[str, Any]:
    return {"street": "12 rue du Château d'Eau", "postal_code": "69001", "town": "Lyon", **values}


def bank(**values: Any) -> dict[str, Any]:
    return {"iban": IBAN, "holder": "Zoé Lefèvre", **values}


def child(first_name: str = "Léa", **values: Any) -> dict[str, Any]:
    return {
        "last_name": "Lefèvre",
        "first_name": first_name,
        "sex": "F",
        "birth_date": "2015-03-02",
        "kind": "EN",
        "start": "2026-12-01",
        **values,
    }


def case(process: str) -> dict[str, Any]:
    """A sound case of `process`."""
    cases: dict[str, dict[str, Any]] = {
        "enrolment": {
            "member": new_member(),
            "address": address(),
            "bank": bank(),
            "affiliation": {
                "contract": "C000000001",
                "option": "BAS",
                "population": "ENS",
                "start": "2026-12-01",
            },
        },
        "termination": {
            "member": known_member(),
            "termination": {
                "contract": "C000000001",
                "reason": "059",
                "last_day": "2026-10-31",
                "portability": True,
            },
        },
        "dependant": {"member": known_member(), "action": "ADD", "dependant": child()},
        "bank_details": {"member": known_member(), "bank": bank()},
        "address": {"member": known_member(), "address": address()},
    }
    return cases[process]


def changed(process: str, path: str, value: object) -> dict[str, Any]:
    """A sound case of `process` with one value put at `path`; `...` takes it out."""
    raw = deepcopy(case(process))
    *parents, name = path.split(".")
    target = raw
    for parent in parents:
        target = target[parent]
    if value is ...:
        del target[name]
    else:
        target[name] = value
    return raw


def violations(process: str, raw: dict[str, Any], today: date = TODAY) -> list[Violation]:
    found = check(process, raw, today)
    assert isinstance(found, list), "the case is sound"
    return found


def broken(process: str, raw: dict[str, Any]) -> list[tuple[str, str]]:
    """Path and rule of everything wrong with `raw`; empty when it is sound."""
    found = check(process, raw, TODAY)
    return [(one.path, one.rule) for one in found] if isinstance(found, list) else []
