"""What is marked in a picture of a screen, and what is painted over."""

from __future__ import annotations

from copiste.screens.reading.view import Box, Cell, Control, Said, View
from copiste.screens.showing.marks import Kind, marks, missing, personal_boxes
from tests.unit.screens.factories import screen


def page(*cells: Cell, actions: tuple[Cell, ...] = (), messages: tuple[Said, ...] = ()) -> View:
    """Cells by line: those of one height stand beside each other."""
    tops = sorted({cell.box.top for cell in cells if cell.box})
    lines = tuple(tuple(cell for cell in cells if cell.box and cell.box.top == top) for top in tops)
    return View(lines, "t1", messages=messages, actions=actions)


def text(place: int, words: str, left: float, top: float, **more: object) -> Cell:
    return Cell(words, place, box=Box(left, top, left + 8 * len(words), top + 16), **more)  # type: ignore[arg-type]


def box(place: int, shown: str, left: float, top: float) -> Cell:
    return Cell(shown, place, input=True, box=Box(left, top, left + 200, top + 20))


NAME = box(2, "DUPONT", 200, 40)
CITY = box(4, "", 200, 80)
FORM = (text(1, "NOM", 100, 40), NAME, text(3, "VILLE", 100, 80), CITY)


def test_each_declared_name_is_a_mark_where_it_was_recognised() -> None:
    save = text(9, "Save", 100, 120, control=Control("button"))
    declared = screen(
        fields={"last_name": {"caption": "NOM"}}, actions={"keep": {"button": "Save"}, "leave": "F3"}
    )
    shown = page(*FORM, text(8, "F3 FIN - F12 ANNULER", 0, 200), actions=(save,))
    found = {(one.kind, one.label): one.box for one in marks(shown, declared, {"": Box(0, 0, 9, 9)}, {})}
    assert found == {
        (Kind.FIELD, "last_name"): NAME.box,
        (Kind.UNDECLARED, "VILLE"): CITY.box,
        (Kind.ACTION, "keep"): save.box,
        (Kind.ACTION, "leave"): Box(0, 200, 16, 216),
        (Kind.MESSAGES, "messages"): Box(0, 0, 9, 9),
    }


def test_what_is_not_found_is_told_without_the_screen_and_the_next_step() -> None:
    declared = screen(
        fields={"last_name": {"caption": "NOM"}, "iban": {"caption": "IBAN"}},
        tables={"members": {"columns": {"number": {"caption": "NUMERO"}, "town": {"caption": "LIEU"}}}},
    )
    told = list(missing(page(*FORM), declared))
    assert [one.partition(":")[0] for one in told] == ["iban", "members"]
    assert told[0] == "iban: no caption 'IBAN' is shown."
    assert not any("Next step" in one or "ecran" in one for one in told)


def test_values_long_numbers_and_messages_are_painted_over_and_captions_are_not() -> None:
    nir, said = text(5, "1 84 03 75 116 001", 0, 120), text(6, "MME MARTIN ENREGISTREE", 0, 160)
    shown = page(*FORM, nir, said, text(7, "PAGE 12", 0, 200), messages=(Said("MME MARTIN ENREGISTREE"),))
    covered = [*personal_boxes(shown, screen(fields={"last_name": {"caption": "NOM"}}))]
    assert len(covered) == 3
    assert set(covered) == {NAME.box, nir.box, said.box}


LINES = (("NUMERO", "NOM", "AGENCE"), ("A1", "DUPONT", "MARTIN"), ("A2", "DURAND", "PETIT"))
LIST = tuple(
    text(
        10 * row + column, words, 150.0 * column, 300.0 + 20 * row,
        slot=Box(150.0 * column, 300.0 + 20 * row, 150.0 * column + 150, 320.0 + 20 * row), table=1,
    )
    for row, line in enumerate(LINES)
    for column, words in enumerate(line)
)  # fmt: skip


def test_the_lines_of_a_list_are_painted_over_columns_that_nobody_declared_too() -> None:
    columns = {"number": {"caption": "NUMERO"}, "last_name": {"caption": "NOM"}}
    for declared in (screen(tables={"members": {"columns": columns}}), screen()):
        covered = {*personal_boxes(page(*LIST), declared)}
        assert covered >= {cell.box for cell in LIST[3:]}
        assert not covered & {cell.box for cell in LIST[:3]}


def test_a_box_is_not_called_what_stands_in_a_line_of_a_list() -> None:
    """A check box before each line: its caption would be the line's first text."""
    tick = Cell("", 90, input=True, box=Box(120, 322, 134, 336), control=Control("check", ("A1",)))
    columns = {"last_name": {"caption": "NOM"}, "office": {"caption": "AGENCE"}}
    found = marks(page(*LIST, tick), screen(tables={"members": {"columns": columns}}), {}, {})
    assert [one.label for one in found if one.kind is Kind.UNDECLARED] == [""]


def test_a_terminals_list_is_painted_over_as_wide_as_the_terminal() -> None:
    heading = (
        Cell("NUMERO", 1, at=(5, 2), box=Box(1, 4, 7, 5)),
        Cell("LIEU", 2, at=(5, 20), box=Box(19, 4, 23, 5)),
    )
    entry = (
        Cell("A1", 3, True, True, at=(6, 2), box=Box(1, 5, 19, 6)),
        Cell("LYON", 4, True, True, at=(6, 20), box=Box(19, 5, 30, 6)),
    )
    shown = View((heading, entry), "t1", rows=tuple([" " * 80] * 24), lists_cut=True)
    columns = {"number": {"caption": "NUMERO"}, "town": {"caption": "LIEU"}}
    assert Box(0, 5, 80, 6) in set(personal_boxes(shown, screen(tables={"towns": {"columns": columns}})))
