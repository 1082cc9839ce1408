from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from copiste.intake import IntakeError, Progress, load
from copiste.intake.errors import ColumnMissingError, FileEmptyError, FileMissingError, FileUnreadableError
from copiste.queue.adding import Added
from copiste.queue.item import NewItem, Source, State
from copiste.queue.references import Doubt, Used
from copiste.queue.store import Store
from tests.unit.cases.factory import IBAN, nir
from tests.unit.intake.factory import (
    FIELDS,
    HEADER,
    NOW,
    Loaded,
    MemoryQueue,
    client,
    mapping,
    row,
    write_csv,
)


def test_a_sound_row_becomes_a_checked_case_that_knows_its_row(tmp_path: Path) -> None:
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2")), mapping())
    assert loaded.counts == (2, 2, 0, 0)
    item = loaded.queue.items["address", "D2"]
    assert item.source is not None
    assert (item.source.file, item.source.sheet, item.source.row) == ("a.csv", None, 3)
    assert item.payload["member"] == {
        "last_name": "Lefèvre",
        "first_name": "Zoé",
        "birth_date": "1985-07-02",
        "nir": nir(),
    }


def test_a_wrong_row_is_rejected_with_its_place_and_the_others_enter(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2", Ville="Lyon Cedex"), row("D3"))
    loaded = Loaded(path, mapping())
    assert loaded.counts == (3, 2, 0, 1)
    (line,) = loaded.lines
    assert (line["file"], line["sheet"], line["row"], line["column"]) == ("a.csv", "", "3", "Ville")
    assert (line["rule"], line["process"], line["reference"]) == ("TOWN_CEDEX", "address", "D2")
    assert "give the town" in line["explanation"]


def test_every_rule_that_a_row_breaks_is_told_and_counted(tmp_path: Path) -> None:
    wrong = row("D1", Nom="", Né_le="31/02/1985", NIR=nir("F", "1986-07-02"), CP="75", Ville="")
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, wrong, row("D2", Ville="")), mapping())
    assert loaded.rejects == [
        ("2", "Nom", "MISSING"),
        ("2", "Né le", "DATE_IMPOSSIBLE"),
        ("2", "CP", "POSTAL_CODE_UNKNOWN"),
        ("2", "Ville", "MISSING"),
        ("3", "Ville", "MISSING"),
    ]
    assert loaded.report.by_rule == {"MISSING": 3, "DATE_IMPOSSIBLE": 1, "POSTAL_CODE_UNKNOWN": 1}
    totals = loaded.rejects_path.read_text(encoding="utf-8-sig").splitlines()[-3:]
    assert totals[0] == "TOTAL;;;;MISSING;3 in all;;"


def test_the_rejects_file_holds_no_value_of_the_rows(tmp_path: Path) -> None:
    wrong = row(
        "D1", Nom="Qwertz1!", Né_le="Qwertz2", NIR="Qwertz3", Rue="Qwertz4☃", CP="Qwertz5", Ville="Qwertz6#"
    )
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, wrong), mapping())
    assert len(loaded.rejects) == 6
    assert "Qwertz" not in loaded.rejects_path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("reference", ["=1+1", "-1", "@x", "a;b", "../x", "x" * 65, "a\nb", "_x"])
def test_a_reference_is_fit_for_reports_and_file_names(tmp_path: Path, reference: str) -> None:
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, row(reference), row("N° 12/A:b-c")), mapping())
    assert loaded.rejects == [("2", "Dossier", "REFERENCE_FORMAT")]
    assert loaded.lines[0]["reference"] == ""


def test_the_same_file_loaded_twice_adds_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2"), row("D3", CP="x"))
    with Store.open(f"sqlite:///{tmp_path}/queue.db") as store:
        first = load(path, mapping(), store, NOW, tmp_path / "rejects.csv")
        second = load(path, mapping(), store, NOW, tmp_path / "rejects.csv")
    assert (first.read, first.accepted, first.known, first.rejected) == (3, 2, 0, 1)
    assert (second.read, second.accepted, second.known, second.rejected) == (3, 0, 2, 1)


