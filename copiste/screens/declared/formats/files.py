"""Files to attach: a case names one in the project's folder of attachments."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from copiste import project
from copiste.screens.declared.formats.format import Format, FormatError, text_of


def _path(value: object) -> str:
    folder = project.current().attachments.resolve()
    path = (folder / text_of(value)).resolve()
    if not path.is_relative_to(folder):
        raise FormatError("the case names a file outside of the project's folder attachments/")
    if not path.is_file():
        raise FormatError("the case names a file that is not in the project's folder attachments/")
    return str(path)


#: A file: its path in the case, its path on this machine to type, its name on the screen.
FILE: Final = Format(typed=_path, same=lambda typed, shown: Path(typed).name == shown)
