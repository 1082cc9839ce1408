"""What a file is, by its content; its name's ending may say something else."""

from __future__ import annotations

import re
import zlib
from enum import Enum
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from copiste.intake.errors import IntakeError

_HEAD: Final = 4096
_CHUNK: Final = 1 << 20
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class FileKind(Enum):
    """What is read."""

    TEXT = "text"
    WORKBOOK = "workbook"
    #: Neither; it may be a damaged one.
    UNKNOWN = "unknown"


class OtherKindError(IntakeError):
    """The file is of a kind that is not read; the text says which, to stand behind its name."""

    code = "OTHER_KIND"


_SAVE: Final = "open it in a spreadsheet and save it as .xlsx"
_OLD: Final = f"is an old .xls workbook; {_SAVE}"
_LOCKED: Final = "has a password; open it in a spreadsheet and save it as .xlsx without one"
_ARCHIVE: Final = "is an archive of other files; unpack it and load what is inside"

#: First bytes → what such a file is.
_FIRST_BYTES: Final = (
    (b"%PDF", "is a PDF document; ask for the spreadsheet that it was made from"),
    (b"\x09\x00\x04\x00", _OLD),
    (b"\x09\x02\x06\x00", _OLD),
    (b"\x09\x04\x06\x00", _OLD),
    (b"\x09\x08\x08\x00", _OLD),
    (b"\x09\x08\x10\x00", _OLD),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"PAR1", "is a Parquet file; export it as CSV"),
    (b"SQLite format 3\x00", "is a database; export the table as CSV"),
)
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
#: Streams of a compound document, the first that is found decides.
_STREAMS: Final = (
    ("EncryptedPackage", _LOCKED),
    ("Workbook", _OLD),
    ("Book", _OLD),
    ("WordDocument", "is a Word document; put its table into a spreadsheet and save it as .xlsx"),
    ("PowerPoint Document", "is a presentation; ask for a spreadsheet"),
)
#: Beginnings of marked-up text, whatever the capitals.
_MARKUP: Final = (
    (rb"urn:schemas-microsoft-com:office:spreadsheet", f"is an XML spreadsheet of 2003; {_SAVE}"),
    (rb"urn:oasis:names:tc:opendocument", f"is an OpenDocument spreadsheet; {_SAVE}"),
    (rb"<(?:!doctype\s+html|html|head|meta|body|table)\b", f"is a web page, whatever its name; {_SAVE}"),
    (rb"\A\s*<\?xml\b", "is an XML file; export it as CSV or .xlsx"),
)
#: Parts of a zip file → what it is.
_PARTS: Final = (
    (r"xl/workbook\.bin", f"is a binary workbook (.xlsb); {_SAVE}"),
    (r"index/.*\.iwa|index\.zip", "is a Numbers document; export it as Excel (.xlsx)"),
    (r"word/document\.xml", "is a Word document; put its table into a spreadsheet and save it as .xlsx"),
    (r"ppt/presentation\.xml", "is a presentation; ask for a spreadsheet"),
)


def kind_of(path: Path) -> FileKind:
    """What the file at `path` is.

    Raises:
        OtherKindError: it is of a known kind that is not read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for first, said in _FIRST_BYTES:
        if head.startswith(first):
            raise OtherKindError(said)
    if head.startswith(_COMPOUND):
        raise OtherKindError(_compound(path))
    if head.startswith(b"PK"):
        return _zipped(path)
    return _text(head)


def _compound(path: Path) -> str:
    """What a compound document (.xls, .doc, an encrypted .xlsx) is: its directory names its streams."""
    names = {name.encode("utf-16-le") + b"\0\0": said for name, said in _STREAMS}
    found: set[bytes] = set()
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_CHUNK):
            found.update(name for name in names if name in before + piece)
            before = piece[-64:]
    return next(
        (said for name, said in names.items() if name in found), f"is an old .xls or has a password; {_SAVE}"
    )


def _zipped(path: Path) -> FileKind:
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
            names = [part.filename.replace("\\", "/").lstrip("/").casefold() for part in parts]
            mimetype = packed.read("mimetype")[:80] if "mimetype" in names and len(names) > 1 else b""
    except (BadZipFile, zlib.error, RuntimeError, OSError, ValueError, KeyError, EOFError):
        return FileKind.UNKNOWN
    if b"opendocument" in mimetype:
        raise OtherKindError(f"is an OpenDocument spreadsheet; {_SAVE}")
    if any(part.flag_bits & 1 for part in parts):
        raise OtherKindError("is packed with a password; unpack it and load what is inside")
    for pattern, said in _PARTS:
        if any(re.fullmatch(pattern, name) for name in names):
            raise OtherKindError(said)
    if names and not any(name in ("[content_types].xml", "_rels/.rels") for name in names):
        raise OtherKindError(_ARCHIVE)
    return FileKind.WORKBOOK


def _text(head: bytes) -> FileKind:
    if head.startswith(_MARKS[1:]):
        return FileKind.TEXT
    plain = head.removeprefix(_MARKS[0])
    if plain.lstrip()[:1] == b"<":
        for pattern, said in _MARKUP:
            if re.search(pattern, plain, re.IGNORECASE):
                raise OtherKindError(said)
    return FileKind.UNKNOWN if b"\0" in head else FileKind.TEXT
