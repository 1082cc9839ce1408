"""Which paths of a case identify a person: by name and birth date.

Never by the NIR: an insurer holds it to talk to the Sécurité sociale, not to find people with it (CNIL). It
only confirms, on the screens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from copiste.cases.text import legacy_text

#: By process, where its persons are: tables with a first name, a birth date and most often a last name.
PERSONS: Final[Mapping[str, tuple[str, ...]]] = {
    "enrolment": ("member", "dependants[]"),
    "termination": ("member",),
    "dependant": ("member", "dependant"),
    "bank_details": ("member",),
    "address": ("member",),
}

_WORD = re.compile(r"[^\W_]+")


def persons_of(process: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and ISO birth date of each person in a payload; nothing for what is not there."""
    for path in PERSONS.get(process, ()):
        for person in _at(payload, path):
            names = [person.get(part) for part in ("last_name", "first_name")]
            name = " ".join(part for part in names if isinstance(part, str))
            born = person.get("birth_date")
            if name and isinstance(born, str):
                yield name, born


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in the order of the alphabet, in capitals without accents."""
    return tuple(sorted(_WORD.findall(legacy_text(name))))


def _at(payload: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    found = payload.get(path.removesuffix("[]"))
    for one in found if path.endswith("[]") and isinstance(found, list | tuple) else (found,):
        if isinstance(one, Mapping):
            yield one
