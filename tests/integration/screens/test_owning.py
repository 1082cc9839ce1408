"""Which box a caption means, in a real browser. What was keyed is read from the form, by its own names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from copiste.screens.declared.model import Screen
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FieldAmbiguousError, FieldNotFoundError, ReadBackError
from copiste.screens.reading.locate import Places
from copiste.screens.session.filling import check, keystrokes
from copiste.screens.web.browser import launch
from copiste.screens.web.camera import Camera
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.driver import WebDriver

BOX = '<input type="checkbox" name="{0}">'
ADDRESS = "http://owning.example/"
EXEMPT, BLOCKED = BOX.format("exempt"), BOX.format("blocked")
TICK = {"type": "bool", "yes": "X", "no": ""}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, headless=True, executable=None)
        page = browser.new_page()
        # A page that has no address yet is none of an application.
        page.route(ADDRESS, lambda route: route.fulfill(body="", content_type="text/html; charset=utf-8"))
        page.goto(ADDRESS)
        yield page
        browser.close()


def key(page: Page, body: str, value: object = True, **words: Any) -> list[str]:
    """The names that the form submits once `value` was keyed where `words` say."""
    page.set_content(f"<form>{body}</form>")
    driver = WebDriver(page, ApplicationFace(), "", Camera(), lambda: None, watched=False)
    view = driver.look(Deadline(5))
    words = {**TICK, **words} if value is True else words
    declared = Screen.model_validate({"screen": "s", "fields": {"asked": words}})
    strokes = list(keystrokes(Places(view, declared), "asked", value))
    check(Places(driver.enter(view, strokes), declared), {"asked": value})
    filled = "() => [...new FormData(document.forms[0])].filter(([, value]) => value).map(([name]) => name)"
    names: list[str] = page.evaluate(filled)
    return names


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td>{EXEMPT} Exempt</td><td>{BLOCKED} Blocked</td></tr></table>",
        f"<table><tr><td>{EXEMPT}Exempt</td><td>{BLOCKED}Blocked</td></tr></table>",
        f"<table><tr><td>Exempt {EXEMPT}</td><td>Blocked {BLOCKED}</td></tr></table>",
        f"<table><tr><td>{EXEMPT}</td><td>Exempt</td><td>{BLOCKED}</td><td>Blocked</td></tr></table>",
        f"<table><tr><td align=right>Exempt</td><td>{EXEMPT}</td></tr>"
        f"<tr><td align=right>Blocked</td><td>{BLOCKED}</td></tr></table>",
        f"<table><tr><td>{EXEMPT} Exempt</td><td>{BOX.format('a')} Active</td></tr>"
        f"<tr><td>{BLOCKED} Blocked</td><td>{BOX.format('b')} Paid</td></tr></table>",
        f"<label>{EXEMPT} Exempt</label> <label>{BLOCKED} Blocked</label>",
        f'<div style="display:flex;flex-direction:row-reverse;justify-content:flex-end">'
        f"<span>Blocked</span>{BLOCKED}<span style='margin-right:40px'>Exempt</span>{EXEMPT}</div>",
        f"<p>Options: &nbsp; {EXEMPT} Exempt &nbsp; &nbsp; &nbsp; {BLOCKED} Blocked</p>",
    ],
)
def test_a_box_is_ticked_by_the_caption_that_a_person_sees_beside_it(page: Page, body: str) -> None:
    assert key(page, body, caption="Exempt") == ["exempt"]
    assert key(page, body, caption="Blocked") == ["blocked"]


@pytest.mark.parametrize("parted", [" ", "<br>"])
def test_a_caption_that_goes_on_below_its_box_is_that_box_s(page: Page, parted: str) -> None:
    cells = "".join(
        f'<td style="width:78px;font:11px monospace">{BOX.format(name)} {text}</td>'
        for name, text in (
            ("one", f"Tax{parted}included"),
            ("two", f"Copy{parted}by post"),
            ("three", "Paid"),
        )
    )
    body = f'<table border=1 style="width:240px;table-layout:fixed"><tr>{cells}</tr></table>'
    assert key(page, body, caption="Tax included") == ["one"]
    assert key(page, body, caption="Copy by post") == ["two"]
    assert key(page, body, caption="Paid") == ["three"]


def test_a_radio_button_is_chosen_by_the_text_beside_it(page: Page) -> None:
    buttons = "".join(
        f'<td><input type="radio" name="{name}" value="{value}"> {text}</td>'
        for name, value, text in (
            ("sex", "1", "Male"),
            ("sex", "2", "Female"),
            ("paid", "1", "Yes"),
            ("paid", "2", "No"),
        )
    )
    body = f"<table><tr><td>Sex</td>{buttons[: len(buttons) // 2]}</tr></table>"
    page.set_content("")
    assert key(page, body, "Female", caption="Sex", type="choice") == ["sex"]
    assert page.evaluate("() => new FormData(document.forms[0]).get('sex')") == "2"


@pytest.mark.parametrize(
    "body",
    [
        'City <input name="one"><br>City <input name="two">',
        f"Off {EXEMPT} Exempt {BLOCKED} Blocked",
        '<label for="one">City</label> <input name="two"> <p>&nbsp;<p>&nbsp;<p><input id="one" name="one">',
    ],
)
def test_what_nobody_can_tell_is_told_and_nothing_is_typed(page: Page, body: str) -> None:
    caption, value = ("City", "Lyon") if "City" in body else ("Exempt", True)
    with pytest.raises(FieldAmbiguousError, match="nth: 1 to 2"):
        key(page, body, value, caption=caption)
    assert page.evaluate("() => [...new FormData(document.forms[0])].filter(([, v]) => v).length") == 0


def test_the_words_of_a_declaration_settle_it(page: Page) -> None:
    groups = "".join(
        f'<fieldset><legend>{group}</legend>City <input name="{name}"></fieldset>'
        for group, name in (("Billing", "one"), ("Shipping", "two"))
    )
    assert key(page, groups, "Lyon", caption="City", within="Shipping") == ["two"]
    assert key(page, groups, "Lyon", caption="City", nth=2) == ["two"]
    assert key(page, groups, "Lyon", name="two") == ["two"]
    between = '<input name="one"> City <input name="two">'
    assert key(page, between, "Lyon", caption="City", side="right") == ["one"]
    assert key(page, between, "Lyon", caption="City", side="left") == ["two"]


@pytest.mark.parametrize("caption", ["Customer", "Customer *", "Customer:", "Customer\u00a0"])
@pytest.mark.parametrize(
    "drawn", ["Customer *", "Customer&nbsp;<b>*</b> :", "Customer (required)", "Customer…"]
)
def test_marks_and_leads_are_no_part_of_a_caption(page: Page, caption: str, drawn: str) -> None:
    assert key(page, f'{drawn} <input name="one">', "x", caption=caption) == ["one"]


HIDINGS = (
    '<div style="display:none">{}</div>',
    '<div style="visibility:hidden">{}</div>',
    '<div style="opacity:0">{}</div>',
    '<div style="position:absolute;left:-9999px">{}</div>',
    '<div style="height:0;overflow:hidden">{}</div>',
    '<div style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)">{}</div>',
    '<div style="content-visibility:hidden">{}</div>',
    "<details><summary>More</summary>{}</details>",
    "<div hidden>{}</div>",
    "<style>.away{{display:none}}</style><div class=away>{}</div>",
)


@pytest.mark.parametrize("hiding", HIDINGS)
def test_what_nobody_sees_does_not_count(page: Page, hiding: str) -> None:
    hidden = hiding.format('<label for="h">City</label> <input id="h" name="h">')
    assert key(page, f'{hidden}City <input name="one">', "Lyon", caption="City") == ["one"]
    page.set_content(hiding.format("<b id=t>Secret title</b>") + "<p>Shown</p>")
    view = WebDriver(page, ApplicationFace(title="#t"), "", Camera(), lambda: None, watched=False).look(
        Deadline(5)
    )
    assert "Secret title" not in view.texts()


def test_reading_back_goes_by_what_the_form_submits(page: Page) -> None:
    lies = "this.form.onformdata = event => event.formData.set('one', 'else')"
    lying = f'City <input name="one" oninput="{lies}">'
    with pytest.raises(ReadBackError, match="submit something else"):
        key(page, lying, "Lyon", caption="City")


def test_a_caption_that_nothing_owns_is_told(page: Page) -> None:
    with pytest.raises(FieldNotFoundError, match="no caption 'Town'"):
        key(page, 'City <input name="one">', "Lyon", caption="Town")


def test_a_text_beside_no_other_input_than_one_of_another_name_is_its_caption(page: Page) -> None:
    body = '<p>Street <input name="street" aria-label="Line 1 of the address"></p><p><input name="other"></p>'
    assert key(page, body, "Quay", caption="Street") == ["street"]


def city(name: str) -> str:
    return f'<table><tr><td>City</td><td><input name="{name}" size="12"></td></tr></table>'


def bar(text: str, tag: str = "td") -> str:
    return f'<tr><{tag} colspan="2" align="center">{text}</{tag}></tr>'


#: Groups whose headings are drawn, and what stands in none of them.
HEADED = {
    # The fields are tables in cells; what follows the heading's own table is not in its group.
    "a table's first cell": (
        f'<table width="700">{bar("New customer")}<tr><td><table width="100%">{bar("Billing", "th")}'
        f'<tr><td>{city("one")}</td><td>Phone <input name="phone"></td></tr></table></td></tr>'
        f"<tr><td>{city('two')}</td></tr></table>"
    ),
    "cells of one table": (
        f'<table width="700">{bar("Billing")}<tr><td>City</td><td><input name="one"></td></tr>'
        f'{bar("Shipping")}<tr><td>City</td><td><input name="two"></td></tr></table>'
    ),
    "in the middle": (
        f'<div style="width:800px"><div style="text-align:center">Billing</div>{city("one")}'
        f'<div style="text-align:center">Shipping</div>{city("two")}<div align="right">End</div></div>'
    ),
    "with smaller ones below it": (
        f'<h2>Billing</h2><h4>Person</h4><p>Name <input name="name"></p><h4>Place</h4>{city("one")}'
        f"<h2>Shipping</h2><h4>Place of delivery</h4>{city('two')}"
    ),
    "with a sentence below it": (
        f"<h4>Billing</h4><h4>We send every invoice of the year to this place.</h4>{city('one')}"
        f"<h4>Shipping</h4>{city('two')}"
    ),
}


@pytest.mark.parametrize("body", HEADED.values(), ids=HEADED)
def test_a_heading_that_a_person_sees_above_a_group_is_within(page: Page, body: str) -> None:
    assert key(page, body, "Lyon", caption="City", within="Billing") == ["one"]
    if "Shipping" in body:
        assert key(page, body, "Lyon", caption="City", within="Shipping") == ["two"]
    with pytest.raises(FieldAmbiguousError, match="within: the heading of its group"):
        key(page, body, "Lyon", caption="City")


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        # It heads both groups, and a heading below it does not leave the other one alone in it.
        (HEADED["a table's first cell"], "New customer"),
        (f"<h2>Places</h2><h4>Billing</h4>{city('one')}<h4>Shipping</h4>{city('two')}", "Places"),
        (f"<h4>Billing</h4>{city('one')}<p><br>{city('two')}", "Billing"),
    ],
)
def test_a_heading_above_both_settles_nothing(page: Page, body: str, heading: str) -> None:
    with pytest.raises(FieldAmbiguousError, match="2 inputs"):
        key(page, body, "Lyon", caption="City", within=heading)


def test_a_title_that_is_no_larger_than_the_headings_below_it_heads_none_of_their_groups(page: Page) -> None:
    billing = f'<table width="700">{bar("Billing")}<tr><td>{city("one")}</td></tr></table>'
    with pytest.raises(FieldNotFoundError, match="no input belongs to 'City', by all the words"):
        key(page, f"<h4>Customer</h4>{billing}{city('two')}", "Lyon", caption="City", within="Customer")
