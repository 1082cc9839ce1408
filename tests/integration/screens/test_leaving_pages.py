"""Pages that ask before they are left: left when what is typed is dropped anyway, and not at a commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.errors import LeavingRefusedError
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import Site, declare, serving, session_on

ASKING = """<h1>Entry</h1><form action='/kept'><label>Name <input name='name'></label>
<button>Keep</button></form>
<a href='/'>Home</a>
<script>window.onbeforeunload = (event) => { event.preventDefault(); return 'Really?'; };
document.onkeydown = (event) => { if (event.key === 'F3') location.href = '/'; };</script>"""
PAGES = {
    "/": "<h1>Start</h1><a href='/entry'>Entry</a>",
    "/entry": ASKING,
    "/kept": "<h1>Kept</h1><a href='/'>Home</a>",
}
APPLICATION = """
application: small
sign_on: none
home: {screen: home, leave: %s}
faces: {web: {keys: %s, title: h1}}
"""
SCREENS = {
    "home": "recognise: {title: Start}\nactions: {entry: {link: Entry}}\n",
    "entry": """
recognise: {title: Entry}
reach: {screen: home, action: entry}
fields: {name: {caption: Name}}
actions: {keep: {button: Keep}, home: {link: Home}, leave: F3}
""",
    "kept": "recognise: {title: Kept}\nactions: {home: {link: Home}}\n",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(PAGES) as one:
        yield one


@pytest.fixture(params=["page", "browser"])
def session(site: Site, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ScreenSession]:
    folder = declare(tmp_path / "app", SCREENS, APPLICATION % ("F3", request.param))
    with session_on(folder, site.url) as one:
        one.go_to("entry")
        one.fill({"name": "Zoé"})
        yield one


def test_leaving_drops_what_is_typed(session: ScreenSession, site: Site) -> None:
    session.leave()
    assert session.current == "home"
    assert not any(one.startswith("GET /kept") for one in site.requests)


def test_another_screen_is_gone_to(session: ScreenSession) -> None:
    assert session.go_to("entry").screen == "entry"
    assert session.read("name") == ""


def test_signing_on_anew_leaves_it(session: ScreenSession) -> None:
    session.sign_on({})
    assert session.current == "home"


def test_a_key_or_link_that_does_not_commit_leaves_it(session: ScreenSession) -> None:
    assert session.submit("leave", expect="home").screen == "home"
    session.go_to("entry")
    session.fill({"name": "Zoé"})
    assert session.submit("home", expect="home").screen == "home"


def test_a_commit_does_not_leave_what_it_may_lose(session: ScreenSession, site: Site) -> None:
    site.requests.clear()
    with pytest.raises(LeavingRefusedError, match="asked whether to leave"):
        session.submit("keep", commits=True)
    assert site.requests == []
