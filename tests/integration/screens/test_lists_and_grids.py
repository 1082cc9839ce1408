"""Lists and grids as pages draw them: rows with links, pages without numbers, lines that go astray."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from copiste.screens.errors import (
    GridFullError,
    LineReadBackError,
    ListIncompleteError,
    RowNotFoundError,
)
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import Site, declare, serving, session_on

_NAMES = ["Ames", "Bell", "Cook", "Dyer", "Ellis"]


def _list(page: int, turn: str, *names: str) -> str:
    rows = "".join(
        f'<tr><td><input type="checkbox"></td><td><a href="/member?n={name}">{name}</a></td>'
        f"<td>{1980 + _NAMES.index(name)}</td><td><a href='/edit?n={name}'>Edit</a> "
        "<button onclick=\"this.textContent = this.textContent == 'Lock' ? 'Unlock' : 'Lock'\">Lock"
        "</button></td></tr>"
        for name in names
    )
    return (
        "<h1>Members</h1><table border><tr><th><input type='checkbox'></th><th><div>1</div><div>"
        f"<a href='?o'>Name</a></div></th><th>Born</th><th>Do</th></tr>{rows}"
        "<tr><td></td><td></td><td>Sum</td><td></td></tr></table>"
        f"<p>{turn}</p><p>5 members</p>"
    )


_NEXT, _NO_NEXT = '<a href="/list{}">Next &raquo;</a>', "Next &raquo;"
_BACK = '<a href="/list{}">&laquo; Back</a> '


def _numbers(here: int) -> str:
    return " ".join(str(n) if n == here else f'<a href="/numbers{n}">{n}</a>' for n in (1, 2, 3))


def _form(script: str, extra: str = "", lines: int = 2) -> str:
    rows = "".join("<tr><td><input></td><td><input></td><td></td></tr>" for _ in range(lines))
    return f"""<h1>Order</h1><table><tbody id="lines"><tr><th>Item</th><th>Qty</th><th>Price</th></tr>{rows}
<tr style="display: none"><td><input></td><td><input></td><td></td></tr></tbody>
<tr><td>Total</td><td><input value="7"></td><td></td></tr></table>{extra}
<script>function lines() {{ return Array.from(document.querySelectorAll('#lines tr')).slice(1, -1); }}
function add() {{ {script} }}</script>
<p><button type="button" onclick="add()">More</button> <a href="/list">List</a></p>"""


_ADD = """var l = lines(); l[l.length - 1].after(l[0].cloneNode(true));
lines().pop().querySelectorAll('input').forEach(one => one.value = '');"""

PAGES = {
    "/": "<h1>Home</h1>",
    "/list": _list(1, _NEXT.format(2), "Ames", "Bell"),
    "/list2": _list(2, _BACK.format("") + _NEXT.format(3), "Cook", "Dyer"),
    "/list3": _list(3, _BACK.format(2) + _NO_NEXT, "Ellis"),
    "/numbers1": _list(1, _numbers(1), "Ames", "Bell"),
    "/numbers2": _list(2, _numbers(2), "Cook", "Dyer"),
    "/numbers3": _list(3, _numbers(3), "Ellis"),
    "/stuck": _list(1, '<a href="/stuck">Next &raquo;</a>', "Ames", "Bell"),
    "/plain": _list(1, "", "Ames", "Bell", "Cook"),
    "/short": _list(1, _NO_NEXT, "Ames", "Bell"),
    "/growing": _list(1, "<button onclick='more()'>Next &raquo;</button>", "Ames", "Bell")
    + """<script>var rest = ['Cook', 'Dyer', 'Ellis'];
