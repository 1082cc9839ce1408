"""What a face sees: lines of cells, the same for every face. Nothing of its content shows in a `repr`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: Stands for a character that could not be read for certain (U+FFFD).
UNKNOWN = "\ufffd"


class Box(NamedTuple):
    """Where something is drawn, in the face's own unit: CSS pixels, rows and columns, pixels of a picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """From its top to its bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Option:
    """One of the texts that a select, a list or a group of radio buttons offers."""

    text: str = field(repr=False)
    #: Whether it is chosen now.
    chosen: bool
    #: What the page submits for it.
    value: str = field(default="", repr=False)
    #: The radio button that stands for it; `None` in a select.
    place: int | None = None
    #: Whether it is shown but cannot be chosen now.
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """What a page says about a place to type into, besides what is drawn."""

    #: text, memo, check, radio, select, list (several), file, date, time, number, password …; of what can be
    #: clicked: button, link, image, tab.
    kind: str = "text"
    #: Texts of its `<label>` elements.
    labels: tuple[str, ...] = field(default=(), repr=False)
    #: Other accessible names: `aria-labelledby`, `aria-label`.
    names: tuple[str, ...] = field(default=(), repr=False)
    #: The text in it while it is empty: `placeholder`.
    hint: str = field(default="", repr=False)
    #: The text that is shown while the mouse rests on it.
    tip: str = field(default="", repr=False)
    #: The page's own name for it, which its form submits.
    name: str = ""
    options: tuple[Option, ...] = field(default=(), repr=False)
    #: Radio buttons of which one is chosen have the same group.
    group: str = ""
    #: Legends and captions of the groups and tables in which it stands, outermost first.
    groups: tuple[str, ...] = field(default=(), repr=False)


_PLAIN = Control()


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of a screen: a text, or a place to type into."""

    #: What it shows, without the spaces around it. Of a hidden input: as many bullets as it holds characters.
    text: str = field(repr=False)
    #: The face's own handle on it, good for this view only.
    place: int
    #: A place that shows values and may take them, whether protected now or not.
    input: bool = False
    protected: bool = False
    #: What is typed does not show.
    hidden: bool = False
    #: How many characters it takes; `None` when it does not say.
    length: int | None = None
    #: Row and column from 1, on a face that has them.
    at: tuple[int, int] | None = None
    #: As it is drawn; `None` where the face knows no more than lines and cells.
    box: Box | None = None
    #: As wide as the column of a table in which it stands alone, where the face knows.
    area: Box | None = None
    #: The cell of a table in which it stands, and a number that all cells of that table have.
    slot: Box | None = None
    table: int = -1
    #: Of a text over several lines, its first and its last line.
    folds: tuple[Box, Box] | None = None
    #: What stands in one paragraph or table cell has the same number; -1 where the face does not know.
    block: int = -1
    #: The place to which the page itself ties this text as its label.
    link: int | None = None
    control: Control = _PLAIN

    @property
    def kind(self) -> str:
        """What it is to type into."""
        return self.control.kind

    @property
    def options(self) -> tuple[Option, ...]:
        """What it offers."""
        return self.control.options


Line = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A text in a place where the application puts its messages."""

    text: str = field(repr=False)
    #: The name of that place, where the face declares several.
    place: str = ""


def said(text: str) -> tuple[Said, ...]:
    """The one text of a messages' place, unless it is empty."""
    return (Said(text),) if text else ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the page's own form says of a place, right after typing; found by name, not by place."""

    place: int
    #: The name under which the form submits it; "" when it has none.
    name: str
    #: What the form submits under that name.
    values: tuple[str, ...] = field(repr=False)
    #: Labels and accessible names that the page gives it.
    labels: tuple[str, ...] = field(repr=False)
    #: Whether what it shows is among what is submitted; `None` when nothing can be said.
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class View:
    """One look at a screen."""

    lines: tuple[Line, ...] = field(repr=False)
    #: The face's name for this state of the screen: nothing is typed into a later one.
    token: str
    #: The title cell, where the application's face declares how to tell it.
    title: str = field(default="", repr=False)
    #: What stands where messages are; `None` where the face declares no place for them.
    messages: tuple[Said, ...] | None = field(default=None, repr=False)
    #: Texts of the dialogs that came since the last view, answered already.
    dialogs: tuple[str, ...] = field(default=(), repr=False)
    #: What can be clicked: buttons, links, images, tabs.
    actions: tuple[Cell, ...] = field(default=(), repr=False)
    #: Of a page: path and query of its address.
    address: str = field(default="", repr=False)
    #: Something that belongs to it is still loading, as far as the face knows.
    unfinished: bool = False
    #: What the face knows of that may have made another text of what was just typed, in a sentence.
    doubt: str = ""
    #: The characters by row, on a face that has rows.
    rows: tuple[str, ...] = field(default=(), repr=False)
    #: There, row and column from 1 of the cursor when the screen arrived.
    cursor: tuple[int, int] | None = None
    #: The face has cut lists itself: an entry is a line of as many cells as the headings.
    lists_cut: bool = False
    #: Cells of tables, and tables that may have a heading of their own: left, top, right, bottom, and the
    #: number of the table.
    slots: Sequence[Sequence[float]] = field(default=(), repr=False)
    #: Of the places that were just typed into, what the page's form says.
    submitted: tuple[Submitted, ...] = field(default=(), repr=False)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell in reading order."""
        for line in self.lines:
            yield from line

    def texts(self) -> frozenset[str]:
        """The texts of all cells that are no inputs."""
        return frozenset(cell.text for cell in self.cells() if cell.text and not cell.input)


class Values(Mapping[str, Any]):
    """Values by field name; its `repr` shows the names only."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Values({', '.join(self._values)})"
