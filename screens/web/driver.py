"""The web face's driver: a page, its frames, dialogs and windows. No Playwright type leaves this package."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Dialog, Error, Page

from screens.driver import AnswerDialog, Keystrokes
from screens.errors import ArrivalTimeoutError, FieldNotFoundError, UnreachableError
from screens.view import Cell, View
from screens.waiting import Deadline
from screens.web.declaration import ApplicationFace

_SOURCE = Path(__file__).with_name("page.js")
_ASK = "window[Symbol.for('copiste')]"
_PROTECTED, _HIDDEN = 1, 2
_KEYS = {"ENTER": "Enter", "CLEAR": "Escape"}
#: A navigation throws the question away with the document that was asked; it is asked again in the next one.
_GONE = ("context was destroyed", "Cannot find context", "frame was detached", "navigat")


class WebDriver:
    """One page of a browser."""

    has_dialogs = True

    def __init__(self, page: Page, face: ApplicationFace, url: str, close: Callable[[], None]) -> None:
        self._url = url
        self._close = close
        self._follow = face.popups == "follow"
        self._answer: AnswerDialog = lambda _: False
        self._dialogs: list[str] = []
        #: The application's page, and above it the windows that it opened.
        self._pages: list[Page] = [page]
        self._cdp: dict[Page, CDPSession] = {}
        config = {"frame": face.frame, "title": face.title, "message": face.message}
        self._source = _SOURCE.read_text(encoding="utf-8").replace("__CONFIG__", json.dumps(config))
        page.context.add_init_script(self._source)
        page.context.on("page", self._opened)
        page.on("dialog", self._dialog)

    # --- the protocol -----

    def home(self, deadline: Deadline) -> View:
        """Show the application's first screen."""
        for page in self._pages[1:]:
            page.close()
        try:
            self._page.goto(self._url, timeout=deadline.left * 1000, wait_until="commit")
        except Error as error:
            raise UnreachableError(_first_line(error)) from None
        return self.look(deadline)

    def look(self, deadline: Deadline) -> View:
        """See what is shown, once it has loaded."""
        return self._after("", deadline)

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        """Type everything in one round trip, and give the view afterwards."""
        strokes = [[one.place, one.text] for one in keystrokes]
        answer = self._ask(f"([t, k]) => {_ASK}.inContent('type', t, k)", [view.token, strokes])
        if "stale" in answer:
            raise FieldNotFoundError("The screen was replaced by another one before anything was typed.")
        return self._view(answer)

    def press(self, key: str, deadline: Deadline) -> View:
        """Press `key` and wait for another document, a dialog that was not accepted, or a window."""
        page = self._page
        token = self._token
        page.keyboard.press(_KEYS.get(key, key))
        return self._after(token, deadline)

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        """Wait for a document other than that of `view`."""
        try:
            return self._after(view.token, deadline)
        except ArrivalTimeoutError:
            return None

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        """Write a picture of the page with the places `masked` painted over."""
        kind = {"format": "png"} if path.suffix == ".png" else {"format": "jpeg", "quality": 60}
        self._ask(f"([t, m]) => {_ASK}.inContent('cover', t, m)", [view.token, list(masked)])
        try:
            shot = self._session().send("Page.captureScreenshot", {**kind, "optimizeForSpeed": True})
        finally:
            self._ask(f"() => {_ASK}.inContent('reveal')", None)
        path.write_bytes(base64.b64decode(shot["data"]))

    def on_dialog(self, answer: AnswerDialog) -> None:
        """Ask `answer` for each dialog from now on."""
        self._answer = answer

    def close(self) -> None:
        """Close what was opened here."""
        self._close()

    # --- inside -----

    @property
    def _page(self) -> Page:
        return self._pages[-1]

    def _after(self, token: str, deadline: Deadline) -> View:
        while True:
            page = self._page
            answer = self._ask(f"([t, ms]) => {_ASK}.after(t, ms)", [token, deadline.left * 1000])
            if page is not self._page:
                continue
            if answer.get("late"):
                raise ArrivalTimeoutError("Nothing arrived before the deadline.")
            return self._view(answer)

    def _ask(self, question: str, argument: Any) -> dict[str, Any]:
        while True:
            try:
                answer = self._page.evaluate(question, argument)
                return json.loads(answer) if answer else {}
            except Error as error:
                if "of undefined" in error.message:
                    self._teach()
                elif not any(sign in error.message for sign in _GONE):
                    raise UnreachableError(_first_line(error)) from None

    def _teach(self) -> None:
        """Bring the page's side to documents that were there before us."""
        for frame in self._page.frames:
            frame.evaluate(self._source)

    def _view(self, answer: dict[str, Any]) -> View:
        self._token = answer["token"]
        dialogs, self._dialogs = tuple(self._dialogs), []
        lines = tuple(tuple(_cell(cell) for cell in line) for line in answer["lines"])
        return View(lines, answer["token"], answer["title"], answer["message"], dialogs)

    def _dialog(self, dialog: Dialog) -> None:
        if self._answer(dialog.message):
            dialog.accept()
            return
        self._dialogs.append(dialog.message)
        dialog.dismiss()
        self._wake()

    def _opened(self, page: Page) -> None:
        if page is self._pages[0]:
            return
        if not self._follow:
            page.close()
            return
        page.on("dialog", self._dialog)
        page.on("close", self._closed)
        self._pages.append(page)
        self._pages[-2].evaluate(f"() => {_ASK}.wake()")

    def _closed(self, page: Page) -> None:
        if page in self._pages:
            self._pages.remove(page)

    def _wake(self) -> None:
        self._page.evaluate(f"() => {_ASK}.wake()")

    def _session(self) -> CDPSession:
        if self._page not in self._cdp:
            self._cdp[self._page] = self._page.context.new_cdp_session(self._page)
        return self._cdp[self._page]


def _cell(cell: list[Any]) -> Cell:
    if len(cell) == 2:
        return Cell(cell[1], cell[0])
    place, text, flags, length = cell
    return Cell(text, place, True, bool(flags & _PROTECTED), bool(flags & _HIDDEN), length)


def _first_line(error: Error) -> str:
    return error.message.splitlines()[0]
