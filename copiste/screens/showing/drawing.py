"""Draw what is marked over a picture of a screen, with a legend and a list of what is not there."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from copiste.screens.reading.view import Box
from copiste.screens.showing.labels import Placed, Wanted, place_labels
from copiste.screens.showing.marks import Kind, Mark

#: Colours that colour-blind people tell apart (Okabe and Ito), dark enough to be read on white; each kind has
#: a line of its own as well.
_COLOURS: Final = {
    Kind.FIELD: "#0067A3",
    Kind.LIST: "#00735A",
    Kind.ACTION: "#B34700",
    Kind.MESSAGES: "#8A4A73",
    Kind.UNDECLARED: "#F0C000",
}
_ON: Final = {Kind.UNDECLARED: "#000000"}
_INK, _PAPER, _COVER = "#000000", "#FFFFFF", "#B8B8B8"
_TEXT, _LABEL = 15, 12
_PAD = 12
#: Pixels of width below which a picture is drawn twice as large: a terminal, whose rows are lower than names.
_NARROW = 900
_DASH = 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of one screen, in pixels of its picture."""

    png: bytes = field(repr=False)
    title: str
    marks: Sequence[Mark]
    #: What is painted over.
    covered: Sequence[Box]
    #: What is to stay readable.
    texts: Sequence[Box]
    #: Lines below the picture: a heading and its lines.
    notes: Sequence[tuple[str, Sequence[str]]]


def drawn(drawing: Drawing) -> bytes:
    """The picture as PNG."""
    picture = Image.open(io.BytesIO(drawing.png)).convert("RGB")
    scale = 2 if picture.width < _NARROW else 1
    if scale > 1:
        picture = picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.LANCZOS)
    canvas = ImageDraw.Draw(picture)
    for box in drawing.covered:
        canvas.rectangle(_corners(box, scale), fill=_COVER)
    marks = [Mark(mark.kind, mark.label, _scaled(mark.box, scale)) for mark in drawing.marks]
    font = _font(_LABEL)
    named = [mark for mark in marks if mark.label]
    texts = [_scaled(box, scale) for box in drawing.texts]
    wanted = [_wanted(mark, font) for mark in named]
    labels = place_labels(wanted, texts, picture.width, picture.height)
    whole = _sheet(picture, labels, drawing)
    canvas = ImageDraw.Draw(whole)
    top = _header_height()
    for mark in marks:
        _outline(canvas, mark, top)
    for mark, label in zip(named, labels, strict=True):
        if label.apart:
            _leader(canvas, mark, label.box, top)
    for mark, label in zip(named, labels, strict=True):
        _label(canvas, mark, label.box, top, font)
    _below(canvas, drawing, top + max(picture.height, _bottom(labels)) + _PAD, whole.width)
    encoded = io.BytesIO()
    whole.save(encoded, "PNG", optimize=True)
    return encoded.getvalue()


# --- the sheet -----


def _sheet(picture: Image.Image, labels: Sequence[Placed], drawing: Drawing) -> Image.Image:
    """White paper with the picture on it, with room for its margin, its title and what is below."""
    right = max([picture.width, *(round(label.box.right) + _PAD for label in labels)])
    width = max(right, 640)
    rows = len(list(_lines(drawing, width)))
    below = _PAD * 2 + rows * (_TEXT + 6)
    height = _header_height() + max(picture.height, _bottom(labels)) + below
    whole = Image.new("RGB", (width, height), _PAPER)
    whole.paste(picture, (0, _header_height()))
    canvas = ImageDraw.Draw(whole)
    canvas.text((_PAD, _PAD), drawing.title, fill=_INK, font=_font(_TEXT + 3))
    edge = (-1, _header_height() - 1, picture.width, _header_height() + picture.height)
    canvas.rectangle(edge, outline=_COVER)
    return whole


def _below(canvas: ImageDraw.ImageDraw, drawing: Drawing, top: float, width: int) -> None:
    for text, kind in _lines(drawing, width):
        left = _PAD
        if kind is not None:
            box = Box(_PAD, top + 1, _PAD + 26, top + _TEXT + 1)
            _outline(canvas, Mark(kind, "", box), 0)
            left += 36
        canvas.text((left, top), text, fill=_INK, font=_font(_TEXT))
        top += _TEXT + 6


