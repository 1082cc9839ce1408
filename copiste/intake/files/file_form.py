"""The `file` block of a mapping."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class FileForm(BaseModel):
    """Properties of a file that cannot be detected, or should not be guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    #: Of a workbook that asks to be computed anew when it is opened: `stored` takes the results it holds.
    formulas: Literal["computed", "stored"] = "computed"
    #: What becomes of the rows that a workbook hides; left out: the file is refused, naming this key.
    hidden: Literal["load", "skip", "refuse"] | None = None
