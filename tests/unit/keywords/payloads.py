"""Prepared cases for tests of the keywords: fictitious, and easy to find again in a log."""

from __future__ import annotations

from typing import Any

MEMBER: dict[str, Any] = {
    "last_name": "Quennehen",
    "first_name": "Bertille",
    "birth_date": "1984-03-02",
    "nir": "284037511234517",
}
NEW_MEMBER: dict[str, Any] = {**MEMBER, "sex": "F", "regime": "GE", "family_status": "C"}
ADDRESS: dict[str, Any] = {
    "street": "14 venelle des Ormeaux",
    "complement": None,
    "postal_code": "29200",
    "town": "Brest",
}
BANK: dict[str, Any] = {
    "iban": "FR7612548029980000000150086",
    "bic": "SOGEFRPPXXX",
    "holder": "Bertille Quennehen",
}
AFFILIATION: dict[str, Any] = {
    "contract": "C000004711",
    "option": "CNF",
    "population": "CAD",
    "start": "2026-01-01",
}


def dependant(first_name: str = "Gaspard", birth_date: str = "2015-03-02", **changes: Any) -> dict[str, Any]:
    return {
        "last_name": "Quennehen",
        "first_name": first_name,
        "sex": "M",
        "birth_date": birth_date,
        "kind": "EN",
        "nir": None,
        "rank": 1,
        "start": "2026-01-01",
    } | changes


def enrolment(*dependants: dict[str, Any]) -> dict[str, Any]:
    return {
        "member": NEW_MEMBER,
        "address": ADDRESS,
        "bank": BANK,
        "affiliation": AFFILIATION,
        "dependants": list(dependants),
    }


def addition(**changes: Any) -> dict[str, Any]:
    return {"member": MEMBER, "action": "ADD", "dependant": dependant(**changes)}


def ending() -> dict[str, Any]:
    ended = {
        "first_name": "Gaspard",
        "birth_date": "2015-03-02",
        "rank": 1,
        "end": "2026-06-30",
        "reason": "01",
    }
    return {"member": MEMBER, "action": "END", "dependant": ended}


def termination(**changes: Any) -> dict[str, Any]:
    asked = {"contract": "C000004711", "reason": "059", "last_day": "2026-06-12", "portability": True}
    return {"member": MEMBER, "termination": asked | changes}


def secrets_of(payload: Any) -> set[str]:
    """The values of a payload that must be found nowhere: texts long enough to be somebody's."""
    if isinstance(payload, dict):
        return set().union(*(secrets_of(value) for value in payload.values()))
    if isinstance(payload, list):
        return set().union(*(secrets_of(value) for value in payload))
    return {payload} if isinstance(payload, str) and len(payload) > 4 else set()
