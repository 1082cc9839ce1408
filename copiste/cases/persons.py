"""Who is in a case: persons are found by name and birth date, where the project's case models say.

Never by the NIR: an insurer holds it to talk to the Sécurité sociale, not to find people with it (CNIL). It
only confirms, on the screens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from copiste.cases.registry import find_case_type
from copiste.cases.text import legacy_text

_WORD = re.compile(r"[^\W_]+")


def persons_of(process: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and ISO birth date of each person in a payload; nothing for what is not there."""
    kind = find_case_type(process)
    for path in kind.persons if kind else ():
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
