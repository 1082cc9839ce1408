"""A browser's window that is only looked at: no frame, no address, no DevTools, nothing but the page.

Like Citrix and thick clients, it gives pixels and nothing else. It has a profile of its own, in a temporary
folder, and none of a browser's hints and offers.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from Xlib import X
from Xlib.error import XError

from copiste.screens.drivers.browsers import installed_browser
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError
from copiste.screens.pixels.polling import looks
from copiste.screens.pixels.windows.started import StartedWindow
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import XWindow, owner, windows

#: Seconds until its window is shown; it takes one on a machine at rest.
_START = 30.0
#: Seconds within which its profile is removed.
_REMOVED = 2.0
#: No first-run pages, no offers, no background traffic.
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

    program = "The browser"

    def __init__(self, display: Display, url: str, *, scale: float = 1.0, locale: str | None = None) -> None:
        """Start it on `url` and wait until its window is shown; the page may come later.

        Raises:
            FaceError: no browser is installed.
            UnreachableError: it ended, or showed no window.
        """
        path = installed_browser(headless=False)
        if path is None:
            raise FaceError("No browser is installed here. Next step: install Chromium, Chrome or Edge.")
        width, height = display.size
        self._profile = _new_profile(locale)
        command = [
            path, f"--app={url}", "--kiosk", f"--user-data-dir={self._profile}",
            f"--force-device-scale-factor={scale:g}", "--window-position=0,0",
            f"--window-size={width},{height}",
            *([f"--lang={locale}"] if locale else []),
            *(["--no-sandbox"] if os.geteuid() == 0 else []), *_QUIET,
        ]  # fmt: skip
        try:
            variables = display.variables() | _variables(self._profile, locale)
            super().__init__(display, command, variables, seconds=_START)
        except BaseException:
            _remove(self._profile)
            raise

    def close(self) -> None:
        """End it, and remove its profile."""
        super().close()
        _remove(self._profile)

    def _window_fault(self) -> str:
        try:
            shown = self._window.get_attributes().map_state == X.IsViewable
        except XError:
            shown = False
        return "" if shown else "The browser's window was closed."

    def _find(self) -> XWindow | None:
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


def _new_profile(locale: str | None) -> Path:
    """A new profile that offers nothing of its own.

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


def _variables(profile: Path, locale: str | None) -> dict[str, str]:
    """The browser's language, and the displays' cookies in a file: its renderer opens no other."""
    variables = {"LANGUAGE": locale.replace("-", "_")} if locale else {}
    cookies = profile / "Xauthority"
    with suppress(OSError):
        cookies.write_bytes(Path(os.environ.get("XAUTHORITY", "")).read_bytes())
        variables["XAUTHORITY"] = str(cookies)
    return variables


def _remove(profile: Path) -> None:
    """Remove a profile; the browser's other processes may still write into it for a moment."""
    for _ in looks(Deadline(_REMOVED)):
        shutil.rmtree(profile, ignore_errors=True)
        if not profile.exists():
            return
