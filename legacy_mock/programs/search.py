"""ADHR and ADHL: finding a member by name, birth date and contract, through the list of homonyms."""

from __future__ import annotations

from legacy_mock import paging
from legacy_mock.domain import MemberLine, Notice, Page, Refused
from legacy_mock.map import Aid
from legacy_mock.maps.member import MEMBER_LIST
from legacy_mock.program import Commarea, Context, Reply, Show, Transfer
from legacy_mock.programs.written import slashed, unslashed
from legacy_mock.screen import Row

_SIZE = MEMBER_LIST.listing.page if MEMBER_LIST.listing else 0


def search(context: Context) -> Reply:
    """Ask for whom to look; one member or more are shown as a list, none as message ADH0031."""
    if context.aid is None:
        return Show("member_search")
    born = context.day_or_none("birth_date")
    question = {
        "last_name": context["last_name"],
        "first_name": context["first_name"],
        "birth_date": slashed(born) if born else "",
        "contract": context["contract"],
    }
    if _found(context, question, 0).total == 0:
        return Show(message=Notice("ADH0031"))
    return Transfer("ADHL", question)


def homonyms(context: Context) -> Reply:
    """Show who answers the question in the commarea, ten to a page; a selected line opens the file.

    Refusals: LST0001, LST0002 no page there; LST0003 no such line.
    """
    kept = context.commarea
    page = int(kept.get("page", "0"))
    found = _found(context, kept, page)
    if context.aid is Aid.ENTER:
        return Transfer("ADHC", context.keep(member=_selected(context["selection"], page, found)))
    turned = paging.turn(page, context.aid, found.total, _SIZE)
    if turned != page:
        page, found = turned, _found(context, kept, turned)
    rows = tuple(_row(page * _SIZE + index + 1, line) for index, line in enumerate(found.rows))
    values = {"page": paging.written(page, found.total, _SIZE)}
    return Show("member_list", values, rows, commarea=context.keep(page=str(page)))


def _found(context: Context, question: Commarea, page: int) -> Page[MemberLine]:
    born = question["birth_date"]
    return context.backend.search_members(
        question["last_name"],
        question["first_name"],
        unslashed(born) if born else None,
        question["contract"],
        offset=page * _SIZE,
        limit=_SIZE,
    )


def _selected(selection: str, page: int, found: Page[MemberLine]) -> str:
    """Give the number of the member on a line of the page shown; Refused LST0003 when there is none."""
    index = int(selection) - 1 - page * _SIZE if selection.isdigit() else -1
    if not 0 <= index < len(found.rows):
        raise Refused("LST0003", zone="SELECTION")
    return found.rows[index].number


def _row(line: int, member: MemberLine) -> Row:
    return {
        "line": f"{line:2d}",
        "member_number": member.number,
        "last_name": member.last_name,
        "first_name": member.first_name,
        "birth_date": slashed(member.birth_date),
        "town": member.town,
    }
