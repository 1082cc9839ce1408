"""Questions to the script of a page, and what they come to when the page makes way for another meanwhile."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Error

from copiste.screens.errors import (
    ActionBlockedError,
    RefusedByPageError,
    ScreenReplacedError,
    UnreachableError,
)
from copiste.screens.web.scripts import HUB
from copiste.screens.web.windows import Windows

#: What Playwright says when the document that was asked made way for another.
_GONE = ("Execution context was destroyed", "Cannot find context", "rame was detached")
_CLOSED = "has been closed"
_UNTAUGHT = '{"untaught":true}'


class Asking:
    """Asks the topmost window."""

    def __init__(self, windows: Windows, script: str) -> None:
        self._windows = windows
        self._script = script

    def do(self, how: str, *what: Any) -> Any:
        """The page's answer to something that is done; `None` when it has made way for another meanwhile."""
        answer = self.ask(f"given => {HUB}.{how}(...given)", list(what))
        if answer is None:
            return None
        if "stale" in answer:
            raise ScreenReplacedError("anything was pressed")
        if "blocked" in answer:
            raise ActionBlockedError(answer["blocked"])
        if "refused" in answer:
            raise RefusedByPageError(*answer["refused"])
        return answer

    def ask(self, question: str, argument: Any) -> Any:
        """The page's answer; `None` when the document that was asked has made way for another meanwhile."""
        page = self._windows.top
        asked = f"given => {HUB} ? ({question})(given) : '{_UNTAUGHT}'"
        while True:
            try:
                answer = page.evaluate(asked, argument)
                if answer != _UNTAUGHT:
                    return json.loads(answer) if isinstance(answer, str) else answer
                # A document that was there before us; nothing was asked of it yet.
                page.evaluate(self._script)
            except Error as error:
                if any(sign in error.message for sign in _GONE) or (
                    _CLOSED in error.message and page is not self._windows.first
                ):
                    return None
                raise UnreachableError(first_line(error)) from None


def first_line(error: Error) -> str:
    """What a browser's error says, without the log of its call."""
    return error.message.splitlines()[0]
