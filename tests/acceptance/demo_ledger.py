"""The records that the demonstration's spreadsheets leave in the ledger."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

from tests.acceptance.demo_files import Asked
from tests.acceptance.demo_run import promised, wrong
from tests.support.records import Record


def expected(cases: dict[str, Asked]) -> dict[str, tuple[Record, ...]]:
    """The records that each case leaves: all it asks for, less what was refused, caught or there already."""
    sound = {one["reference"]: one.get("adopted", []) for one in promised()["worth_seeing"]}
    refused = {one["reference"]: one.get("recorded", []) for one in wrong("back-end")}
    caught = {one["reference"] for one in wrong("intake")}

    def left(case: Asked) -> Iterator[Record]:
        for record in case.records:
            if case.reference in refused:
                stays = record.step in refused[case.reference]
            else:
                stays = case.reference not in caught and record.step not in sound.get(case.reference, [])
            if stays:
                yield record

    return {reference: tuple(left(case)) for reference, case in cases.items()}


def month_end(day: str) -> str:
    """The last day of the month of an ISO day."""
    found = date.fromisoformat(day)
    return found.replace(day=calendar.monthrange(found.year, found.month)[1]).isoformat()
