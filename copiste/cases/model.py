"""The base of every case model: forbids unknown fields, and never shows a value."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class CaseModel(BaseModel):
    """A part of a prepared case.

    Neither `repr`, `str` nor a validation error of it shows what it holds.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True, allow_inf_nan=False
    )

    def __repr_args__(self) -> Any:
        return ()
