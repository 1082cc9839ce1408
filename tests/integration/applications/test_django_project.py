"""The broker's declared screens on Django's own pages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser

from copiste.screens.declared.loading import load_application
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.reading.locate import Places
from copiste.screens.web.camera import Camera
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.driver import WebDriver
from tests.applications.django_admin import truth
from tests.applications.process import running

_BROKER = Path(truth.__file__).with_name("project") / "screens" / "broker"


def test_captions_are_found_wherever_the_form_is_scrolled_to(browser: Browser, tmp_path: Path) -> None:
    # The bar at the side stays where it is, and its box comes to stand beside every caption in turn.
    screen = load_application(_BROKER).screens["member"]
    # What opens the list of advisers has no name of its own.
    fields = [name for name, field in screen.fields.items() if field.caption and name != "adviser"]
    with running("django_admin", tmp_path) as site, closing(browser.new_page()) as page:
        page.set_viewport_size({"width": 900, "height": 700})
        page.goto(f"{site.url}admin/")
        page.get_by_label("Username:").fill("OP01")
        page.get_by_label("Password:").fill(truth.PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.goto(f"{site.url}admin/brokerage/member/add/")
        driver = WebDriver(page, ApplicationFace(), "", Camera(), lambda: None, watched=False)
        for top in range(0, 2000, 37):
            page.evaluate("top => window.scrollTo(0, top)", top)
            page.locator("#main").evaluate("(main, top) => { main.scrollTop = top; }", top)
            places = Places(driver.look(Deadline(5)), screen)
            assert {name: places.cells(name)[0].control.name for name in fields} == {
                name: name for name in fields
            }
