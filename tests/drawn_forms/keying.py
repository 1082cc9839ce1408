"""Lets the web face key drawn forms: the one module here that knows product code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from copiste.errors import CopisteError
from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.reading.locate import Places
from copiste.screens.web.browser import launch
from copiste.screens.web.camera import Camera
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.driver import WebDriver
from tests.drawn_forms.forms import Ask, DrawnForm
from tests.drawn_forms.run import Key

#: A form stands there already; nothing is waited for but a page that does not come to rest.
_PATIENCE = 5.0


class NotDeclarableError(Exception):
    """The declaration has no word for the ask, or none for the kind of its field."""


REFUSALS = (CopisteError, NotDeclarableError)


@contextmanager
def web_face() -> Iterator[tuple[Page, Key]]:
    """A page, and what keys into it by a declaration of each ask; it raises one of `REFUSALS`."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, headless=True, executable=None)
        try:
            page = browser.new_page()
            driver = WebDriver(page, ApplicationFace(), "", Camera(), lambda: None, watched=False)

            def key(page: Page, form: DrawnForm, ask: Ask) -> None:
                view = driver.look(Deadline(_PATIENCE))
                cells = Places(view, declared(ask)).cells("asked")
                driver.enter(view, [Keystrokes(cell.place, _text(ask.field.value)) for cell in cells])

            yield page, key
        finally:
            browser.close()


def declared(ask: Ask) -> Screen:
    """A screen whose field `asked` says what the ask says, and the fields that it comes after."""
    fields: dict[str, dict[str, Any]] = {}
    name, one = "asked", ask
    while True:
        if one.row:
            raise NotDeclarableError("the row of a grid")
        words = {"caption": one.caption, "side": one.side, "within": one.within, "nth": one.nth}
        fields[name] = {word: said for word, said in words.items() if said}
        if one.after is None:
            return Screen.model_validate({"screen": "form", "fields": fields})
        fields[name]["after"] = name = f"before_{len(fields)}"
        one = one.after


def _text(value: str | bool) -> str:
    if isinstance(value, str):
        return value
    return "X" if value else ""
