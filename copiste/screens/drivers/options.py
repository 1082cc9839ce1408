"""The options of a face: named fields of a dataclass, and an error that names the nearest for any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from copiste.screens.errors import FaceError
from copiste.suggestions import did_you_mean_or_all

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Options = TypeVar("_Options", bound="DataclassInstance")


def choose(options: type[_Options], given: Mapping[str, Any], face: str) -> _Options:
    """The `options` of a face as they were given. Raises `FaceError` for one that it does not have."""
    known = [field.name for field in fields(options)]
    for name in given:
        if name not in known:
            raise FaceError(f'The {face} face has no option "{name}".{did_you_mean_or_all(name, known)}')
    return options(**given)