function more() {
  var rows = document.querySelectorAll('tr'), last = rows[rows.length - 2], row = last.cloneNode(true);
  row.cells[1].textContent = rest.shift(); row.cells[2].textContent = 1984 - rest.length; last.after(row);
  if (!rest.length) document.querySelector('p button').disabled = true;
}</script>""",
    "/member": "<h1>Member</h1><p>A member</p>",
    "/edit": "<h1>Edit</h1><p>A member, to be changed</p>",
    "/order": _form(_ADD),
    "/full": _form("document.querySelector('h1').textContent += '!';"),
    "/doubles": _form(_ADD + "l[0].querySelector('input').value = l[1].querySelector('input').value;"),
    "/loses": _form(_ADD + "l[0].remove();"),
    "/completes": _form(_ADD + "l.forEach(row => { row.cells[2].textContent = '9.50'; });"),
    "/invents": _form(_ADD, "<p id='x' onclick='1'></p>").replace(
        "<p><button",
        "<p><button onclick=\"lines().pop().querySelector('input').value = 'Gift'\">Check</button> <button",
    ),
}

_MEMBERS = """
recognise: {{address: {address}}}
reach: {{address: {reach}}}
actions: {{next: {next}, back: {{link: "« Back"}}}}
tables:
  members:
    columns: {{name: {{caption: Name}}, born: {{caption: Born, type: number}}}}
    next: next
    {more}
    until: Sum
    actions: {{open: {{column: name}}, edit: {{link: Edit}}, lock: {{button: Lock}}}}
"""
_LINK, _BUTTON = '{link: "Next »"}', '{button: "Next »"}'
_TOTAL = "total: '(\\d+) members'"


def _members(path: str, turn: str = _LINK, more: str = _TOTAL) -> str:
    return _MEMBERS.format(address=f"/{path}*", reach=f"/{path}", next=turn, more=more)


def _order(path: str, more: str = "") -> str:
    return f"""
recognise: {{address: /{path}}}
reach: {{address: /{path}}}
actions: {{more: {{button: More}}{more}}}
grids:
  lines:
    columns: {{item: {{caption: Item}}, quantity: {{caption: Qty, type: number}}}}
    add: more
    until: Total
