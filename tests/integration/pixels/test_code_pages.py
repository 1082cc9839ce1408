"""Every character of a code page, both ways: shown by a host and read, typed and received by the host."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import DeclarationError
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.terminal.opening import open_driver
from legacy_mock.faces.terminal.codepage import decode
from tests.integration.pixels.screens_of_hosts import PLACE, TEXT, address
from tests.integration.pixels.test_odd_hosts import OddHost
from tests.integration.pixels.test_other_hosts import application

#: Bytes that are characters.
_BYTES = bytes(range(0x41, 0xFF))
#: Read as the one that is typed: drawn alike, or as a blank is.
_ALIKE = str.maketrans({"\u00a0": " ", "\u00ad": "-", "¡": "i"})
_ROW = 63

#: x3270's name, and what its bytes are.
PAGES = {
    "us": _BYTES.decode("cp037"),
    # Python has the overline for what IBM calls a macron.
    "german": _BYTES.decode("cp273").replace("\u203e", "\u00af"),
    "belgian": _BYTES.decode("cp500"),
    "us-euro": _BYTES.decode("cp1140"),
    "french": "".join(decode(bytes([one])) for one in _BYTES).replace("\ufffd", "\u00ad"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_character_is_read_and_typed_exactly(name: str, tmp_path: Path) -> None:
    characters = PAGES[name]
    assert set("éçù§£[]^@") <= set(characters)
    shown = b"\xf5\xc2" + b"".join(rows(_BYTES)) + b"".join(places())
    fields = "".join(
        f"  row_{at}: {{at: {{row: {10 + at}, column: 2, length: {_ROW}}}}}\n" for at in range(len(texts("")))
    )
    first = f"recognise: {{at: {{row: 20, column: 2, text: X}}}}\nfields:\n{fields}"
    folder = application(tmp_path, f"codepage: {name}", first=first)
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = OddHost(server, [shown], [shown])
        driver = open_driver(load_application(folder), Options(url=f"tn3270://127.0.0.1:{host.port}"))
        try:
            view = driver.open("", Deadline(30))
            read = "".join(view.rows[1 + at][1 : 1 + len(text)] for at, text in enumerate(texts(characters)))
            assert read == characters.translate(_ALIKE)
            cells = {cell.at: cell for cell in view.cells() if cell.input}
            # Blanks at the end of a place are none of its text.
            typed = [text.replace("\u00a0", "").strip() for text in texts(characters)]
            driver.enter(view, [Keystrokes(cells[10 + at, 2].place, text) for at, text in enumerate(typed)])
            driver.press("ENTER", Deadline(30))
        finally:
            driver.close()
            host.hang_up()
    byte_of = dict(zip(characters, _BYTES, strict=True))
    for text in typed:
        assert bytes(byte_of[one] for one in text).replace(b"\xff", b"\xff\xff") in host.received[0]


def test_a_code_page_that_the_font_does_not_draw_is_told_with_those_that_it_does(tmp_path: Path) -> None:
    folder = application(
        tmp_path, "codepage: frensh", first="fields: {code: {at: {row: 3, column: 2, length: 4}}}"
    )
    with pytest.raises(DeclarationError, match=r"Did you mean french.*us-euro"):
        load_application(folder)


def texts(characters: str) -> list[str]:
    """The characters in rows."""
    return [characters.ljust(len(_BYTES))[at : at + _ROW] for at in range(0, len(_BYTES), _ROW)]


def rows(shown: bytes) -> Iterator[bytes]:
    for at in range(0, len(shown), _ROW):
        yield address(2 + at // _ROW, 1) + b"\x1d" + TEXT + shown[at : at + _ROW]
    yield address(20, 1) + b"\x1d" + TEXT + "X".encode("cp037")


def places() -> Iterator[bytes]:
    for at in range(len(texts(""))):
        yield address(10 + at, 1) + b"\x1d" + PLACE + (b"\x13" if not at else b"")
        yield address(10 + at, 2 + _ROW) + b"\x1d" + TEXT
