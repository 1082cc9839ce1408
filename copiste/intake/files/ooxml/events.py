"""XML parts as events, without a tree in memory and without anything from outside the part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, NoReturn
from xml.parsers import expat

from copiste.intake.errors import IntakeError

_CHUNK = 1 << 16
#: Between a namespace and a name, as the parser joins them.
SEPARATOR = " "


class PartDamagedError(IntakeError):
    """A part is not the XML that it should be."""

    code = "PART_DAMAGED"


def parser() -> expat.XMLParserType:
    """A parser that gives names as `namespace name` and refuses document types, and with them entities."""
    made = expat.ParserCreate(namespace_separator=SEPARATOR)
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse_doctype
    return made


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise PartDamagedError("a part of a workbook has no document type")


def chunks(part: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part, to its end, so that its checksum is verified."""
    while piece := part.read(_CHUNK):
        yield piece


def elements(part: IO[bytes], tell: Callable[[str, Mapping[str, str]], None]) -> None:
    """Call `tell` with the local name and the attributes of each element; attributes by their local names."""
    made = parser()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        tell(local(name), {local(one): value for one, value in attributes.items()})

    made.StartElementHandler = start
    for piece in chunks(part):
        made.Parse(piece)
    made.Parse(b"", True)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(SEPARATOR)[2]


def is_true(value: str | None) -> bool:
    """Whether an attribute is an XML true."""
    return value in ("1", "true")
