# ruff: noqa: DTZ001 - cells of a spreadsheet know no time zone
from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from copiste.intake import Progress
from copiste.intake.errors import (
    ColumnMissingError,
    FileEmptyError,
    FileUnreadableError,
    MappingError,
    SheetMissingError,
)
from tests.unit.cases.factory import nir
from tests.unit.intake.factory import FIELDS, HEADER, Loaded, client, mapping, row, write_csv, write_xlsx


def one_sheet(path: Path, *rows: Any) -> Path:
    return write_xlsx(path, Feuil1=[HEADER, *rows])


def test_a_workbook_says_the_same_as_a_csv_file(tmp_path: Path) -> None:
    from_book = Loaded(one_sheet(tmp_path / "a.xlsx", row()), mapping(sheet="Feuil1"))
    from_text = Loaded(write_csv(tmp_path / "a.csv", HEADER, row()), mapping())
    assert from_book.queue.payload() == from_text.queue.payload()


def test_numbers_and_dates_of_excel_are_read_as_what_they_show(tmp_path: Path) -> None:
    path = one_sheet(
        tmp_path / "a.xlsx",
        row(1001, Né_le=datetime(1985, 7, 2), NIR=int(nir()), CP=1000, Ville="Bourg-en-Bresse"),
        row(1002.0, Né_le=date(1985, 7, 2), NIR=float(nir()), CP=1000.0, Ville="Bourg-en-Bresse"),
    )
    loaded = Loaded(path, mapping())
    assert loaded.rejects == []
    for reference in ("1001", "1002"):
        payload = loaded.queue.payload(reference)
        assert payload["address"]["postal_code"] == "01000"
        assert payload["member"]["birth_date"] == "1985-07-02"
        assert payload["member"]["nir"] == nir()


def test_a_zero_that_excel_lost_is_only_put_back_where_the_mapping_says(tmp_path: Path) -> None:
    plain = mapping(fields={**FIELDS, "address.postal_code": "CP"})
    loaded = Loaded(one_sheet(tmp_path / "a.xlsx", row(CP=1000)), plain)
    assert loaded.rejects == [("2", "CP", "POSTAL_CODE_FORMAT")]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE!"])
def test_a_formulas_error_is_told_as_one_and_only_once(tmp_path: Path, cell: str) -> None:
    loaded = Loaded(one_sheet(tmp_path / "a.xlsx", row(Ville=cell), row("D2", Dossier=cell)), mapping())
    assert loaded.rejects == [("2", "Ville", "FORMULA_ERROR"), ("3", "Dossier", "FORMULA_ERROR")]


def test_a_number_that_excel_wrote_as_a_power_of_ten_is_told(tmp_path: Path) -> None:
    loaded = Loaded(write_csv(tmp_path / "a.csv", HEADER, row(NIR="2,85077E+14")), mapping())
    assert loaded.rejects == [("2", "NIR", "NUMBER_MANGLED")]


def test_a_day_number_without_a_date_format_is_not_guessed_at(tmp_path: Path) -> None:
    loaded = Loaded(one_sheet(tmp_path / "a.xlsx", row(Né_le=31230)), mapping())
    assert loaded.rejects == [("2", "Né le", "NUMBER_NOT_DATE")]


def test_spaces_nobody_sees_make_no_difference(tmp_path: Path) -> None:
    header = [f" {name}\u00a0" for name in HEADER]
    cells = row(
        Nom="\u00a0Lefèvre\u202f",
        NIR=f"{nir()[:1]}\u00a0{nir()[1:]}",
        Rue="1\u00a0rue\u2009Neuve",
        CP=" 69001",
    )
    loaded = Loaded(write_xlsx(tmp_path / "a.xlsx", Feuil1=[header, cells]), mapping())
    payload = loaded.queue.payload()
    assert payload["member"]["last_name"] == "Lefèvre"
    assert payload["member"]["nir"] == nir()
    assert payload["address"]["street"] == "1 rue Neuve"


def test_a_header_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Liste des adresses"])
    sheet.append(["Dossier", "Salarié", None, None, None, "Adresse", None, None])
    sheet.append([None, "Nom", "Prénom", "Né le", "NIR", "Rue", "CP", "Ville"])
    sheet.append(row())
    sheet.merge_cells("B2:E2")
    sheet.merge_cells("F2:H2")
    book.save(path)
    grouped = {
        spec_path: {**(spec if isinstance(spec, dict) else {}), "column": f"{group} / {name}"}
        for spec_path, spec in FIELDS.items()
        for name in [spec["column"] if isinstance(spec, dict) else spec]
        for group in ["Salarié" if spec_path.startswith("member") else "Adresse"]
    }
    loaded = Loaded(path, mapping(header_row=2, header_rows=2, fields=grouped))
    assert loaded.rejects == []
    assert loaded.queue.items["address", "D1"].source is not None
    with pytest.raises(ColumnMissingError, match="unmerge, or declare `header_rows: 2`"):
        Loaded(path, mapping(header_row=2))


