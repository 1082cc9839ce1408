"""A list of one page that filters as one types, a moment later, and grows by a button."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.drivers.waiting import Patience
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.applications.bus_cards import truth
from tests.applications.process import running
from tests.integration.screens.small_pages import declare

_COUNTER = """
application: counter
sign_on: {screen: sign_on, action: log_in, arrives: cards}
home: {screen: cards}
"""
_SCREENS = {
    "sign_on": """
recognise: {texts: [Identifiant *]}
fields: {operator: {caption: Identifiant}, password: {caption: Mot de passe, hidden: true}}
actions: {log_in: {button: Se connecter}}
""",
    "cards": r"""
recognise: {texts: [Rechercher], absent: [Identifiant *]}
fields: {filter: {caption: Rechercher, reloads: true}}
actions: {more: {button: Afficher la suite}}
tables:
  cards:
    columns: {number: {caption: Numéro}, name: {caption: Nom}}
    next: more
    total: 'sur (\d+)'
    actions: {change: {button: Modifier}}
""",
    "card": "recognise: {address: /cartes/*, absent: [Identifiant *, Rechercher]}\n",
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ScreenSession]:
    declared = declare(tmp_path / "counter", _SCREENS, _COUNTER)
    with (
        running("bus_cards", tmp_path, "--delay", "0", "400", "--seed", "3") as counter,
        open_session(declared, "web", url=counter.url, patience=Patience(20, 3)) as open_,
    ):
        open_.sign_on({"operator": truth.LOGINS[0], "password": truth.PASSWORD})
        yield open_


def test_a_list_is_read_after_it_filtered_what_was_typed(session: ScreenSession) -> None:
    assert len(session.rows("cards")) == 30
    session.go_to("cards")
    for number in ("B-00007", "B-00029", "B-00001", "B-00030"):
        session.fill({"filter": number})
        assert [row["number"] for row in session.rows("cards")] == [number]
    assert session.open_row("cards", "change", {"number": "B-00030"}, ("card",)) is not None
    assert session.view.address.startswith("/cartes/30")
