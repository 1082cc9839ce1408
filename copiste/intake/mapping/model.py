"""A client's mapping: a small YAML file that says which column becomes which part of which case.

The shape is `ClientMapping`; `docs/intake.md` explains it with examples. An unknown key is an error that
names its nearest neighbour, so is a path that the process has not.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from copiste.intake.files.file_form import FileForm
from copiste.intake.mapping.kinds import Kind

Scalar = str | int | bool


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


#: What a declared form of dates is made of, beside signs.
DATE_PARTS: Final = ("DD", "MM", "YYYY")
_LETTER = re.compile(r"\w|%")


def _signs_of(form: str) -> str:
    for part in DATE_PARTS:
        form = form.replace(part, "")
    return form


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
    #: What kind of cells it takes; left out: what `values`, `date` or the case's model say.
    type: Kind | None = None
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
            if not all(written.count(part) == 1 for part in DATE_PARTS) or _LETTER.search(_signs_of(written)):
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

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read in this sheet."""
        return frozenset(self.when)


class Skip(_Rows):
    """Rows to leave out, such as a line of totals."""


class Attached(_Rows):
    """Rows that become elements of a list in the case whose `parent_key` is their `key`; in any order."""

    key: FieldSpec
    parent_key: FieldSpec
    fields: Fields

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read in this sheet."""
        return super().columns.union(self.key.columns, *(spec.columns for spec in self.fields.values()))


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

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read in this sheet."""
        keys = (rows.parent_key for rows in self.attached.values())
        read = (self.reference, *self.fields.values(), *keys)
        return super().columns.union(*(spec.columns for spec in read))


class ClientMapping(_Part):
    """A client's mapping."""

    client: str
    file: FileForm = FileForm()
    cases: tuple[CaseRows, ...] = Field(min_length=1)
    skip: tuple[Skip, ...] = ()
