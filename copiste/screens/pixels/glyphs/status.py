"""x3270's status line: whether the terminal accepts keys, and where its cursor is.

Its layout is x3270's: the connection in the first three cells, from column 9 the reason why the keyboard is
locked, the cursor at the right end as `row/column`. Only a line that is exactly known as ready is ready.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from copiste.screens.pixels.fonts.character_generator import SYMBOLS
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.grid import status_line
from copiste.screens.pixels.glyphs.page import Grid
from copiste.screens.pixels.glyphs.table import GlyphTable

_MESSAGE = slice(8, 39)
_CURSOR = slice(-7, None)
#: Where the box is solid when a 3270 session is connected, has a person in it when the host's system services
#: are (SSCP-LU), and an N stands for a line without screens (NVT).
_CONNECTED = 2

_LOCK = SYMBOLS["lock"]
_HUMAN = SYMBOLS["human"]
_BROKEN_LINE = SYMBOLS["bad_line_high"]
_LINE = SYMBOLS["line_jag"]
_CLOCK = SYMBOLS["clock_left"] + SYMBOLS["clock_right"]
#: Why the keyboard is locked until RESET, and what that means. `-f`: the key has no function here.
_REFUSALS = {
    SYMBOLS["left_arrow"] + _HUMAN + SYMBOLS["right_arrow"]: "nothing can be typed there",
    _HUMAN + "NUM": "the place takes digits only",
    _HUMAN + ">": "the place is full",
    "-f": "the key means nothing here",
    "<S>": "the place does not take such characters",
}
#: Why it is locked until the host, or x3270 itself, unlocks it.
_WAITS = {"", _CLOCK, "SYSTEM", "[Field]", "Inhibit", SYMBOLS["key_left"] + SYMBOLS["key_right"]}
#: Its line is being opened, or negotiated.
_OPENING = re.compile(r"\[(DNS|TCP|TLS|PROXY|TELNET|TN3270E)\]")


class SessionMode(Enum):
    """What kind of screens the host sends."""

    #: Screens with fields, or without any after CLEAR.
    FIELDS = "3270"
    #: Its system services, before an application is chosen: lines, and typing at the cursor.
    SYSTEM_SERVICES = "SSCP-LU"
    #: Characters, as on a typewriter.
    CHARACTERS = "NVT"
    NONE = "not connected"


class StatusState(Enum):
    """The state that the status line shows."""

    READY = "ready"
    WAIT = "wait"
    #: Something was typed where nothing can be: RESET is needed.
    ERROR = "operator error"
    DISCONNECTED = "not connected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """One look at the status line."""

    state: StatusState
    #: Row and column from 1, where the line shows them.
    cursor: tuple[int, int] | None
    #: Whether typing inserts instead of replacing.
    insert: bool = False
    mode: SessionMode = SessionMode.FIELDS
    #: Why a key was refused, in a few words.
    reason: str = ""

    @property
    def ready(self) -> bool:
        """Whether the terminal accepts keys."""
        return self.state is StatusState.READY


def read_status(picture: Picture, grid: Grid, table: GlyphTable) -> Status:
    """Read the status line below `grid`; unknown when the picture ends above it."""
    line = status_line(grid)
    if line.top + line.height > picture.shape[0]:
        return Status(StatusState.UNKNOWN, None)
    page = table.read_status(picture, line)
    text = page.lines[0]
    mode = _MODES.get(text[_CONNECTED], SessionMode.NONE)
    if text[_CONNECTED] == " " and page.inverse[0, _CONNECTED]:
        mode = SessionMode.FIELDS
    # A window in front of the line may be as flat as a line without a message, but has another colour.
    bare = bool((page.inverse[0, _MESSAGE] == page.inverse[0, 0]).all())
    connected = mode is not SessionMode.NONE and bare and text[0] == SYMBOLS["box_4"]
    cursor = re.fullmatch(r"(\d{3})/(\d{3})", text[_CURSOR])
    return Status(
        state=_state(text[_MESSAGE], connected),
        cursor=(int(cursor[1]), int(cursor[2])) if cursor else None,
        insert=SYMBOLS["insert"] in text,
        mode=mode,
        reason=_REFUSALS.get(text[_MESSAGE][1:].strip(" "), ""),
    )


_MODES = {
    SYMBOLS["box_solid"]: SessionMode.FIELDS,
    SYMBOLS["box_human"]: SessionMode.SYSTEM_SERVICES,
    "N": SessionMode.CHARACTERS,
}


def _state(message: str, connected: bool) -> StatusState:
    """The state that a message of x3270 means; other messages are unknown."""
    if not message.strip(" "):
        return StatusState.READY if connected else StatusState.UNKNOWN
    if not message.startswith(_LOCK):
        return StatusState.UNKNOWN
    why = message[1:].strip(" ")
    if why in _WAITS or _OPENING.search(why):
        return StatusState.WAIT
    if _BROKEN_LINE in why:
        return StatusState.DISCONNECTED
    if _HUMAN in why or why in _REFUSALS:
        return StatusState.ERROR
    return StatusState.WAIT if _LINE in why else StatusState.UNKNOWN