def test_a_corrected_file_adds_only_what_was_rejected(tmp_path: Path) -> None:
    queue = MemoryQueue()
    Loaded(write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2", Ville="")), mapping(), queue)
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2")), mapping(), queue)
    assert loaded.counts == (2, 1, 1, 0)


def test_a_reference_stands_once_in_a_file_and_is_never_empty(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D1"), row(""))
    loaded = Loaded(path, mapping())
    assert loaded.counts == (3, 1, 0, 2)
    assert loaded.rejects == [("3", "Dossier", "REFERENCE_TWICE"), ("4", "Dossier", "REFERENCE_MISSING")]


def test_two_processes_may_share_a_reference_and_a_sheet(tmp_path: Path) -> None:
    header = [*HEADER, "Nature", "IBAN", "Titulaire"]
    rows = [
        [*row("D1"), "Adresse", "", ""],
        [*row("D1"), "RIB", IBAN, "Zoé Lefèvre"],
        [*row("D2"), "Autre", "", ""],
        [*row("D3"), "", "", ""],
        ["Total", "", "", "", "", "", "", "", "total", "", ""],
    ]
    member = {path: spec for path, spec in FIELDS.items() if path.startswith("member")}
    bank = {**member, "bank.iban": "IBAN", "bank.holder": "Titulaire"}
    both = client(
        {"process": "address", "reference": "Dossier", "when": {"Nature": "adresse"}, "fields": FIELDS},
        {"process": "bank_details", "reference": "Dossier", "when": {"Nature": ["RIB"]}, "fields": bank},
        skip=[{"when": {"Nature": "Total"}}],
    )
    loaded = Loaded(write_csv(tmp_path / "a.csv", header, *rows), both)
    assert loaded.counts == (4, 2, 0, 2)
    assert loaded.rejects == [("4", "Nature", "ROW_KIND_UNKNOWN"), ("5", "Nature", "ROW_KIND_UNKNOWN")]
    assert set(loaded.queue.items) == {("address", "D1"), ("bank_details", "D1")}


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, [], row("D1"), ["", " ", "\u00a0"], row("D2"), [""] * 8)
    assert Loaded(path, mapping()).counts == (2, 2, 0, 0)


def test_a_cell_too_many_means_that_the_rest_has_shifted(tmp_path: Path) -> None:
    shifted = row("D1")
    shifted.insert(5, "bâtiment B")
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, shifted, [*row("D2"), "", ""]), mapping())
    assert loaded.rejects == [("2", "", "ROW_TOO_LONG")]
    assert loaded.counts == (2, 1, 0, 1)


def test_a_short_row_lacks_its_last_cells(tmp_path: Path) -> None:
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, row("D1")[:6]), mapping())
    assert loaded.rejects == [("2", "CP", "MISSING"), ("2", "Ville", "MISSING")]


def test_a_case_waits_until_its_day(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"))
    loaded = Loaded(path, mapping(not_before="member.birth_date", priority=5))
    item = loaded.queue.items["address", "D1"]
    assert item.not_before == datetime(1985, 7, 2, tzinfo=NOW.tzinfo)
    assert item.priority == 5


def test_cases_enter_in_batches_and_progress_is_told(tmp_path: Path) -> None:
    told: list[Progress] = []
    path = write_csv(
        tmp_path / "a.csv", HEADER, *(row(f"D{number}") for number in range(1201)), row("", CP="x")
    )
    loaded = Loaded(path, mapping(), progress=told.append)
    assert loaded.queue.batches == [500, 500, 201]
    assert [one.read for one in told] == [0, 500, 1000, 1202]
    assert (told[-1].read, told[-1].accepted, told[-1].rejected) == (1202, 1201, 1)
    assert told[-1].fraction == 1.0
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)
    assert 0.0 < fractions[1] < 1.0


class FailingQueue(MemoryQueue):
    def add(self, new: Sequence[NewItem], *, now: datetime) -> Added:
        if self.batches:
            raise OSError("no room on the disk")
        return super().add(new, now=now)


