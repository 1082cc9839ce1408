"""A page whose own scripts got no answer is never taken for the whole screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from copiste.screens.errors import UnreachableError
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import PLAIN, declare, serving, session_on
from tests.support.answers_proxy import Fault, relaying

FETCHED = "fetch('/data').then((answer) => answer.text())"
ASKED = f"""
<h1>Home</h1><button onclick="ask()">Ask</button><p id="shown"></p>
<script>
  const show = (text) => {{ document.getElementById('shown').textContent = text; }};
  const fetched = () => {FETCHED}.then(show, () => show('Nothing'));
  const requested = () => {{
    const request = new XMLHttpRequest();
    request.open('GET', '/data');
    request.onload = () => show(request.responseText);
    request.onerror = () => show('Nothing');
    request.send();
  }};
  const misread = () => fetch('/data').then((answer) => answer.json()).catch(() => show('Nothing'));
  const dropped = () => {{
    const dropping = new AbortController();
    fetch('/data', {{ signal: dropping.signal }}).catch(() => show('Nothing'));
    dropping.abort();
  }};
  const ask = () => %s();
</script>"""
SCREENS = {"home": "recognise: {title: Home}\nactions: {ask: {button: Ask}}\n"}


@contextmanager
def asking(
    tmp_path: Path, how: str, fault: Fault | None, application: str = PLAIN
) -> Iterator[ScreenSession]:
    """A page whose button asks for `/data`, which meets `fault`."""
    pages = {"/": ASKED % how, "/data": "Everything that there is"}
    declared = declare(tmp_path / "app", SCREENS, application)
    with (
        serving(pages) as site,
        relaying(site.url, [fault] * 9, concerns=lambda request: request.target == "/data") as relay,
        session_on(declared, relay.url, arrival=8) as session,
    ):
        yield session


@pytest.mark.parametrize("how", ["fetched", "requested"])
def test_an_answer_that_is_cut_leaves_a_screen_that_nothing_is_read_from(tmp_path: Path, how: str) -> None:
    with (
        asking(tmp_path, how, Fault.ANSWER_CUT) as session,
        pytest.raises(UnreachableError, match=r"may be incomplete.*background"),
    ):
        session.submit("ask")


@pytest.mark.parametrize("how", ["fetched", "requested", "misread", "dropped"])
def test_what_a_script_makes_of_an_answer_is_its_own_affair(tmp_path: Path, how: str) -> None:
    with asking(tmp_path, how, None) as session:
        assert session.submit("ask").screen == "home"


def test_an_answer_that_belongs_to_no_screen_may_be_lost(tmp_path: Path) -> None:
    background = f"{PLAIN}faces: {{web: {{background: [/data]}}}}\n"
    with asking(tmp_path, "fetched", Fault.ANSWER_CUT, background) as session:
        assert session.submit("ask").screen == "home"
