from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copiste.intake.errors import ColumnMissingError
from copiste.intake.scratch import Scratch
from tests.unit.cases.factory import nir
from tests.unit.intake.factory import (
    CHILD_FIELDS,
    CHILD_HEADER,
    ENROLMENT_HEADER,
    HEADER,
    Loaded,
    MemoryQueue,
    client,
    enrolment,
    enrolment_row,
    row,
    write_csv,
    write_xlsx,
)


def workbook(path: Path, members: list[list[Any]], children: list[list[Any]]) -> Path:
    return write_xlsx(path, Salariés=[ENROLMENT_HEADER, *members], Enfants=[CHILD_HEADER, *children])


def names(queue: MemoryQueue, reference: str) -> list[str]:
    return [one["first_name"] for one in queue.payload(reference, "enrolment")["dependants"]]


def test_attached_rows_find_their_case_in_any_order(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [enrolment_row("D1", "M1"), enrolment_row("D2", "M2"), enrolment_row("D3", "M3")],
        [
            ["m2", "Tom", "05/01/2014", "garçon"],
            ["M1", "Léa", "02/03/2015", "Fille"],
            ["M2", "Zoé", "06/07/2016", "FILLE"],
            [" M1 ", "Max", "08/09/2017", "garçon"],
        ],
    )
    loaded = Loaded(path, client(enrolment()))
    assert loaded.counts == (3, 3, 0, 0)
    assert loaded.report.attached == 4
    assert names(loaded.queue, "D1") == ["Léa", "Max"]
    assert names(loaded.queue, "D2") == ["Tom", "Zoé"]
    assert names(loaded.queue, "D3") == []


def test_attached_rows_inherit_from_their_case_and_twins_get_ranks(tmp_path: Path) -> None:
    twins = [["M1", "Léa", "02/03/2015", "fille"], ["M1", "Léo", "02/03/2015", "garçon"]]
    path = workbook(tmp_path / "a.xlsx", [enrolment_row()], [*twins, ["M1", "Tom", "05/01/2014", "garçon"]])
    loaded = Loaded(path, client(enrolment()))
    dependants = loaded.queue.payload("D1", "enrolment")["dependants"]
    assert [one["rank"] for one in dependants] == [1, 2, 1]
    assert {one["last_name"] for one in dependants} == {"Lefèvre"}
    assert {one["start"] for one in dependants} == {"2026-12-01"}


def test_a_wrong_attached_row_is_told_in_its_own_place_and_rejects_its_case(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [enrolment_row("D1", "M1"), enrolment_row("D2", "M2")],
        [
            ["M1", "Léa", "02/03/2015", "fille"],
            ["M1", "Tom3", "05/01/2014", "autre"],
            ["M2", "Max", "1/2/2016", "garçon"],
        ],
    )
    loaded = Loaded(path, client(enrolment()))
    assert loaded.counts == (2, 1, 0, 1)
    assert [(line["sheet"], line["row"], line["column"], line["rule"]) for line in loaded.lines] == [
        ("Enfants", "3", "Sexe", "VALUE_UNKNOWN"),
        ("Enfants", "3", "Prénom", "NAME_CHARACTER"),
    ]
    assert {line["reference"] for line in loaded.lines} == {"D1"}


def test_an_attached_row_without_a_case_is_not_lost_in_silence(tmp_path: Path) -> None:
    children = [
        ["M1", "Léa", "02/03/2015", "fille"],
        ["M9", "Tom", "05/01/2014", "garçon"],
        ["", "Max", "", ""],
    ]
    loaded = Loaded(workbook(tmp_path / "a.xlsx", [enrolment_row()], children), client(enrolment()))
    assert loaded.counts == (3, 1, 0, 2)
    assert loaded.report.attached == 1
    assert loaded.rejects == [("3", "Matricule", "WITHOUT_CASE"), ("4", "Matricule", "WITHOUT_CASE")]


def test_a_joining_key_belongs_to_one_case(tmp_path: Path) -> None:
    members = [enrolment_row("D1", "M1"), enrolment_row("D2", "M1"), enrolment_row("D3", "")]
    loaded = Loaded(
        workbook(tmp_path / "a.xlsx", members, [["M1", "Léa", "02/03/2015", "fille"]]), client(enrolment())
    )
    assert loaded.rejects == [("3", "Matricule", "KEY_TWICE")]
    assert names(loaded.queue, "D1") == ["Léa"]
    assert names(loaded.queue, "D3") == []


