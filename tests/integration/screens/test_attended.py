"""A browser that somebody else started: it is driven, and left as it is."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from copiste.screens.drivers.browsers import installed_browser
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.session.opening import open_session
from tests.integration.screens.guichet_pages import running_guichet

APPLICATION = Path(__file__).with_name("guichet")


@pytest.fixture
def url() -> Iterator[str]:
    with running_guichet() as (address, _):
        yield address


@pytest.fixture
def browser(url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A browser on the application's first page, with its DevTools open on a port of its own choice."""
    path = installed_browser()
    if path is None:
        pytest.skip("no installed browser to start by hand")
    command = [
        path,
        "--headless",
        "--no-sandbox",
        "--remote-debugging-port=0",
        f"--user-data-dir={tmp_path}",
        url,
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        said = next(line for line in process.stderr if "DevTools listening on" in line)
        try:
            yield process, said.split(" on ")[1].strip()
        finally:
            # Its whole session: Debian's headless shell is started by a script that waits for it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.stderr.read()


def test_works_in_the_page_that_is_open_and_leaves_it_open(
    browser: tuple[subprocess.Popen[str], str], url: str
) -> None:
    process, devtools = browser
    with open_session(APPLICATION, "web", connect=devtools, url=url) as session:
        assert session.expect() == "welcome"
        session.fill({"operator": "AGT01", "password": "s3cret"})
        session.submit("enter", expect="menu")
        session.go_to("typing")
        session.fill({"name": "Zoé", "day": "1984-03-02"})
    assert process.poll() is None
    with open_session(APPLICATION, "web", connect=devtools, url=url) as session:
        assert session.expect() == "typing"
        assert (session.read("name"), session.read("day")) == ("ZOE", "1984-03-02")


def test_what_was_painted_over_for_a_picture_is_shown_again(
    browser: tuple[subprocess.Popen[str], str], url: str, tmp_path: Path
) -> None:
    with open_session(APPLICATION, "web", connect=browser[1], url=url) as session:
        session.expect("welcome")
        session.capture(tmp_path / "masked.png")
        page = vars(session)["_driver"]._page
        assert page.evaluate("[...document.documentElement.children].map((one) => one.tagName)") == [
            "HEAD",
            "BODY",
        ]


def test_other_pages_of_that_browser_are_somebody_else_s(
    browser: tuple[subprocess.Popen[str], str], url: str
) -> None:
    with open_session(APPLICATION, "web", connect=browser[1], url=url) as session:
        session.expect("welcome")
        page = vars(session)["_driver"]._page
        page.context.new_page()
        assert session.expect() == "welcome"
        session.fill({"operator": "AGT01", "password": "s3cret"})
        assert session.submit("enter").screen == "menu"


def test_a_browser_that_dies_is_told_and_closed_all_the_same(
    browser: tuple[subprocess.Popen[str], str], url: str
) -> None:
    with open_session(APPLICATION, "web", connect=browser[1], url=url) as session:
        session.expect("welcome")
        os.killpg(browser[0].pid, signal.SIGKILL)
        browser[0].wait(10)
        with pytest.raises(UnreachableError):
            session.submit("enter")
        assert session.screen_unknown


def test_a_browser_that_does_not_answer_is_told(url: str) -> None:
    with pytest.raises(FaceError, match="remote-debugging-port"):
        open_session(APPLICATION, "web", connect="http://127.0.0.1:9", url=url)


def test_the_application_must_be_open_in_one_page(browser: tuple[subprocess.Popen[str], str]) -> None:
    with pytest.raises(FaceError, match="0 pages"):
        open_session(APPLICATION, "web", connect=browser[1], url="http://127.0.0.1:9/")