"""


SCREENS = {
    "home": "recognise: {address: /}\n",
    "list": _members("list", more=f"previous: back\n    {_TOTAL}"),
    "numbers": _members("numbers", '{link: "{page}"}').replace(
        "reach: {address: /numbers}", "reach: {address: /numbers1}"
    ),
    "stuck": _members("stuck"),
    "short": _members("short"),
    "plain": _members("plain").replace("    next: next\n    " + _TOTAL + "\n", ""),
    "growing": _members("growing", _BUTTON),
    "member": "recognise: {address: /member}\n",
    "edit": "recognise: {address: /edit}\n",
    **{name: _order(name) for name in ("order", "full", "doubles", "loses", "completes")},
    "invents": _order("invents", ", check: {button: Check}"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(PAGES) as served:
        yield served


@pytest.fixture(scope="module")
def session(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenSession]:
    with session_on(
        declare(tmp_path_factory.mktemp("small"), SCREENS), site.url, unknown=0.5
    ) as open_session:
        yield open_session


# --- lists -----


@pytest.mark.parametrize("screen", ["list", "numbers", "growing"])
def test_every_entry_is_read_once_however_pages_turn(session: ScreenSession, screen: str) -> None:
    session.go_to(screen)
    assert [(row["name"], row["born"]) for row in session.rows("members")] == [
        (name, str(1980 + number)) for number, name in enumerate(_NAMES)
    ]


@pytest.mark.parametrize("screen", ["list", "numbers"])
def test_reading_begins_at_the_first_page_whichever_is_shown(session: ScreenSession, screen: str) -> None:
    session.go_to(screen)
    assert len(session.rows("members")) == len(session.rows("members")) == 5


def test_a_page_that_shows_the_same_entries_again_is_an_error(session: ScreenSession) -> None:
    session.go_to("stuck")
    with pytest.raises(ListIncompleteError, match="same entries came again"):
        session.rows("members")


def test_another_number_of_entries_than_the_page_says_is_an_error(session: ScreenSession) -> None:
    session.go_to("short")
    with pytest.raises(ListIncompleteError, match="2 entries were seen, and the screen says 5"):
        session.rows("members")


@pytest.mark.parametrize("screen", ["list", "numbers"])
@pytest.mark.parametrize("name", ["Ames", "Dyer", "Ellis"])
@pytest.mark.parametrize(("action", "path"), [("open", "member"), ("edit", "edit")])
def test_the_row_of_a_record_is_opened_on_whatever_page(
    session: ScreenSession, site: Site, screen: str, name: str, action: str, path: str
) -> None:
    session.go_to(screen)
    arrival = session.open_row("members", action, {"name": name}, (path,))
    assert arrival is not None
    assert arrival.screen == path
    assert site.requests[-1] == f"GET /{path}?n={name}"


def test_a_record_without_a_row_is_told_and_nothing_is_clicked(session: ScreenSession) -> None:
    session.go_to("list")
    assert session.open_row("members", "open", {"name": "Young"}) is None
    assert session.current == "list"


def test_several_rows_are_an_error_that_names_no_value(session: ScreenSession) -> None:
    session.go_to("list")
    with pytest.raises(RowNotFoundError, match="5 rows show what is needed in ") as error:
        session.open_row("members", "open", {})
    assert "Ames" not in str(error.value)


def test_a_button_of_one_row_is_clicked_in_that_row(session: ScreenSession) -> None:
    session.go_to("plain")
    session.open_row("members", "lock", {"name": "Bell"}, ("plain",))
    assert [one.text for one in session.view.actions if one.kind == "button"] == ["Lock", "Unlock", "Lock"]


# --- grids -----

_FILLED = [
    {"item": "Rope", "quantity": 2},
    {"item": "Tar", "quantity": 1},
    {"item": "Nails", "quantity": 100},
]


def _fill(session: ScreenSession, screen: str) -> None:
    session.go_to("home")
    session.go_to(screen)
    for line in _FILLED:
        session.grids.fill("lines", line)


@pytest.mark.parametrize("screen", ["order", "completes"])
def test_lines_are_filled_and_added_and_read_back(session: ScreenSession, screen: str) -> None:
    _fill(session, screen)
    session.verify()
    assert session.grids.differences("lines", _FILLED) == ()
    assert session.grids.differences("lines", _FILLED[:2]) == ("number of lines",)
    assert session.grids.differences("lines", [_FILLED[0], _FILLED[2], _FILLED[1]]) == ("item", "quantity")


def test_a_grid_that_does_not_grow_is_an_error(session: ScreenSession) -> None:
    with pytest.raises(GridFullError, match="none of its 2 lines is free, and its action more added none"):
        _fill(session, "full")


@pytest.mark.parametrize(
    ("screen", "line", "columns"), [("doubles", 1, "item"), ("loses", 1, "item, quantity")]
)
def test_a_line_that_was_changed_or_lost_is_told_before_the_next_is_filled(
    session: ScreenSession, screen: str, line: int, columns: str
) -> None:
    with pytest.raises(
        LineReadBackError, match=rf'"lines": line {line} does not show .*: {columns}\.'
    ) as error:
        _fill(session, screen)
    assert "Rope" not in str(error.value)


def test_a_line_that_nobody_filled_is_told_before_a_commit(session: ScreenSession) -> None:
    session.go_to("home")
    session.go_to("invents")
    session.grids.fill("lines", _FILLED[0])
    with pytest.raises(LineReadBackError, match="line 2 was not filled, and shows something in: item"):
        session.verify()


def test_what_was_filled_on_one_visit_is_nothing_to_the_next(session: ScreenSession) -> None:
    _fill(session, "order")
    session.go_to("home")
    session.go_to("order")
    assert session.grids.fill("lines", _FILLED[1]) == 1
