"""Which input a caption belongs to. Pure, and the same for every face.

The evidence, in this order:

1. The page says so: `<label for>`, or a label around the input.
2. The page names the input so, without drawing the text beside it: `aria-labelledby`, `aria-label`, a text in
   the empty box; and, when nothing else has the caption, the text shown while the mouse rests on it.
3. It is drawn so: the caption stands to the left of the input, above it, or to the right of one that is
   ticked, nothing between; or it is the heading of its column. The order in the page does not count.

Every drawn text that reads as the caption counts, and each input that one of them owns is a candidate. One is
the answer. Several, or a text that nobody can tell the owner of, or an input with two captions, is an error
that shows them and the words that would settle it. A text that the page ties to one input never owns another;
where it is drawn as the caption of another one that the page gives no name, nobody can tell either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.owning.columns import columns
from copiste.screens.reading.owning.drawing import Drawing
from copiste.screens.reading.owning.geometry import level
from copiste.screens.reading.owning.headings import Headings
from copiste.screens.reading.owning.items import Input, Text
from copiste.screens.reading.owning.pairing import Pairing, Side
from copiste.screens.reading.view import View


@dataclass(frozen=True, slots=True)
class Candidate:
    """One input that may be meant."""

    input: Input
    #: Where its caption stands; `None` when none is drawn.
    side: Side | None = None
    text: Text | None = None
    #: Whether its caption is the heading of its column.
    heads_column: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The inputs that may be meant by one caption, in reading order."""

    candidates: tuple[Candidate, ...]
    #: Whether a text that reads as the caption is drawn at all.
    drawn: bool


