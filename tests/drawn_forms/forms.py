"""What a drawn form is: its boxes, what may be asked of it, and which box a person would point at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Kind(StrEnum):
    """What a person sees."""

    TEXT = "text"
    MEMO = "memo"
    CHECK = "check"
    RADIO = "radio"
    SELECT = "select"
    DATE = "date"
    NUMBER = "number"
    PASSWORD = "password"
    BUTTON = "button"


class Verdict(Enum):
    """What a person says who looks at the form with one ask in hand."""

    #: Points at one box.
    TELLABLE = "tellable"
    #: Two boxes could be meant: nothing may be typed.
    AMBIGUOUS = "ambiguous"
    #: The drawing says one box, the HTML another (or the drawing leaves room): refuse, or one of the owners.
    CONTESTED = "contested"


@dataclass(frozen=True)
class DrawnField:
    """One box, one group of radio buttons or one button."""

    #: The attribute `name`, unlike every other of the form: what the oracle goes by.
    name: str
    kind: Kind
    #: What to type (a date as ISO 8601, lines of a memo parted by LF), the text to choose, ticked or not.
    value: str | bool
    #: What the form then submits under `name`; None where nothing is submitted (an unticked box).
    submits: str | None


@dataclass(frozen=True)
class Ask:
    """What a declaration says of a field, and the box that it means."""

    field: DrawnField
    verdict: Verdict
    layout: str
    #: As a person would write it; None where only `after` leads to the box.
    caption: str | None
    #: Where the caption stands, seen from the box: left, above, right.
    side: str | None = None
    #: Heading of the group: legend, heading, caption of the table.
    within: str | None = None
    #: Key of the row, in a grid whose `caption` is the heading of a column.
    row: str | None = None
    #: The box follows that one.
    after: Ask | None = None
    #: Which of the boxes that own the caption, in reading order, from 1.
    nth: int | None = None
    #: Names of the boxes that the caption may belong to.
    owners: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = {
            "caption": self.caption,
            "side": self.side,
            "within": self.within,
            "row": self.row,
            "after": self.after and f"({self.after})",
            "nth": self.nth,
        }
        return ", ".join(f"{word}: {told}" for word, told in words.items() if told)


@dataclass(frozen=True)
class DrawnForm:
    """A form and what may be asked of it."""

    seed: int
    #: The whole document.
    html: str
    fields: tuple[DrawnField, ...]
    asks: tuple[Ask, ...]
    #: Names of boxes that nobody sees.
    hidden: frozenset[str]
    layouts: tuple[str, ...]
