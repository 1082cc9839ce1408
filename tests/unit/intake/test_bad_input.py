"""Whatever a client sends: it is loaded, or refused with a place and a next step, and no good row is lost."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copiste.intake import ClientMapping, parse_mapping
from copiste.intake.errors import FileUnreadableError, IntakeError, MappingError
from copiste.intake.mapping.mapping_file import load_mapping
from tests.support.spoiling import altered, spoiled
from tests.unit.intake.factory import (
    ENROLMENT_HEADER,
    FIELDS,
    HEADER,
    Loaded,
    client,
    enrolment,
    enrolment_row,
    mapping,
    row,
    write_csv,
    write_xlsx,
)

#: Few: each example writes and reads a file.
some = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])

GOOD = ("D1", "D2", "D3")


@cache
def csv_bytes(encoding: str = "utf-8") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "good.csv", HEADER, *map(row, GOOD), encoding=encoding)
        return path.read_bytes()


@cache
def xlsx_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_xlsx(Path(folder) / "good.xlsx", Feuil=[HEADER, *map(row, GOOD)]).read_bytes()


def with_part(book: bytes, name: str, spoil: Callable[[bytes], bytes]) -> bytes:
    """`book`, packed anew with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, spoil(old.read(part)) if part == name else old.read(part))
    return made.getvalue()


def parts() -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes())) as book:
        return book.namelist()


