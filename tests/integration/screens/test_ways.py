"""Screens are reached along texts, at addresses, by actions and rows of other screens, and left again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.errors import (
    RowNotFoundError,
    UndeclaredError,
    UnexpectedScreenError,
    WayLostError,
)
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import Site, declare, serving, session_on

_GROUPS = {
    "Customers": ["Add Customer", "Reports", "Search"],
    "Vendors": ["Add Vendor", "Reports", "Search"],
}


def _tree() -> str:
    """A menu of about 2005: a click on a group opens or closes it, and the same texts are in each."""
    groups = "".join(
        f"""<div onclick="toggle('{name}')">{name}</div>"""
        f'<div id="{name}" style="display:none;margin-left:16px">'
        + "".join(
            f'<div><a href="/{name}/{one.replace(" ", "")}" target="main">{one}</a></div>' for one in entries
        )
        + "</div>"
        for name, entries in _GROUPS.items()
    )
    return (
        "<script>function toggle(id) { var s = document.getElementById(id).style; "
        "s.display = s.display == 'none' ? '' : 'none'; }</script>"
        f'{groups}<div><a href="/welcome" target="main">Home</a></div>'
    )


_LIST = """<h1>Members {page}</h1><table><tr><td>Number</td><td>Name</td><td></td></tr>{rows}</table>
<p>Page: <input readonly value="{page}/2"></p><p>{turn}</p>"""


def _list(page: int, *members: tuple[str, str]) -> str:
    rows = "".join(
        f'<tr><td>{number}</td><td>{name}</td><td><a href="/member?n={number}">Open</a></td></tr>'
        for number, name in members
    )
    turn = '<a href="/list2">Next</a>' if page == 1 else '<a href="/list">Previous</a>'
    return (
        _LIST.format(page=page, rows=rows, turn=turn)
        .replace("Members 1", "Members")
        .replace("Members 2", "Members")
    )


PAGES = {
    "/": '<frameset cols="220,*"><frame name="menu" src="/menu">'
    '<frame name="main" src="/welcome"></frameset>',
    "/menu": _tree(),
    "/welcome": "<h1>Welcome</h1><p>Search</p>",
    **{f"/{group}/AddCustomer": "<h1>New customer</h1>" for group in _GROUPS},
    **{f"/{group}/AddVendor": "<h1>New vendor</h1>" for group in _GROUPS},
    **{f"/{group}/Reports": f"<h1>Reports {group}</h1>" for group in _GROUPS},
    **{f"/{group}/Search": f"<h1>Search {group}</h1>" for group in _GROUPS},
}
SCREENS = {
    "home": "recognise: {title: Welcome}\n",
    "customer_add": "recognise: {title: New customer}\nreach: {path: [Customers, Add Customer]}\n",
    "customer_search": "recognise: {title: Search Customers}\nreach: {path: [Customers, Search]}\n",
    "vendor_search": "recognise: {title: Search Vendors}\nreach: {path: [Vendors, Search]}\n",
    "vendor_reports": "recognise: {title: Reports Vendors}\nreach: {path: [Vendors, Reports]}\n",
    "lost": "recognise: {title: Nowhere}\nreach: {path: [Customers, Statements]}\n",
}
APPLICATION = """
application: small
sign_on: none
home: {screen: home, leave: {link: Home}}
faces: {web: {frame: main}}
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(PAGES) as one:
        yield one


@pytest.fixture
def session(site: Site, tmp_path: Path) -> Iterator[ScreenSession]:
    with session_on(declare(tmp_path / "tree", SCREENS, APPLICATION), site.url) as one:
        yield one


def test_a_path_leads_through_groups_whose_texts_repeat(session: ScreenSession) -> None:
    for name in ("vendor_search", "customer_search", "customer_add", "vendor_reports", "vendor_search"):
        assert session.go_to(name).screen == name


def test_a_menu_whose_frame_comes_after_the_screen_is_waited_for(tmp_path: Path) -> None:
    """Right after signing on, the screen is there and the frame of the menu is still empty."""
    pages = PAGES | {"/": PAGES["/"].replace('src="/menu"', 'src="/held/menu"'), "/held/menu": _tree()}
    with serving(pages) as site:
        releasing = threading.Timer(3, site.released.set)
        releasing.start()
        with session_on(declare(tmp_path / "late", SCREENS, APPLICATION), site.url) as session:
            assert session.go_to("customer_search").screen == "customer_search"
        releasing.join()


def test_an_action_whose_frame_comes_after_the_screen_is_waited_for(tmp_path: Path) -> None:
    pages = PAGES | {"/": PAGES["/"].replace('src="/menu"', 'src="/held/menu"'), "/held/menu": _tree()}
    home = {"home": "recognise: {title: Welcome}\nactions: {again: {link: Home}}\n"}
    with serving(pages) as site:
        releasing = threading.Timer(3, site.released.set)
        releasing.start()
        with session_on(declare(tmp_path / "late", SCREENS | home, APPLICATION), site.url) as session:
            assert session.submit("again").screen == "home"
            assert site.requests.count("GET /welcome") == 2
        releasing.join()


