"""Finding the items about a person by keyed hashes of name and birth date: no name is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.schema import subjects
from copiste.queue.transactions.transitions import StorePart

#: More words of a name than this are not tried in part.
_MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Found:
    """An item about somebody of that name and birth date."""

    item: int
    #: Whether the case has every word of the name asked for; one may have the first name only.
    whole: bool


class Subjects(StorePart):
    """Finds the items about a person."""

    def about(self, name: str, born: date) -> tuple[Found, ...]:
        """The items about somebody born then, whose name consists of words of `name`, in any order.

        Words are compared as the legacy screens write them: capitals, no accents.
        """
        from copiste.cases.persons import words_of  # noqa: PLC0415 - slow, and needed by few commands

        words = words_of(name)[:_MOST_WORDS]
        parts = chain.from_iterable(combinations(words, size) for size in range(1, len(words) + 1))
        hashes = {_hash(self._sealer, part, born.isoformat()): len(part) == len(words) for part in parts}
        question = sa.select(subjects).where(subjects.c.hash.in_(hashes)).order_by(subjects.c.item_id)
        found: dict[int, bool] = {}
        with self._database.read() as db:
            for row in db.execute(question):
                found[row.item_id] = found.get(row.item_id, False) or hashes[row.hash]
        return tuple(Found(item, whole) for item, whole in found.items())


def write_subjects(db: Connection, about: Mapping[int, Collection[str]]) -> None:
    """Replace the hashes of these items, in the caller's transaction."""
    db.execute(sa.delete(subjects).where(subjects.c.item_id.in_(about)))
    rows = [{"item_id": item, "hash": hashed} for item, hashes in about.items() for hashed in hashes]
    if rows:
        db.execute(sa.insert(subjects), rows)


def hashes_of(sealer: Sealer, process: str, payload: Mapping[str, Any]) -> frozenset[str]:
    """The hashes of the persons in a payload."""
    return frozenset(_hashes(sealer, process, payload))


def _hashes(sealer: Sealer, process: str, payload: Mapping[str, Any]) -> Iterator[str]:
    from copiste.cases.persons import persons_of, words_of  # noqa: PLC0415 - slow; only who adds cases needs it

    for name, born in persons_of(process, payload):
        if words := words_of(name):
            yield _hash(sealer, words, born)


def _hash(sealer: Sealer, words: tuple[str, ...], born: str) -> str:
    return sealer.hash("\n".join(("person", " ".join(words), born)))
