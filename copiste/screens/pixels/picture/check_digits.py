"""Check digits: a number that carries one and fails it was misread. Pure.

Recognition that is sure of every character may still be wrong in one. Check digits modulo 97, as an IBAN's,
find every single wrong character and every two that changed places; what fails (`Format.valid`) is unknown,
all of it. They are not used to fill in what is unknown: the record itself may be wrong.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.locate import Places
from copiste.screens.reading.view import UNKNOWN, View


def without_misread(view: View, screen: Screen) -> View:
    """`view` with each number of `screen` that fails its check digits unknown."""
    places, unknown = Places(view, screen), set[int]()
    for name, field in screen.fields.items():
        passes = field.form.valid
        if passes is None:
            continue
        with suppress(FieldNotFoundError):
            cells = places.cells(name)
            text = "".join("".join(cell.text for cell in cells).split())
            if text and UNKNOWN not in text and not passes(text):
                unknown |= {cell.place for cell in cells}
    if not unknown:
        return view
    lines = tuple(
        tuple(
            replace(cell, text=UNKNOWN * len(cell.text)) if cell.place in unknown else cell for cell in line
        )
        for line in view.lines
    )
    return replace(view, lines=lines)
