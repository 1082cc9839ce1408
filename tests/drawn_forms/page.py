"""Shows a drawn form in a browser, and reads what it would submit: the oracle, by `name`."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.drawn_forms.forms import DrawnForm
from tests.drawn_forms.pen import PRESSED

#: Never asked: the page is given there and then.
ADDRESS = "http://forms.invalid/"
#: Presses are noted where the page's own scripts cannot undo them; nothing is sent.
_NOTE = """() => {
  window.__pressed = [];
  addEventListener('submit', event => event.preventDefault());
  addEventListener('click', event => {
    const button = event.target.closest('button, input[type=submit], input[type=button]');
    if (button && button.name) window.__pressed.push(button.name);
  }, true);
}"""
_READ = """pressed => {
  const read = {};
  for (const form of document.forms)
    for (const [name, value] of new FormData(form)) read[name] = value.replace(/\\r\\n?/g, '\\n');
  for (const name of window.__pressed) read[name] = pressed;
  return read;
}"""
_RESET = "() => { for (const form of document.forms) form.reset(); window.__pressed = []; }"
_TAKE = f"pressed => {{ const read = ({_READ})(pressed); ({_RESET})(); return read; }}"


def show(page: Page, form: DrawnForm) -> None:
    """Put the form into the page, which gets an address first where it has none."""
    if page.url == "about:blank":
        page.route(ADDRESS, lambda route: route.fulfill(body="", content_type="text/html; charset=utf-8"))
        page.goto(ADDRESS)
    # Three times as quick as a navigation for each form.
    page.set_content(form.html)
    page.evaluate(_NOTE)


def submitted(page: Page) -> dict[str, str]:
    """What would be submitted, by name.

    An unticked box is absent, a button that was pressed holds `PRESSED`, lines end with LF.
    """
    read: dict[str, str] = page.evaluate(_READ, PRESSED)
    return read


def take(page: Page) -> dict[str, str]:
    """What would be submitted; the form is as it was shown afterwards."""
    read: dict[str, str] = page.evaluate(_TAKE, PRESSED)
    return read