def test_home_is_left_to_by_a_link_in_another_frame(session: ScreenSession, site: Site) -> None:
    session.go_to("customer_add")
    site.requests.clear()
    session.leave()
    assert session.current == "home"
    assert site.requests == ["GET /welcome"]


def test_a_step_that_is_not_there_is_told(session: ScreenSession) -> None:
    with pytest.raises(WayLostError, match='"Statements" after "Customers" is not shown'):
        session.go_to("lost")


def test_without_a_leave_action_the_address_is_opened_anew_where_the_way_does_not_begin(
    tmp_path: Path,
) -> None:
    pages = {
        "/": '<h1>Start</h1><a href="/one">One</a>',
        "/one": '<h1>First</h1><a href="/two">Two</a>',
        "/two": "<h1>Second</h1>",
    }
    screens = {
        "home": "recognise: {title: Start}\n",
        "first": "recognise: {title: First}\nreach: {path: [One]}\n",
        "second": "recognise: {title: Second}\nreach: {path: [One, Two]}\n",
    }
    with serving(pages) as site, session_on(declare(tmp_path / "trail", screens), site.url) as session:
        assert session.go_to("second").screen == "second"
        assert session.go_to("first").screen == "first"
        session.leave()
        assert session.current == "home"


MEMBERS = {
    "/": '<h1>Start</h1><form action="/find"><label>Number <input name="n"></label>'
    '<button>Find</button></form><a href="/list">All members</a>',
    "/find": '<h1>Member</h1><p>Number: <input readonly id="n"></p>'
    "<script>n.value = new URLSearchParams(location.search).get('n')</script>",
    "/member": '<h1>Member</h1><p>Number: <input readonly id="n"></p>'
    "<script>n.value = new URLSearchParams(location.search).get('n')</script>",
    "/list": _list(1, ("4711", "Zoé"), ("4712", "Max")),
    "/list2": _list(2, ("4713", "Max"), ("4714", "Ida")),
}
MEMBER_SCREENS = {
    "home": """
recognise: {title: Start}
fields: {number: {caption: Number}}
actions: {find: {button: Find}, all: {link: All members}}
""",
    "members": """
recognise: {title: Members}
reach: {screen: home, action: all}
fields: {page: {caption: Page, protected: true}}
tables:
  members:
    columns: {number: {caption: Number}, name: {caption: Name}}
    next: next_page
    previous: previous_page
    page: page
    actions: {open: {link: Open}}
actions: {next_page: {link: Next}, previous_page: {link: Previous}}
""",
}
MEMBER = """
recognise: {{title: Member}}
reach: {reach}
fields: {{number: {{caption: Number, protected: true}}}}
"""


@pytest.fixture(scope="module")
def members() -> Iterator[Site]:
    with serving(MEMBERS) as one:
        yield one


@pytest.mark.parametrize(
    ("reach", "last"),
    [
        ('{address: "/member?n={number}", needs: [number]}', "GET /member?n=4713"),
        ("{screen: home, action: find, needs: [number]}", "GET /find?n=4713"),
        (
            "{screen: members, table: members, action: open, needs: [number]}",
            "GET /member?n=4713",
        ),
    ],
)
def test_a_record_is_reached_by_its_address_a_form_or_its_row(
    members: Site, tmp_path: Path, reach: str, last: str
) -> None:
    screens = {**MEMBER_SCREENS, "member": MEMBER.format(reach=reach)}
    with session_on(declare(tmp_path / "members", screens), members.url) as session:
        for _ in range(2):  # from home, and from the record itself
            assert session.go_to("member", number="4713").screen == "member"
            assert session.read("number") == "4713"
            assert members.requests[-1] == last


def test_what_stands_in_an_address_is_encoded(members: Site, tmp_path: Path) -> None:
    screens = {
        **MEMBER_SCREENS,
        "member": MEMBER.format(reach='{address: "/member?n={number}", needs: [number]}'),
    }
    with session_on(declare(tmp_path / "members", screens), members.url) as session:
        session.go_to("member", number="a/b&c?é")
        assert session.read("number") == "a/b&c?é"
        assert members.requests[-1] == "GET /member?n=a%2Fb%26c%3F%C3%A9"
        with pytest.raises(UndeclaredError, match="number"):
            session.go_to("member")


@pytest.mark.parametrize(("name", "count"), [("Max", "2 rows show"), ("Eva", "no row shows")])
def test_not_exactly_one_row_is_an_error(members: Site, tmp_path: Path, name: str, count: str) -> None:
    reach = "{screen: members, table: members, action: open, needs: [name]}"
    screens = {**MEMBER_SCREENS, "member": MEMBER.format(reach=reach)}
    with session_on(declare(tmp_path / "members", screens), members.url) as session:
        with pytest.raises(RowNotFoundError, match=count):
            session.go_to("member", name=name)
        assert session.current == "members"


def test_another_screen_at_the_address_is_told(members: Site, tmp_path: Path) -> None:
    screens = {**MEMBER_SCREENS, "member": MEMBER.format(reach="{address: /list}")}
    with (
        session_on(declare(tmp_path / "members", screens), members.url) as session,
        pytest.raises(UnexpectedScreenError),
    ):
        session.go_to("member")
