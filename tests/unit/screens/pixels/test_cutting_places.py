"""Places that are declared by row and column are cut out exactly, whatever stands in and beside them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.terminal.cutting import cut
from copiste.screens.reading.locate import Places
from copiste.screens.reading.view import UNKNOWN
from tests.unit.screens.factories import screen
from tests.unit.screens.pixels.test_cutting import APPLICATION

ROWS, COLUMNS = 24, 80
PIECES = st.sampled_from(["NAME", "TOWN", ":", " : ", " ===> ", " . . ", "  ", " ", "_", "A", "7", UNKNOWN])
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@st.composite
def glasses(draw: st.DrawFn) -> tuple[list[str], dict[str, tuple[int, int, int, str]]]:
    """Rows with anything on them, and places between two attribute bytes: where, and what they hold."""
    rows = [(" " + draw(TEXTS)).ljust(COLUMNS)[:COLUMNS] for _ in range(ROWS)]
    places: dict[str, tuple[int, int, int, str]] = {}
    for index in range(draw(st.integers(1, 8))):
        row = draw(st.integers(1, ROWS))
        length = draw(st.integers(1, 30))
        column = draw(st.integers(2, COLUMNS - length))
        taken = [(c, n) for r, c, n, _ in places.values() if r == row]
        if any(column <= c + n and c <= column + length for c, n in taken):
            continue
        value = draw(TEXTS)[:length]
        before, after = rows[row - 1][: column - 2], rows[row - 1][column + length :]
        rows[row - 1] = f"{before} {value.ljust(length)} {after}"
        places[f"f{index}"] = (row, column, length, value)
    return rows, places


@settings(max_examples=200, deadline=None)
@given(glasses())
def test_every_place_holds_what_stands_in_it(
    glass: tuple[list[str], dict[str, tuple[int, int, int, str]]],
) -> None:
    rows, places = glass
    one = screen(
        recognise={"at": {"row": 1, "column": 1, "text": rows[0][:1]}},
        fields={
            name: {"at": {"row": row, "column": column, "length": length}}
            for name, (row, column, length, _) in places.items()
        },
    )
    application = APPLICATION.model_copy(update={"screens": {"ecran": one}})
    stops = {(row - 1, column - 1) for row, column, _, _ in places.values()}
    for known in (None, stops):
        taken = cut(rows, application, TerminalFace(), stops=known)
        found = Places(taken.view("t"), one)
        for name, (row, column, length, value) in places.items():
            (cell,) = found.cells(name)
            stretch = taken.stretches[cell.place]
            assert cell.text == " ".join(value.split())
            assert (stretch.row, stretch.column, stretch.length) == (row - 1, column - 1, length)
            assert not cell.protected
