"""A browser's window that is only looked at: no frame, no address, no DevTools, nothing but the page.

It stands for what Citrix and thick clients show. It has a profile of its own, in a temporary folder, and
shows none of the bubbles by which browsers help people.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from Xlib import X
from Xlib.error import XError

from copiste.screens import programs
from copiste.screens.browsers import installed_browser
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.startup.failure import by_signal
from copiste.screens.pixels.startup.output import ProgramOutput
from copiste.screens.pixels.windows.started import StartedWindow
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import GONE, XWindow, gone, owner, windows
from copiste.screens.waiting import Deadline

#: Seconds until its window is shown; it takes one on a machine at rest.
_START = 30.0
#: Nothing that a page did not ask for: no first steps, no offers, no talk in the background.
_QUIET = (
    "--no-first-run", "--no-default-browser-check", "--noerrdialogs", "--disable-sync",
    "--disable-extensions", "--disable-component-update", "--disable-background-networking",
    "--disable-domain-reliability", "--no-pings", "--disable-features=Translate",
    "--password-store=basic", "--use-mock-keychain", "--disable-gpu",
)  # fmt: skip
_PREFERENCES = {
    "credentials_enable_service": False,
    "profile": {"password_manager_enabled": False},
    "autofill": {"profile_enabled": False, "credit_card_enabled": False},
    "translate": {"enabled": False},
}


class Kiosk(StartedWindow):
    """A window of a browser over the whole of a display. Not for several threads."""

    def __init__(
        self,
        display: Display,
        url: str,
        *,
        scale: float = 1.0,
        locale: str | None = None,
        executable: str = "",
    ) -> None:
        """Start it on `url` and wait until its window is shown; the page may come later.

        Raises:
            FaceError: no browser is installed.
            UnreachableError: it ended, or showed no window.
        """
        path = executable or installed_browser(headless=False)
        if path is None:
            raise FaceError("No browser is installed here. Next step: install Chromium, Chrome or Edge.")
        self._profile = _profile(locale)
        try:
            super().__init__(display)
        except BaseException:
            shutil.rmtree(self._profile, ignore_errors=True)
            raise
        screen = self._connection.screen()
        self._output = ProgramOutput()
        command = [
            path, f"--app={url}", "--kiosk", f"--user-data-dir={self._profile}",
            f"--force-device-scale-factor={scale:g}", "--window-position=0,0",
            f"--window-size={screen.width_in_pixels},{screen.height_in_pixels}",
            *([f"--lang={locale}"] if locale else []),
            *(["--no-sandbox"] if os.geteuid() == 0 else []), *_QUIET,
        ]  # fmt: skip
        try:
            self._program = programs.start(
                command, display.variables() | _variables(self._profile), said=self._output.file
            )
        except BaseException:
            self._connection.close()
            self._output.close()
            shutil.rmtree(self._profile, ignore_errors=True)
            raise
        #: Can be read once it has ended.
        self.descriptor: int | None = os.pidfd_open(self._program.pid)
        try:
            self._window = self._wait_for_window(Deadline(_START))
            self._output.stop()
            self.focus()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Its first OS process; it has several."""
        return self._program.pid

    @property
    def fault(self) -> str:
        """Why it is not alive; empty while it is."""
        if self.descriptor is None:
            return "The browser was closed."
        if (code := self._program.poll()) is not None:
            return "The browser ended." + by_signal(code)
        try:
            shown = self._window.get_attributes().map_state == X.IsViewable
        except XError:
            shown = False
        except GONE:
            return str(gone(self._display.name))
        return "" if shown else "The browser's window was closed."

    def close(self) -> None:
        """End it, and throw its profile away."""
        if self.descriptor is None:
            return
        os.close(self.descriptor)
        self.descriptor = None
        programs.end(self._program)
        with suppress(*GONE):
            self._connection.close()
        self._output.close()
        _throw_away(self._profile, Deadline(2.0))

    def _wait_for_window(self, deadline: Deadline) -> XWindow:
        while True:
            if (window := self._shown()) is not None:
                return window
            assert self.descriptor is not None
            if not self._connection.pending_events():
                ready, _, _ = select.select(
                    [self._connection.fileno(), self.descriptor], [], [], deadline.left
                )
                if self.descriptor in ready:
                    raise UnreachableError(self._output.why("The browser", self._program))
                if not ready:
                    raise UnreachableError(self._output.why("The browser", self._program, _START))
            while self._connection.pending_events():
                self._connection.next_event()

    def _shown(self) -> XWindow | None:
        """Its window, if it is shown: the largest of those that it opened."""
        found: list[tuple[int, XWindow]] = []
        for window in windows(self._root, 1):
            with suppress(XError):  # gone meanwhile
                if (
                    window.get_attributes().map_state == X.IsViewable
                    and owner(self._connection, window) == self._program.pid
                ):
                    geometry = window.get_geometry()
                    found.append((geometry.width * geometry.height, window))
        largest = max(found, key=lambda one: one[0], default=None)
        return None if largest is None or largest[0] < 100 * 100 else largest[1]


def _profile(locale: str | None) -> Path:
    """A new profile that is told to be quiet.

    Raises:
        FaceError: the temporary folder takes no files.
    """
    folder = None
    try:
        folder = Path(mkdtemp(prefix="copiste-kiosk-"))
        (folder / "Default").mkdir()
        preferences = _PREFERENCES | ({"intl": {"accept_languages": locale}} if locale else {})
        (folder / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
    except OSError as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise FaceError(
            f"The browser's profile cannot be written into the temporary folder: {error.strerror}. "
            "Next step: make room there, or name another folder by TMPDIR."
        ) from None
    return folder


def _variables(profile: Path) -> dict[str, str]:
    """French, and the cookies of displays in a file: a browser's painter may not look into our process."""
    cookies = profile / "Xauthority"
    with suppress(OSError):
        cookies.write_bytes(Path(os.environ.get("XAUTHORITY", "")).read_bytes())
        return {"LANGUAGE": "fr_FR", "XAUTHORITY": str(cookies)}
    return {"LANGUAGE": "fr_FR"}


def _throw_away(folder: Path, deadline: Deadline) -> None:
    """Remove a profile; the browser's other processes may still write into it for a moment."""
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists() or deadline.passed:
            return
        time.sleep(0.02)
