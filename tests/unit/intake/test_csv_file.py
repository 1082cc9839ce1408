from __future__ import annotations

from pathlib import Path

import pytest

from copiste.intake.errors import FileUnreadableError, MappingError
from copiste.intake.files.csv_file import CsvFile
from copiste.intake.files.delimited.encoding import tell_encoding
from copiste.intake.files.file_form import FileForm
from tests.unit.intake.factory import HEADER, Loaded, mapping, row, write_csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_told_from_the_file(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row(), encoding=encoding, delimiter=delimiter)
    loaded = Loaded(path, mapping())
    assert loaded.queue.payload()["member"]["last_name"] == "Lefèvre"


def test_what_is_declared_is_not_guessed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row(Rue="1; rue Neuve"), delimiter=",", encoding="cp1252")
    form = {"encoding": "windows-1252", "delimiter": ","}
    assert Loaded(path, mapping(file=form)).rejects == [("2", "Rue", "TEXT_CHARACTER")]
    with pytest.raises(MappingError, match='no encoding "utf8000"'):
        Loaded(path, mapping(file={"encoding": "utf8000"}))


def test_excels_own_line_about_the_delimiter_is_understood(tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "a.csv", HEADER, row(), delimiter="|").read_text(encoding="utf-8")
    path = tmp_path / "b.csv"
    path.write_text("sep=|\r\n" + plain, encoding="utf-8")
    item = Loaded(path, mapping()).queue.items["address", "D1"]
    assert item.source is not None
    assert item.source.row == 3


def test_utf8_with_a_broken_byte_stays_utf8_and_only_that_row_is_rejected(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"), row("D2", Ville="Lyon!"), row("D3"))
    path.write_bytes(path.read_bytes().replace(b"Lyon!", b"Lyon\xe9"))
    loaded = Loaded(path, mapping())
    assert tell_encoding(path).name == "utf-8"
    assert loaded.rejects == [("3", "Ville", "BROKEN_CHARACTER")]
    assert loaded.queue.payload("D3")["member"]["first_name"] == "Zoé"


def test_utf8_read_as_cp1252_by_somebody_is_rejected_rather_than_keyed(tmp_path: Path) -> None:
    mangled = "Lefèvre".encode().decode("cp1252")
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, row(Nom=mangled)), mapping())
    assert loaded.rejects == [("2", "Nom", "BROKEN_CHARACTER")]


@pytest.mark.parametrize(
    "content", [bytes(range(256)), b"\xff\xfe\x00", b"\x00" * 50, b'"\xc3', b"a;b\n\x81;\x00\n"]
)
@pytest.mark.parametrize("encoding", [None, "utf-8", "cp1252"])
def test_no_byte_whatever_crashes_the_reader(tmp_path: Path, content: bytes, encoding: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    try:
        book = CsvFile(path, FileForm(encoding=encoding))
    except FileUnreadableError:
        assert encoding is None  # no words in it by which to tell one
        return
    assert list(book.rows(None))
    book.close()


def test_row_numbers_are_the_lines_in_which_rows_begin(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1", Rue="1 rue\nNeuve"), row("D2", Ville=""))
    loaded = Loaded(path, mapping())
    assert loaded.rejects == [("4", "Ville", "MISSING")]
    assert loaded.queue.payload()["address"]["street"] == "1 rue Neuve"
