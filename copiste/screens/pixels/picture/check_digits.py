"""Check digits: a number that carries them and fails them was misread. Pure.

Recognition that is sure of every character may still be wrong in one. Check digits such as those of an IBAN
(modulo 97) find every single wrong character and every two that changed places; a number that fails is
unknown, all of it. They are not used to fill in what is unknown: the record itself may be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module

from stdnum.exceptions import InvalidLength, ValidationError

from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.locate import Places
from copiste.screens.view import UNKNOWN, View


def without_misread(view: View, screen: Screen, modules: Mapping[str, str]) -> View:
    """`view` with each number of `screen` that fails its check digits unknown.

    `modules` are modules of python-stdnum by type of field, as the application declares them.
    """
    places, unknown = Places(view, screen), set[int]()
    for name, field in screen.fields.items():
        module = modules.get(field.type)
        if module is None:
            continue
        with suppress(FieldNotFoundError):
            cells = places.cells(name)
            text = "".join("".join(cell.text for cell in cells).split())
            if text and UNKNOWN not in text and not _passes(text, module):
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


def _passes(text: str, module: str) -> bool:
    """Whether a number is valid; one of another length may be written without its check digits."""
    try:
        import_module(f"stdnum.{module}").validate(text)
    except InvalidLength:
        return True
    except ValidationError:
        return False
    return True
