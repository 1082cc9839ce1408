"""Cut the rows of a terminal into the lines of cells that every face gives. Pure.

The characters of a terminal do not show what they are. The declarations do: on a row, a declared caption and
its lead (`NOM   :`) are followed by a place of the declared length, or by places with one attribute byte
between them; other places are declared by row and column. The content of a place is its value, whatever it
looks like. A list is cut at the columns of its headings. Everything else is text, ended by two blanks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from copiste.screens.declared.model import Application, Screen
from copiste.screens.errors import ScreensError
from copiste.screens.pixels.declaration import RowOf, TerminalFace
from copiste.screens.pixels.terminal.captions import sign_pattern, undeclared_pattern
from copiste.screens.pixels.terminal.cut import Cut, Stretch
from copiste.screens.pixels.terminal.layout import Layout, Slot, layout_of
from copiste.screens.pixels.terminal.lists import FoundList, lists_in
from copiste.screens.pixels.terminal.spots import FoundSpot, found_spots
from copiste.screens.reading.recognise import recognise
from copiste.screens.reading.view import Cell, Line, said

_BULLET = "•"
_UNDECLARED = Slot((None,))
_COLUMN = Slot((None,), protected=True)
#: What hosts fill empty fields with.
_FILL = re.compile(r"(_{2,}|\.{2,})(?= |$)")
_RUN = re.compile(r"\S+(?: \S+)*")


def cut(
    rows: Sequence[str],
    application: Application,
    face: TerminalFace,
    *,
    hidden: Mapping[tuple[int, int], int] | None = None,
    stops: Collection[tuple[int, int]] | None = None,
    cursor: tuple[int, int] | None = None,
    screen: Screen | None = None,
    underlined: Collection[tuple[int, int]] = (),
) -> Cut:
    """Cut `rows`, of equal length, by the declarations of `application`.

    Args:
        rows: What the terminal shows; unknown characters may be in it.
        application: The declared screens.
        face: What is declared for all of them.
        hidden: By row and column of a hidden place, how many characters were typed into it.
        stops: The tab stops, when they are known: a declared place without one is protected, and one at
            which no field is declared has a line of its own.
        cursor: Where it stood when the screen arrived: the place of a field that is declared so.
        screen: The declaration to cut by, when it is known; what was typed may have hidden what tells it.
        underlined: Row and column of each character that is underlined: hosts underline whole fields.
    """
    shown = _Cutter(rows, face, hidden or {}, stops, cursor)
    shown.underlined = underlined
    return shown.cut(screen or _shown_screen(shown, application))


def _shown_screen(cutter: _Cutter, application: Application) -> Screen | None:
    """The screen to cut by: by its title where only one has that, else as it is recognised uncut."""
    titled = [
        screen for screen in application.screens.values() if _has_title(screen, cutter.title_of(screen))
    ]
    if len(titled) == 1:
        return titled[0]
    try:
        return recognise(cutter.cut(None).view(""), application)
    except ScreensError:
        # Several match: the session raises.
        return None


def _has_title(screen: Screen, title: str) -> bool:
    return bool(title and screen.recognise.title) and screen.recognise.has_title(title)


class _Cutter:
    """Cuts the rows of one terminal."""

    def __init__(
        self,
        rows: Sequence[str],
        face: TerminalFace,
        hidden: Mapping[tuple[int, int], int],
        stops: Collection[tuple[int, int]] | None,
        cursor: tuple[int, int] | None,
    ) -> None:
        self._rows = rows
        self._face = face
        self._leads = face.leads
        self._signs = sign_pattern(face.leads)
        self._hidden = hidden
        self._stops = stops
        self._cursor = cursor
        self._stretches: list[Stretch] = []
        self._texts: dict[int | None, str] = {}
        self._unsure = False
        self.underlined: Collection[tuple[int, int]] = ()
        #: A declared caption and its lead, an undeclared one, a declared one without a lead.
        self._patterns: tuple[re.Pattern[str] | None, ...] = ()

    def title_of(self, screen: Screen) -> str:
        """What stands where `screen` has its title."""
        own = layout_of(screen, self._leads).face.title if screen.faces else None
        return self.text_of(_row_of(own or self._face.title))

    def text_of(self, row: int | None) -> str:
        """The whole of a row as one text."""
        if row not in self._texts:
            there = row is not None and row < len(self._rows)
            self._texts[row] = _clean(self._rows[row or 0]) if there else ""
        return self._texts[row]

    def cut(self, screen: Screen | None) -> Cut:
        """Cut it by the declaration of `screen`."""
        self._stretches = []
        layout = layout_of(screen, self._leads) if screen else Layout()
        title = _row_of(layout.face.title or self._face.title)
        message = _row_of(layout.face.message or self._face.message)
        below = len(self._rows) if message is None else message
        leads = self._face.sure_leads
        lists = {found.top: found for found in lists_in(self._rows[:below], layout.listings, leads)}
        spots = found_spots(self._rows, layout.spots, self._leads, self._cursor)
        self._patterns = (layout.captions, undeclared_pattern(leads), self._without_lead(layout))
        lines: list[Line] = []
        row = 0
        while row < len(self._rows):
            if found_list := lists.get(row):
                lines.extend(self._list(found_list))
                row = found_list.bottom
                continue
            here = [spot for spot in spots if spot.row == row]
            if row in (title, message):
                cells = [*self._whole(row), *map(self._spot, here)]
            else:
                cells = self._row(row, layout, here)
            cells = self._with_stops(row, cells)
            if cells:
                lines.append(tuple(cells))
            row += 1
        return Cut(
            tuple(lines),
            self.text_of(title),
            None if message is None else said(self.text_of(message)),
            tuple(self._stretches),
            screen,
            tuple(self._rows),
            self._cursor,
            self._unsure,
            message,
        )

    # --- rows of captions and texts -----

    def _whole(self, row: int) -> Iterator[Cell]:
        text = self._rows[row]
        if text.strip():
            start = len(text) - len(text.lstrip())
            yield self._text(Stretch(row, start, len(text.rstrip()) - start))

    def _row(self, row: int, layout: Layout, spots: Sequence[FoundSpot]) -> list[Cell]:
        """The cells of a row from left to right: what is declared by its place, and all that is beside it."""
        text = self._rows[row]
        if not spots and not text.strip():
            return []
        for spot in spots:
            text = _blanked(text, spot.column, spot.length)
        cells = [*self._captions(row, text, layout), *map(self._spot, spots)]
        if spots:
            cells.sort(key=lambda cell: self._stretches[cell.place].column)
        return cells

    def _with_stops(self, row: int, cells: list[Cell]) -> list[Cell]:
        """The cells of a row with a place for each stop of the tabulator at which none is declared."""
        taken = [self._stretches[cell.place] for cell in cells if cell.input]
        stops = [
            column
            for at, column in sorted(self._stops or ())
            if at == row and not any(one.column <= column < one.end for one in taken)
        ]
        if not stops:
            return cells
        inputs = []
        for column, following in pairwise((*stops, len(self._rows[row]) + 1)):
            run = _RUN.match(self._rows[row], column, following - 1)
            length = self._drawn_length(row, column, following - 1)
            stretch = Stretch(row, column, length or (len(run[0]) if run else 1))
            inputs.append(self._input(stretch, _UNDECLARED, length))
        # What such places hold is no caption.
        texts = [cell for cell in cells if cell.input or self._stretches[cell.place].column not in stops]
        return sorted([*texts, *inputs], key=lambda cell: self._stretches[cell.place].column)

    def _drawn_length(self, row: int, column: int, end: int) -> int | None:
        """How many characters of an undeclared place are underlined or filled; `None` where none are."""
        filled = _FILL.match(self._rows[row], column, end)
        if filled:
            return len(filled[0])
        underlined = next((one for one in range(column, end) if (row, one) not in self.underlined), end)
        return underlined - column or None

    def _captions(self, row: int, text: str, layout: Layout) -> Iterator[Cell]:
        """The captions of a row with what they lead to, and its other texts."""
        at = 0
        while caption := self._next_caption(text, at, layout):
            yield from self._runs(row, text, at, caption.start)
            yield self._text(Stretch(row, caption.start, len(caption.text)))
            yield self._cell(":", Stretch(row, caption.lead, caption.end - caption.lead))
            at = caption.end
            if caption.slot is not None:
                start = at + 1 if caption.lead < caption.end else self._bare_start(row, text, caption)
                cells, at = self._places(Stretch(row, start, 0), text, caption.slot, layout)
                yield from cells
        yield from self._runs(row, text, at, len(text))

    def _next_caption(self, text: str, at: int, layout: Layout, *, amid: bool = False) -> _Caption | None:
        """The first caption from `at` on, where one may begin unless it is `amid` a value."""
        if self._patterns[-1] is None and not self._signs.search(text, at):
            return None
        rest, offset = (text, 0) if amid else (text[at:], at)
        first = None
        for pattern in self._patterns:
            found = pattern.search(rest, at - offset) if pattern else None
            # Of two at one place, the earlier of the patterns is right.
            if found and (first is None or found.start("caption") < first.start("caption")):
                first = found
        return None if first is None else _caption_at(first, offset, layout.slots.get(first["caption"]))

    def _without_lead(self, layout: Layout) -> re.Pattern[str] | None:
        """Declared captions that may stand without a lead: not those that have one somewhere."""
        led = layout.found_in(self._rows) if "" in self._leads else layout.slots
        return layout.without_lead(led)

    def _bare_start(self, row: int, text: str, caption: _Caption) -> int:
        """Where the place begins after a caption without a lead: at a tab stop, or where something stands."""
        assert caption.slot is not None
        if caption.slot.protected:
            blanks = len(text[caption.end + 1 :]) - len(text[caption.end + 1 :].lstrip())
            return caption.end + 1 + (blanks if text[caption.end + 1 :].strip() else 0)
        stops = [column for at, column in self._stops or () if at == row and column > caption.end]
        self._unsure = self._unsure or self._stops is None
        return min(stops, default=caption.end + 1)

    def _places(self, at: Stretch, text: str, slot: Slot, layout: Layout) -> tuple[list[Cell], int]:
        """The places after a caption, the first of them `at` a column, and the column after them."""
        cells = []
        row, start = at.row, at.column
        end = start
        for length in slot.lengths:
            start = min(start, len(text))
            if length is None:
                following = self._next_caption(text, start, layout, amid=True)
                end = following.start if following else len(text)
            else:
                end = self._whole_end(text, start, min(start + length, len(text)))
            cells.append(self._input(Stretch(row, start, end - start), slot, length))
            start = end + 1
        return cells, end

    @staticmethod
    def _whole_end(text: str, start: int, end: int) -> int:
        """Where a place ends there is a blank; without one, it is longer than declared."""
        while start < end < len(text) and text[end - 1] != " " and text[end] != " ":
            end += 1
        return end

    def _spot(self, spot: FoundSpot) -> Cell:
        text, end = self._rows[spot.row], spot.column + spot.length
        if not spot.slot.protected:
            end = self._whole_end(text, spot.column, end)
        stretch = Stretch(spot.row, spot.column, end - spot.column)
        return self._input(stretch, spot.slot, spot.length, found=spot.beside_its_caption)

    def _runs(self, row: int, text: str, start: int, end: int) -> Iterator[Cell]:
        for run in _RUN.finditer(text, start, end):
            yield self._text(Stretch(row, run.start(), run.end() - run.start()))

    def _list(self, found: FoundList) -> Iterator[Line]:
        """The headings as one line, with their whole captions, and each entry as one line."""
        yield tuple(
            self._cell(column.caption, Stretch(found.top + column.line, column.start, column.length))
            for column in found.columns
        )
        for top in found.entries:
            yield tuple(
                self._input(Stretch(top + column.line, column.start, column.length), _COLUMN, None)
                for column in found.columns
            )

    # --- cells -----

    def _text(self, stretch: Stretch) -> Cell:
        return self._cell(self._shown(stretch), stretch)

    def _cell(self, text: str, stretch: Stretch) -> Cell:
        self._stretches.append(stretch)
        return Cell(text, len(self._stretches) - 1, at=(stretch.row + 1, stretch.column + 1), box=stretch.box)

    def _input(self, stretch: Stretch, slot: Slot, length: int | None, *, found: bool = True) -> Cell:
        """A place; one that was not `found` beside its caption is nowhere, and belongs to no field."""
        self._stretches.append(stretch)
        at = (stretch.row, stretch.column)
        text = _BULLET * self._hidden.get(at, 0) if slot.hidden else self._value(stretch)
        protected = slot.protected or (self._stops is not None and at not in self._stops)
        where = (at[0] + 1, at[1] + 1) if found else None
        room = length if length is None or protected else self._room(stretch, length)
        return Cell(text, len(self._stretches) - 1, True, protected, slot.hidden, room, where, stretch.box)

    def _room(self, stretch: Stretch, length: int) -> int:
        """How much a place takes: less than declared where another begins in it, or its underline ends."""
        row, start = stretch.row, stretch.column
        inside = range(start + 1, start + length + 1)
        stops = [column for at, column in self._stops or () if at == row and column in inside]
        room = min(stops, default=start + length + 1) - 1 - start
        shown = len(self._rows[row][start : start + length].rstrip())
        end = next((one for one in range(start, start + room) if (row, one) not in self.underlined), None)
        # An underline as long as the value may be the value's.
        return room if end is None or end == start or end - start <= shown else end - start

    def _value(self, stretch: Stretch) -> str:
        """What a place holds, without the characters that the host fills it with."""
        if not self._face.fill:
            return self._shown(stretch)
        return _clean(self._rows[stretch.row][stretch.column : stretch.end].rstrip(f"{self._face.fill} "))

    def _shown(self, stretch: Stretch) -> str:
        return _clean(self._rows[stretch.row][stretch.column : stretch.end])


@dataclass(frozen=True, slots=True)
class _Caption:
    """A caption on a row, and its lead."""

    text: str = field(repr=False)
    start: int
    lead: int
    end: int
    #: What follows it; `None` when it is not declared.
    slot: Slot | None


def _caption_at(match: re.Match[str], offset: int, slot: Slot | None) -> _Caption:
    return _Caption(
        match["caption"],
        offset + match.start("caption"),
        offset + match.start("lead"),
        offset + match.end("lead"),
        slot,
    )


def _clean(text: str) -> str:
    return " ".join(text.split())


def _blanked(text: str, column: int, length: int) -> str:
    """A row with nothing in one of its places."""
    return text[:column] + " " * len(text[column : column + length]) + text[column + length :]


def _row_of(declared: RowOf | None) -> int | None:
    return None if declared is None else declared.row - 1