def test_the_whole_household_may_stand_in_one_sheet(tmp_path: Path) -> None:
    header = [*ENROLMENT_HEADER, "Lien"]
    blank = [""] * 4
    rows = [
        ["", "", "Tom", "05/01/2014", *blank, "M2", "M", "", "enfant"],
        [*enrolment_row("D1", "M1"), "salarié"],
        ["", "", "Léa", "02/03/2015", *blank, "M1", "F", "", "enfant"],
        [*enrolment_row("D2", "M2"), "Salarié"],
        ["", "", "Max", "05/01/2014", *blank, "M3", "M", "", "voisin"],
    ]
    block = enrolment(
        sheet=None,
        when={"Lien": "salarié"},
        children={"when": {"Lien": "enfant"}, "fields": {**CHILD_FIELDS, "sex": "Sexe"}},
    )
    loaded = Loaded(write_csv(tmp_path / "a.csv", header, *rows), client(block))
    assert loaded.rejects == [("6", "Lien", "ROW_KIND_UNKNOWN")]
    assert names(loaded.queue, "D1") == ["Léa"]
    assert names(loaded.queue, "D2") == ["Tom"]


def test_a_case_without_a_reference_takes_its_attached_rows_with_it(tmp_path: Path) -> None:
    members = [enrolment_row("", "M1"), enrolment_row("D2", "M2"), enrolment_row("D2", "M2")]
    children = [["M1", "Léa", "02/03/2015", "fille"], ["M2", "Tom", "05/01/2014", "garçon"]]
    loaded = Loaded(workbook(tmp_path / "a.xlsx", members, children), client(enrolment()))
    assert loaded.rejects == [("2", "Dossier", "REFERENCE_MISSING"), ("4", "Dossier", "REFERENCE_TWICE")]
    assert names(loaded.queue, "D2") == ["Tom"]


def test_a_line_of_totals_under_the_attached_rows_may_be_skipped(tmp_path: Path) -> None:
    children: list[list[Any]] = [["M1", "Léa", "02/03/2015", "fille"], ["Total", 1, None, None]]
    path = workbook(tmp_path / "a.xlsx", [enrolment_row()], children)
    skip = [{"sheet": "Enfants", "when": {"Matricule": "total"}}]
    assert Loaded(path, client(enrolment(), skip=skip)).counts == (1, 1, 0, 0)
    assert Loaded(path, client(enrolment())).rejects == [("3", "Matricule", "WITHOUT_CASE")]


def test_a_row_that_no_kind_of_attached_rows_takes_is_told_once(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        Salariés=[ENROLMENT_HEADER, enrolment_row()],
        Enfants=[
            [*CHILD_HEADER, "Lien"],
            ["M1", "Léa", "02/03/2015", "fille", "E"],
            ["M1", "Noé", "02/03/2016", "garçon", "enfnat"],
            [None, None, None, None, None],
        ],
    )
    loaded = Loaded(path, client(enrolment(children={"sheet": "Enfants", "when": {"Lien": "E"}})))
    assert loaded.rejects == [("3", "Lien", "ROW_KIND_UNKNOWN")]
    assert loaded.counts == (2, 1, 0, 1)


def test_a_shifted_attached_row_rejects_its_case_and_says_only_that(tmp_path: Path) -> None:
    header = [*ENROLMENT_HEADER, "Lien"]
    shifted = ["", "", "Léa", "02/03/2015", *[""] * 4, "M1", "F", "", "enfant", "one too many"]
    block = enrolment(
        sheet=None,
        when={"Lien": "salarié"},
        children={"when": {"Lien": "enfant"}, "fields": {**CHILD_FIELDS, "sex": "Sexe"}},
    )
    rows = [[*enrolment_row("D1", "M1"), "salarié"], shifted]
    loaded = Loaded(write_csv(tmp_path / "a.csv", header, *rows), client(block))
    assert loaded.rejects == [("3", "", "ROW_TOO_LONG")]


