"""The message that the operations desk sends to every terminal.

It lives in a small file beside the database, so that a command can set it while the host runs.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

#: Longest text that the screen can show.
LENGTH = 70


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message, with an identity so that each session is shown it once."""

    key: str
    text: str


class BroadcastBoard:
    """Where the message of one database is posted."""

    def __init__(self, database: Path) -> None:
        self._file = database.with_name(database.name + ".broadcast")

    def post(self, text: str) -> None:
        """Post a message in place of the former one; an empty text takes it down.

        Raises:
            ValueError: the text is longer than a line of the screen, or not in plain capitals' reach.
        """
        text = text.strip().upper()
        if not text:
            self._file.unlink(missing_ok=True)
            return
        if len(text) > LENGTH or not text.isascii():
            raise ValueError(f"A broadcast has at most {LENGTH} characters, without accents.")
        fresh = self._file.with_name(self._file.name + ".new")
        fresh.write_text(json.dumps({"key": secrets.token_hex(4), "text": text}), encoding="utf-8")
        fresh.replace(self._file)

    def current(self) -> Broadcast | None:
        """Give the message that is posted, if any."""
        try:
            posted = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Broadcast(posted["key"], posted["text"])
