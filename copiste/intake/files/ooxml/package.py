"""The package around the sheets: which part holds what, and what the workbook says of itself."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Final
from zipfile import ZipFile

from copiste.intake.files.ooxml.events import PartDamagedError, elements, is_true

_ROOT: Final = ""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of cells, and where it is."""

    name: str
    part: str
    #: Hidden, or "very hidden" from the menus too.
    hidden: bool


@dataclass(slots=True)
class Described:
    """What the workbook's own part says."""

    sheets: list[SheetPart] = field(default_factory=list)
    #: Days are counted from 1 January 1904.
    since_1904: bool = False
    #: Whoever opens the workbook is asked to compute every formula first: stored results are not final.
    recalculated: bool = False
    strings: str | None = None
    styles: str | None = None


class Package:
    """A zip file of parts, found as OPC says: names without regard to case, absolute or relative targets.

    Raises:
        BadZipFile: it is no zip file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file)
        self._names = {_normal(one.filename): one.filename for one in self._zip.infolist()}

    @property
    def unpacked(self) -> int:
        """Bytes of all parts, as the directory says."""
        return sum(one.file_size for one in self._zip.infolist())

    def open(self, part: str) -> IO[bytes]:
        """Open a part.

        Raises:
            KeyError: there is none.
        """
        return self._zip.open(self._names[_normal(part)])

    def size(self, part: str) -> int:
        """Unpacked bytes of a part."""
        return self._zip.getinfo(self._names[_normal(part)]).file_size

    def close(self) -> None:
        """Close the zip file; the file under it stays open."""
        self._zip.close()

    def describe(self) -> Described:
        """Read the workbook's own part.

        Raises:
            KeyError, PartDamagedError, ExpatError: it is missing or not what it should be.
        """
        main = next(
            (target for kind, target in self._relations(_ROOT).values() if kind == "officeDocument"), None
        )
        if main is None:
            raise PartDamagedError("no part is declared as the workbook")
        relations = self._relations(main)
        said = Described()

        def tell(name: str, attributes: Mapping[str, str]) -> None:
            if name == "sheet":
                kind, part = relations.get(attributes.get("id", ""), ("", ""))
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    said.sheets.append(SheetPart(attributes["name"], part, hidden))
            elif name == "workbookPr":
                said.since_1904 = is_true(attributes.get("date1904"))
            elif name == "calcPr":
                said.recalculated = is_true(attributes.get("fullCalcOnLoad"))

        with self.open(main) as part:
            elements(part, tell)
        for kind, target in relations.values():
            if kind == "sharedStrings" and _normal(target) in self._names:
                said.strings = target
            elif kind == "styles" and _normal(target) in self._names:
                said.styles = target
        return said

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Of each relation of `part`, by id: the last word of its type, and the target's name."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def tell(element: str, attributes: Mapping[str, str]) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes["Type"].rpartition("/")[2]
                found[attributes["Id"]] = (kind, posixpath.join("/", folder, attributes["Target"]))

        with self.open(posixpath.join(folder, "_rels", f"{name}.rels")) as relations:
            elements(relations, tell)
        return found


def _normal(name: str) -> str:
    """A part's name as it is compared; some writers put backslashes."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()
