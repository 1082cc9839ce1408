"""Finds values in the queue's database that Copiste cannot have written, by table, row and column.

Called only when something could not be read, to tell a fault of the program from damage. Shows no value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.schema import Moment, metadata

_ROWS = 1000


def find(engine: Engine) -> str | None:
    """The place of the first damage, such as `items, row 7, column due`; None when all is sound."""
    with engine.connect() as db:
        for table in metadata.sorted_tables:
            keys = [column.name for column in table.primary_key]
            # As it is written there: SQLAlchemy's own types would stumble over what is looked for.
            everything = sa.text(f'SELECT * FROM "{table.name}"')  # noqa: S608 - our own names
            rows = db.execute(everything.execution_options(yield_per=_ROWS))
            for row in rows.mappings():
                for column in table.columns:
                    if column.name in row and not _sound(column, row[column.name]):
                        key = ", ".join(str(row[name]) for name in keys if len(str(row[name])) <= 40)
                        return f"{table.name}, row {key}, column {column.name}"
    return None


def _sound(column: sa.Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    check = _OF_COLUMN.get((column.table.name, column.name))
    try:
        if isinstance(column.type, sa.JSON):
            found = json.loads(value) if isinstance(value, str) else value
            return check is None or bool(check(found))
        return bool((check or _of_type(column))(value))
    except (ValueError, TypeError, RecursionError):
        return False


def _of_type(column: sa.Column[Any]) -> Callable[[Any], bool]:
    if isinstance(column.type, Moment):
        return lambda value: isinstance(value, datetime) or bool(datetime.fromisoformat(value))
    if isinstance(column.type, sa.Boolean):
        return lambda value: value in {0, 1}
    if isinstance(column.type, sa.Integer):
        return lambda value: isinstance(value, int)
    return lambda value: isinstance(value, str)


def _timings(found: object) -> bool:
    def pairs() -> Iterator[bool]:
        for step, seconds in found:  # type: ignore[attr-defined] # whatever it is, it is being tried
            yield isinstance(step, str) and isinstance(seconds, int | float)

    return isinstance(found, list) and all(pairs())


def _names(found: object) -> bool:
    return found is None or (isinstance(found, list) and all(isinstance(name, str) for name in found))


def _table(found: object) -> bool:
    return isinstance(found, dict)


#: What more than its type a column promises.
_OF_COLUMN: Final[dict[tuple[str, str], Callable[[Any], object]]] = {
    ("items", "state"): State,
    ("events", "from_state"): State,
    ("events", "to_state"): State,
    ("steps", "state"): StepState,
    ("steps", "keyed"): _names,
    ("transactions", "outcome"): OutcomeKind,
    ("transactions", "timings"): _timings,
    ("runs", "settings"): _table,
    ("acts", "details"): _table,
}
