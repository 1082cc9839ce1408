"""From a picture to a view: lines of cells with their texts, as every face gives them."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field, replace

from copiste.screens.declared.model import Application, Screen
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.picture.check_digits import without_misread
from copiste.screens.pixels.picture.declaration import PictureFace, TextOn
from copiste.screens.pixels.picture.layout import Box, Run, is_near, layout
from copiste.screens.pixels.picture.words import UPPER, alphabet_of
from copiste.screens.pixels.text.strips import box_strip, is_marked, text_strip
from copiste.screens.pixels.text.text import TextReader
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.recognise import recognise
from copiste.screens.reading.view import Box as Drawn
from copiste.screens.reading.view import Cell, Line, View, said

_BULLET = "•"
#: Pixels by which an entry may begin before its heading.
_INDENT = 4


@dataclass(frozen=True)
class Seen:
    """One picture of the window, with its view."""

    view: View
    picture: Picture = field(repr=False)
    #: By place of the view, its region in the window; `None` for an empty place without a box.
    regions: tuple[Region | None, ...]
    boxes: tuple[Region, ...]
    locked: bool
    #: Whether text in a box is selected, which makes it hard to read.
    marked: bool


class PictureReader:
    """Reads pictures of one application's window. Not for several threads."""

    def __init__(self, application: Application, face: PictureFace, reader: TextReader) -> None:
        self._application = application
        self._face = face
        self._reader = reader

    def see(self, picture: Picture, content: Region, token: str) -> Seen:
        """The view of the part `content` of a picture."""
        part = content.of(picture)
        found = layout(part)
        items: list[Box | Run | None] = []
        lines: list[Line] = []
        for line in found.lines:
            cells: list[Cell] = []
            for at, item in enumerate(line):
                cells.append(self._cell(part, item, len(items)))
                items.append(item)
                if _is_colon(item) and _leads_nowhere(line, at):
                    cells.append(Cell("", len(items)))
                    items.append(None)
            lines.append(tuple(cells))
        title, message = self._on(self._face.title, items, lines), self._on(self._face.message, items, lines)
        view = View(tuple(lines), token, title, said(message) if self._face.message else None, lists_cut=True)
        locked = bool(self._face.locked) and self._face.locked in view.texts()
        view = self._with_values(part, view, items)
        regions = tuple(
            None if item is None else item.region.moved(content.left, content.top) for item in items
        )
        boxes = tuple(
            region for item, region in zip(items, regions, strict=True) if region and isinstance(item, Box)
        )
        marked = any(is_marked(part, item.inner) for item in items if isinstance(item, Box))
        return Seen(view, picture, regions, boxes, locked, marked)

    def _cell(self, part: Picture, item: Box | Run, place: int) -> Cell:
        if isinstance(item, Box):
            return Cell("", place, input=True, box=_drawn(item))
        text = (
            ":" if item.colon else self._reader.caption(text_strip(part, item.region, item.background), UPPER)
        )
        return Cell(text, place, box=_drawn(item))

    @staticmethod
    def _on(declared: TextOn | None, items: list[Box | Run | None], lines: list[Line]) -> str:
        """The lowest text on the declared background."""
        if declared is None:
            return ""
        for line in reversed(lines):
            texts = [
                cell.text
                for cell in line
                if isinstance(run := items[cell.place], Run)
                and declared.top <= run.region.top
                and (not declared.bottom or run.region.bottom <= declared.bottom)
                and is_near(run.background, declared.colour, declared.within)
            ]
            if texts:
                return " ".join(texts)
        return ""

    def _with_values(self, part: Picture, view: View, items: list[Box | Run | None]) -> View:
        """The view with the values of its fields, each read by its declaration."""
        screen = recognise(view, self._application)
        if screen is not None:
            view = _with_empty_cells(view, screen, items)
        fields = _fields(view, screen) if screen else {}
        lines = []
        for line in view.lines:
            cells = []
            for cell in line:
                item = items[cell.place]
                declared = fields.get(cell.place)
                if isinstance(item, Box):
                    strip = box_strip(part, item.inner)
                    if declared is not None and declared[1]:
                        text, hidden = _BULLET * strip.count(), True
                    else:
                        text, hidden = self._reader.value(strip, declared[0] if declared else UPPER), False
                    cells.append(replace(cell, text=text, hidden=hidden))
                elif isinstance(item, Run) and declared is not None:
                    strip = text_strip(part, item.region, item.background)
                    cells.append(replace(cell, text=self._reader.value(strip, declared[0])))
                else:
                    cells.append(cell)
            lines.append(tuple(cells))
        view = replace(view, lines=tuple(lines))
        return without_misread(view, screen) if screen else view


def _fields(view: View, screen: Screen) -> dict[int, tuple[str, bool]]:
    """By place: the characters that its field may hold, and whether it is hidden."""
    places, found = Places(view, screen), {}
    for name, declared in screen.fields.items():
        with suppress(FieldNotFoundError):
            for cell in places.cells(name):
                found[cell.place] = (alphabet_of(declared), declared.hidden)
    for name, table in screen.tables.items():
        with suppress(FieldNotFoundError):
            for entry in rows(view, screen, name):
                for column, cell in entry.items():
                    found[cell.place] = (alphabet_of(table.columns[column]), False)
    return found


def _with_empty_cells(view: View, screen: Screen, items: list[Box | Run | None]) -> View:
    """The view with an empty cell wherever an entry of a list has nothing below a heading."""
    headings = {
        tuple(column.caption for column in table.columns.values()) for table in screen.tables.values()
    }
    lefts: list[int] = []
    lines = []
    for line in view.lines:
        runs = [item for cell in line if isinstance(item := items[cell.place], Run)]
        if tuple(normal(cell.text) for cell in line) in headings:
            lefts = [run.region.left - _INDENT for run in runs]
        elif lefts and len(runs) == len(line) and not any(run.colon for run in runs):
            lines.append(_in_columns(line, runs, lefts, items))
            continue
        else:
            lefts = []
        lines.append(line)
    return replace(view, lines=tuple(lines))


def _in_columns(line: Line, runs: list[Run], lefts: list[int], items: list[Box | Run | None]) -> Line:
    """The cells of an entry, one for each heading; the line as it is when two are below the same one."""
    cells: list[Cell | None] = [None] * len(lefts)
    for cell, run in zip(line, runs, strict=True):
        at = bisect_right(lefts, run.region.left) - 1
        if at < 0 or cells[at] is not None:
            return line
        cells[at] = cell
    whole = []
    for one in cells:
        whole.append(one or Cell("", len(items)))
        if one is None:
            items.append(None)
    return tuple(whole)


def _drawn(item: Box | Run) -> Drawn:
    region = item.region
    return Drawn(region.left, region.top, region.right, region.bottom)


def _is_colon(item: Box | Run | None) -> bool:
    return isinstance(item, Run) and item.colon


def _leads_nowhere(line: tuple[Box | Run, ...], at: int) -> bool:
    """Whether no value follows the colon at `at`: the line ends, or another caption follows."""
    if at + 1 == len(line):
        return True
    return at + 2 < len(line) and _is_colon(line[at + 2]) and isinstance(line[at + 1], Run)
