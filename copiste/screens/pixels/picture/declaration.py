"""What the YAML may say about a window of proportional text. Imports no image library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration

_Pixels = Annotated[int, Field(ge=0)]
_Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class AnchorOf(Declaration):
    """A picture cut from the application, by which places are found."""

    #: Its image file, in the application's folder.
    file: Annotated[str, Field(min_length=1)]
    #: The least score of a match.
    similarity: Annotated[float, Field(gt=0.75, lt=1.0)] = 0.9
    #: The scales of the display at which it may be shown; no other is tried.
    scales: Annotated[tuple[Annotated[float, Field(ge=0.5, le=4.0)], ...], Field(min_length=1)] = (1.0,)


class ContentOf(Declaration):
    """The part of the window that holds the screens, down to its lower right corner."""

    #: An anchor, or the window itself when empty, and the distance from its upper left corner.
    anchor: str = ""
    right: int = 0
    down: int = 0
    #: Its size; as far as the window goes, when 0.
    width: _Pixels = 0
    height: _Pixels = 0


class TextOn(Declaration):
    """A text found by the colour of its background, and its rows; the lowest one of several."""

    background: _Colour
    #: How far each channel may be from it; compressed pictures need more.
    within: Annotated[int, Field(ge=0, le=60)] = 3
    #: Rows of the content that it is between; anywhere below `top` when `bottom` is 0.
    top: _Pixels = 0
    bottom: _Pixels = 0

    @property
    def colour(self) -> tuple[int, int, int]:
        """Its red, green and blue."""
        code = int(self.background[1:], 16)
        return code >> 16, (code >> 8) & 255, code & 255


class Specimen(Declaration):
    """A field in which each letter may be typed once, to learn its shape; nothing is sent."""

    screen: str
    field: str


class PictureFace(Declaration):
    """`faces: pixels: picture:` of `application.yaml`: what holds on every screen of the window."""

    content: ContentOf = ContentOf()
    anchors: Mapping[str, AnchorOf] = Field(default_factory=dict)
    title: TextOn | None = None
    message: TextOn | None = None
    #: The text that is shown while no key is accepted.
    locked: str = ""
    specimen: Specimen | None = None
    #: Tesseract's names of the languages in which text is recognised, twice: in the first and in the last.
    languages: Annotated[
        tuple[Annotated[str, Field(pattern=r"^\w+$")], ...], Field(min_length=1, max_length=2)
    ] = ("eng",)
    #: The scale at which a browser shows the page.
    scale: Annotated[float, Field(ge=0.5, le=4.0)] = 1.0

    @model_validator(mode="after")
    def _names_its_anchor(self) -> PictureFace:
        if self.content.anchor and self.content.anchor not in self.anchors:
            raise ValueError(f"content: no anchor {self.content.anchor} is declared")
        return self
