"""Reading a terminal's screen of 24 × 80 characters: the glyph table against optical character recognition.

The same pictures of a real x3270, the same truth (what x3270 says that it shows), taking turns. OCR gets the
picture of the cells alone, dark on light and twice as large, as it reads best. A character is wrong when it
has to be inserted, removed or replaced to come from what was read to what is shown, runs of blanks as one;
one that the glyph table calls unknown would be counted too.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice
from statistics import median
from typing import Any

import cv2
import numpy as np
from PIL import Image

from benchmarks.support.output import Report, Spread, Table, run
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.page import Grid
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.reading.view import UNKNOWN
from tests.support.full_screens import CAPITALS, every_message, every_screen
from tests.support.looked_at import terminal_with

#: Where Debian keeps the trained data of its tesseract; `TESSDATA_PREFIX` says otherwise.
_TESSDATA = "/usr/share/tesseract-ocr/5/tessdata"
_TABLE, _SLOW, _FAST = "glyph table", "pytesseract", "tesserocr"
#: Readings by the glyph table for one by OCR, which takes a hundred times as long.
_TURNS = 10


@dataclass(frozen=True)
class Shown:
    """One screen of an x3270."""

    picture: Picture
    grid: Grid
    text: tuple[str, ...]


def measure(screens: int) -> Report:
    """Read `screens` screens with each."""
    # Set before tesseract's libraries are loaded: on few cores, its threads only get into each other's way.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    table = GlyphTable.load("3270")
    shown = take(screens, table)
    readers: dict[str, Callable[[Shown], Sequence[str]]] = {
        _TABLE: lambda one: table.read(one.picture, one.grid).lines,
        _SLOW: _pytesseract(),
        _FAST: _tesserocr(),
    }
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    wrong: defaultdict[str, int] = defaultdict(int)
    for one in shown:
        for name, read in readers.items():
            lines: Sequence[str] = ()
            for _ in range(_TURNS if name == _TABLE else 1):
                started = time.perf_counter()
                lines = read(one)
                seconds[name].append(time.perf_counter() - started)
            wrong[name] += distance(_flat(lines), _flat(one.text))
    characters = sum(len(_flat(one.text)) for one in shown)
    return _report(seconds, wrong, characters, _again(table, shown))


def take(screens: int, table: GlyphTable) -> list[Shown]:
    """Pictures of the back-end's screens with every place full, and what x3270 says that they show.

    Raises:
        AssertionError: x3270 shows something else than it was sent.
    """
    taken = []
    with terminal_with("3270") as terminal:
        for screen in islice(chain(every_screen(CAPITALS), every_message()), screens):
            picture, grid, _ = terminal.shown(screen, table)
            text = terminal.script.glass
            assert text == tuple(screen.picture())
            taken.append(Shown(picture, grid, text))
    return taken


def distance(one: str, other: str) -> int:
    """How many characters must be inserted, removed or replaced between two texts (Levenshtein)."""
    codes = np.array([ord(char) for char in other])
    places = np.arange(len(other) + 1)
    row = places
    for count, char in enumerate(one, 1):
        best = np.concatenate([[count], np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))])
        # Insertions run along the row: the least of all places before, and the way from there.
        row = np.minimum.accumulate(best - places) + places
    return int(row[-1])


def _flat(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


def _prepared(one: Shown) -> Picture:
    """The cells alone, dark on light, twice as large."""
    grid = one.grid
    part = one.picture[grid.top : grid.top + grid.height, grid.left : grid.left + grid.width]
    grey = cv2.bitwise_not(part.max(axis=2))
    large = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def _pytesseract() -> Callable[[Shown], Sequence[str]]:
    pytesseract: Any = import_module("pytesseract")

    def read(one: Shown) -> Sequence[str]:
        return str(pytesseract.image_to_string(_prepared(one), lang="fra", config="--psm 6")).splitlines()

    return read


def _tesserocr() -> Callable[[Shown], Sequence[str]]:
    tesserocr: Any = import_module("tesserocr")

    data = os.environ.get("TESSDATA_PREFIX", _TESSDATA)
    engine = tesserocr.PyTessBaseAPI(path=data, lang="fra", psm=tesserocr.PSM.SINGLE_BLOCK)

    def read(one: Shown) -> Sequence[str]:
        engine.SetImage(Image.fromarray(_prepared(one)))
        return str(engine.GetUTF8Text()).splitlines()

    return read


def _again(table: GlyphTable, shown: Sequence[Shown]) -> dict[str, float]:
    """Milliseconds to read a screen again, by what changed."""
    before = shown[0]
    page = table.read(before.picture, before.grid)
    one_row = before.picture.copy()
    height = before.grid.cell_height
    top = before.grid.top + 21 * height
    one_row[top : top + height] = shown[-1].picture[top : top + height]
    spent: dict[str, float] = {}
    for what, picture in (("nothing", before.picture.copy()), ("one row", one_row)):
        times = []
        for _ in range(30):
            started = time.perf_counter()
            again = table.read(picture, before.grid, (before.picture, page))
            times.append(time.perf_counter() - started)
        assert UNKNOWN not in "".join(again.lines)
        spent[what] = 1000 * median(times)
    return spent


def _report(
    seconds: dict[str, list[float]], wrong: dict[str, int], characters: int, again: dict[str, float]
) -> Report:
    middle = {name: median(times) for name, times in seconds.items()}
    rows = [
        (
            name,
            f"{Spread.of([1000 * value for value in times]):.1f}",
            f"{middle[_SLOW] / middle[name]:.0f}",
            wrong[name],
            f"{wrong[name] / characters:.2%}",
        )
        for name, times in seconds.items()
    ]
    return Report(
        "reading",
        {
            "table_of_pytesseract": middle[_SLOW] / middle[_TABLE],
            "table_of_tesserocr": middle[_FAST] / middle[_TABLE],
            "table_wrong": wrong[_TABLE],
            "pytesseract_wrong": wrong[_SLOW],
            "tesserocr_wrong": wrong[_FAST],
            "characters": characters,
        },
        (
            Table(
                f"Reading a whole screen; {characters:,} characters in all",
                ("", "ms a screen", "× pytesseract", "wrong characters", "of all"),
                tuple(rows),
            ),
            Table(
                "Reading a screen again with the glyph table",
                ("what changed", "ms"),
                tuple((what, f"{value:.2f}") for what, value in again.items()),
            ),
        ),
    )


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, screens=30)


if __name__ == "__main__":
    main()
