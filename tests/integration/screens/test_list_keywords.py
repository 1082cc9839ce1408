"""Fill Row, Compare Grid and Open Row in a robot, on pages that are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from copiste.queue.item import OutcomeKind
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import declare, serving, session_on
from tests.integration.screens.test_lists_and_grids import PAGES, SCREENS
from tests.unit.keywords.bench import Bench

CASE: dict[str, Any] = {
    "order": {
        "lines": [
            {"item": "Rope", "quantity": 2},
            {"item": "Tar", "quantity": 1},
            {"item": "Nails", "quantity": 100},
        ]
    },
    "other": {"lines": [{"item": "Rope", "quantity": 2}, {"item": "Nails", "quantity": 100}]},
    "member": {"name": "Dyer", "unknown": "Young"},
}
_FILL = """\
Go To    order
For Each    line    order.lines    item    Fill Row    lines    item=line.item    quantity=line.quantity
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenSession]:
    folder = declare(tmp_path_factory.mktemp("small"), SCREENS)
    with serving(PAGES) as site, session_on(folder, site.url, unknown=0.5) as open_session:
        yield open_session


@pytest.fixture
def bench(session: ScreenSession, tmp_path: Path) -> Bench:
    session.go_to("home")
    made = Bench(tmp_path)
    made.session = cast("Any", session)
    return made


def test_each_line_of_a_case_is_filled_and_the_grid_compared_whole(bench: Bench) -> None:
    tasks = (
        _FILL
        + """\
${same}=    Compare Grid    lines    line    order.lines    item=line.item    quantity=line.quantity
Should Be Equal    ${same.seen.value}    found
${other}=    Compare Grid    lines    line    other.lines    item=line.item
Should Be Equal    ${other.seen.value}    different
Should Be Equal    ${other.fields}    ${{('item', 'number of lines')}}
${whole}=    Compare Grid    lines    line    other.lines    header=${other}    item=line.item
Should Be Equal    ${whole}    ${other}
"""
    )
    outcome = bench.work_tasks(tasks, CASE)
    assert outcome.kind is OutcomeKind.DONE, outcome.message


def test_a_grid_without_lines_and_a_list_are_compared_too(bench: Bench) -> None:
    tasks = """\
Go To    order
${empty}=    Compare Grid    lines    line    order.lines    item=line.item
Should Be Equal    ${empty.seen.value}    absent
Go To    plain
${list}=    Compare Grid    members    line    order.lines    name=line.item
Should Be Equal    ${list.seen.value}    different
"""
    assert bench.work_tasks(tasks, CASE).kind is OutcomeKind.DONE


def test_a_row_is_opened_or_told_to_be_missing(bench: Bench, session: ScreenSession) -> None:
    tasks = """\
Go To    list
${there}=    Open Row    members    edit    name=member.unknown    expect=edit
Should Not Be True    ${there}
${there}=    Open Row    members    edit    name=member.name    expect=edit
Should Be True    ${there}
"""
    assert bench.work_tasks(tasks, CASE).kind is OutcomeKind.DONE
    assert session.current == "edit"


def test_several_rows_put_the_case_into_the_basket_that_the_robot_names(bench: Bench) -> None:
    outcome = bench.work_tasks(
        "Go To    list\nOpen Row    members    edit    expect=edit    ambiguous=SEVERAL", CASE
    )
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "SEVERAL")
