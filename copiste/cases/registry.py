"""The case models of the project at hand, and the one check for all of them.

The case of a process is what `work_items/<process>.py` calls `CASE`; files without one hold what is shared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Union, get_args

from pydantic import ConfigDict, Discriminator, TypeAdapter, ValidationError

from copiste import project
from copiste.cases.model import TODAY, CaseType
from copiste.cases.paths import leaves
from copiste.cases.violations import Violation, violations_of
from copiste.errors import Blame, CopisteError
from copiste.suggestions import nearest

#: A file of `work_items/` with this line is a process.
_DEFINES_A_CASE: Final = re.compile(r"^CASE\b", re.MULTILINE)


class ProcessUnknownError(CopisteError):
    """No model of that name. Next step: correct the process in the mapping or the call."""

    code = "PROCESS_UNKNOWN"
    blame = Blame.REQUEST

    def __init__(self, process: str) -> None:
        known = processes()
        near = nearest(process, known)
        hint = f"; nearest: {near}" if near else ""
        listed = f" Known: {', '.join(known)}." if known else ""
        super().__init__(
            f'No process "{process}"{hint}: work_items/ of {project.current().folder} has no {process}.py '
            f"with a CASE.{listed}"
        )


class CaseModelError(CopisteError):
    """A project's case model cannot be loaded. Next step: correct the file that the text names."""

    code = "CASE_MODEL"
    blame = Blame.ROBOT


def processes() -> tuple[str, ...]:
    """Every process that the project at hand has a case model for, in the order of the alphabet."""
    files = sorted(project.current().work_items.glob("*.py"))
    return tuple(path.stem for path in files if _DEFINES_A_CASE.search(path.read_text(encoding="utf-8")))


def case_type(process: str) -> CaseType:
    """The case of `process`.

    Raises:
        ProcessUnknownError: the project has no such process.
        CaseModelError: its file cannot be imported, or its `CASE` is no `CaseType`.
    """
    found = find_case_type(process)
    if found is None:
        raise ProcessUnknownError(process)
    return found


def find_case_type(process: str) -> CaseType | None:
    """The case of `process`; `None` when the project has none, as for items of robots of other houses.

    Raises:
        CaseModelError: as `case_type`.
    """
    return _case_type(project.current().work_items, process)


def check(process: str, raw: Mapping[str, Any], today: date) -> dict[str, Any] | list[Violation]:
    """The payload to queue, or every rule that `raw` breaks.

    Args:
        process: one of `processes()`.
        raw: the case; dates as ISO text or `datetime.date`.
        today: what "in the future" and "too far ahead" are measured from.

    Returns:
        A payload of plain JSON values (ISO dates, identifiers without separators, defaults filled in, `None`
        for what the case leaves open, so that every path is there), or a list of at least one violation.
        Neither violations nor errors hold a value of `raw`.

    Raises:
        ProcessUnknownError, CaseModelError: as `case_type`.
    """
    kind = case_type(process)
    try:
        case = _adapter(kind).validate_python(raw, context={TODAY: today})
    except ValidationError as error:
        return violations_of(error, _tags(kind), kind.discriminator)
    payload: dict[str, Any] = case.model_dump(mode="json")
    return payload


def paths_of(process: str) -> frozenset[str]:
    """Every path a payload of `process` may hold; a list's elements are written `dependants[].nir`.

    Raises:
        ProcessUnknownError, CaseModelError: as `case_type`.
    """
    return _paths(case_type(process))


def required_paths_of(process: str) -> frozenset[str]:
    """The paths that every payload of `process`, or every element of its list, must hold.

    Raises:
        ProcessUnknownError, CaseModelError: as `case_type`.
    """
    return _required_paths(case_type(process))


def personal_paths_of(process: str) -> frozenset[str]:
    """The paths whose values may show nowhere; see `NotPersonal`.

    Raises:
        ProcessUnknownError, CaseModelError: as `case_type`.
    """
    return _personal_paths(case_type(process))


def types_of(process: str) -> Mapping[str, type]:
    """What the value at each path of a payload of `process` is: text, a date, a whole number, true or false.

    Raises:
        ProcessUnknownError, CaseModelError: as `case_type`.
    """
    return _types(case_type(process))


# --- loading -----
@cache
def _case_type(folder: Path, process: str) -> CaseType | None:
    path = folder / f"{process}.py"
    if not (path.is_file() and process.isidentifier()):
        return None
    try:
        module = project.load(path)
    except Exception as error:
        raise CaseModelError(
            f"{path} cannot be imported: {type(error).__name__}: {error}. Correct it."
        ) from error
    found = getattr(module, "CASE", None)
    if not (found is None or isinstance(found, CaseType)):
        raise CaseModelError(
            f"{path}: CASE is {type(found).__name__}. Write CASE = CaseType(YourModel, persons=(…))."
        )
    return found


# --- what a model holds -----
@cache
def _adapter(kind: CaseType) -> TypeAdapter[Any]:
    if len(kind.variants) == 1:
        return TypeAdapter(kind.variants[0])
    union: Any = Union.__getitem__(kind.variants)  # the members are known at run time only
    hidden = ConfigDict(hide_input_in_errors=True)
    return TypeAdapter(Annotated[union, Discriminator(kind.discriminator)], config=hidden)


@cache
def _tags(kind: CaseType) -> frozenset[str]:
    """Values of the discriminator: first parts of a location, which name a variant and no field."""
    if not kind.discriminator:
        return frozenset()
    fields = (model.model_fields[kind.discriminator] for model in kind.variants)
    return frozenset(str(tag) for field in fields for tag in get_args(field.annotation))


@cache
def _paths(kind: CaseType) -> frozenset[str]:
    return frozenset(leaf.path for model in kind.variants for leaf in leaves(model))


@cache
def _personal_paths(kind: CaseType) -> frozenset[str]:
    return frozenset(leaf.path for model in kind.variants for leaf in leaves(model) if leaf.personal)


@cache
def _required_paths(kind: CaseType) -> frozenset[str]:
    needed = [{leaf.path for leaf in leaves(model) if leaf.required} for model in kind.variants]
    return frozenset(set.intersection(*needed))


@cache
def _types(kind: CaseType) -> Mapping[str, type]:
    return {leaf.path: leaf.type for model in kind.variants for leaf in leaves(model)}
