"""Learning a font from its font file."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from PIL.PcfFontFile import PcfFontFile

from copiste.screens.pixels.fonts import bdf, character_generator
from copiste.screens.pixels.fonts.bdf import Bitmap, Font, FontFileError, Glyph

#: The registry of x3270's own order of glyphs; other fonts are in the order of Latin-1.
_CHARACTER_GENERATOR = "3270cg"
_PRINTABLE = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


def from_file(path: Path) -> Font:
    """Learn a font from its PCF (also gzipped) or BDF file.

    Raises:
        FontFileError: it is no font file, or its characters have no cells of one size.
    """
    if path.suffix == ".bdf":
        return bdf.read(path)
    opener = gzip.open if path.suffix == ".gz" else Path.open
    try:
        with cast("BinaryIO", opener(path, "rb")) as file:
            pcf = PcfFontFile(file)
    except (OSError, SyntaxError, KeyError, ValueError) as error:
        raise FontFileError(f"{path} is no PCF font ({type(error).__name__}: {error}).") from error
    return _from_pcf(pcf, path)


def _from_pcf(pcf: PcfFontFile, path: Path) -> Font:
    info = {key.decode("latin-1"): value for key, value in pcf.info.items()}
    registry = _text(info.get("CHARSET_REGISTRY"))
    own_order = registry == _CHARACTER_GENERATOR
    if not own_order and registry.upper() not in {"ISO8859", "ISO10646"}:
        raise FontFileError(
            f"{path}: unknown order of characters {registry!r}. Expected: {_CHARACTER_GENERATOR}, "
            "ISO8859 or ISO10646."
        )
    drawn = []
    for code, loaded in enumerate(pcf.glyph):
        character = character_generator.character(code) if own_order else chr(code)
        if loaded is None or character is None:
            continue
        if character in _PRINTABLE or character_generator.is_symbol(character):
            drawn.append((character, *loaded))
    advances = {advance for _, (advance, _), _, _, _ in drawn}
    if len(advances) != 1:
        raise FontFileError(f"{path}: characters of {len(advances)} widths; a terminal's font has one width.")
    # The boxes of glyphs may be smaller than the cell.
    top = min(box[1] for _, _, box, _, _ in drawn)
    bottom = max(box[3] for _, _, box, _, _ in drawn)
    size = bottom - top, advances.pop()
    glyphs = [
        Glyph(
            character,
            _placed(np.array(image.convert("L")) > 0, (box[0], box[1] - top), size),
            _name(character),
        )
        for character, _, box, _, image in drawn
    ]
    return Font(path.name.split(".")[0], size[1], size[0], bottom, tuple(glyphs))


def _placed(bitmap: Bitmap, at: tuple[int, int], size: tuple[int, int]) -> Bitmap:
    """A glyph's bitmap in its cell; pixels beyond its sides, which the next cell would show, are dropped."""
    (left, top), cell = at, np.zeros(size, np.bool_)
    from_left = max(0, -left)
    part = bitmap[:, from_left : from_left + size[1] - max(0, left)]
    cell[top : top + part.shape[0], max(0, left) : max(0, left) + part.shape[1]] = part
    return cell


def _name(character: str) -> str:
    symbols = {code: name for name, code in character_generator.SYMBOLS.items()}
    return symbols.get(character, f"U+{ord(character):04X}")


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