def numbered(*places: int) -> dict[str, Any]:
    block = enrolment(sheet=None)
    del block["attached"]
    for place in places:
        block["fields"].update(
            {
                f"dependants[{place}].last_name": f"Enfant {place} nom",
                f"dependants[{place}].first_name": f"Enfant {place} prénom",
                f"dependants[{place}].birth_date": {"column": f"Enfant {place} né le", "date": "DD/MM/YYYY"},
                f"dependants[{place}].sex": {"constant": "F"},
                f"dependants[{place}].kind": {"constant": "EN"},
                f"dependants[{place}].start": {"constant": "2026-12-01"},
            }
        )
    return block


def test_dependants_may_stand_in_numbered_columns(tmp_path: Path) -> None:
    header = [
        *ENROLMENT_HEADER,
        *(f"Enfant {place} {what}" for place in (1, 2) for what in ("nom", "prénom", "né le")),
    ]
    rows = [
        [*enrolment_row("D1"), "Lefèvre", "Léa", "02/03/2015", "Lefèvre", "Tom", "05/01/2014"],
        [*enrolment_row("D2"), "", "", "", "Lefèvre", "Max", "05/01/2014"],
        [*enrolment_row("D3"), "", "", "", "", "", ""],
        [*enrolment_row("D4"), "", "", "", "Lefèvre", "Ann3", ""],
    ]
    loaded = Loaded(write_csv(tmp_path / "a.csv", header, *rows), client(numbered(1, 2)))
    assert [names(loaded.queue, reference) for reference in ("D1", "D2", "D3")] == [
        ["Léa", "Tom"],
        ["Max"],
        [],
    ]
    assert loaded.rejects == [
        ("5", "Enfant 2 prénom", "NAME_CHARACTER"),
        ("5", "Enfant 2 né le", "MISSING"),
    ]


def test_a_missing_column_of_the_attached_sheet_is_told_before_anything_enters(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        Salariés=[ENROLMENT_HEADER, enrolment_row()],
        Enfants=[["Matricule", "Sexe", "Né le"]],
    )
    queue = MemoryQueue()
    with pytest.raises(ColumnMissingError, match='sheet Enfants: no column "Prénom"'):
        Loaded(path, client(enrolment()), queue)
    assert not queue.items


def test_a_missing_part_is_told_with_all_its_columns(tmp_path: Path) -> None:
    cells = enrolment_row()
    cells[HEADER.index("Rue") : HEADER.index("Ville") + 1] = ["", "", ""]
    loaded = Loaded(workbook(tmp_path / "a.xlsx", [cells], []), client(enrolment()))
    assert loaded.rejects == [("2", "Rue + CP + Ville", "MISSING")]


def test_what_a_load_remembers_is_kept_off_the_disk_by_name() -> None:
    with Scratch() as scratch:
        scratch.keep(1, [("m1", 2, {"first_name": "Léa"}), ("m2", 3, {}), ("m1", 4, {"nir": nir()})])
        scratch.index()
        assert [(one.row, one.body) for one in scratch.kept(1, "m1")] == [
            (2, {"first_name": "Léa"}),
            (4, {"nir": nir()}),
        ]
        assert scratch.kept(2, "m1") == []
        assert scratch.seen("key", "m1", 7) is None
        assert scratch.seen("key", "m1", 8) == 7
        assert list(scratch.unclaimed(1, "key")) == [3]


def test_rows_of_other_sheets_do_not_share_references(tmp_path: Path) -> None:
    """One process fed from two sheets still has each reference once."""
    block = {"process": "address", "reference": "Dossier", "fields": {
        "member.last_name": "Nom", "member.first_name": "Prénom", "member.nir": "NIR",
        "member.birth_date": {"column": "Né le", "date": "DD/MM/YYYY"},
        "address.street": "Rue", "address.postal_code": "CP", "address.town": "Ville",
    }}  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", A=[HEADER, row("D1")], B=[HEADER, row("D1"), row("D2")])
    loaded = Loaded(path, client({**block, "sheet": "A"}, {**block, "sheet": "B"}))
    assert loaded.counts == (3, 2, 0, 1)
    assert loaded.lines[0]["sheet"] == "B"
