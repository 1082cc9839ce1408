"""From the settings to seats: who may share a desktop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copiste.bots.seating import seats, spares
from copiste.settings import Settings, SettingsError, read_settings

TWO = [{"operator": "ROB01", "terminal": "R001"}, {"operator": "ROB02", "terminal": "R002"}]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    return {"database": f"sqlite:///{tmp_path / 'queue.db'}", "password": "X"}


def pixels(told: dict[str, Any], *, headless: bool, seats: int) -> Settings:
    back_end = {"url": "tn3270://gsc.example:23", "face": "pixels"}
    return read_settings(**told, back_end=back_end, bots={"headless": headless}, seats=TWO[:seats])


def test_bots_with_displays_of_their_own_are_as_many_as_there_are_seats(told: dict[str, Any]) -> None:
    settings = pixels(told, headless=True, seats=2)
    (first, second) = seats(settings)
    assert (
        first.open.prepare.connection.url == second.open.prepare.connection.url == "tn3270://gsc.example:23"
    )
    assert first.open.prepare.connection.face == "pixels"


def test_one_desktop_has_one_keyboard(told: dict[str, Any]) -> None:
    assert len(list(seats(pixels(told, headless=False, seats=1)))) == 1
    with pytest.raises(SettingsError, match="2 seats on pixels would share this desktop's one keyboard"):
        list(seats(pixels(told, headless=False, seats=2)))


def test_no_spare_opens_its_window_over_the_one_that_is_worked_in(told: dict[str, Any]) -> None:
    assert spares(pixels(told, headless=False, seats=1))._count == 0
    assert spares(pixels(told, headless=True, seats=1))._count == 1


def test_a_misspelt_process_in_the_policies_is_named_with_its_nearest(told: dict[str, Any]) -> None:
    back_end = {"url": "http://gsc.example/"}
    settings = read_settings(**told, back_end=back_end, seats=TWO, policies={"enrolement": {"attempts": 2}})
    with pytest.raises(SettingsError, match=r"policies\.enrolement .* Did you mean enrolment\?"):
        list(seats(settings))


def test_another_house_s_process_may_have_a_policy(told: dict[str, Any]) -> None:
    back_end = {"url": "http://gsc.example/"}
    settings = read_settings(**told, back_end=back_end, seats=TWO, policies={"invoices": {"attempts": 2}})
    assert len(list(seats(settings))) == 2
