"""What the YAML may say about the pixel face. Imports no image library.

`terminal` is for a 24×80 terminal in an emulator's window, `picture` for any other window: the scheme of the
address decides which of the two is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration
from copiste.screens.pixels.picture.declaration import PictureFace


class RowOf(Declaration):
    """A row of the terminal, counted from 1."""

    row: Annotated[int, Field(ge=1)]


class TerminalFace(Declaration):
    """`faces: pixels: terminal:` of `application.yaml`: what holds on every screen of the terminal."""

    rows: Annotated[int, Field(ge=1)] = 24
    columns: Annotated[int, Field(ge=1)] = 80
    #: The emulator's font, and the table of glyphs that reads it.
    font: str = "3270"
    #: The emulator's name for the host's code page; the emulator's own default when empty.
    codepage: str = ""
    #: The rows of title and message; the whole row is one text.
    title: RowOf | None = None
    message: RowOf | None = None
    #: What separates a caption from its field, with one blank before the field.
    leads: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)] = (":",)

    @model_validator(mode="after")
    def _fits(self) -> TerminalFace:
        if any(of is not None and of.row > self.rows for of in (self.title, self.message)):
            raise ValueError(f"the terminal has {self.rows} rows")
        return self


class TerminalTable(Declaration):
    """How a list is laid out on the terminal."""

    #: Entries of several lines: the names of the columns on each; all on one line when empty.
    lines: tuple[tuple[str, ...], ...] = ()
    #: Entries of a page: that many are read, whatever they contain. Without it, the list ends where a row
    #: does not fit the columns, or has a caption.
    entries: Annotated[int, Field(ge=0)] = 0


class TerminalScreen(Declaration):
    """`faces: pixels: terminal:` of a screen."""

    tables: Mapping[str, TerminalTable] = Field(default_factory=dict)


class ApplicationFace(Declaration):
    """`faces: pixels:` of `application.yaml`."""

    terminal: TerminalFace = TerminalFace()
    #: For a window of proportional text; without it, none can be opened.
    picture: PictureFace | None = None


class ScreenFace(Declaration):
    """`faces: pixels:` of a screen."""

    terminal: TerminalScreen = TerminalScreen()
