"""Each measurement compares what is comparable: the same screens, the same records, every row and item."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import (
    cold_robot,
    enrolment,
    faces,
    finding,
    inside,
    intake,
    queue,
    reading,
    recovery,
    seats,
)
from benchmarks.support import files
from tests.support.mock import running_mock


@pytest.fixture
def mocks(tmp_path: Path) -> tuple[Path, Path]:
    """A folder for each side."""
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
    return folders


def test_bot_and_script_press_the_same_keys_and_make_the_same_records(mocks: tuple[Path, Path]) -> None:
    one, other = mocks
    with (
        running_mock(one) as bot_mock,
        running_mock(other) as script_mock,
        enrolment.plain_script(script_mock) as script,
    ):
        tables = inside.look(bot_mock, script, [enrolment.case(0), enrolment.case(1)], one)
        records = enrolment.compare(bot_mock.ledger(), script_mock.ledger())
    assert records == 4 + 5
    assert len(tables) == 2


def test_ledgers_with_other_records_are_told_apart() -> None:
    made = {
        "receipt": "26324-000001",
        "operator": "ROB01",
        "terminal": "R001",
        "made_at": "2026-11-20T09:00:00",
    }
    by_another = {**made, "operator": "ROB02", "made_at": "2026-11-20T10:00:00"}
    assert enrolment.compare({"journal": [made]}, {"journal": [by_another]}) == 1
    with pytest.raises(enrolment.LedgersDifferError, match="journal"):
        enrolment.compare({"journal": [made]}, {"journal": [{**made, "receipt": "26324-000002"}]})
    with pytest.raises(enrolment.LedgersDifferError, match="no record"):
        enrolment.compare({"journal": []}, {"journal": []})


def test_both_faces_make_the_same_records_and_each_key_is_timed_with_its_answer(tmp_path: Path) -> None:
    figures = faces.measure(rounds=1, keys=1).figures
    assert (figures["cases"], figures["records_compared"]) == (4, 2 * (4 + 5 + 6 + 7))
    with running_mock(tmp_path) as mock:
        for host, whole, own in faces.of_keys(mock, 2):
            assert 0 < host < whole
            assert own == whole - host


def test_a_cold_robot_makes_the_records_of_a_case(mocks: tuple[Path, Path]) -> None:
    with running_mock(mocks[0]) as mock:
        cold_robot.run_cold(mock, mocks[1], enrolment.case(0))
        assert len(mock.ledger()["journal"]) == 4


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_every_row_is_read_and_comes_through_intake(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"enrolments.{suffix}"
    {"csv": files.write_csv, "xlsx": files.write_xlsx}[suffix](path, 50)
    assert intake.read_rows(path) == 50
    assert intake.load_rows(path) == 50


def test_queues_of_two_sizes_give_their_items_in_order() -> None:
    figures = queue.measure(few=30, many=90, turns=1).figures
    assert figures["many_of_few"]


def test_an_item_is_worked_again_after_a_death_with_and_without_a_spare(tmp_path: Path) -> None:
    with running_mock(tmp_path) as mock:
        cold, spare = recovery.bots_die(tmp_path, mock, 1)
    assert len(cold) == len(spare) == 1
    assert min(*cold, *spare) > 0


def test_a_waiting_seat_is_seen_with_all_its_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "_CALM", 0.0)
    with running_mock(tmp_path) as mock:
        spent, memory = seats.observe(mock, 1, 0.1)
    assert set(spent) == set(memory) == {"Xvfb", "x3270", "bot"}
    assert all(mib > 1 for mib in memory.values())


def test_a_screen_is_read_by_the_glyph_table_without_an_error_and_by_others_too() -> None:
    figures = reading.measure(screens=1).figures
    assert figures["table_wrong"] == 0
    assert int(figures["characters"]) > int(figures["tesserocr_wrong"])


@pytest.mark.parametrize(
    ("one", "other", "apart"), [("", "AB", 2), ("NOM", "NOM", 0), ("N0M :", "NOM:", 2), ("OM", "NOMS", 2)]
)
def test_wrong_characters_are_counted_by_edits(one: str, other: str, apart: int) -> None:
    assert reading.distance(one, other) == reading.distance(other, one) == apart


def test_an_anchor_is_found_where_it_is_and_who_is_not_there_is_told() -> None:
    figures = finding.measure(turns=1).figures
    assert float(figures["anywhere_ms"]) > 0
    assert (
        figures["rpa_images_anywhere_ratio"] == "not there" or float(figures["rpa_images_anywhere_ratio"]) > 0
    )
