"""When something may be worked, as an operator writes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, PlainValidator

from copiste.orchestrator.calendar import hours
from copiste.orchestrator.calendar.windows import Holidays
from copiste.sections import Section


def _days(told: object) -> frozenset[date]:
    if isinstance(told, str) or not isinstance(told, Iterable):
        raise ValueError('must be a list of days such as ["2026-12-24"]')  # noqa: TRY004 - pydantic shows it
    return frozenset(map(hours.day, told))


def _country(told: object) -> Holidays:
    return hours.public_holidays(told if isinstance(told, str) else str(told))


class Opening(Section):
    """When something may be worked; `copiste.orchestrator.calendar.windows` says what days and hours mean."""

    #: `"07:00-20:30"`, or by days: `{ mon-fri = "07:00-20:30", sat = "08:00-12:00, 13:00-17:00" }`.
    hours: Annotated[hours.Week, PlainValidator(hours.week)]
    #: IANA name, such as `Europe/Paris`; a process without one has the back-end's.
    timezone: Annotated[str, AfterValidator(hours.zone)] | None = None
    #: Closed on the public holidays of a country, or of a part of it: `FR`, `FR-57`.
    holidays: Annotated[Holidays, PlainValidator(_country)] | None = None
    #: Closed on these days too.
    closed: Annotated[frozenset[date], PlainValidator(_days)] = frozenset()