def load(name: str, content: bytes, form: ClientMapping) -> Loaded | IntakeError:
    """What comes of a file; anything but a load or our own error goes through."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            loaded = Loaded(path, form)
        except IntakeError as error:
            return error
    report = loaded.report
    assert report.read == report.accepted + report.known + report.rejected
    assert len(loaded.queue.items) == report.accepted
    return loaded


def check(outcome: Loaded | IntakeError, name: str) -> None:
    if isinstance(outcome, IntakeError):
        said = str(outcome)
        assert name in said or said.startswith(("file.", "mapping"))
        assert said.endswith((".", "?"))
        assert "Traceback" not in said


@some
@given(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]).flatmap(lambda e: spoiled(csv_bytes(e))))
def test_a_spoiled_csv_file_is_loaded_or_refused(content: bytes) -> None:
    check(load("client.csv", content, mapping()), "client.csv")


@some
@given(spoiled(xlsx_bytes()))
def test_a_spoiled_workbook_is_loaded_or_refused(content: bytes) -> None:
    check(load("client.xlsx", content, mapping(sheet="Feuil")), "client.xlsx")


@some
@given(st.data())
def test_a_workbook_with_a_spoiled_part_is_loaded_or_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(parts()))
    content = with_part(xlsx_bytes(), part, lambda sound: data.draw(spoiled(sound)))
    check(load("client.xlsx", content, mapping(sheet="Feuil")), "client.xlsx")


#: What has been seen in cells, and worse.
CELLS = st.one_of(
    st.sampled_from(
        [
            "=1/0",
            "=A1",
            "#N/A",
            "#REF!",
            "=cmd|'/C calc'!A0",
            "_x000D_",
            "1E5",
            "31/02/2020",
            "\ufeff",
            "x" * 32_767,
        ]
    ),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1)),
    st.datetimes(datetime(1900, 1, 1)),  # noqa: DTZ001 - a cell has no time zone
    st.just(time(1, 2)),
    st.just(timedelta(days=3)),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
)


@some
@given(st.lists(st.tuples(st.integers(0, len(HEADER) - 1), CELLS), min_size=1, max_size=3), st.booleans())
def test_a_row_with_any_cells_costs_no_other_row(spoilt: list[tuple[int, Any]], in_excel: bool) -> None:
    strange = row("D2")
    for place, value in spoilt:
        strange[place] = value
    rows = [HEADER, row("D1"), strange, row("D3")]
    with tempfile.TemporaryDirectory() as folder:
        if in_excel:
            path, form = write_xlsx(Path(folder) / "c.xlsx", Feuil=rows), mapping(sheet="Feuil")
        else:
            path, form = write_csv(Path(folder) / "c.csv", *rows), mapping()
        loaded = Loaded(path, form)
    assert {("address", "D1"), ("address", "D3")} <= loaded.queue.items.keys()
    assert loaded.report.read == loaded.report.accepted + loaded.report.known + loaded.report.rejected


@pytest.mark.parametrize("sheets", [{"Autre": [HEADER, row("D1")]}, {"Feuil": []}, {"Feuil": [[]]}])
def test_a_workbook_without_what_the_mapping_reads_names_it(tmp_path: Path, sheets: Any) -> None:
    path = write_xlsx(tmp_path / "client.xlsx", **sheets)
    with pytest.raises(IntakeError, match=r"client\.xlsx"):
        Loaded(path, mapping(sheet="Feuil"))


def test_a_formula_that_was_never_computed_is_no_empty_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", Feuil=[HEADER, row("D1"), row("D2", Nom="=UPPER(A1)")])
    loaded = Loaded(path, mapping(sheet="Feuil"))
    assert loaded.report.accepted == 1
    assert loaded.rejects == [("3", "Nom", "FORMULA_NOT_COMPUTED")]


@pytest.mark.parametrize(
    ("encoding", "error"),
    [
        ("base64", MappingError),
        ("idna", MappingError),
        ("undefined", MappingError),
        ("klingon", MappingError),
        ("utf-16", FileUnreadableError),
        ("utf-32", FileUnreadableError),
    ],
)
def test_an_encoding_that_it_is_not_in_names_the_key(
    tmp_path: Path, encoding: str, error: type[IntakeError]
) -> None:
    path = write_csv(tmp_path / "client.csv", HEADER, row("D1"))
    with pytest.raises(error, match="encoding"):
        Loaded(path, mapping(file={"encoding": encoding}))


@pytest.mark.parametrize("name", ["x" * 10_000_000, '"' + "x" * 10_000_000])
def test_a_cell_beyond_all_measure_costs_its_own_row_only(tmp_path: Path, name: str) -> None:
    path = write_csv(tmp_path / "client.csv", HEADER, row("D1"), row("D2", Nom=name), row("D3"))
    loaded = Loaded(path, mapping())
    assert [one[:2] for one in loaded.rejects] == [("3", "Nom")] * len(loaded.rejects)
    assert list(loaded.queue.items) == [("address", "D1"), ("address", "D3")]


# --- mappings

BASE: dict[str, Any] = {
    "client": "test",
    "file": {"encoding": "utf-8", "delimiter": ";"},
    "skip": [{"when": {"Nom": ["TOTAL"]}}],
    "cases": [{"process": "address", "reference": "Dossier", "fields": dict(FIELDS), "priority": 1}],
}
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**30),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["member.nir", "Nom", "utf-8", [], {}, [None], {"column": "Nom"}, {1: 2}, {"take": 0}]),
)


def parsed(raw: Any) -> ClientMapping | MappingError:
    try:
        return parse_mapping(raw, "client.yaml")
    except MappingError as error:
        return error


@some
@given(altered(BASE, LEAVES))
def test_an_altered_mapping_is_taken_or_names_what_is_wrong(raw: Any) -> None:
    form = parsed(raw)
    if isinstance(form, MappingError):
        assert str(form).startswith("client.yaml")
        assert "\n" not in str(form)
    else:
        check(load("client.csv", csv_bytes(), form), "client.csv")


@some
@given(altered(enrolment(), LEAVES))
def test_an_altered_mapping_of_several_sheets_is_taken_or_names_what_is_wrong(raw: Any) -> None:
    form = parsed({"client": "test", "cases": [raw]})
    assert isinstance(form, ClientMapping) or str(form).startswith("client.yaml")


@some
@given(
    st.one_of(
        st.binary(max_size=200), spoiled(b"client: test\ncases:\n- process: address\n  reference: Dossier\n")
    )
)
def test_a_mapping_that_is_no_yaml_names_the_file(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "client.yaml"
        path.write_bytes(content)
        with pytest.raises(MappingError, match=r"client\.yaml"):
            load_mapping(path)


def test_rows_of_another_kind_are_refused_and_the_good_ones_loaded(tmp_path: Path) -> None:
    rows = [ENROLMENT_HEADER, enrolment_row("D1"), ["only one cell"], enrolment_row("D2", "M2")]
    path = write_csv(tmp_path / "client.csv", *rows)
    form = client(enrolment(sheet=None, attached={}))
    loaded = Loaded(path, form)
    assert (loaded.report.accepted, loaded.report.rejected) == (2, 1)
