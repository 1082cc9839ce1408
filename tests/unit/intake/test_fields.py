# ruff: noqa: DTZ001 - cells of a spreadsheet know no time zone
from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from copiste.intake.files.cells import CellFaultError, Number, clean, fold
from copiste.intake.mapping.fields import compile_field, is_blank
from copiste.intake.mapping.header import Header
from copiste.intake.mapping.model import FieldSpec


def read(spec: dict[str, Any] | str, **cells: Any) -> Any:
    header = Header(list(cells), 1, "test")
    return compile_field(FieldSpec.model_validate(spec), header)(list(cells.values()))


@pytest.mark.parametrize(
    ("spec", "cells", "value"),
    [
        ("a", {"a": " x "}, "x"),
        ("a", {"a": ""}, None),
        ("a", {"a": None}, None),
        ("A", {"a": "x"}, "x"),
        ({"constant": "GE"}, {}, "GE"),
        ({"constant": False}, {}, False),
        ({"column": "a", "default": "GE"}, {"a": " "}, "GE"),
        ({"column": "a", "default": False}, {"a": ""}, False),
        ({"column": "a", "remove": ".°"}, {"a": "n° 4."}, "n 4"),
        ({"column": "a", "digits": 5}, {"a": Number("1000")}, "01000"),
        ({"column": "a", "digits": 5}, {"a": "2A004"}, "2A004"),
        ({"column": "a", "digits": 3}, {"a": "31"}, "031"),
        ({"column": "a", "split": {"by": ",", "take": 1}}, {"a": "Marie, Anne"}, "Marie"),
        ({"column": "a", "split": {"by": ",", "take": -1}}, {"a": "Marie, Anne,"}, "Anne"),
        ({"column": "a", "split": {"by": ",", "take": 3}}, {"a": "Marie, Anne"}, None),
        ({"column": "a", "split": {"take": 2}}, {"a": "69001  Lyon"}, "Lyon"),
        ({"join": ["a", "b"]}, {"a": "Jean", "b": "Dupont"}, "Jean Dupont"),
        ({"join": ["a", "b"], "by": "/"}, {"a": "", "b": Number("12")}, "12"),
        ({"join": ["a", "b"]}, {"a": "", "b": None}, None),
        ({"column": "a", "values": {"Monsieur": "M"}}, {"a": "MONSIEUR "}, "M"),
        ({"column": "a", "values": {"oui": True, "non": False}}, {"a": "Non"}, False),
        ({"column": "a", "values": {"vrai": True}}, {"a": True}, True),
        ({"column": "a", "values": {1: "GE"}}, {"a": Number("1.0")}, "GE"),
        ({"column": "a", "date": "DD/MM/YYYY"}, {"a": "3/2/2015"}, "2015-02-03"),
        ({"column": "a", "date": "MM-DD-YYYY"}, {"a": "03-02-2015"}, "2015-03-02"),
        ({"column": "a", "date": "DDMMYYYY"}, {"a": "03022015"}, "2015-02-03"),
        ({"column": "a", "date": "DDMMYYYY", "digits": 8}, {"a": Number("3022015")}, "2015-02-03"),
        ({"column": "a", "date": ["DD/MM/YYYY", "DD.MM.YYYY"]}, {"a": "03.02.2015"}, "2015-02-03"),
        ({"column": "a", "date": "DD/MM/YYYY"}, {"a": datetime(2015, 2, 3, 0, 0)}, "2015-02-03"),
        ({"column": "a", "date": "DD/MM/YYYY"}, {"a": date(2015, 2, 3)}, "2015-02-03"),
        ({"column": "a", "date": "DD/MM/YYYY"}, {"a": "03/02/15"}, "03/02/15"),
        ({"column": "a", "date": "DDMMYYYY"}, {"a": "3022015"}, "3022015"),
        ({"column": "a", "type": "date"}, {"a": date(2015, 2, 3)}, "2015-02-03"),
    ],
)
def test_takes_a_value_out_of_a_row(spec: Any, cells: dict[str, Any], value: Any) -> None:
    found = read(spec, **cells)
    assert found == value
    assert type(found) is type(value)


def test_a_value_that_the_mapping_does_not_know_is_a_fault() -> None:
    with pytest.raises(CellFaultError, match="VALUE_UNKNOWN") as caught:
        read({"column": "a", "values": {"Monsieur": "M"}}, a="Docteur")
    assert "Docteur" not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (None, ""),
        (True, "TRUE"),
        (Number("12"), "12"),
        (Number("12.0"), "12"),
        (Number("185017500112325"), "185017500112325"),
        (Number("1.85017500112325E14"), "185017500112325"),
        ("\u200b x\u00a0y \ufeff", "x y"),
        ("a\tb", "a b"),
        (datetime(2015, 2, 3, 4, 5), date(2015, 2, 3)),
        (time(4, 5), "04:05:00"),
        ("#N", "#N"),
        ("1,5 E+", "1,5 E+"),
    ],
)
def test_cleans_a_cell(cell: Any, says: Any) -> None:
    assert clean(cell) == says


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("#N/A", "FORMULA_ERROR"),
        (" #DIV/0! ", "FORMULA_ERROR"),
        ("2.85077E+14", "NUMBER_MANGLED"),
        ("Lyon\ufffd", "BROKEN_CHARACTER"),
        ("LefÃ¨vre", "BROKEN_CHARACTER"),
        ("voilÃ\u00a0", "BROKEN_CHARACTER"),
        ("ÃŠtre", "BROKEN_CHARACTER"),
    ],
)
def test_refuses_a_cell_that_lost_something(cell: str, rule: str) -> None:
    with pytest.raises(CellFaultError, match=rule):
        clean(cell)


@pytest.mark.parametrize("name", ["Lefèvre", "Çelik", "Ångström", "São João", "Œuvrard", "Nuñez", "Ã"])
def test_takes_accents_for_what_they_are(name: str) -> None:
    assert clean(name) == name


def test_compares_words_without_regard_to_case_and_spaces() -> None:
    assert fold(" Né(e)\u00a0 LE ") == fold("né(e) le")
    assert fold("Ne le") != fold("Né le")


def test_knows_a_row_that_says_nothing() -> None:
    assert is_blank([])
    assert is_blank([None, "", " \u00a0"])
    assert not is_blank([None, 0])
    assert not is_blank(["", "x"])
