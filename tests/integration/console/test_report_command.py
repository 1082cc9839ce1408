"""`copiste report`: from a real queue to the page and its files."""

from __future__ import annotations

import csv
import dataclasses
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from copiste.console.report.data import DayJournalLine, DayReading, day_of
from copiste.console.report.day_journal import keep, kept
from copiste.console.report.reconcile import LAG
from copiste.console.reporting import read_back_end
from copiste.queue.item import OutcomeKind
from copiste.settings import Settings, read_settings
from tests.integration.console.conftest import Desk
from tests.support.programs import REPOSITORY

NOW = datetime.now(UTC)
TODAY = day_of(NOW)
#: As the bundled back-end writes a day in its receipts.
NUMBER = f"{TODAY:%y%j}"
RECEIPT = f"{NUMBER}-000001"


def reading(*numbers: str, operator: str = "ROB01", read_at: datetime | None = None) -> DayReading:
    lines = tuple(DayJournalLine(number, "ADRS", "09:00", operator) for number in numbers)
    return DayReading(TODAY, read_at or datetime.now(UTC) + timedelta(minutes=1), (operator,), lines)


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """One case done with a receipt, one rejected, one waiting."""
    desk.add("A-1", "A-2", "A-3")
    desk.work(OutcomeKind.DONE, receipt=RECEIPT)
    desk.work(OutcomeKind.BUSINESS, "CONTRACT_CLOSED", "CONTRACT_CLOSED: AFF0002 CONTRAT FERME")
    return desk


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_report_without_a_back_end_says_that_nothing_is_proven(worked: Desk) -> None:
    answer = worked.copiste("report")
    assert answer.code == 1
    assert "1 done, 1 needs a person, 1 still waiting" in answer.out
    assert "Not compared" in answer.out
    page = worked.folder / answer.out.split("The report: ")[1].strip()
    assert "No back-end is named in the settings." in page.read_text(encoding="utf-8")


def test_report_agrees_with_the_kept_day_journal(worked: Desk) -> None:
    keep(reading(RECEIPT), worked.folder / "var/reports/day-journals")
    told = worked.copiste("report", "--no-ask", "--json").json
    assert told["reconciliation"] | {"unread": ""} == {
        "in_both": 1,
        "only_queue": [],
        "only_back_end": [],
        "adopted": 0,
        "not_yet": [],
        "uncompared": 0,
        "unread": "",
    }
    assert told["level"] == "person"


def test_record_that_no_case_claims_alarms(worked: Desk) -> None:
    keep(reading(RECEIPT, f"{NUMBER}-000002"), worked.folder / "var/reports/day-journals")
    told = worked.copiste("report", "--no-ask", "--json").json
    assert told["level"] == "alarm"
    assert told["reconciliation"]["only_back_end"] == [f"{NUMBER}-000002"]


def test_lost_record_alarms(worked: Desk) -> None:
    keep(reading(read_at=datetime.now(UTC) + 2 * LAG), worked.folder / "var/reports/day-journals")
    told = worked.copiste("report", "--no-ask", "--json").json
    assert told["level"] == "alarm"
    assert told["reconciliation"]["only_queue"] == [RECEIPT]


def test_record_that_the_journal_does_not_show_yet_is_told_and_is_no_alarm(worked: Desk) -> None:
    keep(reading(read_at=datetime.now(UTC) + LAG / 2), worked.folder / "var/reports/day-journals")
    told = worked.copiste("report", "--no-ask", "--json").json
    assert told["level"] == "person"
    assert told["reconciliation"]["not_yet"] == [RECEIPT]
    assert "1 record not shown yet" in " ".join(action["title"] for action in told["actions"])


