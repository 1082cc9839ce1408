"""Which declared screen is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Application
from copiste.screens.reading.recognise import recognise
from tests.unit.screens.factories import view


@pytest.fixture
def plain(tmp_path: Path) -> Application:
    """One screen, which nothing but its fields tells."""
    (tmp_path / "application.yaml").write_text("application: plain\nsign_on: none\nhome: {screen: desk}\n")
    (tmp_path / "desk.yaml").write_text(
        "screen: desk\nfields: {name: {caption: Name}, city: {caption: City}}\n"
    )
    return load_application(tmp_path)


def test_the_only_screen_is_recognised_by_its_fields(plain: Application) -> None:
    found = recognise(view("Name | : | []\nCity | : | []"), plain)
    assert found is not None
    assert found.screen == "desk"


@pytest.mark.parametrize("drawing", ["Name | : | []", "Sorry, we are closed", "Name | : | []\nTown | : | []"])
def test_what_lacks_one_of_them_is_not_that_screen(plain: Application, drawing: str) -> None:
    assert recognise(view(drawing), plain) is None
