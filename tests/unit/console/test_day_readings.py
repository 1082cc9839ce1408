"""Readings of the back-end's day journal: by day, kept, and read again after an upgrade."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from copiste.console.report.data import DayJournalLine, DayReading, day_of
from copiste.console.report.day_journal import by_day, keep, kept

NOW = datetime.now(UTC)
TODAY = day_of(NOW)
YESTERDAY = TODAY - timedelta(days=1)

#: As earlier versions wrote it; the day is year and day of the year.
FORMERLY = """{"day": "%(day)s", "read_at": "%(at)s", "operators": ["ROB01", "ROB02"], "lines": [
{"receipt": "%(day)s-000002", "transaction": "ADHI", "time": "19:37:49", "operator": "ROB01"},
{"receipt": "%(day)s-000004", "transaction": "ADRS", "time": "19:37:50", "operator": "ROB02"}]}"""


def reading(*receipts: str, day: date = TODAY, read_at: datetime = NOW) -> DayReading:
    return DayReading(day, read_at, ("ROB01",), tuple(DayJournalLine(number) for number in receipts))


def formerly(folder: Path, day: date, read_at: datetime) -> str:
    number = f"{day:%y%j}"
    text = FORMERLY % {"day": number, "at": read_at.isoformat()}
    (folder / f"{number}.json").write_text(text, encoding="utf-8")
    return number


def test_a_file_that_an_earlier_version_kept_is_read(tmp_path: Path) -> None:
    number = formerly(tmp_path, TODAY, NOW)
    (found,) = kept(tmp_path, NOW, "", None).readings
    assert (found.day, found.read_at, found.operators) == (TODAY, NOW, ("ROB01", "ROB02"))
    assert [line.receipt for line in found.lines] == [f"{number}-000002", f"{number}-000004"]
    assert (found.lines[0].transaction, found.lines[0].time) == ("ADHI", "19:37:49")


def test_an_upgrade_in_the_middle_of_a_day_loses_neither_reading(tmp_path: Path) -> None:
    number = formerly(tmp_path, TODAY, NOW)
    later = NOW + timedelta(seconds=5)
    keep(reading(f"{number}-000002", f"{number}-000009", read_at=later), tmp_path)
    (found,) = kept(tmp_path, NOW, "", None).readings
    assert sorted(line.receipt[-1] for line in found.lines) == ["2", "4", "9"]
    assert found.read_at == later


def test_days_before_the_period_and_other_files_are_left_out(tmp_path: Path) -> None:
    formerly(tmp_path, YESTERDAY, NOW)
    keep(reading("a", day=YESTERDAY), tmp_path)
    keep(reading("b"), tmp_path)
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    assert [found.day for found in kept(tmp_path, NOW, "", None).readings] == [TODAY]
    assert len(kept(tmp_path, NOW - timedelta(days=1), "", None).readings) == 2


def test_a_list_without_days_is_todays(tmp_path: Path) -> None:
    (found,) = by_day([(None, DayJournalLine("a")), (None, DayJournalLine("b"))], NOW, ("ROB01",))
    assert (found.day, found.read_at, len(found.lines)) == (TODAY, NOW, 2)
    keep(found, tmp_path)
    assert kept(tmp_path, NOW, "", None).readings == (found,)


def test_a_day_on_which_nothing_was_recorded_has_a_reading_too() -> None:
    assert list(by_day([], NOW, ("ROB01",))) == [DayReading(TODAY, NOW, ("ROB01",), ())]


def test_lines_of_another_day_prove_what_they_show_and_nothing_else(tmp_path: Path) -> None:
    """The list may show a part of yesterday: it must not make the rest of yesterday look lost."""
    today, before = by_day(
        [(YESTERDAY, DayJournalLine("old")), (TODAY, DayJournalLine("new"))], NOW, ("ROB01",)
    )
    assert [line.receipt for line in today.lines] == ["new"]
    assert [line.receipt for line in before.lines] == ["old"]
    assert before.read_at == datetime.combine(YESTERDAY, time()).astimezone()
    asked = NOW - timedelta(days=1)
    keep(reading("first", day=YESTERDAY, read_at=asked), tmp_path)
    keep(before, tmp_path)
    (found,) = kept(tmp_path, asked, "", None).readings
    assert found.read_at == asked
    assert [line.receipt for line in found.lines] == ["first", "old"]
