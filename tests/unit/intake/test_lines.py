"""Every line of a CSV file is accounted for, whatever the file is like."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.intake.errors import LinesUnaccountedError
from copiste.intake.files.delimited.lines import Fate, LineAccount, count_lines
from copiste.intake.files.delimited.records import Cutter
from tests.unit.intake.factory import (
    ENROLMENT_HEADER,
    HEADER,
    Loaded,
    client,
    enrolment,
    enrolment_row,
    mapping,
    row,
)


def line(reference: str, **cells: str) -> str:
    return ";".join([*row(reference, **cells)])


def loaded(folder: Path, *lines: str, ends: str = "\r\n", encoding: str = "utf-8", **form: object) -> Loaded:
    path = folder / "a.csv"
    path.write_bytes(ends.join([";".join(HEADER), *lines]).encode(encoding))
    return Loaded(path, mapping(**form))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32-le"])
def test_each_line_has_one_fate(tmp_path: Path, ends: str, encoding: str) -> None:
    came = loaded(
        tmp_path,
        line("D1", Rue='"1 rue\nNeuve"').replace("\n", ends),
        "",
        line("D2", CP="x"),
        line("TOTAL", Nom="Total"),
        line("D3", Rue='"1 rue'),
        line("D4"),
        ";;;",
        ends=ends,
        encoding=encoding,
        skip=[{"when": {"Nom": "total"}}],
    )
    assert came.report.lines == {"header": 1, "case": 3, "refused": 2, "skipped": 1, "blank": 2}
    assert [int(one[0]) for one in came.rejects] == [5, 7]


def test_lines_end_in_any_way_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    content = "\r".join([";".join(HEADER), line("D1")]) + "\n" + line("D2") + "\r\n" + line("D3")
    path.write_bytes(content.encode())
    came = Loaded(path, mapping())
    assert came.report.lines == {"header": 1, "case": 3}


@pytest.mark.parametrize("tail", ["\x1a", "\r\n\x1a", "\r\n\x1a\x1a\x00", "\r\n\x1a\r\n"])
def test_an_end_of_file_of_old_systems_is_no_row(tmp_path: Path, tail: str) -> None:
    came = loaded(tmp_path, line("D1"), line("D2") + tail)
    assert (came.counts, came.rejects) == ((2, 2, 0, 0), [])


@pytest.mark.parametrize("lost", ["\x00", "\x1a"])
def test_a_lost_character_costs_its_own_row_only(tmp_path: Path, lost: str) -> None:
    came = loaded(tmp_path, line("D1"), line("D2", Nom=f"Lef{lost}vre"), line("D3"), lost * 40, line("D4"))
    assert [reference for _process, reference in came.queue.items] == ["D1", "D3", "D4"]
    assert came.rejects[0] == ("3", "Nom", "BROKEN_CHARACTER")
    assert {one[0] for one in came.rejects} == {"3", "5"}


@pytest.mark.parametrize("told", ["sep=;", "sep=;;;;;", "SEP=;", '"sep=;"'])
def test_the_line_about_the_delimiter_is_accounted_for(tmp_path: Path, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([told, ";".join(HEADER), line("D1")]), encoding="utf-8")
    assert Loaded(path, mapping()).report.lines == {"separator": 1, "header": 1, "case": 1}


def test_a_delimiter_in_quoted_headings_fools_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    quoted = [*HEADER, '"Observations, remarques, suites, pièces, dates\nautres, divers, etc."']
    path.write_text("\n".join([";".join(quoted), line("D1") + ";x"]), encoding="utf-8")
    assert Loaded(path, mapping()).report.lines == {"header": 2, "case": 1}


def test_cells_cut_off_at_the_end_are_blank_and_required_ones_are_missed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([";".join([*HEADER, "Comm"]), line("D1"), "D2;Durand;Zoé"]), encoding="utf-8")
    came = Loaded(path, mapping())
    assert came.counts == (2, 1, 0, 1)
    assert {(one[0], one[2]) for one in came.rejects} == {("3", "MISSING")}


class ForgetfulCutter(Cutter):
    """Loses the record of line 3, as a fault of ours would."""

    def records(self, lines):  # type: ignore[no-untyped-def]
        return (one for one in super().records(lines) if one.number != 3)


class SwallowingCutter(Cutter):
    """Takes line 3 into the record of line 2, without saying so."""

    def records(self, lines):  # type: ignore[no-untyped-def]
        for one in super().records(lines):
            if one.number != 3:
                yield one._replace(number=one.number - (one.number > 3))


@pytest.mark.parametrize(("cutter", "first"), [(ForgetfulCutter, 3), (SwallowingCutter, 4)])
def test_a_reader_that_loses_a_line_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cutter: type[Cutter], first: int
) -> None:
    monkeypatch.setattr("copiste.intake.files.csv_file.Cutter", cutter)
    with pytest.raises(LinesUnaccountedError, match=rf"a\.csv: 4 lines, in records 3; line {first} "):
        loaded(tmp_path, line("D1"), line("D2"), line("D3"))


def test_an_account_names_the_first_line_taken_twice_or_never() -> None:
    account = LineAccount("a.csv", 3)
    account.take(1, 2, Fate.CASE)
    account.take(2, 1, Fate.CASE)
    with pytest.raises(LinesUnaccountedError, match="line 2 "):
        account.check()


@pytest.mark.parametrize(
    ("content", "lines"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\r\nb", 2), (b"\r\n\r", 2), (b"\n\r", 2), (b"\r\r\n\n", 3)],
)
def test_lines_are_counted_by_their_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, lines: int
) -> None:
    monkeypatch.setattr("copiste.intake.files.delimited.lines._CHUNK", 1)
    path = tmp_path / "a.csv"
    for encoding in ("utf-8", "cp1252", "utf-16-le", "cp500"):
        path.write_bytes(content.decode().encode(encoding))
        assert count_lines(path, encoding).lines == lines


def test_attached_rows_without_a_case_are_refused_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    child = dict.fromkeys(ENROLMENT_HEADER, "") | {
        "Prénom": '"Léa\nZoé"',
        "Né le": "02/07/2015",
        "Sexe": "fille",
    }
    rows = [
        [*ENROLMENT_HEADER, "Ligne"],
        [*enrolment_row("D1", "M1"), "A"],
        [*(child | {"Matricule": "M1", "Prénom": "Léa"}).values(), "E"],
        [*(child | {"Matricule": "M9"}).values(), "E"],
    ]
    path.write_text("\n".join(";".join(one) for one in rows), encoding="utf-8")
    block = enrolment(when={"Ligne": "A"}, children={"when": {"Ligne": "E"}})
    came = Loaded(path, client({**block, "sheet": None}))
    assert came.rejects == [("4", "Matricule", "WITHOUT_CASE")]
    assert came.report.lines == {"header": 1, "case": 1, "attached": 1, "refused": 2}
