"""Messages that a page still shows when something else is done: they answer nothing of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.errors import BusinessRefusedError
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import PLAIN, declare, serving, session_on

PAGE = """
<h1>Home</h1><label>Name <input oninput="say('Refused.')"></label>
<button onclick="say('Refused.')">Save</button><button onclick="count()">Go on</button>
<p id="steps">0</p><div id="toasts"></div>
<script>
  const count = () => { steps.textContent = Number(steps.textContent) + 1; };
  const say = (text) => {
    const toast = document.createElement('p');
    toast.className = 'toast';
    toast.textContent = text;
    toasts.append(toast);
  };
</script>"""
HOME = """
recognise: {title: Home}
fields: {name: {caption: Name}}
actions: {save: {button: Save}, go_on: {button: Go on}}
messages: [{text: "Refused.", kind: business, code: REFUSED}]
"""


@pytest.fixture(params=["", "faces: {web: {message: .toast}}\n"], ids=["anywhere", "in-a-place"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ScreenSession]:
    declared = declare(tmp_path / "app", {"home": HOME}, PLAIN + request.param)
    with serving({"/": PAGE}) as site, session_on(declared, site.url) as open_:
        yield open_


def test_a_refusal_that_is_still_shown_refuses_nothing_else(session: ScreenSession) -> None:
    for _ in range(2):
        with pytest.raises(BusinessRefusedError, match="REFUSED"):
            session.submit("save")
        assert session.submit("go_on").message is None


def test_a_refusal_that_came_while_typing_is_heard_by_the_next_action(session: ScreenSession) -> None:
    session.fill({"name": "Z"})
    session.verify()
    with pytest.raises(BusinessRefusedError, match="REFUSED"):
        session.submit("go_on")
