"""What every declaration has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from copiste.screens.errors import UndeclaredError
from copiste.suggestions import did_you_mean_or_all

_T = TypeVar("_T")

#: A key of the terminal's keyboard.
KeyName = Annotated[str, Field(pattern=r"^(ENTER|CLEAR|PA[1-3]|F([1-9]|1\d|2[0-4]))$")]


class Declaration(BaseModel):
    """Base of every block of YAML: frozen, an unknown key is an error, no value in an error's text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def pick(known: Mapping[str, _T], name: str, what: str, where: str) -> _T:
    """The entry `name` of `known`. Raises `UndeclaredError`, which says what was looked for where."""
    try:
        return known[name]
    except KeyError:
        raise UndeclaredError(what, name, where, did_you_mean_or_all(name, known)) from None
