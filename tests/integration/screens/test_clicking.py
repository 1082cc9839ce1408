"""Buttons, links, images and tabs are clicked as a person would, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.errors import (
    ActionBlockedError,
    ActionNotFoundError,
    FieldRefusedByPageError,
    ScreenReplacedError,
)
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import Site, declare, serving, session_on

FORM = """<title>x</title><h1>Form</h1>
<form action="/saved" method="post"><p><label>Name <input name="name"></label></p>
<p><label>Mail <input name="mail" type="email"></label></p>
<p><label>Code <input name="code" pattern="[0-9]+" title="digits"></label></p>
<p><label>Place <input name="place" required value="Lyon"></label></p>
<p><label>Seats <input name="seats" type="number" min="1" max="9" value="1"></label></p>
<p><button name="act" value="delete">Delete</button> <button name="act" value="save">Save</button>
<button disabled>Archive</button></p></form>
<p><a href="/other">Other</a> <a href="/other"><img src="/x.png" alt="Help" width="20" height="20"></a>
<a href="/new" target="_blank">New window</a></p>
<fieldset><legend>Billing</legend><button onclick="location.href='/bill'">Change</button></fieldset>
<fieldset><legend>Shipping</legend><button onclick="location.href='/ship'">Change</button></fieldset>
<div role="tablist"><a role="tab" href="/tab">Details</a></div>
<p><span onclick="location.href='/plain'">Plain text</span></p>
<p id="seen"></p>
<div style="height:3000px"></div><p><button onclick="location.href='/far'">Far down</button></p>
<div style="position:relative"><button id="under" onclick="location.href='/under'">Underneath</button>
<div class="veil" style="position:absolute;left:0;top:0;width:900px;height:60px;background:#eee"></div></div>
"""
SAVED = "<h1>Saved</h1><p><a href='/'>Back</a></p>"
OTHERS = ("other", "new", "bill", "ship", "tab", "plain", "far", "under")
PAGES = {"/": FORM, "/saved": SAVED, **{f"/{name}": f"<h1>{name}</h1>" for name in OTHERS}}
SCREENS = {
    "home": """
recognise: {title: Form}
fields:
  name: {caption: Name}
  mail: {caption: Mail}
  code: {caption: Code}
  seats: {caption: Seats}
actions:
  save: {button: Save}
  archive: {button: Archive}
  other: {link: Other}
  help: {image: Help}
  new: {link: New window}
  change: {button: Change}
  change_billing: {button: Change, within: Billing}
  change_shipping: {button: Change, within: Shipping}
  change_second: {button: Change, nth: 2}
  details: {tab: Details}
  plain: {link: Plain text}
  far: {button: Far down}
  under: {button: Underneath}
  sav: {button: Saves}
  enter: ENTER
