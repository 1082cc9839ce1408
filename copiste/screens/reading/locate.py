"""Find declared fields and tables in a view by their captions. Pure, and the same for every face.

Who owns an input is decided in `owning`. A field that is only shown may have no input at all: then its value
is the text to the right of its caption on the same line, or what follows its colon. Zero or several matches
is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldAmbiguousError, FieldNotFoundError, ReadBackError, UnreadableError
from copiste.screens.reading.lines import captioned, columns_in, lines_below
from copiste.screens.reading.owning.captions import is_sign, normal
from copiste.screens.reading.owning.confirming import contradiction
from copiste.screens.reading.owning.layouts import owners_of
from copiste.screens.reading.owning.owners import Candidate, Owners
from copiste.screens.reading.owning.pairing import Side
from copiste.screens.reading.owning.several import boxes_under, with_all
from copiste.screens.reading.owning.telling_apart import settling, shown
from copiste.screens.reading.tabular import entries, is_drawn
from copiste.screens.reading.view import UNKNOWN, Cell, View


@dataclass
class Places:
    """Where the fields of `screen` are in `view`."""

    view: View
    screen: Screen
    #: Takes the picture that goes with the error about a value that cannot be read.
    evidence: Callable[[], Path | None] = field(default=lambda: None, repr=False)
    #: Caption → the runs of value cells found after it.
    _runs: dict[str, list[tuple[Cell, ...]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._runs = {}
        captions = frozenset(map(normal, self.screen.captions))
        for at, line in enumerate(self.view.lines):
            if at in self._heading_rows:
                continue
            for caption, cells in captioned(line, captions):
                self._runs.setdefault(caption, []).append(cells)

    @cached_property
    def _heading_rows(self) -> frozenset[int]:
        tables = self.screen.tables.values()
        return frozenset(
            at for at, line in enumerate(self.view.lines) if any(columns_in(line, table) for table in tables)
        )

    @cached_property
    def _owners(self) -> Owners:
        named = any(field.name for field in self.screen.fields.values())
        return owners_of(self.view, self._heading_rows, self.screen.words, named=named)

    @cached_property
    def _cells(self) -> Mapping[int, Cell]:
        return {cell.place: cell for cell in self.view.cells()}

    def cells(self, name: str) -> tuple[Cell, ...]:
        """The cells of field `name`, one for each of its parts.

        Raises:
            FieldNotFoundError: its caption is missing, has no such inputs, or several captions match.
            UndeclaredError: the screen declares no such field.
        """
        declared = self.screen.field(name)
        if self.view.rows and (declared.places or declared.at == "cursor"):
            return self._at(name, declared)
        found: list[Cell] = []
        for caption, count in declared.captions:
            found.extend(self._one(name, declared, caption, count))
        return tuple(map(with_all, found) if declared.type == "entries" else found)

    def texts(self, name: str) -> tuple[str, ...]:
        """What the parts of field `name` show.

        Raises:
            UnreadableError: a character of it is not known for certain.
            ReadBackError: it was typed into, and the page says otherwise (see `confirming`).
            FieldNotFoundError, UndeclaredError: as `cells` does.
        """
        cells = self.cells(name)
        if self.view.submitted:
            self._confirm(name, cells)
        return self.readable(f'field "{name}"', (cell.text for cell in cells))

    def _confirm(self, name: str, cells: tuple[Cell, ...]) -> None:
        """Raise `ReadBackError` when the page says that what was typed is another field's."""
        own = {caption for caption, _ in self.screen.field(name).captions if caption}
        others = self.screen.captions - own
        if told := contradiction(self.view.submitted, cells, own, others):
            raise ReadBackError(self.screen.screen, (name,), told)

    def readable(self, what: str, texts: Iterable[str]) -> tuple[str, ...]:
        """The same `texts`. Raises `UnreadableError`, naming `what`, when a character is not known."""
        known = tuple(texts)
        if any(UNKNOWN in text for text in known):
            raise UnreadableError.of(f'Screen "{self.screen.screen}", {what}', self.evidence())
        return known

    def _at(self, name: str, declared: ScreenField) -> tuple[Cell, ...]:
        """The cells by their row and column."""
        wanted: list[tuple[int, int] | None] = [(place.row, place.column) for place in declared.places]
        wanted = wanted or [self.view.cursor]
        by_place = {cell.at: cell for cell in self.view.cells() if cell.input and cell.at}
        found = tuple(by_place[at] for at in wanted if at in by_place)
        if len(found) != len(wanted):
            where = ", ".join(map(str, declared.places)) or "the cursor"
            beside = f", beside caption {declared.caption!r}" if declared.caption else ""
            raise FieldNotFoundError(
                f'Screen "{self.screen.screen}", field "{name}": no place at {where}{beside}. '
                "Next step: screens check."
            )
        return found

    def _one(self, name: str, declared: ScreenField, caption: str, count: int) -> tuple[Cell, ...]:
        if declared.at and not caption:
            raise FieldNotFoundError(
                f"{self._where(name)} is declared by row and column, which this face does not have. "
                "Next step: give it a caption too."
            )
        if caption and is_sign(caption):
            return self._behind_sign(name, caption, count)
        if declared.type == "list" and (boxes := boxes_under(self.view, caption)):
            return (boxes,)
        if declared.protected and not _narrowed(declared):
            runs = [run for run in self._runs.get(normal(caption), []) if len(run) == count]
            if len(runs) == 1:
                return tuple(map(self._whole, runs[0])) if declared.form.lines else runs[0]
            if len(runs) > 1:
                raise FieldAmbiguousError(
                    f"{self._where(name)}: {len(runs)} values stand beside captions {caption!r}. "
                    "Next step: tell them apart by side, within, after or nth."
                )
        return self._inputs(name, declared, caption, count)

    def _whole(self, first: Cell) -> Cell:
        """A shown text with the lines that follow it, where it has a paragraph or table cell for itself."""
        cells = list(self.view.cells())
        at = cells.index(first)
        if first.input or first.block < 0 or (at and cells[at - 1].block == first.block):
            return first
        rest = takewhile(lambda one: one.block == first.block, cells[at:])
        return replace(first, text="\n".join(one.text for one in rest))

    def _behind_sign(self, name: str, sign: str, count: int) -> tuple[Cell, ...]:
        """The inputs that follow a sign on its line, where a field has nothing else (`===>`)."""
        found = []
        for line in self.view.lines:
            for at, cell in enumerate(line):
                if not cell.input and cell.text == sign:
                    rest = (one for one in line[at + 1 :] if one.input or not is_sign(one.text))
                    run = tuple(takewhile(lambda one: one.input, rest))[:count]
                    found += [run] if len(run) == count else []
        if len(found) != 1:
            raise FieldNotFoundError(
                f"{self._where(name)}: {len(found)} inputs follow a bare {sign!r}, expected one. "
                "Next step: screens check."
            )
        return found[0]

    def _inputs(self, name: str, declared: ScreenField, caption: str, count: int) -> tuple[Cell, ...]:
        """The inputs of a field, or an error that says what stands where."""
        candidates, drawn = self._candidates(declared, caption, count)
        if declared.nth is not None:
            if declared.nth > len(candidates):
                raise FieldNotFoundError(
                    f"{self._where(name)}: nth is {declared.nth}, and {len(candidates)} input(s) may be "
                    f"meant by {caption!r}. Next step: screens check."
                )
            candidates = candidates[declared.nth - 1 : declared.nth]
        if count > 1 and len(candidates) > 1:
            # The parts of one field may be drawn on several lines.
            parts = self._owners.drawing.paragraph(candidates[0].input)
            if len(parts) == count and all(one.input in parts for one in candidates):
                return tuple(one.seen_in(self._cells) for one in parts)
        if len(candidates) > 1:
            groups = {self._owners.groups(one.input) for one in candidates}
            # As they are in this view: the page's names for them may be others by now.
            told = [
                replace(one, input=replace(one.input, cell=one.input.seen_in(self._cells)))
                for one in candidates
            ]
            listed = "; ".join(f"{at}: {shown(one)}" for at, one in enumerate(told, 1))
            raise FieldAmbiguousError(
                f"{self._where(name)}: caption {caption!r} may mean {len(candidates)} inputs ({listed}). "
                f"Next step: settle it by one of these: {settling(told, headed=len(groups) > 1)}."
            )
        if not candidates:
            raise FieldNotFoundError(self._nothing(name, declared, caption, count, drawn=drawn))
        run = self._owners.run(candidates[0].input, count)
        if candidates[0].heads_column:
            run = run[:1]
        if count == 1 and len(run) > 1 and declared.nth is None and not declared.after and not declared.name:
            raise FieldAmbiguousError(
                f"{self._where(name)}: {len(run)} inputs follow caption {caption!r}, expected one input. "
                f"Next step: declare {len(run)} parts, or nth: 1 to {len(run)}."
            )
        if count > 1 and len(run) != count:
            raise FieldNotFoundError(
                f"{self._where(name)}: {len(run)} input(s) follow caption {caption!r}, "
                f"expected {count} input(s). Next step: screens check."
            )
        return tuple(one.seen_in(self._cells) for one in run[:count])

    def _candidates(
        self, declared: ScreenField, caption: str, count: int
    ) -> tuple[tuple[Candidate, ...], bool]:
        """The inputs that a declaration's words leave, in reading order; whether its caption is drawn."""
        owners, drawn = self._owners, True
        if declared.name:
            named = [one for one in owners.drawing.inputs if one.cell.control.name == declared.name]
            found = [Candidate(one) for one in owners.drawing.in_reading_order(named)]
        elif caption:
            told = owners.of(caption, Side(declared.side) if declared.side else None)
            found, drawn = list(told.candidates), told.drawn
            if not found and not declared.side:
                found = [Candidate(one) for one in owners.button(caption)]
        else:
            found = []
        if declared.within:
            wanted = normal(declared.within)
            found = [one for one in found if wanted in owners.groups(one.input)]
        if declared.row:
            wanted = normal(declared.row)
            found = [one for one in found if wanted in owners.beside(one.input)]
        if declared.after:
            found = self._behind(declared.after, found, alone=not caption and not declared.name)
        if count == 1 and len(found) == 1 and declared.nth is not None and not found[0].heads_column:
            found = [Candidate(one, found[0].side) for one in owners.run(found[0].input)]
        return tuple(found), drawn

    def _behind(self, before: str, found: list[Candidate], *, alone: bool) -> list[Candidate]:
        """The first of `found` that follows field `before`; without any, the inputs that follow it bare."""
        owners = self._owners
        last = owners.drawing.of_place[self.cells(before)[-1].place]
        if alone:
            return [Candidate(one) for one in owners.after(last)]
        order = owners.drawing.in_reading_order(owners.drawing.inputs)
        return [one for one in found if order.index(one.input) > order.index(last)][:1]

    def _where(self, name: str) -> str:
        return f'Screen "{self.screen.screen}", field "{name}"'

    def _nothing(self, name: str, declared: ScreenField, caption: str, count: int, *, drawn: bool) -> str:
        value = "value" if declared.protected else "input"
        told = caption or declared.name or declared.after
        narrowed = "" if not _narrowed(declared) else ", by all the words of its declaration"
        if drawn:
            return (
                f"{self._where(name)}: no {value} belongs to {told!r}{narrowed}; expected {count} input(s). "
                "Next step: screens check."
            )
        return f"{self._where(name)}: no caption {caption!r} is shown{narrowed}. Next step: screens check."


def _narrowed(declared: ScreenField) -> bool:
    words = (declared.side, declared.within, declared.row, declared.after, declared.name, declared.nth)
    return any(words)


def rows(view: View, screen: Screen, name: str) -> tuple[Mapping[str, Cell], ...]:
    """The entries of table `name` on this page, as column → cell; empty entries are left out.

    Where the face knows how they are drawn, they are what stands below the headings (see `tabular`).
    Elsewhere they are the lines after them, as long as they have as many cells and no colon leads to a field.

    Raises:
        FieldNotFoundError: its heading line is missing, or there are several.
        UndeclaredError: the screen declares no such table.
    """
    table = screen.table(name)
    where = f'Screen "{screen.screen}", table "{name}"'
    if is_drawn(view):
        return tuple(
            {column: cells[0] if cells else Cell("", -1) for column, cells in entry.cells.items()}
            for entry in entries(view, table.columns, where, table.until)
            if any(map(entry.text, table.columns))
        )
    return lines_below(view, table, where)
