"""Lists that are read, and grids that are typed into, as declared: headings, and lines below them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from copiste.screens.declared.action import CLICKED, Action, named
from copiste.screens.declared.base import Declaration
from copiste.screens.declared.field import ScreenField

#: In the text of the action that turns the pages: the number of the page that it shows.
PAGE_NUMBER = "{page}"


class RowAction(Action):
    """An action of one row: by its text, which stands in the row, or whatever can be clicked in a column."""

    #: The column in which something can be clicked, whatever its text: often the record's own name.
    column: str = ""

    def _check(self) -> None:
        if not self.column:
            super()._check()
        elif any(getattr(self, one) for one in (*CLICKED, "key", "within", "nth")):
            raise ValueError("column says already what is clicked: leave out the rest")

    @property
    def clicked(self) -> tuple[str, str] | None:
        """Kind and text of what is clicked; `None` when it is only a key."""
        return ("column", self.column) if self.column else super().clicked

    def __str__(self) -> str:
        return f"in column {self.column}" if self.column else super().__str__()


class Table(Declaration):
    """A list on a screen: a line of headings, entries below it, perhaps several pages."""

    #: Column name → its declaration; the caption is the heading as the screen cuts it.
    columns: Annotated[Mapping[str, ScreenField], Field(min_length=1)]
    #: Actions (by their names in `actions`) that turn the pages. Of something clicked, `next` is not there,
    #: or disabled, on the last page; or its text is a page's number, written `{page}`.
    next: str = ""
    previous: str = ""
    #: The field that shows `1/3`, where the screen shows it.
    page: str = ""
    #: Regular expression with one group: the text that says how many entries all pages have together.
    total: str = ""
    #: A text below the last entry, where other lines follow in the same columns: a line of sums.
    until: str = ""
    #: Actions of each row, by the names that keywords use.
    actions: Mapping[str, Annotated[RowAction, BeforeValidator(named)]] = Field(default_factory=dict)

    @field_validator("total")
    @classmethod
    def _has_one_group(cls, pattern: str) -> str:
        if pattern and re.compile(pattern).groups != 1:
            raise ValueError("the pattern needs one group, around the number")
        return pattern


class Grid(Declaration):
    """Lines that are typed into one by one, below a line of headings."""

    #: Column name → its declaration; the caption is the heading. The first one is never empty in a line that
    #: is taken.
    columns: Annotated[Mapping[str, ScreenField], Field(min_length=1)]
    #: The action that makes room for another line, where the grid grows.
    add: str = ""
    #: What an untouched line shows by itself, by column, besides nothing and a choice's first option; `*` is
    #: anything.
    untouched: Mapping[str, str] = Field(default_factory=dict)
    #: A text below the last line, where other lines follow in the same columns: a line of sums.
    until: str = ""

    @model_validator(mode="after")
    def _knows_its_columns(self) -> Grid:
        for name in self.untouched:
            if name not in self.columns:
                raise ValueError(f"untouched: there is no column {name}")
        return self
