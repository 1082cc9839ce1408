"""Screens in frames, nested ones and iframes, and frames that load late."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from copiste.screens.errors import ArrivalTimeoutError, ScreenNotRecognisedError, UnreachableError
from tests.integration.screens.small_pages import declare, serving, session_on

FORM = (
    "<h1>Entry</h1><form action='/kept'><label>Name <input name='name'></label><button>Keep</button></form>"
)
KEPT = "<h1>Kept</h1><a href='/entry'>Again</a>"
SCREENS = {
    "home": """
recognise: {title: Entry}
fields: {name: {caption: Name}}
actions: {keep: {button: Keep}}
""",
    "kept": "recognise: {title: Kept}\nactions: {again: {link: Again}}\n",
}
NESTED = {
    "/": '<frameset rows="40,*"><frame name="banner" src="/banner">'
    '<frame name="main" src="/main"></frameset>',
    "/banner": "<p>Our house</p>",
    "/main": '<frameset cols="120,*"><frame name="left" src="/left">'
    '<frame name="inner" src="/entry"></frameset>',
    "/left": "<a href='/entry' target='inner'>Start</a>",
    "/entry": FORM,
    "/kept": KEPT,
}


def application(web: str) -> str:
    return f"application: small\nsign_on: none\nhome: {{screen: home}}\nfaces: {{web: {web}}}\n"


@pytest.mark.parametrize("web", ["{frame: inner}", "{frame: [main, inner]}", "{}", "{keys: browser}"])
def test_nested_framesets_are_one_screen_or_the_frame_that_is_named(tmp_path: Path, web: str) -> None:
    folder = declare(tmp_path / "app", SCREENS, application(web))
    with serving(NESTED) as site, session_on(folder, site.url) as session:
        for name in ("Zoé", "Max"):
            session.fill({"name": name})
            assert session.submit("keep", expect="kept").screen == "kept"
            assert session.submit("again", expect="home").screen == "home"
        assert [one for one in site.requests if one.startswith("GET /kept")] == [
            "GET /kept?name=Zo%C3%A9",
            "GET /kept?name=Max",
        ]


def test_iframes_that_are_shown_belong_to_the_screen(tmp_path: Path) -> None:
    pages = {
        "/": "<h1>Entry</h1><iframe src='/form' width='400' height='200'></iframe>"
        "<iframe src='/hidden' style='display:none'></iframe>",
        "/form": "<form action='/kept' target='_top'><label>Name <input name='name'></label>"
        "<button>Keep</button></form>",
        "/hidden": "<label>Name <input name='ghost'></label><button>Keep</button>",
        "/kept": KEPT,
    }
    with serving(pages) as site, session_on(declare(tmp_path / "app", SCREENS), site.url) as session:
        session.fill({"name": "Zoé"})
        session.verify()
        assert session.submit("keep", expect="kept").screen == "kept"
        assert site.requests[-1] == "GET /kept?name=Zo%C3%A9"


def test_an_iframe_that_is_drawn_later_is_waited_for(tmp_path: Path) -> None:
    pages = {
        "/": "<h1>Entry</h1><iframe src='/held/form' width='400' height='200'></iframe>",
        "/held/form": "<form action='/kept' target='_top'><label>Name <input name='name'></label>"
        "<button>Keep</button></form>",
        "/kept": KEPT,
    }
    with serving(pages) as site:
        releasing = threading.Timer(0.8, site.released.set)
        releasing.start()
        with session_on(declare(tmp_path / "app", SCREENS), site.url) as session:
            session.fill({"name": "Zoé"})
            assert session.submit("keep", expect="kept").screen == "kept"
        releasing.join()


def test_a_frame_that_loads_itself_anew_does_not_disturb_the_others(tmp_path: Path) -> None:
    pages = {
        "/": '<frameset rows="60,*"><frame src="/clock"><frame src="/entry"></frameset>',
        "/clock": "<script>setTimeout(() => location.reload(), 300)</script><p id='t'></p>"
        "<script>t.textContent = performance.timeOrigin</script>",
        "/entry": FORM,
        "/kept": KEPT,
    }
    folder = declare(tmp_path / "app", SCREENS, application("{}"))
    with serving(pages) as site, session_on(folder, site.url) as session:
        before = len(site.requests)
        while len(site.requests) < before + 3:
            session.fill({"name": str(len(site.requests))})
        assert not any(one.startswith("GET /kept") for one in site.requests)


def test_a_frame_of_another_origin_is_told(tmp_path: Path) -> None:
    with serving({"/entry": FORM}) as other:
        pages = {"/": f"<iframe name='main' src='{other.url}entry' width='400' height='200'></iframe>"}
        folder = declare(tmp_path / "app", SCREENS, application("{frame: main}"))
        with (
            serving(pages) as site,
            pytest.raises(UnreachableError, match="another origin"),
            session_on(folder, site.url),
        ):
            pass
        folder = declare(tmp_path / "whole", SCREENS, application("{}"))
        with (
            serving(pages) as site,
            pytest.raises(ScreenNotRecognisedError),
            session_on(folder, site.url),
        ):
            pass


LATE = '<frameset cols="120,*"><frame name="menu" src="/held/menu"><frame name="main" src="/home"></frameset>'
MENU = """
application: small
sign_on: none
home: {screen: home, code: choice, action: go, leave: {link: Home}}
faces: {web: {frame: main, shortcuts: menu}}
"""
MENU_SCREENS = {
    "home": """
