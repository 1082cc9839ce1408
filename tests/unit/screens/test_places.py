"""Fields by row and column, texts at places, and what a check says of keys that no line names."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.recognition import Recognise
from copiste.screens.errors import FieldAmbiguousError, FieldNotFoundError
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.reading.locate import Places
from copiste.screens.reading.owning.layouts import owners_of
from copiste.screens.reading.view import Box, Cell, Control, View
from copiste.screens.session.check import compare
from tests.unit.screens.factories import screen, view


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"at": {"row": 5, "column": 20}}, "needs its length"),
        ({"at": {"row": 0, "column": 20, "length": 3}}, "greater than or equal to 1"),
        ({"at": {"row": 5, "column": 20, "length": 3}, "max": 4}, "disagree"),
        ({"at": {"row": 5, "column": 20, "length": 8}, "parts": [2, 2, 4]}, "leave out at, length"),
        ({"at": "cursor", "parts": [2, 2]}, "no parts"),
        ({"at": "somewhere", "max": 2}, "cursor"),
        ({"max": 4}, "name or at"),
        ({"parts": [{"caption": "A", "max": 2}, {"at": {"row": 1, "column": 2, "length": 2}}]}, "or none"),
        ({"parts": [{"max": 2}]}, "a part needs a caption"),
    ],
)
def test_a_wrong_place_is_told(declared: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ScreenField.model_validate(declared)


def test_the_parts_of_a_place_stand_side_by_side_or_where_each_says() -> None:
    date = ScreenField.model_validate({"at": {"row": 5, "column": 20}, "parts": [2, 2, 4]})
    assert [(place.column, place.length) for place in date.places] == [(20, 2), (23, 2), (26, 4)]
    apart = ScreenField.model_validate(
        {
            "parts": [
                {"at": {"row": 5, "column": 2, "length": 3}},
                {"at": {"row": 9, "column": 4, "length": 1}},
            ]
        }
    )
    assert apart.lengths == (3, 1)
    assert [(place.row, place.column) for place in apart.places] == [(5, 2), (9, 4)]


def test_a_field_by_place_is_read_there_and_by_its_caption_on_a_face_without_rows() -> None:
    both = screen(fields={"name": {"caption": "NOM", "at": {"row": 2, "column": 9, "length": 6}}})
    place = Cell("DUPONT", 0, True, length=6, at=(2, 9))
    glass = View(((place,),), "t", rows=(" " * 80,) * 24)
    assert Places(glass, both).texts("name") == ("DUPONT",)
    assert Places(view("NOM | : | [MARTIN]6"), both).texts("name") == ("MARTIN",)
    moved = View(((Cell("DUPONT", 0, True, length=6, at=(3, 9)),),), "t", rows=(" " * 80,) * 24)
    with pytest.raises(FieldNotFoundError, match="no place at row 2, column 9, beside caption 'NOM'"):
        Places(moved, both).texts("name")
    bare = screen(fields={"name": {"at": {"row": 2, "column": 9, "length": 6}}})
    with pytest.raises(FieldNotFoundError, match="give it a caption too"):
        Places(view("NOM | : | [MARTIN]6"), bare).texts("name")


def recognised(**declared: Any) -> Recognise:
    return Recognise.model_validate(declared)


def test_texts_at_places_tell_screens_apart_where_they_lie_on_each_other() -> None:
    one = recognised(at={"row": 1, "column": 2, "text": "PERM01"})
    assert one.excludes(recognised(at=[{"row": 1, "column": 6, "text": "02"}]))
    assert not one.excludes(recognised(at=[{"row": 1, "column": 6, "text": "01"}]))
    assert not one.excludes(recognised(at=[{"row": 1, "column": 9, "text": "02"}]))
    assert not one.excludes(recognised(at=[{"row": 2, "column": 6, "text": "02"}]))
    assert one.excludes(recognised(blank=True))


def test_a_text_stands_at_its_place_and_nowhere_else() -> None:
    (text,) = recognised(at={"row": 2, "column": 3, "text": "AB"}).at
    assert text.stands_in(["", "  ABC"])
    assert not text.stands_in(["", " AB"])
    assert not text.stands_in(["  AB"])
    assert not text.stands_in([])


@pytest.mark.parametrize(
    ("line", "words", "named", "missing"),
    [
        ("F3=END | F12=CANCEL", {}, "all", ("save",)),
        ("F3=END | F12=CANCEL", {}, "some", ()),
        ("PF3 END | PF10 SAVE", {}, "all", ()),
        ("PF03=END | PF10=SAVE", {}, "all", ()),
        ("F3=END | F10=SAVE", {"ENTREE": "ENTER"}, "all", ("go",)),
        ("F3=END | ENTREE=GO | F10=SAVE", {"ENTREE": "ENTER"}, "all", ()),
        ("F10=SAVE\nF3=END", {}, "all", ()),
        ("nothing of keys", {}, "all", ()),
        ("F3=END | F�0=SAVE", {}, "all", ()),
        ("F3=END | PF1�=SAVE", {}, "all", ()),
        ("F3=END | F�=SAVE", {}, "all", ("save",)),
        ("F�=END | F10=SAVE", {}, "all", ()),
        ("F3=END | F1�2=CANCEL", {}, "all", ("save",)),
    ],
)
def test_a_key_is_missing_only_where_a_line_of_keys_would_name_it(
    line: str, words: dict[str, str], named: str, missing: tuple[str, ...]
) -> None:
    one = screen(actions={"go": "ENTER", "leave": "F3", "save": "F10", "clear": "CLEAR"})
    assert compare(view(line), one, words, keys_named=named).keys_missing == missing


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"model": 6}, "less than or equal to 5"),
        ({"model": 4, "rows": 27}, "model 4 has 43 × 80"),
        ({"rows": 20}, "greater than or equal to 24"),
        ({"rows": 120, "columns": 150}, "fewer than 16384 places"),
        ({"model": 4, "title": {"row": 44}}, "has 43 rows"),
    ],
)
def test_a_wrong_size_of_the_terminal_is_told(declared: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        TerminalFace.model_validate(declared)


@pytest.mark.parametrize(("model", "size"), [(2, (24, 80)), (3, (32, 80)), (4, (43, 80)), (5, (27, 132))])
def test_a_model_has_its_size(model: int, size: tuple[int, int]) -> None:
    face = TerminalFace.model_validate({"model": model})
    assert (face.rows, face.columns) == size


def test_a_counter_is_no_other_layout_where_no_declared_word_holds_a_digit() -> None:
    def counted(text: str) -> View:
        cells = (
            Cell(text, 1, box=Box(0, 0, 40, 10)),
            Cell("Line 1", 2, box=Box(0, 20, 40, 30)),
            Cell("", 3, input=True, box=Box(50, 20, 90, 30)),
        )
        return View((cells,), "token")

    one, other = counted("Task 00005"), counted("Task 00006")
    assert owners_of(one, frozenset(), {"Name"}) is owners_of(other, frozenset(), {"Name"})
    assert owners_of(one, frozenset(), {"Line 1"}) is not owners_of(other, frozenset(), {"Line 1"})
    assert owners_of(one, frozenset()) is not owners_of(other, frozenset())


def test_a_page_s_own_names_tell_layouts_apart_only_where_they_are_asked_for() -> None:
    def named(name: str) -> View:
        caption = Cell("Name", 1, box=Box(0, 0, 40, 10))
        return View(
            ((caption, Cell("", 2, input=True, box=Box(50, 0, 90, 10), control=Control(name=name))),), "token"
        )

    one, other = named("x1_name"), named("x2_name")
    assert owners_of(one, frozenset(), {"Name"}, named=False) is owners_of(
        other, frozenset(), {"Name"}, named=False
    )
    assert owners_of(one, frozenset(), {"Name"}) is not owners_of(other, frozenset(), {"Name"})


def test_an_ambiguous_caption_is_told_with_the_names_that_the_page_has_now() -> None:
    def twins(prefix: str) -> View:
        lines = (
            (
                Cell("Name", 10 * row, box=Box(0, 20 * row, 40, 20 * row + 10)),
                Cell(
                    "",
                    10 * row + 1,
                    input=True,
                    box=Box(50, 20 * row, 90, 20 * row + 10),
                    control=Control(name=f"{prefix}_{row}"),
                ),
            )
            for row in (1, 2)
        )
        return View(tuple(lines), "token")

    declared = screen(fields={"name": {"caption": "Name"}})
    for prefix in ("a", "b"):
        with pytest.raises(FieldAmbiguousError, match=f"name: {prefix}_1 or {prefix}_2"):
            Places(twins(prefix), declared).cells("name")