def test_an_interrupted_load_is_finished_by_loading_again(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, *(row(f"D{number}") for number in range(700)))
    queue = FailingQueue()
    with pytest.raises(OSError, match="no room"):
        Loaded(path, mapping(), queue)
    again = MemoryQueue()
    again.items = queue.items
    assert Loaded(path, mapping(), again).counts == (700, 200, 500, 0)


def test_a_file_that_breaks_off_in_a_quoted_cell_loses_that_line_only(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2"))
    with path.open("a", encoding="utf-8") as file:
        file.write('D3;"never closed' + "x" * 200_000)
    loaded = Loaded(path, mapping())
    assert loaded.rejects == [("4", "", "QUOTE_UNBALANCED")]
    assert set(loaded.queue.items) == {("address", "D1"), ("address", "D2")}


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (b"", FileEmptyError, "a.csv is empty"),
        (b"\n\n", FileEmptyError, "no column names in row 1"),
        ("Dossier;Nom;Prénom;Né le;NIR;Rue;CP;Ville\n".encode(), FileEmptyError, "no row to read"),
        ("Dossier;Nom;Prénom;Née le;NIR;Rue;CP;Ville\n".encode(), ColumnMissingError, 'nearest: "Née le"'),
        ("Dossier;Nom;Prénom;Né le;NIR;Rue;CP;Ville;nom \n".encode(), ColumnMissingError, "stands 2 times"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_told_before_anything_enters(
    tmp_path: Path, content: bytes, error: type[IntakeError], told: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(error, match=told):
        Loaded(path, mapping())


def test_a_row_that_is_not_the_header_is_told_without_a_word_of_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["Noam", "Vill", "CP", "Née le"], row())
    with pytest.raises(ColumnMissingError, match=r"row 1 names 1 of the mapping's 8 columns") as caught:
        Loaded(path, mapping())
    assert "Noam" not in str(caught.value)
    with pytest.raises(ColumnMissingError, match=r"Check `header_row` and, of a CSV file, `delimiter`"):
        Loaded(path, mapping(file={"delimiter": "|"}))


def test_no_file_and_other_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError, match=r"There is no file a\.csv"):
        Loaded(tmp_path / "a.csv", mapping())
    (tmp_path / "a.json").write_bytes(b"{}")
    with pytest.raises(FileUnreadableError, match=r"neither \.csv nor \.xlsx"):
        Loaded(tmp_path / "a.json", mapping())
    with pytest.raises(IntakeError, match="without sheets"):
        Loaded(write_csv(tmp_path / "a.csv", HEADER, row()), mapping(sheet="Feuil1"))


class UsedQueue(MemoryQueue):
    """One in which somebody else has every reference that begins with U."""

    def add(self, new: Sequence[NewItem], *, now: datetime) -> Added:
        free = [item for item in new if not item.reference.startswith("U")]
        origin = Source("octobre.csv", row=3)
        used = tuple(
            Used(item.process, item.reference, item.source, 7, origin, NOW, State.DONE, Doubt.OTHER)
            for item in new
            if item not in free
        )
        return replace(super().add(free, now=now), used=used)


def test_a_reference_that_another_case_has_is_refused_at_its_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "novembre.csv", HEADER, row("D1"), row("U1"), row("D2"), row("U2", CP="x"))
    loaded = Loaded(path, mapping(), UsedQueue())
    assert loaded.counts == (4, 2, 0, 2)
    (line,) = (line for line in loaded.lines if line["rule"] == "REFERENCE_USED")
    assert (line["file"], line["row"], line["column"]) == ("novembre.csv", "3", "Dossier")
    assert (line["process"], line["reference"]) == ("address", "U1")
    assert "item 7 from octobre.csv, row 3, added 2026-11-20 09:00 UTC, DONE: " in line["explanation"]
    assert "Lefèvre" not in str(line)
    assert loaded.report.by_rule["REFERENCE_USED"] == 1