def test_a_journal_that_lags_is_read_again_after_a_while(
    worked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = iter([(), (), (RECEIPT,)])

    def read(_settings: Settings, _journal: object, folder: Path, clock: Callable[[], datetime]) -> str:
        keep(reading(*next(shown), read_at=clock()), folder)
        return ""

    monkeypatch.setattr("copiste.console.report.day_journal.read_day_journal", read)
    waited: list[float] = []
    with worked.store() as store:
        assert read_back_end(store, read_settings(), waited.append) == ""
    assert waited == [5, 10]
    assert next(shown, "none left") == "none left"


def test_a_record_that_is_never_shown_is_asked_for_until_the_answer_stands(
    worked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_settings: Settings, _journal: object, folder: Path, clock: Callable[[], datetime]) -> str:
        keep(reading(read_at=clock()), folder)
        return ""

    monkeypatch.setattr("copiste.console.report.day_journal.read_day_journal", read)
    waited: list[float] = []
    with worked.store() as store:
        read_back_end(store, read_settings(), waited.append)
    assert sum(waited) > LAG.total_seconds()


def test_files_hold_the_figures_of_the_page(worked: Desk) -> None:
    keep(reading(RECEIPT), worked.folder / "var/reports/day-journals")
    page = Path(worked.copiste("report", "--no-ask", "--json").json["page"])
    cases = {row["reference"]: row for row in rows(page.parent / "cases.csv")}
    assert {reference: row["state"] for reference, row in cases.items()} == {
        "A-1": "DONE",
        "A-2": "REJECTED",
        "A-3": "PENDING",
    }
    assert cases["A-2"]["message"] == "AFF0002 CONTRAT FERME"
    assert [row["receipt"] for row in rows(page.parent / "receipts.csv")] == [RECEIPT]
    assert [row["outcome"] for row in rows(page.parent / "transactions.csv")] == ["DONE", "BUSINESS"]
    assert [row["finding"] for row in rows(page.parent / "reconciliation.csv")] == ["in both"]


def test_nothing_of_the_case_is_in_any_file(worked: Desk) -> None:
    page = Path(worked.copiste("report", "--no-ask", "--json").json["page"])
    for path in page.parent.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "SECRETNAME" not in text
        assert "285057800608436" not in text


def test_an_application_without_a_day_journal_is_not_signed_on_to(
    worked: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path_factory.mktemp("project")
    declarations = project / "screens" / "other"
    shutil.copytree(REPOSITORY / "screens" / "backend_sante", declarations)
    application = declarations / "application.yaml"
    text = application.read_text(encoding="utf-8")
    before, _, after = text.partition("day_journal:")
    application.write_text(before + after[after.index("\n\n") :], encoding="utf-8")
    monkeypatch.setenv("COPISTE_PROJECT", str(project))
    monkeypatch.setenv("COPISTE_BACK_END__APPLICATION", "other")
    monkeypatch.setenv("COPISTE_BACK_END__URL", "http://127.0.0.1:9/")  # nobody answers there
    told = worked.copiste("report", "--json").json
    assert told["reconciliation"]["unread"] == "The application declares none."
    assert "The application declares no day journal to compare with." in told["sentence"]
    assert told["basis"] == {"verified": 0, "receipts": 1, "found": 0, "without_receipt": 0}
    assert not any("not compared" in action["title"].lower() for action in told["actions"])
    (row,) = rows(Path(told["page"]).parent / "reconciliation.csv")
    assert (row["finding"], row["receipt"]) == ("no day journal: receipt shown", RECEIPT)


def test_long_receipts_and_references_are_whole_in_the_files_and_messages_are_masked(desk: Desk) -> None:
    number, reference = "202611300000417", "20261130-1234567890123"
    desk.add(reference, "B-2")
    desk.work(OutcomeKind.DONE, receipt=number)
    desk.work(OutcomeKind.BUSINESS, "KNOWN", "ADHERENT 4970101234567890 CONNU")
    folder = Path(desk.copiste("report", "--no-ask", "--json").json["page"]).parent
    (row,) = rows(folder / "receipts.csv")
    assert (row["receipt"], row["reference"]) == (number, reference)
    assert [row["message"] for row in rows(folder / "cases.csv")] == ["", "ADHERENT **** CONNU"]


def test_two_reports_do_not_overwrite_each_other(worked: Desk) -> None:
    first, second = (worked.copiste("report", "--no-ask", "--json").json["page"] for _ in range(2))
    assert first != second
    assert Path(first).exists()


def test_refused_rows_of_the_period_are_in_the_report_totals_left_out(worked: Desk) -> None:
    folder = worked.folder / "var/reports/rejects"
    folder.mkdir(parents=True)
    (folder / "client.rejects.csv").write_text(
        "\ufefffile;sheet;row;column;rule;explanation;process;reference\r\n"
        "client.xlsx;Membres;41;NIR;NIR_KEY;The key does not fit.;enrolment;A-9\r\n"
        "TOTAL;;;;NIR_KEY;1 times;;\r\n",
        encoding="utf-8",
    )
    page = Path(worked.copiste("report", "--no-ask", "--json").json["page"])
    (row,) = rows(page.parent / "rejects.csv")
    assert (row["row"], row["rule"], row["reference"]) == ("41", "NIR_KEY", "A-9")
    assert "1 row refused at intake" in page.read_text(encoding="utf-8")


def test_cell_that_a_spreadsheet_would_run_is_made_text(desk: Desk) -> None:
    desk.add("=HYPERLINK(1)")
    page = Path(desk.copiste("report", "--no-ask", "--json").json["page"])
    assert rows(page.parent / "cases.csv")[0]["reference"] == "'=HYPERLINK(1)"


def test_report_does_not_sign_on_where_bots_work(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_BACK_END__URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("COPISTE_PASSWORD", "MOT2PASS")
    with worked.store() as store:
        assert store.claim(holder="ROB01@here", now=datetime.now(UTC)) is not None
    page = Path(worked.copiste("report", "--json").json["page"])
    assert "Bots are at work" in page.read_text(encoding="utf-8")
    checked = worked.copiste("screens", "check")
    assert checked.code == 6
    assert "Bots are at work" in checked.err


def test_later_reading_replaces_the_earlier_one_of_its_operators_only(tmp_path: Path) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    keep(reading("x-1", operator="ROB01"), tmp_path)
    keep(reading("x-2", operator="ROB02"), tmp_path)
    keep(reading("x-1", "x-3", operator="ROB01", read_at=later), tmp_path)
    (found,) = kept(tmp_path, NOW, "", None).readings
    assert sorted(line.receipt for line in found.lines) == ["x-1", "x-2", "x-3"]
    assert (found.operators, found.read_at) == (("ROB01", "ROB02"), later)


def test_readings_of_earlier_days_are_left_out(tmp_path: Path) -> None:
    keep(dataclasses.replace(reading("x-1"), day=date(2020, 1, 1)), tmp_path)
    assert kept(tmp_path, NOW, "why", None).readings == ()
    assert kept(tmp_path, NOW, "why", None).unread == "why"
    assert kept(tmp_path / "none", NOW, "", None).readings == ()
