"""A font is learnt from its file, or from a picture whose text is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from copiste.screens.pixels.fonts import bdf
from copiste.screens.pixels.fonts.bdf import Font, FontFileError, Glyph
from copiste.screens.pixels.glyphs import overlays
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.learning import font_file
from copiste.screens.pixels.learning.screenshot import from_picture
from tests.unit.screens.pixels.glyphs.drawing import BLACK, GREEN, Screen, compressed

TEXT = [
    "GESTION SANTE   MENU GENERAL".center(80),
    "",
    "CHOIX : ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789",
    "",
    "é(à)_",
]
LINES = [line.ljust(80) for line in [*TEXT, *[""] * 19]]


@pytest.fixture(scope="module")
def font() -> Font:
    return GlyphTable.load("3270").font


def test_a_font_is_the_same_once_written_and_read(font: Font, tmp_path: Path) -> None:
    bdf.write(font, tmp_path / "again.bdf")
    again = bdf.read(tmp_path / "again.bdf")
    assert (again.name, again.width, again.height, again.descent) == ("3270", 9, 14, 3)
    assert again.comments == font.comments
    for one, other in zip(font.glyphs, again.glyphs, strict=True):
        assert (one.character, one.name) == (other.character, other.name)
        assert (one.bitmap == other.bitmap).all()


def test_a_glyph_smaller_than_its_cell_is_put_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "small.bdf"
    path.write_text(
        "STARTFONT 2.1\nFONT small\nFONTBOUNDINGBOX 4 6 0 -2\nCHARS 1\n"
        "STARTCHAR dot\nENCODING 46\nBBX 2 1 1 0\nBITMAP\nC0\nENDCHAR\nENDFONT\n"
    )
    (glyph,) = bdf.read(path).glyphs
    assert np.argwhere(glyph.bitmap).tolist() == [[3, 1], [3, 2]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "STARTFONT 2.1\n",
        "STARTFONT 2.1\nFONTBOUNDINGBOX 4 x 0 0\n",
        "STARTFONT 2.1\nSTARTCHAR A\nBBX 2 9 0 0\nBITMAP\n",
    ],
)
def test_a_damaged_font_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.bdf").write_text(text)
    with pytest.raises(FontFileError, match=r"bad\.bdf"):
        font_file.from_file(tmp_path / "bad.bdf")


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    for name in ("bad.pcf", "bad.pcf.gz"):
        (tmp_path / name).write_bytes(b"GIF89a")
        with pytest.raises(FontFileError, match="is no PCF font"):
            font_file.from_file(tmp_path / name)


def test_a_picture_and_its_text_teach_the_font(font: Font) -> None:
    screen = Screen(font, left=5, top=9).fill(LINES).status()
    lesson = from_picture(screen.picture, LINES, "learnt")
    assert (lesson.font.width, lesson.font.height) == (9, 14)
    assert {glyph.character for glyph in lesson.font.glyphs} == set("".join(LINES))
    again = Screen(font, left=5, top=9).write(3, 1, "0 ZORRO é")
    assert GlyphTable(lesson.font).read(again.picture, lesson.grid).lines[2].rstrip() == "0 ZORRO é"


def test_cursors_do_not_confuse_the_lesson(font: Font) -> None:
    screen = (
        Screen(font).fill(LINES).write(3, 9, "A", overlay=overlays.FRAME).write(20, 60, " ", BLACK, GREEN)
    )
    lesson = from_picture(screen.picture, LINES, "learnt")
    assert (lesson.font.width, lesson.font.height) == (9, 14)


def test_a_text_that_is_not_shown_teaches_nothing(font: Font) -> None:
    screen = Screen(font).fill(LINES)
    with pytest.raises(FontFileError, match="does not show that text"):
        from_picture(screen.picture, [*LINES[1:], LINES[0]], "learnt")
    with pytest.raises(FontFileError, match="does not show that text"):
        from_picture(compressed(screen.picture, 75), LINES, "learnt", grid=screen.grid)
    with pytest.raises(FontFileError, match="The text is empty"):
        from_picture(screen.picture, [" "], "learnt")


def test_characters_drawn_alike_are_not_read_unless_one_is_typed(font: Font) -> None:
    bitmaps = {glyph.character: glyph.bitmap for glyph in font.glyphs}
    alike = replace(
        font,
        glyphs=(
            *(glyph for glyph in font.glyphs if glyph.character not in "àáo°"),
            *(Glyph(char, bitmaps["à"], char) for char in "àá"),
            *(Glyph(char, bitmaps["o"], char) for char in "o°"),
        ),
    )
    table = GlyphTable(alike)
    assert table.texts.ambiguous == ("àá",)
    screen = Screen(alike).write(1, 1, "àáo°")
    assert table.read(screen.picture, screen.grid).lines[0].rstrip() == "\ufffd\ufffdoo"
