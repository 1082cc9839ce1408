"""What the YAML may say about a window of proportional text. Imports no image library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration

_Pixels = Annotated[int, Field(ge=0)]
_Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class AnchorOf(Declaration):
    """A picture cut from the application, by which places are told."""

    #: Its image file, in the application's folder.
    file: Annotated[str, Field(min_length=1)]
    #: From which score on a place is it.
    similarity: Annotated[float, Field(gt=0.75, lt=1.0)] = 0.9
    #: The display's scales at which it may be shown: nothing is guessed about them.
    scales: Annotated[tuple[Annotated[float, Field(ge=0.5, le=4.0)], ...], Field(min_length=1)] = (1.0,)


class ContentOf(Declaration):
    """The part of the window that holds the screens, down to its lower right corner."""

    #: An anchor, or the window itself when empty, and the way from its upper left corner.
    anchor: str = ""
    right: int = 0
    down: int = 0
    #: Its size; as far as the window goes, when 0.
    width: _Pixels = 0
    height: _Pixels = 0


class TextOn(Declaration):
    """A text told by the colour that it stands on, and where: the lowest one, where there are several."""

    background: _Colour
    #: How far each channel may be from it: pictures that came through a compression need more.
    within: Annotated[int, Field(ge=0, le=60)] = 3
    #: Rows of the content between which it stands; anywhere below `top` when `bottom` is 0.
    top: _Pixels = 0
    bottom: _Pixels = 0

    @property
    def colour(self) -> tuple[int, int, int]:
        """Its red, green and blue."""
        code = int(self.background[1:], 16)
        return code >> 16, (code >> 8) & 255, code & 255


class Specimen(Declaration):
    """A field in which each letter may be typed once, to see how it looks here; nothing is sent."""

    screen: str
    field: str


class PictureFace(Declaration):
    """`faces: pixels: picture:` of `application.yaml`: what holds on every screen of the window."""

    content: ContentOf = ContentOf()
    anchors: Mapping[str, AnchorOf] = Field(default_factory=dict)
    title: TextOn | None = None
    message: TextOn | None = None
    #: A text that says that no key is taken now.
    locked: str = ""
    specimen: Specimen | None = None
    #: The scale at which a browser is told to show the page.
    scale: Annotated[float, Field(ge=0.5, le=4.0)] = 1.0

    @model_validator(mode="after")
    def _names_its_anchor(self) -> PictureFace:
        if self.content.anchor and self.content.anchor not in self.anchors:
            raise ValueError(f"content: no anchor {self.content.anchor} is declared")
        return self
