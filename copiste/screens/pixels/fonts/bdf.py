"""Fonts as BDF text files: one bitmap per character, all of one size.

The format is Adobe's "Glyph Bitmap Distribution Format" 2.1, as far as a fixed font needs it: every glyph
fills the font's box, and `ENCODING` is the character's Unicode code point.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copiste.errors import Blame
from copiste.screens.errors import FaceError

#: One character's ink, (height, width), True where it is drawn.
Bitmap = NDArray[np.bool_]


class FontFileError(FaceError):
    """A font file cannot be used."""

    code = "FONT"
    blame = Blame.ROBOT


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a font."""

    character: str
    bitmap: Bitmap
    #: Its name in the font's file, which identifies symbols that have no character.
    name: str


@dataclass(frozen=True, slots=True)
class Font:
    """A font whose characters all fill a cell of the same size."""

    name: str
    width: int
    height: int
    #: Rows below the baseline.
    descent: int
    glyphs: tuple[Glyph, ...]
    #: Its origin and licence, line by line.
    comments: tuple[str, ...] = ()


def write(font: Font, path: Path) -> None:
    """Write `font`, in the order of the characters."""
    width, height, descent = font.width, font.height, font.descent
    box = f"{width} {height} 0 {-descent}"
    lines = ["STARTFONT 2.1", *(f"COMMENT {comment}".rstrip() for comment in font.comments)]
    lines += [f"FONT {font.name}", f"SIZE {height} 72 72", f"FONTBOUNDINGBOX {box}", "STARTPROPERTIES 4"]
    lines += [f"FONT_ASCENT {height - descent}", f"FONT_DESCENT {descent}"]
    lines += ['CHARSET_REGISTRY "ISO10646"', 'CHARSET_ENCODING "1"', "ENDPROPERTIES"]
    lines.append(f"CHARS {len(font.glyphs)}")
    for glyph in sorted(font.glyphs, key=lambda glyph: ord(glyph.character)):
        lines += [f"STARTCHAR {glyph.name}", f"ENCODING {ord(glyph.character)}"]
        lines += [f"SWIDTH {width * 1000 // height} 0", f"DWIDTH {width} 0", f"BBX {box}", "BITMAP"]
        lines += [np.packbits(row).tobytes().hex().upper() for row in glyph.bitmap]
        lines.append("ENDCHAR")
    lines.append("ENDFONT")
    path.write_text("\n".join(lines) + "\n", encoding="latin-1", newline="\n")


def read(path: Path) -> Font:
    """Read a font; a glyph smaller than the font's box is placed in it.

    Raises:
        FontFileError: it is no BDF file of a font with cells of one size.
    """
    lines = path.read_text(encoding="latin-1").splitlines()
    if not lines or not lines[0].startswith("STARTFONT"):
        raise FontFileError(f"{path} is no BDF font: it does not begin with STARTFONT.")
    try:
        return _Reader(lines, path.stem).font()
    except (ValueError, IndexError, KeyError, StopIteration) as error:
        raise FontFileError(f"{path}: damaged BDF font ({type(error).__name__}: {error}).") from error


class _Reader:
    def __init__(self, lines: list[str], name: str) -> None:
        self._lines = iter(lines)
        self._name = name
        self._box = (0, 0, 0, 0)

    def font(self) -> Font:
        glyphs: list[Glyph] = []
        comments: list[str] = []
        for line in self._lines:
            key, _, value = line.partition(" ")
            if key == "COMMENT":
                comments.append(value)
            elif key == "FONT":
                self._name = value.strip()
            elif key == "FONTBOUNDINGBOX":
                self._box = _numbers(value)
            elif key == "STARTCHAR":
                glyphs += self._glyph(value.strip())
        width, height, _, below = self._box
        if width <= 0 or height <= 0 or not glyphs:
            raise ValueError("no FONTBOUNDINGBOX, or no glyphs")
        return Font(self._name, width, height, -below, tuple(glyphs), tuple(comments))

    def _glyph(self, name: str) -> list[Glyph]:
        code, box = -1, self._box
        rows: list[str] = []
        for line in self._lines:
            key, _, value = line.partition(" ")
            if key == "ENCODING":
                code = int(value.split()[0])
            elif key == "BBX":
                box = _numbers(value)
            elif key == "BITMAP":
                rows = [next(self._lines).strip() for _ in range(box[1])]
            elif key == "ENDCHAR":
                break
        return [Glyph(chr(code), self._placed(rows, box), name)] if code >= 0 else []

    def _placed(self, rows: list[str], box: tuple[int, int, int, int]) -> Bitmap:
        width, height, right, up = box
        whole = np.zeros((self._box[1], self._box[0]), np.bool_)
        top = self._box[1] + self._box[3] - height - up
        left = right - self._box[2]
        if top < 0 or left < 0 or left + width > self._box[0] or top + height > self._box[1]:
            raise ValueError("a glyph is larger than the font's box")
        for row, text in enumerate(rows):
            bits = np.unpackbits(np.frombuffer(bytes.fromhex(text), np.uint8))[:width]
            whole[top + row, left : left + width] = bits.astype(np.bool_)
        return whole


def _numbers(text: str) -> tuple[int, int, int, int]:
    width, height, right, up = map(int, text.split())
    return width, height, right, up
