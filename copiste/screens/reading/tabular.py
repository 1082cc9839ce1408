"""Find what stands below a line of headings, as it is drawn. Pure.

The headings stand on one level, declared ones among others. Where the page draws them in cells of a table,
what stands in cells below, no wider than the heading's, is its column. Elsewhere it is what stands mostly
below the heading, on lines that keep to the same edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copiste.screens.declared.field import ScreenField
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.view import Box, Cell, View

#: Pixels by which edges of one column may differ: borders, rounding.
_EDGE = 3.0
#: Heights of a line by which two lines of a list without a table may be apart.
_APART = 2.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line below the headings."""

    #: Column → the inputs that stand there, or else one text; nothing where it is empty.
    cells: Mapping[str, tuple[Cell, ...]] = field(repr=False)
    #: Column → everything that stands there, piece by piece.
    pieces: Mapping[str, tuple[Cell, ...]] = field(repr=False)
    #: Where it is drawn: as wide as the columns.
    box: Box

    def text(self, column: str) -> str:
        """What the column shows, parts without anything between."""
        return "".join(cell.text for cell in self.cells[column])

    @property
    def takes_typing(self) -> bool:
        """Whether something can be typed into one of its columns."""
        return any(cell.input and not cell.protected for cells in self.cells.values() for cell in cells)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any column, not even an input."""
        return not any(cell.input or cell.text for cells in self.cells.values() for cell in cells)


@dataclass(frozen=True, slots=True)
class _Heading:
    caption: str
    box: Box
    #: The cell of a table that it stands in; as it is drawn where there is none.
    area: Box
    table: int


def is_drawn(view: View) -> bool:
    """Whether lists are found by what is drawn; not where the face has cut them into lines of cells."""
    return not view.lists_cut and any(cell.box is not None for cell in view.cells())


def entries(view: View, columns: Mapping[str, ScreenField], where: str, until: str = "") -> tuple[Entry, ...]:
    """The lines below the headings of `columns`, from top to bottom, down to a text `until`.

    Raises:
        FieldNotFoundError: `where` has no such line of headings, or several.
    """
    if not is_drawn(view):
        raise FieldNotFoundError(
            f"{where}: this face does not see where columns are. Next step: key such a screen on the web "
            "face, or declare its places as fields."
        )
    headings = _headings(view, columns, where)
    bottom = max(heading.area.bottom for heading in headings.values())
    end = _end(view, bottom, until)
    below = [
        cell for cell in view.cells() if (box := cell.box) and box.top >= bottom - _EDGE and box.bottom <= end
    ]
    table = next(iter(headings.values())).table
    if table >= 0:
        bands = _rows_of_table(below, headings, table)
    else:
        bands = _drawn_rows(below, headings, _beside(view, headings))
    clicked = [one.box for one in view.actions if one.box]
    return tuple(entry for band in bands if not (entry := _entry(band, headings, clicked)).is_blank)


def area_of(view: View, columns: Mapping[str, ScreenField], where: str, until: str = "") -> Box:
    """Where the headings of `columns` and the lines below them are drawn. Raises as `entries` does."""
    lines = [entry.box for entry in entries(view, columns, where, until)]
    return _union([*(one.area for one in _headings(view, columns, where).values()), *lines])


# --- headings -----


def _headings(view: View, columns: Mapping[str, ScreenField], where: str) -> dict[str, _Heading]:
    wanted = {name: normal(column.caption) for name, column in columns.items()}
    shown: dict[str, list[_Heading]] = {caption: [] for caption in wanted.values()}
    for heading in _texts(view):
        if heading.caption in shown and heading not in shown[heading.caption]:
            shown[heading.caption].append(heading)
    first = next(iter(wanted.values()))
    bands: list[dict[str, _Heading]] = []
    for anchor in shown[first]:
        band = {
            name: found
            for name, column in columns.items()
            if (found := _on(anchor, shown[wanted[name]], column))
        }
        if band not in bands:
            bands.append(band)
    whole = [band for band in bands if len(band) == len(columns)]
    if len(whole) == 1:
        return whole[0]
    if whole:
        raise FieldNotFoundError(f"{where}: {len(whole)} lines have its headings. Next step: screens check.")
    best = max(bands, key=len, default={})
    missing = ", ".join(repr(column.caption) for name, column in columns.items() if name not in best)
    raise FieldNotFoundError(
        f"{where}: no line has all of its headings; not once on it: {missing}. Next step: screens check."
    )


def _on(anchor: _Heading, shown: Sequence[_Heading], column: ScreenField) -> _Heading | None:
    """The one of `shown` that stands on the level of `anchor`, or the `nth` of them from the left."""
    level = [one for one in shown if one.table == anchor.table and _is_level(one.area, anchor.area)]
    level.sort(key=lambda one: one.area.left)
    if column.nth is not None:
        level = level[column.nth - 1 : column.nth]
    return level[0] if len(level) == 1 else None


def _texts(view: View) -> Iterator[_Heading]:
    """Yield every text that may be a heading: each one, and what one cell or paragraph says together."""
    together: dict[tuple[int, int, Box | None], list[Cell]] = {}
    for cell in view.cells():
        if cell.input or not cell.text or cell.box is None:
            continue
        yield _Heading(normal(cell.text), cell.box, cell.slot or cell.box, cell.table)
        if cell.slot is not None or cell.block >= 0:
            key = (cell.table, -1, cell.slot) if cell.slot is not None else (-1, cell.block, None)
            together.setdefault(key, []).append(cell)
    for cells in together.values():
        if len(cells) > 1:
            box = _union(cell.box for cell in cells if cell.box)
            caption = normal(" ".join(cell.text for cell in cells))
            yield _Heading(caption, box, cells[0].slot or box, cells[0].table)


def _beside(view: View, headings: Mapping[str, _Heading]) -> list[Box]:
    """Other texts on the level of the headings: columns that are not declared."""
    first = next(iter(headings.values()))
    declared = [heading.box for heading in headings.values()]
    return [
        one.box
        for one in _texts(view)
        if _is_level(one.box, first.box) and not any(_across(one.box, box) > 0 for box in declared)
    ]


def _end(view: View, bottom: float, until: str) -> float:
    """Where the text `until` begins below the headings; nowhere without one."""
    tops = [
        (cell.slot or cell.box).top
        for cell in view.cells()
        if until
        and cell.box
        and not cell.input
        and cell.box.top >= bottom
        and normal(cell.text) == normal(until)
    ]
    return min(tops, default=float("inf"))


# --- lines -----

_Band = dict[str, list[Cell]]


def _rows_of_table(below: Iterable[Cell], headings: Mapping[str, _Heading], table: int) -> list[_Band]:
    """By the cells of the headings' own table; what stands in a table within one of them belongs to it."""
    rows: list[tuple[Box, _Band]] = []
    nested: list[Cell] = []
    for cell in sorted(below, key=lambda one: one.slot.top if one.slot else 0.0):
        if cell.slot is None or cell.table != table:
            nested.append(cell)
            continue
        column = next((name for name, one in headings.items() if _is_inside(cell.slot, one.area)), None)
        if column is None:
            continue
        if not rows or cell.slot.top > rows[-1][0].top + _EDGE:
            rows.append((cell.slot, {}))
        rows[-1][1].setdefault(column, []).append(cell)
    for cell in nested:
        for band, row in rows:
            if cell.box and band.top <= _middle(cell.box) <= band.bottom:
                column = next(
                    (name for name, one in headings.items() if _is_inside(cell.box, one.area)), None
                )
                if column is not None:
                    row.setdefault(column, []).append(cell)
    return [row for _, row in rows]


