"""What the YAML may say about the pixel face. Imports no image library.

`terminal` is for a terminal in an emulator's window, `picture` for any other window: the scheme of the
address decides which of the two is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Annotated, Any, Final

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration
from copiste.screens.declared.model import Application, Screen
from copiste.screens.declared.place import Place
from copiste.screens.errors import DeclarationError
from copiste.screens.pixels.codepages import CODE_PAGES
from copiste.screens.pixels.picture.declaration import PictureFace
from copiste.suggestions import did_you_mean

#: Rows and columns by the numbers of 3270 models: the alternate size that their hosts may ask for.
MODELS: Final = {2: (24, 80), 3: (32, 80), 4: (43, 80), 5: (27, 132)}
#: A 3270's addresses end below this.
_MOST_PLACES = 0x4000


#: What leads from a caption to its field on most terminals; dots alone do too.
LEADS: Final = (":", "===>", "==>", "=>", "-->", "->", "_")


class RowOf(Declaration):
    """A row of the terminal, counted from 1."""

    row: Annotated[int, Field(ge=1)]


class TerminalFace(Declaration):
    """`faces: pixels: terminal:` of `application.yaml`: what holds on every screen of the terminal."""

    #: Number of the 3270 model that it is: 2 to 5. Its rows and columns, unless they are declared.
    model: Annotated[int, Field(ge=2, le=5)] = 2
    #: The largest screen that the host may ask for; a screen of 24 × 80 is shown in its upper left corner.
    rows: Annotated[int, Field(ge=24)] = 24
    columns: Annotated[int, Field(ge=80)] = 80
    #: The emulator's font, and the table of glyphs that reads it.
    font: str = "3270"
    #: The emulator's name for the host's code page (`copiste.screens.pixels.codepages`); its own default when
    #: empty.
    codepage: str = ""
    #: The rows of title and message, if it has such; the whole row is one text.
    title: RowOf | None = None
    message: RowOf | None = None
    #: What separates a caption from its field, with one blank before the field. Dots before a lead belong to
    #: it. An empty one: nothing but the blank, where the screen shows a caption with no other lead.
    leads: Annotated[tuple[str, ...], Field(min_length=1)] = LEADS
    #: The character that the host shows in the empty rest of a field (`_`).
    fill: Annotated[str, Field(max_length=1)] = ""

    @property
    def sure_leads(self) -> tuple[str, ...]:
        """What nothing but a caption has after it, declared or not: a colon, unless leads are declared."""
        return self.leads if "leads" in self.model_fields_set else LEADS[:1]

    @model_validator(mode="before")
    @classmethod
    def _size_of_model(cls, declared: Any) -> Any:
        if not isinstance(declared, Mapping) or declared.get("model") not in MODELS:
            return declared
        rows, columns = MODELS[declared["model"]]
        for name, size in (("rows", rows), ("columns", columns)):
            if declared.get(name, size) != size:
                raise ValueError(
                    f"model {declared['model']} has {rows} × {columns}: leave out {name}, or model"
                )
        return {**declared, "rows": rows, "columns": columns}

    @model_validator(mode="after")
    def _is_drawn(self) -> TerminalFace:
        if self.codepage and self.codepage not in CODE_PAGES and self.font.startswith("3270"):
            raise ValueError(
                f'the font {self.font} draws no code page "{self.codepage}".'
                f"{did_you_mean(self.codepage, CODE_PAGES)} Known: {', '.join(sorted(CODE_PAGES))}."
            )
        return self

    @model_validator(mode="after")
    def _fits(self) -> TerminalFace:
        if self.rows * self.columns >= _MOST_PLACES:
            raise ValueError(f"a terminal has fewer than {_MOST_PLACES} places")
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
    #: Where this screen has title and message, when not where the others have them.
    title: RowOf | None = None
    message: RowOf | None = None


class ApplicationFace(Declaration):
    """`faces: pixels:` of `application.yaml`."""

    terminal: TerminalFace = TerminalFace()
    #: For a window of proportional text; without it, none can be opened.
    picture: PictureFace | None = None


class ScreenFace(Declaration):
    """`faces: pixels:` of a screen."""

    terminal: TerminalScreen = TerminalScreen()


def check(application: Application) -> None:
    """Raise `DeclarationError` when a place is outside of the terminal, or two fields of a screen overlap."""
    face = ApplicationFace.model_validate(application.faces.get("pixels", {})).terminal
    for screen in application.screens.values():
        own = ScreenFace.model_validate(screen.faces.get("pixels", {})).terminal
        rows = [of.row for of in (own.title, own.message) if of] + [text.row for text in screen.recognise.at]
        if any(row > face.rows for row in rows):
            raise DeclarationError(
                f"{screen.screen}.yaml: a row beyond the terminal's {face.rows}. {_SIZE_REMEDY}"
            )
        _check_places(screen, face)


_SIZE_REMEDY = (
    "Next step: correct it, or declare model, or rows and columns, of the terminal in application.yaml."
)


def _check_places(screen: Screen, face: TerminalFace) -> None:
    where = f"{screen.screen}.yaml: fields"
    places = list(_places(screen))
    for name, place in places:
        end = place.column + (place.length or 1) - 1
        if place.row > face.rows or end > face.columns:
            raise DeclarationError(
                f"{where}: {name}: {place} to {end} is outside of the terminal of {face.rows} × "
                f"{face.columns}. {_SIZE_REMEDY}"
            )
    for (one, place), (other, another) in combinations(places, 2):
        first, second = sorted((place, another), key=lambda at: at.column)
        if first.row == second.row and first.column + (first.length or 1) > second.column:
            raise DeclarationError(f"{where}: {one} ({place}) and {other} ({another}) overlap.")


def _places(screen: Screen) -> Iterator[tuple[str, Place]]:
    for name, field in screen.fields.items():
        yield from ((name, place) for place in field.places)
