"""What a case model holds, path by path."""

from __future__ import annotations

import types
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel


class NotPersonal:
    """Marks a field type whose values identify nobody: `Contract = Annotated[str, NotPersonal]`.

    Every other field is personal, but for closed choices: `Literal`, an enumeration, `bool`.
    """


class Leaf(NamedTuple):
    """One value of a case, or one of each element of a list.

    Attributes:
        path: `member.nir`; a list's elements are written `dependants[].nir`.
        type: What the value is: text, a date, a whole number, true or false.
        required: Whether every case, or every element of its list, must hold it.
        personal: Whether it may show nowhere.
    """

    path: str
    type: type
    required: bool
    personal: bool


def leaves(model: type[BaseModel], prefix: str = "") -> Iterator[Leaf]:
    """Every value of a case of `model`."""
    for name, field in model.model_fields.items():
        inner, listed = _model_in(field.annotation)
        path = f"{prefix}{name}{'[]' if listed else ''}"
        if inner is None:
            personal = not any(map(_tells_nobody, (field.annotation, *field.metadata)))
            yield Leaf(path, _plain_type(field.annotation), field.is_required(), personal)
        else:
            yield from leaves(inner, f"{path}.")


def _tells_nobody(annotation: Any) -> bool:
    """Whether a type, or an annotation of it, says that its values identify nobody."""
    if isinstance(annotation, type):
        return issubclass(annotation, (NotPersonal, bool, Enum))
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return any(map(_tells_nobody, inner))
    if origin in (Union, types.UnionType):
        return all(_tells_nobody(one) for one in inner if one is not types.NoneType)
    return origin is Literal


def _plain_type(annotation: Any) -> type:
    """The type of a value without its constraints; of a choice, that of its first option."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return type(inner[0])
    if origin in (Annotated, Union, types.UnionType):
        return next(found for one in inner if (found := _plain_type(one)) is not types.NoneType)
    return annotation if isinstance(annotation, type) else object


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The model that a field holds, and whether it holds a list of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple and inner:
        return _model_in(inner[0])[0], True
    if origin in (Union, types.UnionType):
        found = [_model_in(option) for option in inner]
        return next((one for one in found if one[0] is not None), (None, False))
    return None, False
