"""Which encoding a CSV file is in: a decision for the whole file, with the evidence it rests on.

Marks and the arithmetic of UTF-8, UTF-16 and UTF-32 decide by themselves. In the encodings of eight bits no
byte is wrong, so the words decide (`evidence.py`); where two decodings are as good, the file is refused.
What is decided depends on the set of words, never on the order of the rows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final
from zlib import crc32

from copiste.intake.errors import EncodingUnclearError, FileUnreadableError
from copiste.intake.files.delimited import evidence

_CHUNK: Final = 1 << 20
_HEAD: Final = 1 << 16
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
#: What `surrogateescape` makes of a byte that is no UTF-8.
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
#: Two bytes in UTF-8, of no use here: two bytes of another encoding may look so, as `É»` of cp1252 does.
_ACCIDENTAL: Final = re.compile("[\u0180-\u0217\u021c-\u02ff\u0370-\u07ff]")
#: ASCII, and bytes in the middle of a UTF-8 character.
_NOT_FIRST: Final = bytes(range(0xC0))
#: So few characters that accidents must be reckoned with.
_FEW: Final = 8
#: Words that encodings are compared on, and words that are looked at one by one; of more, a sample by hash.
_COMPARED: Final = 512
_KEPT: Final = 8192
_LONGEST_WORD: Final = 64
#: Bytes that separate words: ASCII but letters, digits and the apostrophe.
_TO_SPACES: Final = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or byte == 0x27 else 0x20 for byte in range(256)
)
_ASCII_TEXT: Final = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ")
_EBCDIC_TEXT: Final = frozenset(bytes(_ASCII_TEXT).decode("ascii").encode("cp500"))


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a file is read as, and why."""

    #: As Python calls it.
    name: str
    #: A sentence for a person, without a value: `read as cp1252: 41 words with accents, all French letters`.
    evidence: str
    #: Words of the file that make no sense in this encoding and do in another one. They are payload.
    doubtful: frozenset[str] = field(default=frozenset(), repr=False)


def tell_encoding(path: Path) -> Encoding:
    """Tell the encoding of a file from all of it.

    Raises:
        FileUnreadableError: it is EBCDIC, or no encoding that is known here makes words of it.
        EncodingUnclearError: two encodings make as good words of it.
    """
    with path.open("rb") as file:
        told = _of_two_or_four_bytes(file.read(_HEAD), path.name)
        if told is not None:
            return told
        file.seek(0)
        sound = _utf8_characters(file)
        if sound == 0:
            return Encoding("utf-8", "read as utf-8: no accents, plain ASCII")
        if sound is None or sound <= _FEW:
            file.seek(0)
            sound, broken, accidental = _utf8_signs(file)
        else:
            broken = accidental = 0
        if not broken and not accidental:
            return Encoding("utf-8", f"read as utf-8: {sound:,} characters beyond ASCII, every byte fits")
        if sound - accidental >= broken > 0:
            several = f"{broken:,} broken bytes are refused where they stand"
            return Encoding("utf-8", f"read as utf-8: {sound:,} characters beyond ASCII; {several}")
        file.seek(0)
        words, seen = _words_beyond_ascii(file)
    return decide(words, seen, path.name, utf8=not broken)


def decide(words: frozenset[bytes], seen: bytes, file: str, *, utf8: bool = False) -> Encoding:
    """Compare what the candidates make of a file's words; pure.

    Args:
        words: the distinct words that hold bytes beyond ASCII; not empty.
        seen: every byte beyond ASCII that the file holds.
        file: its name, for messages.
        utf8: whether the file is UTF-8 byte for byte, by accident or not.

    Raises:
        FileUnreadableError, EncodingUnclearError: see `tell_encoding`.
    """
    ordered = sorted(words, key=lambda word: (crc32(word), word))
    names = evidence.distinct(evidence.CANDIDATES, seen)
    best, *others = evidence.decodings(ordered[:_COMPARED], [*names, "utf-8"] if utf8 else names)
    if best.average >= evidence.IMPLAUSIBLE:
        raise FileUnreadableError(
            f"{file}: no encoding that is known here makes words of its letters beyond ASCII (nearest: "
            f"{best.encoding}). Save it as UTF-8, or declare `file: {{encoding: …}}` in the mapping."
        )
    # What is refused where it stands does not make two decodings of the rest.
    doubtful = _doubtful(best.encoding, ordered, names)
    second = next((other for other in others if not evidence.is_settled(best, other, doubtful)), None)
    if second is not None:
        raise EncodingUnclearError(
            f"{file} may be {best.encoding} or {second.encoding}: both make words of its letters. "
            f"Say which in the mapping, `file: {{encoding: {best.encoding}}}`, or save the file as UTF-8."
        )
    foreign = sum(evidence.is_foreign(word.decode(best.encoding, "replace")) for word in ordered)
    letters = "all French letters" if not foreign else f"{foreign:,} of them with letters of other languages"
    some = "word with accents" if len(ordered) == 1 else "words with accents"
    text = f"read as {best.encoding}: {len(ordered):,} {some}, {letters}"
    if doubtful:
        text += f"; {len(doubtful):,} that look like another encoding are refused where they stand"
    return Encoding(best.encoding, text, doubtful)


