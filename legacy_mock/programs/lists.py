"""AFFL, AYDL, JRNL: the lists that are only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from legacy_mock import paging
from legacy_mock.domain import Notice
from legacy_mock.maps.contract import MEMBER_AFFILIATIONS
from legacy_mock.maps.dependant import DEPENDANT_LIST
from legacy_mock.maps.service import OPERATOR_JOURNAL
from legacy_mock.program import Context, Reply, Show
from legacy_mock.programs.written import member_heading, slashed

if TYPE_CHECKING:
    from legacy_mock.map import Map
    from legacy_mock.screen import Row


def affiliations(context: Context) -> Reply:
    """Show every affiliation of a member, past ones too. Refusals: ADH0032; LST0001, LST0002."""
    rows = [
        {
            "contract": line.contract,
            "option": line.option,
            "population": line.population,
            "start": slashed(line.start),
            "end": slashed(line.end),
            "receipt": line.receipt,
            "end_receipt": line.end_receipt or "",
        }
        for line in context.backend.affiliations_of(context.member)
    ]
    heading = member_heading(context.backend.member(context.member))
    return _page_of(context, MEMBER_AFFILIATIONS, rows, heading)


def dependants(context: Context) -> Reply:
    """Show every dependant of a member, ended ones too. Refusals: ADH0032; LST0001, LST0002 no page there."""
    rows = [
        {
            "line": f"{number:2d}",
            "last_name": line.last_name,
            "first_name": line.first_name,
            "birth_date": slashed(line.birth_date),
            "kind": line.kind,
            "rank": str(line.rank),
            "start": slashed(line.start),
            "end": slashed(line.end),
            "receipt": line.last_receipt,
        }
        for number, line in enumerate(context.backend.dependants(context.member), 1)
    ]
    heading = member_heading(context.backend.member(context.member))
    return _page_of(context, DEPENDANT_LIST, rows, heading)


def journal(context: Context) -> Reply:
    """Show what the operator recorded today, oldest first. Refusals: LST0001, LST0002 no page there."""
    operator = context.signature.operator
    rows = [
        {
            "time": f"{line.made_at:%H:%M:%S}",
            "transaction": line.transaction,
            "object": line.object,
            "member_number": line.member_number,
            "receipt": line.receipt,
        }
        for line in context.backend.operator_journal(operator).rows
    ]
    return _page_of(context, OPERATOR_JOURNAL, rows, {"operator": operator})


def _page_of(context: Context, map_: Map, rows: Sequence[Row], values: dict[str, str]) -> Show:
    """Show the page of a list that the key leads to."""
    assert map_.listing is not None, "only lists are paged"
    size = map_.listing.page
    page = paging.turn(int(context.commarea.get("page", "0")), context.aid, len(rows), size)
    return Show(
        map_.name,
        values | {"page": paging.written(page, len(rows), size)},
        tuple(paging.cut(rows, page, size)),
        Notice("LST0030") if not rows else None,
        commarea=context.keep(page=str(page)),
    )
