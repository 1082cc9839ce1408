"""What several sections of the settings are made of."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: No duration in the settings is longer than a year.
_LONGEST = timedelta(days=366)
#: Most time that something may take, in seconds, `HH:MM:SS` or ISO 8601 (`PT3M`).
Limit = Annotated[timedelta, Field(gt=timedelta(0), le=_LONGEST)]
#: A wait, written alike; it may be 0.
Delay = Annotated[timedelta, Field(ge=timedelta(0), le=_LONGEST)]


class Section(BaseModel):
    """A table of the settings: unknown keys are errors, no value stands in one."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