def _doubtful(name: str, words: list[bytes], names: list[str]) -> frozenset[str]:
    """The words of which `name` makes nonsense, and another encoding does not."""
    others = [*(one for one in names if one != name), "utf-8"]
    return frozenset(
        text
        for word in words
        if evidence.cost_of(text := word.decode(name, "replace")) >= evidence.IMPLAUSIBLE
        and any(_makes_sense(word, other) for other in others)
    )


def _makes_sense(word: bytes, encoding: str) -> bool:
    text = word.decode(encoding, "replace")
    return evidence.cost_of(text) <= evidence.IMPLAUSIBLE / 2


def _of_two_or_four_bytes(head: bytes, name: str) -> Encoding | None:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return Encoding(encoding, f"read as {encoding}: the file begins with its mark")
    for width, ends in ((4, ("utf-32-le", "utf-32-be")), (2, ("utf-16-le", "utf-16-be"))):
        nuls = [head[at::width].count(0) for at in range(width)]
        whole = len(head) // width
        for encoding, letter in zip(ends, (0, width - 1), strict=True):
            others = [count for at, count in enumerate(nuls) if at != letter]
            if whole >= 4 and min(others) > 0.7 * whole and nuls[letter] < 0.1 * whole:
                return Encoding(encoding, f"read as {encoding}: its mark is missing, but the zeros fit")
    ebcdic, ascii_ = (sum(map(text.__contains__, head)) for text in (_EBCDIC_TEXT, _ASCII_TEXT))
    if len(head) >= 16 and ebcdic > 0.6 * len(head) and ascii_ < 0.25 * len(head):
        raise FileUnreadableError(
            f"{name} is in EBCDIC, as mainframes write. Ask for it in UTF-8, or declare which EBCDIC: "
            "`file: {encoding: cp1140}` in the mapping."
        )
    return None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
    yield b""


def _utf8_characters(file: BinaryIO) -> int | None:
    """How many characters beyond ASCII there are; None where a byte is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = 0
    try:
        for chunk in _chunks(file):
            decoder.decode(chunk, final=not chunk)
            found += len(chunk.translate(None, _NOT_FIRST))
    except UnicodeDecodeError:
        return None
    return found


def _utf8_signs(file: BinaryIO) -> tuple[int, int, int]:
    """Characters beyond ASCII that are sound UTF-8, bytes that are not, and those that may be accidents."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    sound = broken = accidental = 0
    for chunk in _chunks(file):
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            escaped = len(_ESCAPED.findall(text))
            broken += escaped
            sound += len(_NOT_ASCII.findall(text)) - escaped
            accidental += len(_ACCIDENTAL.findall(text))
    return sound, broken, accidental


def _words_beyond_ascii(file: BinaryIO) -> tuple[frozenset[bytes], bytes]:
    """The file's distinct words that hold bytes beyond ASCII, and all those bytes.

    Of more words than can be kept, those stay whose hash ends in enough zeros: the same in any order of rows.
    """
    kept: set[bytes] = set()
    seen: set[int] = set()
    grain = 1
    rest = b""
    for chunk in _chunks(file):
        text = (rest + chunk).translate(_TO_SPACES)
        cut = text.rfind(b" ") + 1 if chunk else len(text)
        if cut == 0 and len(text) > _CHUNK:
            cut = len(text)
        text, rest = text[:cut], text[cut:]
        for word in set(text.split()):
            if word.isascii():
                continue
            for at in range(0, len(word), _LONGEST_WORD):
                piece = word[at : at + _LONGEST_WORD]
                seen.update(piece)
                if not piece.isascii() and crc32(piece) % grain == 0:
                    kept.add(piece)
        while len(kept) > _KEPT:
            grain *= 2
            kept = {word for word in kept if crc32(word) % grain == 0}
    return frozenset(kept), bytes(sorted(byte for byte in seen if byte >= 0x80))
