"""Process name → model, and the one check for all of them."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Discriminator, TypeAdapter, ValidationError

from copiste.cases.fr.fields import TODAY
from copiste.cases.violations import Violation, violations_of
from work_items.address import AddressChange
from work_items.bank_details import BankDetails
from work_items.dependant import DependantAddition, DependantEnd
from work_items.enrolment import Enrolment
from work_items.termination import Termination

#: The variants of each process's case; several are told apart by `action`.
_MODELS: Final[Mapping[str, tuple[type[BaseModel], ...]]] = {
    "enrolment": (Enrolment,),
    "termination": (Termination,),
    "dependant": (DependantAddition, DependantEnd),
    "bank_details": (BankDetails,),
    "address": (AddressChange,),
}
_VARIANTS: Final = ("ADD", "END")

#: Every process a case can be prepared for.
PROCESSES: Final = tuple(_MODELS)


class ProcessUnknownError(Exception):
    """No model of that name. Next step: correct the process in the mapping or the call."""

    code = "PROCESS_UNKNOWN"

    def __init__(self, process: str) -> None:
        near = get_close_matches(process, PROCESSES, n=1)
        hint = f"; nearest: {near[0]}" if near else ""
        super().__init__(f'No process "{process}"{hint}. Known: {", ".join(PROCESSES)}.')


def check(process: str, raw: Mapping[str, Any], today: date) -> dict[str, Any] | list[Violation]:
    """The payload to queue, or every rule that `raw` breaks.

    Args:
        process: one of `PROCESSES`.
        raw: the case; dates as ISO text or `datetime.date`.
        today: what "in the future" and "too far ahead" are measured from.

    Returns:
        A payload of plain JSON values (ISO dates, identifiers without separators, defaults filled in, `None`
        for what the case leaves open, so that every path is there), or a list of at least one violation.
        Neither violations nor errors hold a value of `raw`.

    Raises:
        ProcessUnknownError: no such process.
    """
    adapter = _adapter(process)
    try:
        case = adapter.validate_python(raw, context={TODAY: today})
    except ValidationError as error:
        return violations_of(error, _VARIANTS)
    payload: dict[str, Any] = case.model_dump(mode="json")
    return payload


@cache
def _adapter(process: str) -> TypeAdapter[Any]:
    models = _models_of(process)
    if len(models) == 1:
        return TypeAdapter(models[0])
    union: Any = Union.__getitem__(models)  # the members are known at run time only
    hidden = ConfigDict(hide_input_in_errors=True)
    return TypeAdapter(Annotated[union, Discriminator("action")], config=hidden)


@cache
def paths_of(process: str) -> frozenset[str]:
    """Every path a payload of `process` may hold; a list's elements are written `dependants[].nir`.

    Raises:
        ProcessUnknownError: no such process.
    """
    return frozenset(path for model in _models_of(process) for path, _type, _required in _leaves(model))


@cache
def required_paths_of(process: str) -> frozenset[str]:
    """The paths that every payload of `process`, or every element of its list, must hold.

    Raises:
        ProcessUnknownError: no such process.
    """
    needed = [{path for path, _type, required in _leaves(model) if required} for model in _models_of(process)]
    return frozenset(set.intersection(*needed))


@cache
def types_of(process: str) -> Mapping[str, type]:
    """What the value at each path of a payload of `process` is: text, a date, a whole number, true or false.

    Raises:
        ProcessUnknownError: no such process.
    """
    return {
        path: _plain_type(annotation)
        for model in _models_of(process)
        for path, annotation, _required in _leaves(model)
    }


def _plain_type(annotation: Any) -> type:
    """The type of a value without its constraints; of a choice, that of its first option."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return type(inner[0])
    if origin in (Annotated, Union, types.UnionType):
        return next(found for one in inner if (found := _plain_type(one)) is not types.NoneType)
    return annotation if isinstance(annotation, type) else object


def _models_of(process: str) -> tuple[type[BaseModel], ...]:
    if process not in _MODELS:
        raise ProcessUnknownError(process)
    return _MODELS[process]


def _leaves(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any, bool]]:
    for name, field in model.model_fields.items():
        inner, listed = _model_in(field.annotation)
        path = f"{prefix}{name}{'[]' if listed else ''}"
        if inner is None:
            yield path, field.annotation, field.is_required()
        else:
            yield from _leaves(inner, f"{path}.")


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
