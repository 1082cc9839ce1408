"""A page of which nothing can be painted costs a picture, and not the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.errors import ScreensError, UnreachableError
from tests.integration.screens.small_pages import declare, serving, session_on

PAGES = {
    "/": "<h1>Home</h1><a href='/blocked'>Go on</a>",
    "/blocked": "<!doctype html><head><link rel='stylesheet' href='/held/style'></head><h1>Blocked</h1>",
}
SCREENS = {"home": "recognise: {title: Home}\nactions: {go: {link: Go on}}\n"}


@pytest.mark.timeout(60)
def test_a_picture_of_what_is_not_painted_is_given_up(tmp_path: Path) -> None:
    declared = declare(tmp_path / "app", SCREENS)
    with serving(PAGES) as site, session_on(declared, site.url, arrival=2) as session:
        with pytest.raises(ScreensError):
            session.submit("go")
        with pytest.raises(UnreachableError, match="no picture"):
            session.capture(tmp_path / "blocked.jpg")
        assert not site.released.is_set()
