"""The formats and character sets that the declarations of one application may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from copiste import project
from copiste.screens.declared.formats.charsets import CHARSETS
from copiste.screens.declared.formats.engine import FORMATS
from copiste.screens.declared.formats.format import Charset, Format, FormatMaker
from copiste.screens.errors import DeclarationError

#: In an application's folder, what it adds: `FORMATS`, and `CHARSETS` where it needs any.
FILE: Final = "formats.py"


@dataclass(frozen=True, slots=True)
class Known:
    """What `type:` and `charset:` may name."""

    formats: Mapping[str, Format | FormatMaker]
    charsets: Mapping[str, Charset]


#: What every application may name.
ENGINE: Final = Known(FORMATS, CHARSETS)


def known_in(folder: Path) -> Known:
    """What the application in `folder` may name: the engine's, and those of its file.

    Raises:
        DeclarationError: the file cannot be imported, or what it defines is no format.
    """
    path = folder / FILE
    if not path.is_file():
        return ENGINE
    try:
        module = project.load(path)
    except Exception as error:
        raise DeclarationError(
            f"{path} cannot be imported: {type(error).__name__}: {error}. Correct it."
        ) from error
    formats = _named(path, "FORMATS", getattr(module, "FORMATS", {}), ENGINE.formats, _is_format)
    charsets = _named(path, "CHARSETS", getattr(module, "CHARSETS", {}), ENGINE.charsets, _is_charset)
    return Known({**ENGINE.formats, **formats}, {**ENGINE.charsets, **charsets})


def _named(
    path: Path, variable: str, found: object, engine: Mapping[str, object], accepts: Any
) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise DeclarationError(f'{path}: {variable} is no mapping. Write {variable} = {{"name": …}}.')
    for name, value in found.items():
        if name in engine:
            raise DeclarationError(
                f'{path}: {variable}["{name}"] has the name of one of the engine\'s. Give it another name.'
            )
        if not accepts(value):
            raise DeclarationError(
                f'{path}: {variable}["{name}"] is of type {type(value).__name__}. Write a copiste.Format, a '
                "function that makes one from a field's options, or, under CHARSETS, a copiste.Charset."
            )
    return found


def _is_format(value: object) -> bool:
    return isinstance(value, Format) or callable(value)


def _is_charset(value: object) -> bool:
    return isinstance(value, Charset)