def test_a_missing_sheet_or_column_names_the_nearest(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", Adresses=[HEADER, row()], Autres=[["x"]])
    with pytest.raises(SheetMissingError, match='no sheet "Adresse"; nearest: "Adresses"'):
        Loaded(path, mapping(sheet="Adresse"))
    with pytest.raises(MappingError, match="2 sheets; say which"):
        Loaded(path, mapping())
    with pytest.raises(ColumnMissingError, match='sheet Adresses: no column "Prenom"; nearest: "Prénom"'):
        Loaded(path, mapping(sheet="Adresses", fields={**FIELDS, "member.first_name": "Prenom"}))
    with pytest.raises(ColumnMissingError, match='no column "Nature"'):
        Loaded(path, mapping(sheet="Adresses", when={"Nature": "x"}))


def test_the_same_sheet_has_one_header(tmp_path: Path) -> None:
    path = one_sheet(tmp_path / "a.xlsx", row())
    case = {"process": "address", "reference": "Dossier", "fields": FIELDS}
    with pytest.raises(MappingError, match="two different headers"):
        Loaded(path, client(case, {**case, "header_row": 2}))


def test_an_empty_workbook_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileEmptyError, match="sheet Feuil1: no column names in row 1"):
        Loaded(write_xlsx(tmp_path / "a.xlsx", Feuil1=[]), mapping())


def test_cells_beside_the_table_are_remarks(tmp_path: Path) -> None:
    loaded = Loaded(one_sheet(tmp_path / "a.xlsx", [*row(), None, "à revoir"]), mapping())
    assert loaded.counts == (1, 1, 0, 0)


def test_blank_rows_count_in_the_row_numbers(tmp_path: Path) -> None:
    loaded = Loaded(one_sheet(tmp_path / "a.xlsx", row(), [None], [None], row("D2", Ville=None)), mapping())
    assert loaded.rejects == [("5", "Ville", "MISSING")]


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    honest = one_sheet(tmp_path / "a.xlsx", row("D1"), row("D2"))
    lying = tmp_path / "b.xlsx"
    with ZipFile(honest) as source, ZipFile(lying, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            assert part != "xl/worksheets/sheet1.xml" or b'ref="A1:H3"' in content
            target.writestr(part, content.replace(b'ref="A1:H3"', b'ref="A1"'))
    assert Loaded(lying, mapping()).counts == (2, 2, 0, 0)


def test_what_openpyxl_does_not_read_makes_no_noise(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for one in (HEADER, row()):
        sheet.append(one)
    sheet.add_data_validation(DataValidation(type="list", formula1='"M,F"'))
    book.save(path)
    assert Loaded(path, mapping()).counts == (1, 1, 0, 0)


@pytest.mark.parametrize("content", [b"nothing of the kind", b"PK\x03\x04 broken", b"PK\x05\x06" + bytes(18)])
def test_a_damaged_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileUnreadableError, match="open it in a spreadsheet and save it again"):
        Loaded(path, mapping())


def test_a_workbook_damaged_half_way_is_told_with_its_row(tmp_path: Path) -> None:
    sound = one_sheet(tmp_path / "a.xlsx", *(row(f"D{number}") for number in range(40)))
    path = tmp_path / "b.xlsx"
    with ZipFile(sound) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, content[:-200] if part == "xl/worksheets/sheet1.xml" else content)
    with pytest.raises(FileUnreadableError, match=r"b\.xlsx cannot be read"):
        Loaded(path, mapping())


def test_an_old_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with pytest.raises(FileUnreadableError, match=r"old \.xls"):
        Loaded(path, mapping())


def test_progress_is_told_by_how_much_of_the_sheet_was_read(tmp_path: Path) -> None:
    told: list[Progress] = []
    path = one_sheet(tmp_path / "a.xlsx", *(row(f"D{number}") for number in range(1500)))
    Loaded(path, mapping(), progress=told.append)
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)
    assert (fractions[0] < 0.2, fractions[-1]) == (True, 1.0)