""",
    "saved": "recognise: {title: Saved}\n",
    **{name: f"recognise: {{title: {name}}}\n" for name in OTHERS},
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(PAGES) as one:
        yield one


@pytest.fixture(scope="module")
def opened(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenSession]:
    with session_on(declare(tmp_path_factory.mktemp("clicks"), SCREENS), site.url) as session:
        yield session


@pytest.fixture
def session(opened: ScreenSession, site: Site) -> ScreenSession:
    opened.sign_on({})
    site.requests.clear()
    return opened


@pytest.mark.parametrize(
    ("action", "page"),
    [
        ("other", "other"),
        ("change_billing", "bill"),
        ("change_shipping", "ship"),
        ("change_second", "ship"),
        ("help", "other"),
        ("details", "tab"),
        ("plain", "plain"),
        ("far", "far"),
        ("new", "new"),
    ],
)
def test_what_is_clicked_leads_where_a_person_s_click_does(
    session: ScreenSession, site: Site, action: str, page: str
) -> None:
    assert session.submit(action).screen == page
    assert site.requests[-1] == f"GET /{page}"


def test_the_declared_button_is_clicked_and_no_other(session: ScreenSession, site: Site) -> None:
    session.fill({"name": "Zoé"})
    assert session.submit("save", expect="saved").screen == "saved"
    assert site.requests == ["POST /saved name=Zo%C3%A9&mail=&code=&place=Lyon&seats=1&act=save"]


def test_one_of_several_is_an_error_that_says_where_they_are(session: ScreenSession, site: Site) -> None:
    with pytest.raises(ActionNotFoundError, match="2 times") as error:
        session.submit("change")
    assert "Billing, Shipping" in str(error.value)
    assert 'Screen "home", action button Change' in str(error.value)
    assert site.requests == []


def test_one_that_is_not_there_is_an_error_with_the_nearest(session: ScreenSession) -> None:
    with pytest.raises(ActionNotFoundError, match="Nearest: Save"):
        session.submit("sav")


def test_a_covered_button_is_not_clicked(session: ScreenSession, site: Site) -> None:
    with pytest.raises(ActionBlockedError, match='covered by <div class="veil">'):
        session.submit("under")
    assert site.requests == []
    assert session.current == "home"


def test_a_disabled_button_is_not_clicked(session: ScreenSession) -> None:
    with pytest.raises(ActionBlockedError, match="disabled"):
        session.submit("archive")


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("mail", "nobody", "type"),
        ("mail", "nobody at home", "type"),
        ("code", "ab", "pattern"),
        ("seats", "12", "max"),
        ("seats", "0", "min"),
    ],
)
def test_a_browser_s_own_check_is_a_refusal_that_names_the_field(
    session: ScreenSession, site: Site, field: str, value: str, constraint: str
) -> None:
    session.fill({field: value})
    with pytest.raises(FieldRefusedByPageError) as error:
        session.submit("save", expect="saved")
    assert (error.value.code, error.value.field, error.value.constraint) == (
        "FIELD_REFUSED_BY_PAGE",
        field,
        constraint,
    )
    assert value not in str(error.value)
    assert session.current == "home"
    assert site.requests == []


def test_an_undeclared_field_that_is_refused_has_the_page_s_name(session: ScreenSession, site: Site) -> None:
    vars(session)["_driver"]._page.locator("[name=place]").fill("")
    session.expect("home")
    with pytest.raises(FieldRefusedByPageError) as error:
        session.submit("enter")
    assert (error.value.field, error.value.constraint) == ("Place", "required")
    assert site.requests == []


def test_a_check_that_a_page_tries_and_takes_back_refuses_nothing(session: ScreenSession) -> None:
    vars(session)["_driver"]._page.evaluate(
        """document.querySelector('[href="/other"]').addEventListener('click', () => {
          const name = document.querySelector('[name=name]');
          name.required = true;
          name.checkValidity();
          name.required = false;
        })"""
    )
    session.expect("home")
    session.submit("other", expect="other")
    assert session.current == "other"


def test_nothing_is_clicked_on_a_page_that_came_unseen(session: ScreenSession, site: Site) -> None:
    vars(session)["_driver"]._page.reload()
    site.requests.clear()
    with pytest.raises(ScreenReplacedError):
        session.submit("other")
    assert "GET /other" not in site.requests


TRUSTING = "application: small\nsign_on: none\nhome: {screen: home}\nfaces: {web: {keys: browser}}\n"


def test_the_browser_s_own_mouse_clicks_where_keys_are_its_own(site: Site, tmp_path: Path) -> None:
    with session_on(declare(tmp_path / "trusting", SCREENS, TRUSTING), site.url) as session:
        assert session.submit("far").screen == "far"
        session.sign_on({})
        session.fill({"mail": "nobody"})
        with pytest.raises(ActionBlockedError):
            session.submit("under")


@pytest.mark.parametrize("action", ["save", "enter"])
def test_its_check_is_the_same_refusal_where_keys_are_its_own(
    site: Site, tmp_path: Path, action: str
) -> None:
    site.requests.clear()
    with session_on(declare(tmp_path / "trusting", SCREENS, TRUSTING), site.url) as session:
        for field, wrong, right, constraint in (
            ("mail", "nobody", "nobody@example.org", "type"),
            ("code", "ab", "12", "pattern"),
        ):
            session.fill({field: wrong})
            with pytest.raises(FieldRefusedByPageError) as error:
                session.submit(action, expect="saved")
            assert (error.value.field, error.value.constraint) == (field, constraint)
            assert session.current == "home"
            session.fill({field: right})
        assert [one for one in site.requests if one.startswith("POST")] == []
        session.submit(action, expect="saved")
        assert len([one for one in site.requests if one.startswith("POST")]) == 1