@dataclass(eq=False)
class Owners:
    """Who owns which input of `view`."""

    view: View = field(repr=False)
    #: Indices of lines whose texts are no captions: headings of declared lists.
    without_rows: frozenset[int] = frozenset()

    @cached_property
    def drawing(self) -> Drawing:
        """What is drawn."""
        return Drawing(self.view)

    def of(self, caption: str, side: Side | None = None) -> Found:
        """The inputs that `caption` may mean, those only whose caption stands on `side` if that is given."""
        wanted = normal(caption)
        texts = [text for text in self._texts() if text.caption == wanted]
        found: dict[Input, Candidate] = {}
        for text in texts:
            for candidate in self._on(text, side) if side else self._owned(text):
                found.setdefault(candidate.input, candidate)
        for one in self.drawing.inputs:
            if one not in found and side is None and self._is_named(one, wanted):
                found[one] = Candidate(one)
        if not found and side is None:
            tipped = [one for one in self.drawing.inputs if normal(one.cell.control.tip) == wanted]
            found = {one: Candidate(one) for one in tipped if wanted}
        ordered = self.drawing.in_reading_order(found)
        return Found(tuple(found[one] for one in ordered), bool(texts))

    def button(self, caption: str) -> tuple[Input, ...]:
        """The single radio buttons whose option reads as `caption`."""
        wanted = normal(caption)
        return tuple(
            Input(cell, cell.box, ())
            for group in self.drawing.inputs
            for cell, option in zip(group.buttons, group.cell.options, strict=False)
            if cell.box and normal(option.text) == wanted
        )

    def run(self, first: Input, most: int = 1) -> tuple[Input, ...]:
        """`first`, and the inputs right behind it on its level that have no caption of their own.

        Up to `most` of them may have one above them: that many are declared to be parts of one field.
        """
        found = [first]
        while True:
            beside = self.drawing.beside(found[-1], right=True)[:1]
            following = beside[0] if beside else None
            if not isinstance(following, Input) or not self._continues(found[-1], following):
                return tuple(found)
            if self.is_captioned(following) and (len(found) >= most or following in self._tied.values()):
                return tuple(found)
            found.append(following)

    def after(self, first: Input) -> tuple[Input, ...]:
        """The inputs without a caption that follow `first`: to its right, or below it."""
        beside = self.drawing.beside(first, right=True)[:1]
        below = [one for one in self.drawing.below(first) if isinstance(one, Input)]
        behind = [one for one in beside if isinstance(one, Input)]
        return tuple(one for one in dict.fromkeys((*behind, *below)) if not self.is_captioned(one))

    def groups(self, one: Input) -> tuple[str, ...]:
        """The headings under which `one` stands, as captions: of columns, as drawn, and as the page says.

        Of a heading of which the page itself says what belongs to it (a legend), the drawing says nothing.
        """
        columns = [text.caption for text, column in self._columns.items() if one in column]
        told = [normal(text) for text in one.cell.control.groups]
        drawn = [
            caption
            for caption in (*columns, *self._headings.over(one))
            if caption in told or caption not in self._told_groups
        ]
        return tuple(dict.fromkeys((*drawn, *told)))

    def beside(self, one: Input) -> tuple[str, ...]:
        """The texts on the level of `one`, as captions."""
        return tuple(text.caption for text in self.drawing.texts if level(text.box, one.box))

    def is_captioned(self, one: Input) -> bool:
        """Whether `one` has a caption of its own."""
        control = one.cell.control
        return bool(
            control.labels
            or control.names
            or control.hint
            or one in self._in_columns
            or self._free.captioned(one)
            or one in self._tied.values()
        )

    # --- inside -----

    def _texts(self) -> Iterable[Text]:
        for text in self.drawing.texts:
            if text.rows and text.rows <= self.without_rows:
                continue
            yield text
            yield from text.lines

    @cached_property
    def _tied(self) -> dict[Text, Input]:
        """The texts that the page ties to an input, and it."""
        of_place = self.drawing.of_place
        return {
            text: of_place[text.link]
            for text in self.drawing.texts
            if text.link is not None and text.link in of_place
        }

    @cached_property
    def _told_groups(self) -> frozenset[str]:
        """The headings to which the page itself ties inputs."""
        return frozenset(normal(text) for one in self.drawing.inputs for text in one.cell.control.groups)

    @cached_property
    def _free(self) -> Pairing:
        """What is drawn, without what the page ties."""
        return Pairing(self.drawing, frozenset(self._tied), frozenset(self._tied.values()))

    @cached_property
    def _drawn(self) -> Pairing:
        """What is drawn, whatever the page ties."""
        return Pairing(self.drawing) if self._tied else self._free

    @cached_property
    def _columns(self) -> dict[Text, tuple[Input, ...]]:
        return {
            heading: tuple(one for one in column if one not in self._tied.values())
            for heading, column in columns(self.drawing)
            if heading not in self._tied
        }

    @cached_property
    def _in_columns(self) -> frozenset[Input]:
        return frozenset(one for column in self._columns.values() for one in column)

    def _owned(self, text: Text) -> list[Candidate]:
        """The inputs of which `text` is, or may be, the caption."""
        if text in self._tied:
            return self._contested(text, self._tied[text])
        if text in self._columns:
            return [Candidate(one, Side.ABOVE, text, heads_column=True) for one in self._columns[text]]
        edges = self._free.owners(self._whole(text))
        found = [Candidate(edge.input, edge.side, text) for edge in edges]
        for edge in edges:
            # A second caption of the same box: what that one may own is meant as well.
            for rival in self._free.rivals(edge):
                found.extend(
                    Candidate(other.input, other.side, rival)
                    for other in self._free.owners(rival)
                    if other.input is not edge.input
                )
        return found

    def _whole(self, text: Text) -> Text:
        return next((whole for whole in self.drawing.texts if text in whole.lines), text)

    def _contested(self, text: Text, tied: Input) -> list[Candidate]:
        """The input that the page ties to `text`, and one without a label whose caption it seems to be."""
        found = [Candidate(tied, self._side(text, tied), text)]
        edges = self._drawn.owners(text)
        if len(edges) == 1 and edges[0].input is not tied and edges[0].input not in self._tied.values():
            found.append(Candidate(edges[0].input, edges[0].side, text))
        return found

    def _side(self, text: Text, one: Input) -> Side:
        if level(text.box, one.box):
            return Side.LEFT if text.box.left < one.box.left else Side.RIGHT
        return Side.ABOVE

    def _on(self, text: Text, side: Side) -> list[Candidate]:
        """What stands next to `text` so that `text` is on that side of it."""
        if text in self._tied:
            owned = self._contested(text, self._tied[text])
            return [candidate for candidate in owned if candidate.side is side]
        if side is Side.ABOVE:
            beside = [*self._columns.get(text, ())] or self.drawing.below(text)
        else:
            beside = list(self.drawing.beside(text, right=side is Side.LEFT)[:1])
        tied = set(self._tied.values())
        return [Candidate(one, side, text) for one in beside if isinstance(one, Input) and one not in tied]

    def _is_named(self, one: Input, wanted: str) -> bool:
        control = one.cell.control
        named = [*control.labels, *control.names]
        if control.hint:
            named.append(control.hint)
        if len(one.buttons) > 1:
            named.extend(control.groups[-1:])
        return any(normal(text) == wanted for text in named)

    def _continues(self, last: Input, one: Input) -> bool:
        return self.drawing.gap(last, one) <= 3 and not one.ticks

    @cached_property
    def _headings(self) -> Headings:
        texts = [text for text in self.drawing.texts if self._is_heading(text)]
        return Headings(self.drawing, texts, self.view.slots)

    def _is_heading(self, text: Text) -> bool:
        if text in self._tied or text in self._columns or self._free.owners(text):
            return False
        return not any(isinstance(item, Input) for item in self.drawing.row_of(text))