recognise: {title: Menu}
fields: {choice: {caption: Choice}}
actions: {go: {button: Go}}
""",
    "entry": "recognise: {title: Entry}\nreach: {code: ENTR}\n",
    "kept": "recognise: {title: Kept}\nreach: {code: KEPT}\n",
}


def test_shortcuts_that_are_not_loaded_yet_are_waited_for(tmp_path: Path) -> None:
    """Right after signing on, the frame of the shortcuts may still be empty."""
    pages = {
        "/": LATE,
        "/held/menu": "<a href='/entry' target='main'>ENTR</a> <a href='/kept' target='main'>KEPT</a>",
        "/home": "<h1>Menu</h1><form action='/entry'><label>Choice <input name='c'></label>"
        "<button>Go</button></form>",
        "/entry": "<h1>Entry</h1>",
        "/kept": "<h1>Kept</h1>",
    }
    with serving(pages) as site:
        releasing = threading.Timer(1, site.released.set)
        releasing.start()
        with session_on(declare(tmp_path / "app", MENU_SCREENS, MENU), site.url) as session:
            session.go_to("entry")
            assert session.go_to("kept").screen == "kept"
            assert site.requests[-1] == "GET /kept"
        releasing.join()


def test_shortcuts_that_never_load_are_done_without(tmp_path: Path) -> None:
    pages = {
        "/": LATE,
        "/home": "<h1>Menu</h1><form action='/entry'><label>Choice <input name='c'></label>"
        "<button>Go</button></form><a href='/home'>Home</a>",
        "/entry": "<h1>Entry</h1><a href='/home'>Home</a>",
    }
    with (
        serving(pages) as site,
        session_on(declare(tmp_path / "app", MENU_SCREENS, MENU), site.url, arrival=3) as session,
    ):
        session.go_to("entry")
        assert session.go_to("entry").screen == "entry"
        assert site.requests[-1] == "GET /entry?c=ENTR"


def test_a_page_that_asks_for_another_at_once_is_followed(tmp_path: Path) -> None:
    pages = {
        "/": "<script>location.replace('/second')</script>",
        "/second": "<h1>Wait</h1><script>setTimeout(() => { location.href = '/entry' }, 50)</script>",
        "/entry": FORM,
    }
    with serving(pages) as site, session_on(declare(tmp_path / "app", SCREENS), site.url) as session:
        session.fill({"name": "Zoé"})
        assert session.current == "home"


def test_an_address_that_never_answers_is_told(tmp_path: Path) -> None:
    pages = {"/": FORM.replace("/kept", "/held/kept"), "/held/kept": KEPT}
    with (
        serving(pages) as site,
        session_on(declare(tmp_path / "app", SCREENS), site.url, arrival=1.5) as session,
        pytest.raises(ArrivalTimeoutError, match=r'Screen "home", action button Keep: .*has not answered'),
    ):
        session.submit("keep")
