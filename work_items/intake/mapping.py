"""A client's mapping: a small YAML file that says which column becomes which part of which case.

The shape is `ClientMapping`; `docs/intake.md` explains it with examples. An unknown key is an error that
names its nearest neighbour, so is a path that the process has not.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from work_items.cases import PROCESSES, paths_of
from work_items.intake.errors import MappingError, nearest

_ELEMENT = re.compile(r"\[\d+\]")
#: A reference travels in logs and reports, so it may not be made of these.
_SENSITIVE = ("nir", "iban", "last_name", "first_name", "birth_date", "holder", "street", "complement")

Scalar = str | int | bool


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class Split(_Part):
    """One piece of a text cut at a separator; piece 1 is the first, -1 the last."""

    by: str = " "
    take: int

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if self.take == 0 or not self.by:
            raise ValueError("`take` counts from 1, or from -1 at the end, and `by` holds at least one sign")
        return self


class FieldSpec(_Part):
    """Where one value comes from, and what is done to it.

    In this order: source, `remove`, `split`, `digits`, `default` when nothing is left, `values` or `date`.
    Exactly one of the first five is given.
    """

    column: str | None = None
    #: Several columns; blank ones are passed over.
    join: tuple[str, ...] | None = None
    constant: Scalar | None = None
    #: In attached rows: what the case itself has at this path.
    inherit: str | None = None
    #: In attached rows: 1 for the first of those that share the value of this path, 2 for the next (twins).
    rank_among: str | None = None

    #: What `join` puts between two values.
    by: str = " "
    #: Signs taken out.
    remove: str = ""
    split: Split | None = None
    #: A number shorter than this gets its leading zeros back.
    digits: int | None = Field(default=None, ge=1, le=20)
    default: Scalar | None = None
    #: What the client writes → what the case holds; capitals and outer spaces make no difference.
    values: dict[str, Scalar] | None = None
    #: How the client writes dates, with DD, MM and YYYY; Excel's own dates are understood in any case.
    date: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        """A text alone is a column."""
        if not isinstance(value, dict):
            return {"column": str(value)}
        if isinstance(value.get("values"), dict):
            return {**value, "values": {str(key): one for key, one in value["values"].items()}}
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        sources = (self.column, self.join, self.constant, self.inherit, self.rank_among)
        if sum(source is not None for source in sources) != 1:
            raise ValueError("exactly one of `column`, `join`, `constant`, `inherit`, `rank_among` is needed")
        for written in self.date:
            if sorted(re.findall(r"[A-Z]+", written)) != ["DD", "MM", "YYYY"]:
                raise ValueError(
                    "a date is written with DD, MM and YYYY, such as DD/MM/YYYY; a two-digit year is a guess"
                )
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        return (self.column,) if self.column is not None else self.join or ()


Fields = Annotated[dict[str, FieldSpec], Field(min_length=1)]
When = dict[
    str, Annotated[tuple[str, ...], BeforeValidator(lambda value: [str(one) for one in _listed(value)])]
]


class _Rows(_Part):
    """Which rows of which sheet."""

    #: Needed in a workbook, absent for a CSV file.
    sheet: str | None = None
    #: Row of the column names; with `header_rows: 2`, the upper of the two, joined as `Upper / Lower`.
    header_row: int = Field(default=1, ge=1)
    header_rows: Literal[1, 2] = 1
    #: Only rows where each of these columns says one of these words.
    when: When = {}


class Skip(_Rows):
    """Rows to leave out, such as a line of totals."""


class Attached(_Rows):
    """Rows that become elements of a list in the case whose `parent_key` is their `key`; in any order."""

    key: FieldSpec
    parent_key: FieldSpec
    fields: Fields


class CaseRows(_Rows):
    """Rows that each make one case."""

    process: str
    #: What the case is called in the queue; unique within the process, and never made of personal data.
    reference: FieldSpec
    fields: Fields
    attached: dict[str, Attached] = {}
    priority: int = 0
    #: Path of a date of the payload before which the case waits.
    not_before: str | None = None


class FileForm(_Part):
    """What cannot be told, or should not be guessed, from the file itself (CSV)."""

    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)


class ClientMapping(_Part):
    """A client's mapping."""

    client: str
    file: FileForm = FileForm()
    cases: tuple[CaseRows, ...] = Field(min_length=1)
    skip: tuple[Skip, ...] = ()


def load_mapping(path: Path) -> ClientMapping:
    """Read the mapping at `path`.

    Raises:
        MappingError: no such file, not YAML, an unknown key, a path that the process has not, …
    """
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MappingError(f"There is no mapping {path.name}; check the path.") from None
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        where = getattr(getattr(error, "problem_mark", None), "line", None)
        line = f" at line {where + 1}" if where is not None else ""
        raise MappingError(
            f"{path.name} is not YAML that can be read{line}; check quotes and indents."
        ) from None
    return parse_mapping(raw, path.name)


def parse_mapping(raw: Any, name: str = "mapping") -> ClientMapping:
    """The mapping that `raw` (nested dictionaries, as read from YAML) describes; see `load_mapping`."""
    try:
        mapping = ClientMapping.model_validate(raw)
    except ValidationError as error:
        raise MappingError(_first_fault(name, error)) from None
    for place, case in enumerate(mapping.cases):
        _check_case(f"{name}: cases[{place}]", case)
    return mapping


def _first_fault(name: str, error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    if fault["type"] == "extra_forbidden":
        key = str(fault["loc"][-1])
        return f'{name}: unknown key "{key}" at {where}{nearest(key, _KEYS)}.'
    message = fault["msg"].removeprefix("Value error, ")
    return f"{name}: {where or 'the whole file'}: {message}."


_KEYS = sorted(
    {
        key
        for model in (ClientMapping, FileForm, CaseRows, Attached, FieldSpec, Split)
        for key in model.model_fields
    }
)


def _check_case(where: str, case: CaseRows) -> None:
    if case.process not in PROCESSES:
        raise MappingError(f'{where}: no process "{case.process}"{nearest(case.process, PROCESSES)}.')
    known = paths_of(case.process)
    for path in case.fields:
        _check_path(where, case.process, _ELEMENT.sub("[]", path), known)
    for listed, rows in case.attached.items():
        for path in rows.fields:
            _check_path(where, case.process, f"{listed}[].{path}", known)
    if case.not_before is not None:
        _check_path(where, case.process, case.not_before, known)
    personal = {
        column
        for path, spec in case.fields.items()
        if path.rpartition(".")[2] in _SENSITIVE
        for column in spec.columns
    }
    if personal.intersection(case.reference.columns):
        raise MappingError(
            f"{where}: the reference is made of a column with personal data, which would show in logs and "
            "reports. Take a file number, or add a column for one."
        )


def _check_path(where: str, process: str, path: str, known: frozenset[str]) -> None:
    if path not in known:
        raise MappingError(f'{where}: process {process} has no "{path}"{nearest(path, known)}.')
