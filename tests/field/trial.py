"""A trouble of the field, as a value: a kind, and trials of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.support.postgres import Postgres, serving


@dataclass
class Ground:
    """What a trial may use: an empty folder, and on demand a PostgreSQL server for all trials."""

    folder: Path
    stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def postgres(self) -> Postgres:
        """A server of its own, ended with `stack`."""
        return self.stack.enter_context(serving())


@dataclass(frozen=True)
class Trial:
    """One example of a kind.

    Attributes:
        name: What is tried, a few words.
        run: Does it; returns what happened, in a sentence without any value of a case. Raises
            `AssertionError` when that is not what should happen.
    """

    name: str
    run: Callable[[Ground], str]


@dataclass(frozen=True)
class Kind:
    """A kind of trouble.

    Attributes:
        number: Its number in the field trials.
        title: What is wrong with the world, a line.
        should: What should happen, a line.
        trials: The reported example, and siblings of it; some of them must pass unharmed.
    """

    number: int
    title: str
    should: str
    trials: Sequence[Trial]
