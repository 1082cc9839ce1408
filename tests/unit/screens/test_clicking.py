"""What an action clicks, of everything that can be clicked on a view."""

from __future__ import annotations

import pytest

from copiste.screens.declared.action import Action
from copiste.screens.errors import ActionNotFoundError, FaceError
from copiste.screens.reading.clicking import clickable, key_of
from copiste.screens.reading.view import Box, Cell, Control, View


def one(text: str, place: int, kind: str = "button", *, top: float = 0, groups: tuple[str, ...] = ()) -> Cell:
    return Cell(text, place, box=Box(0, top, 50, top + 16), control=Control(kind, groups=groups))


def view(*actions: Cell, texts: tuple[Cell, ...] = ()) -> View:
    return View(tuple((text,) for text in texts), "t", actions=actions)


def test_by_kind_and_text() -> None:
    shown = view(one("Save", 1, "link"), one("Save", 2), one("Save as", 3))
    assert clickable(shown, Action(button="Save")).place == 2
    assert clickable(shown, Action(link="Save")).place == 1


def test_another_kind_or_a_plain_text_where_none_of_the_kind_is_there() -> None:
    assert clickable(view(one("Help", 1, "link")), Action(image="Help")).place == 1
    text = Cell("Open", 4, box=Box(0, 0, 30, 16))
    assert clickable(view(texts=(text,)), Action(button="Open")).place == 4


def test_an_input_that_holds_the_text_is_not_clicked() -> None:
    field = Cell("Open", 4, True, box=Box(0, 0, 30, 16))
    with pytest.raises(ActionNotFoundError):
        clickable(view(texts=(field,)), Action(button="Open"))


def test_within_a_group_and_by_number() -> None:
    shown = view(one("Edit", 1, groups=("Billing",)), one("Edit", 2, groups=("House", "Shipping")))
    assert clickable(shown, Action(button="Edit", within="Shipping")).place == 2
    assert clickable(shown, Action(button="Edit", within="House")).place == 2
    assert clickable(shown, Action(button="Edit", nth=1)).place == 1
    with pytest.raises(ActionNotFoundError, match=r"2 times on the screen \(in Billing, Shipping\)"):
        clickable(shown, Action(button="Edit"))
    with pytest.raises(ActionNotFoundError, match="not on the screen"):
        clickable(shown, Action(button="Edit", nth=3))


def test_below_a_heading_where_there_are_no_groups() -> None:
    heading = Cell("Shipping", 9, box=Box(0, 40, 80, 56))
    shown = view(one("Edit", 1, top=20), one("Edit", 2, top=60), texts=(heading,))
    assert clickable(shown, Action(button="Edit", within="Shipping")).place == 2


def test_in_the_line_of_a_table() -> None:
    shown = view(one("Open", 1, top=20), one("Open", 2, top=40), one("Open", 3, top=60))
    row = (Cell("4712", 7, box=Box(0, 41, 30, 57)),)
    assert clickable(shown, Action(button="Open"), row).place == 2


def test_the_nearest_are_named_but_no_link_that_may_be_data() -> None:
    shown = view(one("Saves", 1), one("Savel", 2, "link"), one("Delete", 3))
    with pytest.raises(ActionNotFoundError) as error:
        clickable(shown, Action(button="Save"))
    assert "Nearest: Saves, Savel." in str(error.value)
    person = view(one("SAVELLI, Ada", 1, "link"))
    with pytest.raises(ActionNotFoundError) as error:
        clickable(person, Action(link="SAVE"))
    assert "SAVELLI" not in str(error.value)


def test_a_face_of_keys_needs_a_key() -> None:
    assert key_of(Action(key="F10", button="Save")) == "F10"
    with pytest.raises(FaceError, match="add a key"):
        key_of(Action(button="Save"))
