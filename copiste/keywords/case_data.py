"""The prepared case as keywords see it: values are named by path, and never become Robot variables.

A path is `section.field` into the payload (`member.last_name`); `found.<name>` is a number read from the
screens during this transaction; inside `For Each` the name given there comes first (`dependant.first_name`).
A path may end in a transformation: `termination.last_day:month_end`.
"""

from __future__ import annotations

import calendar
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from copiste.keywords.errors import CasePathError

FOUND = "found"


def _month_end(value: Any) -> date:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


_TRANSFORMATIONS: Mapping[str, Callable[[Any], Any]] = {"month_end": _month_end}


class CaseData:
    """The values of one case, by path; no `repr` shows any."""

    def __init__(self, payload: Mapping[str, Any], hash_key: bytes) -> None:
        self._payload = payload
        self._hash_key = hash_key
        self._found: dict[str, str] = {}
        #: Set inside `For Each`: the scope's name, its 1-based place, the hash of what identifies it.
        self._scope: tuple[str, int, str] | None = None
        self._scoped: Mapping[str, Any] = {}

    def value(self, path: str) -> Any:
        """The value at `path`; `None` when the case leaves it open.

        Raises:
            CasePathError: the case's process has no such path.
        """
        path, _, transformation = path.partition(":")
        node: Any = {**self._payload, FOUND: self._found, **self._scoped}
        for part in path.split("."):
            if not isinstance(node, Mapping) or part not in node:
                raise CasePathError(
                    path, ", ".join(sorted(node)) if isinstance(node, Mapping) else "a single value"
                )
            node = node[part]
        if not transformation or node is None:
            return node
        if transformation not in _TRANSFORMATIONS:
            raise CasePathError(f"{path}:{transformation}", ", ".join(_TRANSFORMATIONS))
        return _TRANSFORMATIONS[transformation](node)

    def values(self, paths: Mapping[str, str]) -> dict[str, Any]:
        """The values for `{field: path}`, by field."""
        return {field: self.value(path) for field, path in paths.items()}

    def remember(self, name: str, value: str) -> None:
        """Keep a number read from a screen as `found.<name>` for the rest of the transaction."""
        self._found[name] = value

    def knows(self, name: str) -> bool:
        """Whether `found.<name>` was remembered."""
        return name in self._found

    @contextmanager
    def scope(self, name: str, element: Mapping[str, Any], place: int, by: Sequence[str]) -> Iterator[None]:
        """Make `name.<field>` mean this element of a list, and the steps inside be about it.

        Args:
            name: What the paths inside begin with.
            element: One object of a list in the payload.
            place: Its place in the list, from 1.
            by: The fields that identify it, whatever its place.
        """
        outer = self._scope, self._scoped
        about = [element.get(field) for field in by]
        digest = self.hash_of([self._scope[2], *about] if self._scope else about)
        self._scope, self._scoped = (name, place, digest), {**self._scoped, name: element}
        try:
            yield
        finally:
            self._scope, self._scoped = outer

    def hash_of(self, values: Sequence[object]) -> str:
        """A keyed hash of `values`, which tells them from others and does not show them."""
        text = json.dumps(list(values), default=str)
        return hmac.new(self._hash_key, text.encode(), "sha256").hexdigest()[:12]

    def step_key(self, step: str) -> str:
        """The journal's key for `step`: itself, or `dependant:<keyed hash of who it is about>` in a scope."""
        return step if self._scope is None else f"{step}:{self._scope[2]}"

    def step_label(self, step: str) -> str:
        """The same for people to read: `dependant 2` in a scope."""
        return step if self._scope is None else f"{step} {self._scope[1]}"