def _lines(drawing: Drawing, width: int) -> Iterable[tuple[str, Kind | None]]:
    """What stands below the picture, line by line: the legend, then the notes."""
    for kind in Kind:
        count = sum(mark.kind is kind for mark in drawing.marks)
        if count:
            yield f"{kind} ({count})", kind
    if drawing.covered:
        yield "Grey: painted over, because it may be somebody's data.", None
    characters = max(40, int((width - 2 * _PAD) / (_TEXT * 0.55)))
    for heading, told in drawing.notes:
        if told:
            yield "", None
            yield f"{heading}:", None
            for line in told:
                yield from (
                    (f"   {part}", None) for part in textwrap.wrap(line, characters, subsequent_indent="    ")
                )


def _header_height() -> int:
    return 2 * _PAD + _TEXT + 6


def _bottom(labels: Sequence[Placed]) -> int:
    return max((round(label.box.bottom) + 1 for label in labels), default=0)


# --- marks and names -----


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _wanted(mark: Mark, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Wanted:
    left, _, right, _ = font.getbbox(mark.label)
    inside = mark.kind in (Kind.FIELD, Kind.UNDECLARED, Kind.MESSAGES)
    return Wanted(mark.box, right - left + 6, _LABEL + 3, inside=inside)


def _label(
    canvas: ImageDraw.ImageDraw,
    mark: Mark,
    box: Box,
    top: float,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    canvas.rectangle((box.left, box.top + top, box.right - 1, box.bottom + top - 1), fill=_COLOURS[mark.kind])
    colour = _ON.get(mark.kind, _PAPER)
    canvas.text((box.left + 3, (box.top + box.bottom) / 2 + top), mark.label, colour, font, anchor="lm")


def _outline(canvas: ImageDraw.ImageDraw, mark: Mark, top: float) -> None:
    """A box whose line tells the kind as its colour does: plain, thick, double or broken."""
    left, upper, right, lower = _corners(mark.box, 1)
    corners = (left, upper + top, right, lower + top)
    colour = _COLOURS[mark.kind]
    if mark.kind is Kind.UNDECLARED:
        canvas.rectangle(corners, outline=_INK)
        _dashes(canvas, corners, colour)
    elif mark.kind is Kind.ACTION:
        canvas.rounded_rectangle(_widened(corners, 2), radius=5, outline=colour, width=2)
    else:
        canvas.rectangle(corners, outline=colour, width=3 if mark.kind is Kind.LIST else 2)
        if mark.kind is Kind.MESSAGES:
            canvas.rectangle(_widened(corners, 3), outline=colour, width=1)


def _dashes(canvas: ImageDraw.ImageDraw, corners: tuple[float, float, float, float], colour: str) -> None:
    left, top, right, bottom = corners
    for x in range(round(left), round(right), 2 * _DASH):
        for y in (top, bottom):
            canvas.line((x, y, min(x + _DASH, right), y), fill=colour, width=2)
    for y in range(round(top), round(bottom), 2 * _DASH):
        for x in (round(left), round(right)):
            canvas.line((x, y, x, min(y + _DASH, bottom)), fill=colour, width=2)


def _leader(canvas: ImageDraw.ImageDraw, mark: Mark, label: Box, top: float) -> None:
    """A line from a name that stands apart to its box."""
    box = mark.box
    start = (min(max(box.left, label.left), label.right), (label.top + label.bottom) / 2 + top)
    x = min(max(start[0], box.left), box.right)
    y = min(max(start[1], box.top + top), box.bottom + top)
    canvas.line((*start, x, y), fill=_COLOURS[mark.kind], width=1)


def _widened(corners: tuple[float, float, float, float], by: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = corners
    return (left - by, top - by, right + by, bottom + by)


def _corners(box: Box, scale: int) -> tuple[float, float, float, float]:
    """With the last pixel that belongs to it, as Pillow draws."""
    scaled = _scaled(box, scale)
    return (scaled.left, scaled.top, scaled.right - 1, scaled.bottom - 1)


def _scaled(box: Box, scale: int) -> Box:
    return Box(*(side * scale for side in box))
