"""`copiste glyphs`: a table is learnt and a picture checked, and what cannot be is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from copiste.screens.pixels.glyphs.table import GlyphTable
from tests.integration.console.conftest import Desk
from tests.unit.screens.pixels.glyphs.drawing import WHITE, Screen

FONT = Path("/usr/share/fonts/X11/misc/3270gt16.pcf.gz")
TEXT = ["GESTION SANTE".center(80), "CHOIX : AFFILIATION DE DUPONT", *[""] * 21, "F3 FIN"]


@pytest.fixture
def screen(desk: Desk) -> Screen:
    """The terminal of the desk: `screen.png` shows `screen.txt`."""
    screen = Screen(GlyphTable.load("3270").font).fill(TEXT).status()
    Image.fromarray(screen.picture).save(desk.folder / "screen.png")
    (desk.folder / "screen.txt").write_text("\n".join(TEXT), encoding="utf-8")
    return screen


def test_a_font_file_becomes_a_table(desk: Desk) -> None:
    answer = desk.copiste("glyphs", "learn", "new.bdf", "--font", str(FONT))
    assert answer.code == 0
    assert "191 characters in cells of 9 × 16 pixels" in answer.out
    assert GlyphTable.load(desk.folder / "new.bdf").height == 16
    again = desk.copiste("glyphs", "learn", "new.bdf", "--font", str(FONT))
    assert again.code == 6
    assert "--replace" in again.err


def test_a_picture_and_its_text_become_a_table_that_reads_it(desk: Desk, screen: Screen) -> None:
    sources = ("--picture", "screen.png", "--text", "screen.txt")
    assert desk.copiste("glyphs", "learn", "new.bdf", *sources).code == 0
    placed = desk.copiste("glyphs", "learn", "placed.bdf", *sources, "--cell", "9x14", "--at", "4,6")
    assert "the first at (4, 6)" in placed.out
    answer = desk.copiste("glyphs", "check", "screen.png", "--table", "new.bdf", "--text", "screen.txt")
    assert answer.code == 0, answer.err
    assert "None unknown." in answer.out
    assert "None different from the text." in answer.out
    assert "DUPONT" not in answer.out


def test_what_is_unknown_or_differs_has_a_place(desk: Desk, screen: Screen) -> None:
    screen.picture[screen.grid.top + 14, screen.grid.left] = WHITE
    screen.picture[screen.grid.top + 15, screen.grid.left + 2] = WHITE
    Image.fromarray(screen.write(24, 2, "7").picture).save(desk.folder / "screen.png")
    answer = desk.copiste("glyphs", "check", "screen.png", "--text", "screen.txt", "--json")
    assert answer.code == 1
    assert answer.json["unknown"] == [[2, 1]]
    assert answer.json["differing"] == [[24, 2]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("learn", "new.txt"), "a glyph table is a BDF file"),
        (("learn", "new.bdf"), "Give --font FILE, or --picture FILE with --text FILE"),
        (("learn", "new.bdf", "--font", "screen.png"), "no PCF font"),
        (
            ("learn", "new.bdf", "--picture", "screen.txt", "--text", "screen.txt"),
            "no readable picture",
        ),
        (
            ("learn", "new.bdf", "--picture", "screen.png", "--text", "screen.txt", "--at", "1,2"),
            "go together",
        ),
        (("learn", "new.bdf", "--picture", "screen.png", "--text", "screen.png"), "is not UTF-8"),
        (("check", "screen.png", "--table", "courier"), "No glyph table courier. Known: 3270"),
        (("check", "screen.png", "--rows", "43"), "need a picture of at least"),
    ],
)
def test_what_cannot_be_done_is_told(
    desk: Desk, screen: Screen, arguments: tuple[str, ...], told: str
) -> None:
    answer = desk.copiste("glyphs", *arguments)
    assert answer.code in {5, 6}
    assert told in " ".join(answer.err.split())
