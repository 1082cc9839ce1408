"""Learn the shapes of letters: each is typed into a declared field, at every position between two pixels.

What was typed is known, so nothing of it is guessed. The letters are typed in rounds, each shifted by one
place, until a round has nothing new. Nothing is sent, and the field is emptied again.
"""

from __future__ import annotations

from collections.abc import Callable

from copiste.screens.declared.model import Application
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.picture.declaration import Specimen
from copiste.screens.pixels.picture.layout import layout
from copiste.screens.pixels.picture.reading import Seen
from copiste.screens.pixels.text.strips import box_strip
from copiste.screens.pixels.text.text import CODES, TextReader
from copiste.screens.reading.locate import Places
from copiste.screens.reading.recognise import recognise

_LETTERS = CODES + "'-./"


def learn_letters(
    declared: Specimen | None,
    application: Application,
    seen: Seen,
    type_one: Callable[[Region | None, str], Picture],
    reader: TextReader,
) -> bool:
    """Type the letters into the declared field and learn them; `False` when another screen is shown."""
    if declared is None:
        return True
    screen = recognise(seen.view, application)
    if screen is None or screen.screen != declared.screen:
        return False
    (cell,) = Places(seen.view, screen).cells(declared.field)
    region = seen.regions[cell.place]
    assert region is not None
    # One less than it takes: a full box might pass the focus to the next one.
    width = (screen.field(declared.field).max or 9) - 1
    type_one(region, "")
    for shift in range(width):
        letters = _LETTERS[-shift:] + _LETTERS[:-shift] if shift else _LETTERS
        texts = [letters[first : first + width] for first in range(0, len(letters), width)]
        new = [_learnt(type_one(None, text), region, text, reader) for text in texts]
        if not any(new):
            break
    type_one(None, "")
    return True


def _learnt(picture: Picture, region: Region, text: str, reader: TextReader) -> bool:
    """Learn `text` from the box that shows it; whether any of it was new."""
    near = Region(region.left - 4, region.top - 4, region.width + 8, region.height + 8)
    box = next(layout(near.of(picture)).boxes(), None)
    words = list(box_strip(near.of(picture), box.inner).words()) if box else []
    if len(words) != 1 or reader.shapes.spell(words[0]) == text:
        return False
    reader.shapes.learn(words[0], text)
    return True
