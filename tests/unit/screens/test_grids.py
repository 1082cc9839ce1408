"""Lines below headings are found by what is drawn, in tables and without; which of them are free."""

from __future__ import annotations

from typing import Any

import pytest

from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.grids import grid_lines
from copiste.screens.reading.view import Box, Cell, Control, Option, View
from tests.unit.screens.factories import screen

_WIDE, _HIGH = 100, 20


def drawn(*rows: str, table: bool = True, top: int = 0, first: int = 0) -> tuple[Cell, ...]:
    """Cells of rows like `Account | [5] | <A*;B>`; `~` is nothing, `,` separates what stands in one cell."""
    cells: list[Cell] = []
    for row, line in enumerate(rows):
        for column, content in enumerate(line.split("|")):
            slot = Box(column * _WIDE, top + row * _HIGH, (column + 1) * _WIDE, top + (row + 1) * _HIGH)
            for at, piece in enumerate(content.split(",")):
                if piece.strip() == "~":
                    continue
                left = slot.left + 4 + at * 40
                box = Box(left, slot.top + 2, left + 30, slot.bottom - 2)
                where = {"box": box, "slot": slot, "table": 1 + first} if table else {"box": box}
                cells.append(_cell(piece.strip(), first + len(cells), where))
    return tuple(cells)


def _cell(piece: str, place: int, where: dict[str, Any]) -> Cell:
    if piece.startswith("["):
        return Cell(piece[1:-1], place, True, **where)
    if piece.startswith("{"):
        return Cell(piece[1:-1], place, True, True, **where)
    if piece.startswith("<"):
        names = piece[1:-1].split(";")
        options = tuple(Option(name.strip("*"), chosen=name.endswith("*")) for name in names)
        shown = next(option.text for option in options if option.chosen)
        return Cell(shown, place, True, control=Control("select", options=options), **where)
    return Cell(piece, place, **where)


def seen(*cells: tuple[Cell, ...], actions: tuple[Cell, ...] = ()) -> View:
    return View(cells, "t1", actions=actions)


def declared(**grid: Any) -> Screen:
    columns = {"account": {"caption": "Account"}, "debit": {"caption": "Debit"}, "memo": {"caption": "Memo"}}
    return screen(grids={"lines": {"columns": columns, **grid}})


def shown(view: View, whole: Screen) -> list[tuple[str, ...]]:
    return [
        tuple("+".join(cell.text for cell in line.cells(name)) for name in whole.grid("lines").columns)
        for line in grid_lines(view, whole, "lines")
    ]


def holding(view: View, whole: Screen) -> list[tuple[str, ...]]:
    return [line.holds(whole.grid("lines")) for line in grid_lines(view, whole, "lines")]


_HEAD = "Account | Project | Debit * | Memo"


@pytest.mark.parametrize("table", [True, False], ids=["table", "without"])
def test_lines_are_what_stands_below_all_headings_undeclared_columns_between(table: bool) -> None:
    view = seen(drawn(_HEAD, "[1060] | [P1] | [12] | [rent]", "[] | [P2] | [] | []", table=table))
    assert shown(view, declared()) == [("1060", "12", "rent"), ("", "", "")]


def test_a_taken_line_may_be_text_where_the_new_one_has_a_select() -> None:
    view = seen(drawn(_HEAD, "5760 | ~ | [12] | []", "<1060*;5760> | [] | [] | []"))
    assert shown(view, declared()) == [("5760", "12", ""), ("1060", "", "")]
    assert holding(view, declared()) == [("account", "debit"), ()]


def test_a_link_beside_an_input_or_a_text_is_no_content() -> None:
    cells = drawn(_HEAD, "[1060],? | ~ | [] | []", "5760,? | ~ | [] | []")
    links = tuple(cell for cell in cells if cell.text == "?")
    assert shown(seen(cells, actions=links), declared()) == [("1060", "", ""), ("5760", "", "")]


def test_a_line_of_sums_without_inputs_is_none_nor_one_after_until() -> None:
    sums = drawn(_HEAD, "[1060] | ~ | [12] | []", "~ | ~ | 12 | ~")
    assert shown(seen(sums), declared()) == [("1060", "12", "")]
    named = drawn(_HEAD, "[1060] | ~ | [12] | []", "Total: | ~ | [12] | []")
    assert shown(seen(named), declared(until="Total")) == [("1060", "12", "")]


def test_another_table_below_is_no_part_of_it() -> None:
    view = seen(
        drawn(_HEAD, "[1060] | ~ | [12] | []"),
        drawn("Date | Source | Amount | Account", "[1] | [2] | [3] | [4]", top=2 * _HIGH, first=50),
    )
    assert shown(view, declared()) == [("1060", "12", "")]


def test_what_stands_farther_down_is_no_line_where_nothing_is_a_table() -> None:
    view = seen(
        drawn(_HEAD, "[1060] | ~ | [12] | []", table=False),
        drawn("[Notes]", table=False, top=8 * _HIGH, first=50),
    )
    assert shown(view, declared()) == [("1060", "12", "")]


def test_a_recorded_document_may_show_texts_alone() -> None:
    view = seen(drawn(_HEAD, "1060 | ~ | 12 | rent", "5760 | ~ | ~ | ~", "~ | ~ | 12 | ~"))
    assert shown(view, declared()) == [("1060", "12", "rent"), ("5760", "", "")]


def test_a_line_is_free_that_shows_only_what_it_shows_by_itself() -> None:
    line = drawn(_HEAD, "[] | ~ | [1] | []")
    assert holding(seen(line), declared()) == [("debit",)]
    assert holding(seen(line), declared(untouched={"debit": "1"})) == [()]
    assert holding(seen(line), declared(untouched={"debit": "*"})) == [()]
    assert holding(seen(drawn(_HEAD, "<1060;5760*> | ~ | [] | []")), declared()) == [("account",)]


def test_a_missing_heading_is_named_and_so_are_two_lines_of_them() -> None:
    with pytest.raises(
        FieldNotFoundError, match=r'grid "lines": no line has all of its headings; .*: \'Memo\''
    ):
        grid_lines(seen(drawn("Account | Debit | Note", "[] | [] | []")), declared(), "lines")
    twice = seen(drawn(_HEAD, "[] | [] | [] | []"), drawn(_HEAD, "[] | [] | [] | []", top=200, first=50))
    with pytest.raises(FieldNotFoundError, match="2 lines have its headings"):
        grid_lines(twice, declared(), "lines")


def test_a_column_of_two_inputs_is_not_guessed() -> None:
    (line,) = grid_lines(seen(drawn(_HEAD, "[1],[2] | ~ | [] | []")), declared(), "lines")
    with pytest.raises(FieldNotFoundError, match='column "account": 2 inputs stand in it, expected 1'):
        line.cells("account")


def test_a_face_that_sees_only_lines_says_so() -> None:
    plain = View(((Cell("Account", 0), Cell("Debit", 1), Cell("Memo", 2)), (Cell("", 3, True),)), "t1")
    with pytest.raises(FieldNotFoundError, match="this face does not see where columns are"):
        grid_lines(plain, declared(), "lines")


def test_untouched_names_a_column() -> None:
    with pytest.raises(ValueError, match="untouched: there is no column debt"):
        declared(untouched={"debt": "1"})
