"""Which of several entries with one text a way means."""

from __future__ import annotations

import pytest

from copiste.screens.errors import WayLostError
from copiste.screens.reading import trails
from copiste.screens.reading.view import Box, Cell, View


def page(*entries: str, token: str = "t") -> View:
    """A view of one entry a line, indented by its leading blanks, 8 pixels each."""
    lines = []
    for at, entry in enumerate(entries):
        text = entry.strip()
        left = 10.0 + 8 * (len(entry) - len(entry.lstrip()))
        box = Box(left, 20.0 * at, left + 8 * len(text), 20.0 * at + 16)
        lines.append((Cell(text, at, box=box),) if text else ())
    return View(tuple(lines), token)


CLOSED = page("Customers", "Vendors", "Home")
OPEN = page("Customers", "  Add", "  Search", "Vendors", "Home")
BOTH = page("Customers", "  Add", "  Search", "Vendors", "  Add", "  Search", "Home")
DEEP = page("Customers", "  Reports", "    Search", "  Search", "Vendors", "  Search")


def step(view: View, text: str, at: int = 0) -> Cell:
    return [cell for cell in view.cells() if cell.text == text][at]


def test_a_way_begins_where_its_text_is() -> None:
    assert trails.first(OPEN, "Vendors") is step(OPEN, "Vendors")
    with pytest.raises(WayLostError, match='"Add" is 2 times'):
        trails.first(BOTH, "Add")


@pytest.mark.parametrize(("opener", "at"), [("Customers", 0), ("Vendors", 1)])
def test_the_entry_of_the_open_group_is_meant(opener: str, at: int) -> None:
    assert trails.child(BOTH, step(BOTH, opener), "Search") is step(BOTH, "Search", at)


def test_the_direct_entry_of_a_group_comes_before_those_of_its_groups() -> None:
    assert trails.child(DEEP, step(DEEP, "Customers"), "Search") is step(DEEP, "Search", 1)
    assert trails.child(DEEP, step(DEEP, "Reports"), "Search") is step(DEEP, "Search", 0)


def test_a_closed_group_has_no_entries() -> None:
    assert trails.child(OPEN, step(OPEN, "Vendors"), "Search") is None
    assert trails.child(CLOSED, step(CLOSED, "Customers"), "Search") is None


def test_what_appeared_below_what_was_clicked_is_meant() -> None:
    found = trails.following(BOTH, OPEN, step(OPEN, "Vendors"), "Search")
    assert found is step(BOTH, "Search", 1)


def test_without_a_tree_the_only_entry_of_that_text_is_meant() -> None:
    before = page("Start", "One", "Two")
    after = page("First", "Three", "", "", "Four")
    assert trails.following(after, before, step(before, "One"), "Four").text == "Four"
    with pytest.raises(WayLostError, match='"Five" after "One" is not shown'):
        trails.following(after, before, step(before, "One"), "Five")


def test_several_that_nothing_tells_apart_are_an_error() -> None:
    before = page("Start", "One")
    after = page("First", "", "", "Open", "", "", "Open")
    with pytest.raises(WayLostError, match='"Open" after "One" is 2 times'):
        trails.following(after, before, step(before, "One"), "Open")


def test_the_text_of_a_link_is_the_link_itself() -> None:
    link = Cell("Add", 7, box=Box(8, 18, 40, 38))
    text = Cell("Add", 8, box=Box(10, 20, 34, 36))
    view = View(((text,),), "t", actions=(link,))
    assert trails.first(view, "Add") is link
