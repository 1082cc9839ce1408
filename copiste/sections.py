"""What several sections of the settings are made of."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: Nothing here takes, or waits, longer than a year.
_LONGEST = timedelta(days=366)
#: How long something may take; in the file and in variables seconds, `HH:MM:SS` or ISO 8601 (`PT3M`).
Limit = Annotated[timedelta, Field(gt=timedelta(0), le=_LONGEST)]
#: How long to wait, written alike.
Delay = Annotated[timedelta, Field(ge=timedelta(0), le=_LONGEST)]


class Section(BaseModel):
    """A table of the settings: unknown keys are errors, no value stands in one."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
