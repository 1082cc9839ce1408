from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.errors import FieldNotFoundError
from tests.unit.screens.factories import view
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import found, member, session


def test_reads_a_list_through_all_its_pages(folder: Path) -> None:
    driver = FakeDriver(found(1, 3, "DUPO", "MART"), found(2, 3, "PETI"), found(3, 3, "DURA"))
    open_session = session(folder, driver)
    open_session.expect("found")
    rows = open_session.rows("members")
    assert [(row["last_name"], row.page) for row in rows] == [
        ("DUPO", 1),
        ("MART", 1),
        ("PETI", 2),
        ("DURA", 3),
    ]
    assert rows[0].shows({"last_name": "Dupont", "line": 1})
    assert rows[0].differences({"last_name": "Durand"}) == ("last_name",)
    assert "DUPO" not in repr(rows)


def test_turns_back_to_the_first_page_before_reading_all(folder: Path) -> None:
    driver = FakeDriver(found(2, 2, "B"), found(1, 2, "A"), found(2, 2, "B"))
    open_session = session(folder, driver)
    open_session.expect("found")
    assert [row["last_name"] for row in open_session.rows("members")] == ["A", "B"]
    assert driver.done == ["look", "F7", "F8"]


def test_a_list_that_does_not_turn_is_an_error(folder: Path) -> None:
    open_session = session(folder, FakeDriver(found(1, 3, "A"), found(1, 3, "A")))
    open_session.expect("found")
    with pytest.raises(FieldNotFoundError, match="page 3"):
        open_session.turn_to("members", 3)


def test_paints_over_sensitive_fields_and_columns(folder: Path, tmp_path: Path) -> None:
    driver = FakeDriver(member(), found(1, 1, "DUPO"))
    open_session = session(folder, driver)
    open_session.expect()
    open_session.capture(tmp_path / "new" / "1.png")
    assert [driver.shown.lines[2][at].place for at in (2, 3, 4)] == sorted(driver.masked)
    open_session.submit("leave")
    open_session.capture(tmp_path / "2.png")
    assert list(driver.masked) == [driver.shown.lines[1][1].place]


def test_paints_over_whatever_may_be_personal_on_an_unknown_screen(folder: Path, tmp_path: Path) -> None:
    driver = FakeDriver(view("NIR | 1 84 03 75 999\nNOM | [X]\nNE LE | 02/03/1984\nPAGE | 12/31", title="?"))
    session(folder, driver).capture(tmp_path / "x.jpg")
    assert sorted(driver.masked) == [1, 3, 5]