def _drawn_rows(
    below: Sequence[Cell], headings: Mapping[str, _Heading], others: Sequence[Box]
) -> list[_Band]:
    """By what is level and stands mostly below a heading, until lines keep to other edges or stand apart."""
    unit = max((heading.box.height for heading in headings.values()), default=1.0)
    bottom = max(heading.box.bottom for heading in headings.values())
    rows: list[tuple[Box, _Band]] = []
    for cell in sorted(below, key=lambda one: (one.box.top, one.box.left) if one.box else (0.0, 0.0)):
        column = _column_of(cell.box, headings, others) if cell.box else None
        if cell.box is None or column is None:
            continue
        if rows and _is_level(cell.box, rows[-1][0]):
            rows[-1] = (_union((rows[-1][0], cell.box)), rows[-1][1])
        else:
            rows.append((cell.box, {}))
        rows[-1][1].setdefault(column, []).append(cell)
    kept: list[_Band] = []
    edges: dict[str, Box] = {}
    for band, row in rows:
        if band.top - bottom > _APART * max(unit, band.height) or not _keeps_to(row, edges):
            break
        kept.append(row)
        bottom = band.bottom
    return kept


def _column_of(box: Box, headings: Mapping[str, _Heading], others: Sequence[Box]) -> str | None:
    """The heading below which `box` stands mostly; `None` when that is none, or one that is not declared."""
    name, most = max(
        ((name, _across(box, one.box)) for name, one in headings.items()), key=lambda pair: pair[1]
    )
    return name if most > 0 and all(_across(box, other) < most for other in others) else None


