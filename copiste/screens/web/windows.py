"""The windows of one page: those that the application opens above it, what they ask, and what fails."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Dialog, Error, Page, Request

from copiste.screens.drivers.driver import MAY_LEAVE, AnswerDialog
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.network.broken_answers import BrokenAnswers
from copiste.screens.web.scripts import HUB


class Windows:
    """A page, and the windows that the application opened above it; the topmost one is the screen."""

    def __init__(self, page: Page, face: ApplicationFace) -> None:
        self._face = face
        self._windows: list[Page] = [page]
        self._dialogs: list[str] = []
        #: Asked for each dialog.
        self.answer: AnswerDialog = lambda _: False
        #: What broke off in any of them.
        self.broken = BrokenAnswers(face)
        page.context.on("page", self._opened)
        self._listen(page)

    def anew(self, page: Page) -> Windows:
        """The windows of another page, with the same answers to dialogs."""
        windows = Windows(page, self._face)
        windows.answer = self.answer
        return windows

    @property
    def first(self) -> Page:
        """The page itself."""
        return self._windows[0]

    @property
    def top(self) -> Page:
        """The topmost window that is open."""
        while len(self._windows) > 1 and self._windows[-1].is_closed():
            self._windows.pop()
        return self._windows[-1]

    @property
    def several(self) -> bool:
        """Whether there is a window above the page."""
        return len(self._windows) > 1

    def close_others(self) -> None:
        """Close every window above the page."""
        for window in self._windows[1:]:
            window.close()

    def take_dialogs(self) -> tuple[str, ...]:
        """The texts of the dialogs that were dismissed since this was asked last."""
        dialogs, self._dialogs = tuple(self._dialogs), []
        return dialogs

    def _listen(self, page: Page) -> None:
        page.on("dialog", self._dialog)
        page.on("requestfailed", self._request_failed)

    def _request_failed(self, request: Request) -> None:
        if self.broken.note(request):
            # A window that closes meanwhile has nobody waiting in it.
            with suppress(Error):
                self._call(self.top, "giveUp")

    def _dialog(self, dialog: Dialog) -> None:
        text = MAY_LEAVE if dialog.type == "beforeunload" else dialog.message
        if self.answer(text):
            dialog.accept()
            return
        self._dialogs.append(text)
        dialog.dismiss()
        self._call(self.top, "wake")

    def _opened(self, page: Page) -> None:
        if page.opener() not in self._windows:
            # Somebody else's, in a browser that is not ours alone.
            return
        if self._face.popups == "close":
            page.close()
            return
        below = self.top
        self._listen(page)
        self._windows.append(page)
        self._call(below, "wake")

    @staticmethod
    def _call(page: Page, what: str) -> None:
        page.evaluate(f"() => {{ const hub = {HUB}; if (hub) hub.{what}(); }}")
