"""Who is in a case: persons are found by name and birth date, where the project's case models say.

Never by a national number: whoever holds one for one purpose (in France the NIR, to talk to the Sécurité
sociale) may not find people with it (CNIL). It only confirms, on the screens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from copiste.cases.registry import find_case_type
from copiste.cases.text import legacy_text

_WORD = re.compile(r"[^\W_]+")


def persons_of(process: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and ISO birth date of each person in a payload; nothing for what is not there."""
    kind = find_case_type(process)
    for person in kind.persons if kind else ():
        for part in _at(payload, person.path.split(".")):
            names = [part.get(name) for name in person.names]
            name = " ".join(one for one in names if isinstance(one, str))
            born = part.get(person.birth)
            if name and isinstance(born, str):
                yield name, born


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in the order of the alphabet, in capitals without accents."""
    return tuple(sorted(_WORD.findall(legacy_text(name))))


def _at(node: Any, path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    if not isinstance(node, Mapping):
        return
    if not path:
        yield node
        return
    step, *rest = path
    found = node.get(step.removesuffix("[]"))
    for one in found if step.endswith("[]") and isinstance(found, list | tuple) else (found,):
        yield from _at(one, rest)