def _keeps_to(row: _Band, edges: dict[str, Box]) -> bool:
    """Whether the inputs of a line begin or end where those above in their columns do; `edges` learns."""
    for column, cells in row.items():
        for cell in cells:
            if not cell.input or cell.box is None:
                continue
            above = edges.setdefault(column, cell.box)
            if abs(above.left - cell.box.left) > _EDGE and abs(above.right - cell.box.right) > _EDGE:
                return False
    return True


def _entry(band: _Band, headings: Mapping[str, _Heading], clicked: Sequence[Box]) -> Entry:
    cells = {name: _content(band.get(name, ()), clicked) for name in headings}
    drawn = [cell.slot or cell.box for row in band.values() for cell in row]
    across = _union(heading.area for heading in headings.values())
    down = _union(box for box in drawn if box)
    pieces = {name: tuple(band.get(name, ())) for name in headings}
    return Entry(cells, pieces, Box(across.left, down.top, across.right, down.bottom))


def _content(cells: Sequence[Cell], clicked: Sequence[Box]) -> tuple[Cell, ...]:
    """The inputs, or else what is said; links beside it (`?`, `Today`) only where nothing else is."""
    if inputs := tuple(cell for cell in cells if cell.input):
        return inputs
    said = [cell for cell in cells if cell.text]
    plain = [cell for cell in said if cell.box and not any(_holds(box, cell.box) for box in clicked)]
    said = plain or said
    if not said:
        return ()
    return (replace(said[0], text=" ".join(cell.text for cell in said)),)


# --- boxes -----


def _is_inside(box: Box, outer: Box) -> bool:
    """Whether `box` is no wider than the column that `outer` is."""
    return box.left >= outer.left - _EDGE and box.right <= outer.right + _EDGE


def _holds(outer: Box, box: Box) -> bool:
    return _is_inside(box, outer) and outer.top - _EDGE <= _middle(box) <= outer.bottom + _EDGE


def _is_level(one: Box, other: Box) -> bool:
    """Whether the lower of the two stands mostly beside the other."""
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0 and overlap >= min(one.height, other.height) / 2


def _across(one: Box, other: Box) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _union(boxes: Iterable[Box]) -> Box:
    listed = list(boxes)
    return Box(
        min(box.left for box in listed),
        min(box.top for box in listed),
        max(box.right for box in listed),
        max(box.bottom for box in listed),
    )
