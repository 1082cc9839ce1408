"""s3270, the scripted terminal of the x3270 family: keys in, the text of the glass out."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from legacy_mock.maps import CATALOGUE

#: Seconds for any one action.
_LIMIT = 30


class ActionError(Exception):
    """The terminal could not do what it was told."""


class S3270:
    """Somebody at a terminal. Rows and columns count from 1."""

    def __init__(self, *options: str) -> None:
        self._process = subprocess.Popen(
            ["s3270", "-utf8", "-codepage", "french", *(options or ("-model", "3279-2-E"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        #: What the terminal says of itself behind each action (s3270(1), STATUS FORMAT).
        self.status: tuple[str, ...] = ()

    def do(self, action: str) -> list[str]:
        """Have it do one action, such as ``Wait(Unlock)``, and give what it answers.

        Raises:
            ActionError: it could not, or is gone.
        """
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(action + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise ActionError("s3270 is gone") from None
        told: list[str] = []
        for line in process.stdout:
            text = line.rstrip("\n")
            if text == "ok":
                return told
            if text == "error":
                raise ActionError(" ".join(told) or "no word from it")
            if text.startswith("data: "):
                told.append(text.removeprefix("data: "))
            else:
                self.status = tuple(text.split())
        raise ActionError("s3270 is gone")

    def connect(self, address: str) -> S3270:
        """Connect to ``tn3270://host:port`` and wait for a screen to type into, or to read."""
        self.do(f"Connect({urlsplit(address).netloc})")
        self.do(f"Wait({_LIMIT},Unlock)")
        return self

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        quoted = re.sub(r'(["\\])', r"\\\1", text)
        self.do(f'String("{quoted}")')

    def write(self, row: int, column: int, text: str) -> None:
        """Replace what a field holds that begins there."""
        self.do(f"MoveCursor({row - 1},{column - 1})")
        self.do("EraseEOF()")
        if text:
            self.type(text)

    def fill(self, map_name: str, /, **values: str) -> None:
        """Replace what fields of a map hold, wherever it has them; a date as 02031980."""
        for name, value in values.items():
            field = CATALOGUE[map_name].field(name)
            for cell, part in zip(field.cells(), field.split(value), strict=True):
                self.write(cell.row, cell.column, part)

    def sign_on(self, password: str, operator: str = "AGT01", terminal: str = "T001") -> S3270:
        """Identify somebody, from the first screen."""
        self.fill("sign_on", operator=operator, password=password, terminal=terminal)
        self.press()
        return self

    def go(self, choice: str, member: str = "") -> None:
        """Take an entry of the menu."""
        self.fill("menu", choice=choice, member_number=member)
        self.press()

    def press(self, key: str = "Enter") -> None:
        """Press an attention key (``Enter``, ``PF(10)``, ``Clear``); back when keys are taken again.

        Raises:
            ActionError: the line was lost instead of an answer.
        """
        self.do(key if key.endswith(")") else f"{key}()")
        self.do(f"Wait({_LIMIT},Unlock)")
        if not self.connected:
            raise ActionError("the line is lost")

    @property
    def glass(self) -> list[str]:
        """The 24 rows of 80 characters."""
        return [row.ljust(80) for row in self.do("Ascii()")]

    @property
    def title(self) -> str:
        """Row 3."""
        return self.glass[2].strip()

    @property
    def message(self) -> str:
        """Row 22."""
        return self.glass[21].strip()

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        self.do("Query(Cursor)")
        return int(self.status[8]) + 1, int(self.status[9]) + 1

    @property
    def connected(self) -> bool:
        """Whether its line stands."""
        self.do("Query(Cursor)")
        return self.status[3] != "N"

    @property
    def locked(self) -> bool:
        """Whether it takes no keys."""
        self.do("Query(Cursor)")
        return self.status[0] != "U"

    def kill(self) -> None:
        """End it at once, as a machine that fails; the network tells the host."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """End it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(_LIMIT)


@contextmanager
def terminal_at(address: str, *options: str) -> Iterator[S3270]:
    """Somebody at a terminal that is connected; it is ended behind."""
    terminal = S3270(*options)
    try:
        yield terminal.connect(address)
    finally:
        terminal.close()
