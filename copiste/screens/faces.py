"""The faces that are installed, and what others need to know of one before it is opened.

A face is a folder here with an `about` module, and that is all that makes it one: there is no list of faces.
Importing this module, and asking it, loads no browser, image or X11 library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from copiste.screens.errors import FaceError
from copiste.suggestions import did_you_mean_or_all

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FaceAbout:
    """What a face says about itself: `ABOUT` in its `about` module, which imports nothing but this class."""

    #: The name of its folder, which settings and declarations use.
    name: str
    #: What it works in, for people.
    summary: str
    #: Schemes of the addresses that it reaches.
    schemes: tuple[str, ...]
    #: Of these, those that a back-end has this face for, when the settings name none.
    default_for: tuple[str, ...] = ()
    #: Of these, those whose addresses are a host and a port, with nothing behind.
    bare: tuple[str, ...] = ()
    #: Its windows on a person's own desktop share that desktop's keyboard: there, one seat at a time.
    one_keyboard: bool = False

    def reaches(self, scheme: str) -> bool:
        """Whether this face can open an address of `scheme`."""
        return scheme in self.schemes


@cache
def names() -> tuple[str, ...]:
    """Every face that is installed, in the order of the alphabet."""
    return tuple(sorted(path.parent.name for path in _FOLDER.glob("*/about.py")))


def about(name: str) -> FaceAbout:
    """What the face `name` says about itself.

    Raises:
        FaceError: there is no such face; the text names the nearest.
    """
    if name not in names():
        raise FaceError(f'No face "{name}".{did_you_mean_or_all(name, names())}')
    found: FaceAbout = import_module(f"copiste.screens.{name}.about").ABOUT
    return found


def reaching(scheme: str) -> tuple[str, ...]:
    """The faces that can open an address of `scheme`."""
    return tuple(name for name in names() if about(name).reaches(scheme))


def default(scheme: str) -> str:
    """The face for an address of `scheme` when the settings name none; empty when no face is meant for it."""
    return next((name for name in names() if scheme in about(name).default_for), "")
