"""A proposed declaration loads, and each of its fields is the box that the page's own names say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Look
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.proposing.screen import propose
from copiste.screens.reading.locate import Places
from copiste.screens.reading.view import View
from copiste.screens.web.browser import launch
from copiste.screens.web.camera import Camera
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.driver import WebDriver
from tests.drawn_forms.drawing import draw
from tests.drawn_forms.forms import Kind, Verdict
from tests.drawn_forms.page import ADDRESS, show

SECRET = "Margaret-4711"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, headless=True, executable=None)
        page = browser.new_page()
        page.route(ADDRESS, lambda route: route.fulfill(body="", content_type="text/html; charset=utf-8"))
        page.goto(ADDRESS)
        yield page
        browser.close()


def seen(page: Page) -> View:
    driver = WebDriver(page, ApplicationFace(), "", Camera(), lambda: None, watched=False)
    return driver.look(Deadline(5))


def loaded(text: str, name: str, folder: Path) -> Screen:
    """The screen as a project would load it from its file."""
    home = folder / "office"
    home.mkdir()
    (home / "application.yaml").write_text(
        f"application: office\nsign_on: none\nhome: {{screen: {name}}}\n", encoding="utf-8"
    )
    (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_application(home).screen(name)


def _only(screen: Screen, field: str) -> str:
    """The caption of a field that declares no other words to find it by."""
    declared = screen.field(field)
    words = (declared.side, declared.within, declared.row, declared.after, declared.name, declared.nth)
    return "" if any(words) else declared.caption


def names_of(view: View, screen: Screen) -> dict[str, str]:
    """Declared field → the page's own name of the input that is found for it."""
    places = Places(view, screen)
    return {name: places.cells(name)[0].control.name for name in screen.fields}


_TYPES = {
    Kind.CHECK: "check", Kind.SELECT: "choice", Kind.RADIO: "choice", Kind.DATE: "date", Kind.MEMO: "memo",
    Kind.NUMBER: "number", Kind.TEXT: "text", Kind.PASSWORD: "text",
}  # fmt: skip


def test_every_box_of_drawn_forms_is_proposed_once_by_words_that_lead_to_it(
    page: Page, tmp_path: Path
) -> None:
    proposed = boxes = 0
    for seed in range(12):
        form = draw(seed)
        show(page, form)
        view = seen(page)
        folder = tmp_path / str(seed)
        folder.mkdir()
        screen = loaded(propose(Look(view), "form").yaml, "form", folder)
        by_box = {box: field for field, box in names_of(view, screen).items()}
        kinds = {
            one.name: one.kind
            for one in form.fields
            if one.kind is not Kind.BUTTON and one.name not in form.hidden
        }
        assert len(by_box) == len(screen.fields)
        assert set(by_box) <= set(kinds), seed
        assert all(screen.field(field).type == _TYPES[kinds[box]] for box, field in by_box.items()), seed
        for ask in form.asks:
            # What a person would point at by the caption alone.
            alone = ask.caption and not (ask.side or ask.within or ask.row or ask.after or ask.nth)
            if alone and ask.verdict is Verdict.TELLABLE:
                meant = {box for box, field in by_box.items() if _only(screen, field) == ask.caption}
                assert meant <= {ask.field.name}, seed
        proposed, boxes = proposed + len(by_box), boxes + len(kinds)
    assert proposed == boxes


def test_what_is_proposed_of_a_form_holds_no_value(page: Page, tmp_path: Path) -> None:
    page.set_content(
        f"""<h1>New member</h1><form>
        <p><label>Name * <input name=n maxlength=30 value="{SECRET}"></label>
        <p><label>PIN <input type=password name=p value="{SECRET}"></label>
        <p><label>Notes <textarea name=m>{SECRET}</textarea></label>
        <p><label>Yes <input type=checkbox name=y checked></label>
        <p><label>Plan <select name=s><option>Basic</option>
        <option selected>Full: all # of it</option></select></label>
        <p>Code <input name=c value="{SECRET}"> <p>Code <input name=d>
        <p><input name=bare>
        <p><button>Save</button> <a href="/help">Help</a></form>
        <table><tr><th>Number</th><th>City</th></tr><tr><td>{SECRET}</td><td><a href="/1">Lille</a></td></tr>
        </table>"""
    )
    view = seen(page)
    text = propose(Look(view)).yaml
    assert SECRET not in text
    screen = loaded(text, "new_member", tmp_path)
    assert sorted(names_of(view, screen).values()) == sorted([*"npmyscd", "bare"])
    assert screen.recognise.title == "New member"
    assert screen.field("name").max == 30
    pin = screen.field("pin")
    assert pin.hidden
    assert pin.sensitive
    assert screen.field("notes").type == "memo"
    assert "# offers Basic | Full: all # of it" in text
    assert {str(action) for action in screen.actions.values()} == {"button Save", "link Help"}
    (table,) = screen.tables.values()
    assert [column.caption for column in table.columns.values()] == ["Number", "City"]
