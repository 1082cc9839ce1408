"""The windows of one page: those that the application opens above it, and what they ask in dialogs."""

from __future__ import annotations

from playwright.sync_api import Dialog, Page

from copiste.screens.drivers.driver import MAY_LEAVE, AnswerDialog
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.scripts import HUB


class Windows:
    """A page, and the windows that the application opened above it; the topmost one is the screen."""

    def __init__(self, page: Page, face: ApplicationFace) -> None:
        self._face = face
        self._windows: list[Page] = [page]
        self._dialogs: list[str] = []
        #: Asked for each dialog.
        self.answer: AnswerDialog = lambda _: False
        page.context.on("page", self._opened)
        page.on("dialog", self._dialog)

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

    def _dialog(self, dialog: Dialog) -> None:
        text = MAY_LEAVE if dialog.type == "beforeunload" else dialog.message
        if self.answer(text):
            dialog.accept()
            return
        self._dialogs.append(text)
        dialog.dismiss()
        self._wake(self.top)

    def _opened(self, page: Page) -> None:
        if page.opener() not in self._windows:
            # Somebody else's, in a browser that is not ours alone.
            return
        if self._face.popups == "close":
            page.close()
            return
        below = self.top
        page.on("dialog", self._dialog)
        self._windows.append(page)
        self._wake(below)

    @staticmethod
    def _wake(page: Page) -> None:
        page.evaluate(f"() => {{ const hub = {HUB}; if (hub) hub.wake(); }}")
