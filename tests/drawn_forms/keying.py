"""Lets the web face key drawn forms: the one module here that knows product code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from copiste.errors import CopisteError
from copiste.screens.declared.action import Action
from copiste.screens.declared.model import Screen
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.reading.clicking import clickable
from copiste.screens.reading.locate import Places
from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.view import Cell, View
from copiste.screens.session.filling import check, keystrokes
from copiste.screens.web.browser import start
from copiste.screens.web.camera import Camera, page_on_demand
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.driver import WebDriver
from tests.drawn_forms.forms import Ask, DrawnForm, Kind
from tests.drawn_forms.run import Key

#: What a declaration says of a kind besides where it is.
_FORMS: dict[Kind, dict[str, Any]] = {
    Kind.CHECK: {"type": "bool", "yes": "X", "no": ""},
    Kind.SELECT: {"type": "choice"},
    Kind.RADIO: {"type": "choice"},
    Kind.DATE: {"type": "date", "format": "YYYY-MM-DD"},
    Kind.MEMO: {"type": "memo"},
    Kind.PASSWORD: {"hidden": True},
}
_CLICK = "name => document.getElementsByName(name)[0].click()"
#: A form stands there already; nothing is waited for but a page that does not come to rest.
_PATIENCE = 5.0


REFUSALS = (CopisteError,)


@contextmanager
def web_face() -> Iterator[tuple[Page, Key]]:
    """A page, and what keys into it by a declaration of each ask; it raises one of `REFUSALS`."""
    with sync_playwright() as playwright:
        # Nobody looks: what is never painted takes half the time.
        browser, found = start(playwright.chromium, headless=True, executable=None, on_demand=True)
        try:
            context = browser.new_context()
            page = page_on_demand(browser, context, 1280, 720) if found.is_shell else context.new_page()
            driver = WebDriver(page, ApplicationFace(), "", Camera(), lambda: None, watched=False)

            # Each ask finds the form as it was shown first, so it is looked at once.
            seen: dict[int, View] = {}

            def key(page: Page, form: DrawnForm, ask: Ask) -> None:
                if form.seed not in seen:
                    seen.clear()
                    seen[form.seed] = driver.look(Deadline(_PATIENCE))
                view = seen[form.seed]
                if ask.field.kind is Kind.BUTTON:
                    # What comes of a click is no part of this: whether it is the right one is.
                    page.evaluate(_CLICK, _button(view, ask).control.name)
                    return
                places = Places(view, declared(ask))
                strokes = list(keystrokes(places, "asked", ask.field.value))
                check(Places(driver.enter(view, strokes), places.screen), {"asked": ask.field.value})

            yield page, key
        finally:
            browser.close()


def declared(ask: Ask) -> Screen:
    """A screen whose field `asked` says what the ask says, and the fields that it comes after."""
    fields: dict[str, dict[str, Any]] = {}
    name, one = "asked", ask
    while True:
        words = {word: getattr(one, word) for word in ("caption", "side", "within", "row", "nth")}
        fields[name] = {word: said for word, said in words.items() if said} | _FORMS.get(one.field.kind, {})
        if one.after is None:
            return Screen.model_validate({"screen": "form", "fields": fields})
        fields[name]["after"] = name = f"before_{len(fields)}"
        one = one.after


def _button(view: View, ask: Ask) -> Cell:
    action = Action(button=ask.caption or "", within=ask.within or "", nth=ask.nth)
    row = [line for line in view.lines if ask.row in {normal(cell.text) for cell in line}]
    return clickable(view, action, row[0] if row else ())
