"""Cut the rows of a terminal into the lines of cells that every face gives. Pure.

The characters of a terminal do not show what they are. The declarations do: on a row, a declared caption and
its lead (`NOM   :`) are followed by a place of the declared length, or by places with one attribute byte
between them. The content of such a place is its value, whatever it looks like. A list is cut at the columns
of its headings. Everything else is text, ended by two blanks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from copiste.screens.declared.model import Application, Screen
from copiste.screens.errors import ScreensError
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.terminal.layout import Layout, Slot, layout_of, undeclared_pattern
from copiste.screens.pixels.terminal.lists import FoundList, lists_in
from copiste.screens.reading.recognise import recognise
from copiste.screens.reading.view import Cell, Line, Said, View, said

_BULLET = "•"
_UNDECLARED = Slot((None,))
_COLUMN = Slot((None,), protected=True)
_RUN = re.compile(r"\S+(?: \S+)*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters of one row; rows and columns count from 0."""

    row: int
    column: int
    length: int

    @property
    def end(self) -> int:
        """The column after it."""
        return self.column + self.length


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one terminal, cut."""

    lines: tuple[Line, ...] = field(repr=False)
    title: str = field(repr=False)
    messages: tuple[Said, ...] | None = field(repr=False)
    #: By the places of the cells, where each is; several where a value takes several lines.
    stretches: tuple[Stretch, ...]
    #: The declaration by which it was cut; `None` when no declared screen is shown.
    screen: Screen | None

    def view(self, token: str) -> View:
        """The view that the session above works on."""
        return View(self.lines, token, self.title, self.messages)


def cut(
    rows: Sequence[str],
    application: Application,
    face: TerminalFace,
    *,
    hidden: Mapping[tuple[int, int], int] | None = None,
    stops: Collection[tuple[int, int]] | None = None,
) -> Cut:
    """Cut `rows`, of equal length, by the declarations of `application`.

    Args:
        rows: What the terminal shows; unknown characters may be in it.
        application: The declared screens.
        face: What is declared for all of them.
        hidden: By row and column of a hidden place, how many characters were typed into it.
        stops: The tab stops, when they are known: a declared place without one is protected, and an
            undeclared caption with one beside it has a place there.
    """
    shown = _Cutter(rows, face, hidden or {}, stops)
    screen = _shown_screen(shown, application)
    return shown.cut(screen)


def all_shown_rows(rows: Sequence[str]) -> list[Stretch]:
    """The whole of each row that shows anything, so that not even the length of its text is visible."""
    return [Stretch(row, 0, len(text)) for row, text in enumerate(rows) if text.strip()]


def _shown_screen(cutter: _Cutter, application: Application) -> Screen | None:
    """The screen to cut by: by its title where only one has that, else as it is recognised uncut."""
    title = cutter.text_of(cutter.title)
    titled = [screen for screen in application.screens.values() if _has_title(screen, title)]
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
    ) -> None:
        self._rows = rows
        self._leads = face.leads
        self._hidden = hidden
        self._stops = stops
        self.title = face.title.row - 1 if face.title else None
        self.message = face.message.row - 1 if face.message else None
        self._stretches: list[Stretch] = []

    def text_of(self, row: int | None) -> str:
        """The whole of a row as one text."""
        return _clean(self._rows[row]) if row is not None and row < len(self._rows) else ""

    def cut(self, screen: Screen | None) -> Cut:
        """Cut it by the declaration of `screen`."""
        self._stretches = []
        layout = layout_of(screen, self._leads) if screen else Layout({}, None, ())
        below = len(self._rows) if self.message is None else self.message
        lists = {found.top: found for found in lists_in(self._rows[:below], layout.listings, self._leads)}
        lines: list[Line] = []
        row = 0
        while row < len(self._rows):
            if found := lists.get(row):
                lines.extend(self._list(found))
                row = found.bottom
                continue
            if row in (self.title, self.message):
                line = tuple(self._whole(row))
            else:
                line = tuple(self._row(row, layout))
            if line:
                lines.append(line)
            row += 1
        return Cut(
            tuple(lines),
            self.text_of(self.title),
            None if self.message is None else said(self.text_of(self.message)),
            tuple(self._stretches),
            screen,
        )

    # --- rows of captions and texts -----

    def _whole(self, row: int) -> Iterator[Cell]:
        text = self._rows[row]
        if text.strip():
            start = len(text) - len(text.lstrip())
            yield self._text(Stretch(row, start, len(text.rstrip()) - start))

    def _row(self, row: int, layout: Layout) -> Iterator[Cell]:
        text, at = self._rows[row], 0
        while caption := self._next_caption(text, at, layout):
            yield from self._runs(row, at, caption.start)
            yield self._text(Stretch(row, caption.start, len(caption.text)))
            yield self._cell(":", Stretch(row, caption.lead, caption.end - caption.lead))
            at = caption.end
            if caption.slot is not None:
                cells, at = self._places(row, at + 1, caption.slot, layout)
                yield from cells
            elif self._stops and (row, at + 1) in self._stops:
                run = _RUN.match(text, at + 1)
                length = len(run[0]) if run else 1
                yield self._input(Stretch(row, at + 1, length), _UNDECLARED, None)
                at += 1 + length
        yield from self._runs(row, at, len(text))

    def _next_caption(self, text: str, at: int, layout: Layout, *, amid: bool = False) -> _Caption | None:
        """The first caption from `at` on, where one may begin unless it is `amid` a value."""
        if not any(lead in text[at:] for lead in self._leads):
            return None
        rest, offset = (text, 0) if amid else (text[at:], at)
        declared = layout.captions.search(rest, at - offset) if layout.captions else None
        other = undeclared_pattern(self._leads).search(rest, at - offset)
        if declared is not None and (other is None or declared.start("caption") <= other.start("caption")):
            return _caption_at(declared, offset, layout.slots[declared["caption"]])
        return None if other is None else _caption_at(other, offset, None)

    def _places(self, row: int, start: int, slot: Slot, layout: Layout) -> tuple[list[Cell], int]:
        """The places after a caption, and the column after them."""
        text = self._rows[row]
        cells = []
        end = start
        for length in slot.lengths:
            start = min(start, len(text))
            if length is None:
                following = self._next_caption(text, start, layout, amid=True)
                end = following.start if following else len(text)
            else:
                end = min(start + length, len(text))
                # Where a place ends there is a blank; without one, it is longer than declared.
                while start < end < len(text) and text[end - 1] != " " and text[end] != " ":
                    end += 1
            cells.append(self._input(Stretch(row, start, end - start), slot, length))
            start = end + 1
        return cells, end

    def _runs(self, row: int, start: int, end: int) -> Iterator[Cell]:
        for run in _RUN.finditer(self._rows[row], start, end):
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
        return Cell(text, len(self._stretches) - 1)

    def _input(self, stretch: Stretch, slot: Slot, length: int | None) -> Cell:
        self._stretches.append(stretch)
        at = (stretch.row, stretch.column)
        text = _BULLET * self._hidden.get(at, 0) if slot.hidden else self._shown(stretch)
        protected = slot.protected or (self._stops is not None and at not in self._stops)
        return Cell(text, len(self._stretches) - 1, True, protected, slot.hidden, length)

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
