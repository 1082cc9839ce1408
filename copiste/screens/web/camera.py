"""Take the picture of a page, and open the pages that are painted only when a picture is wanted.

Such a page belongs to a headless shell: no frame is painted between two pictures, which saves a quarter of
what a screen costs. Scripts, layout, focus and timers work as usual. What waits for an animation frame would
never go on: an application's declaration says that its pages do not (`painting: on_demand`).
"""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page

from copiste.screens.errors import UnreachableError

_QUALITY = 60
#: Milliseconds in which a document that has not loaded paints its first frame. Until then the browser answers
#: no question for a picture: of one that was cut off before anything of it could be painted, never.
_PAINTS = 3000
_IS_PAINTED = """ms => document.readyState === 'complete' || new Promise((tell) => {
  requestAnimationFrame(() => tell(true));
  setTimeout(() => tell(false), ms);
})"""


class Camera:
    """Pictures of the pages of one context."""

    def __init__(self, *, on_demand: Page | None = None) -> None:
        #: The page that is painted on demand; windows that it opens are painted as usual.
        self._on_demand = on_demand
        self._sessions: dict[Page, CDPSession] = {}

    def shoot(self, page: Page, suffix: str) -> bytes:
        """The picture of `page` as PNG for `.png`, else as JPEG.

        Raises:
            UnreachableError: the browser gives none.
        """
        kind: dict[str, Any] = (
            {"format": "png"} if suffix == ".png" else {"format": "jpeg", "quality": _QUALITY}
        )
        kind["optimizeForSpeed"] = True
        try:
            if page is self._on_demand:
                data = self._send(page, "HeadlessExperimental.beginFrame", {"screenshot": kind})[
                    "screenshotData"
                ]
            elif page.evaluate(_IS_PAINTED, _PAINTS):
                data = self._send(page, "Page.captureScreenshot", kind)["data"]
            else:
                raise UnreachableError("The browser gives no picture: nothing of the page is painted yet.")
        except (Error, KeyError) as error:
            raise UnreachableError(f"The browser gives no picture ({type(error).__name__}).") from None
        return base64.b64decode(data)

    def resize(self, page: Page, width: int, height: int) -> None:
        """Show `page` as in a window of this size, in CSS pixels, until `size_as_before`."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._send(page, "Emulation.setDeviceMetricsOverride", size)
        if page is self._on_demand:
            # The first frame of another size holds no picture.
            self._send(page, "HeadlessExperimental.beginFrame", {})

    def size_as_before(self, page: Page) -> None:
        """Show `page` in the size of its window."""
        if size := page.viewport_size:
            self.resize(page, size["width"], size["height"])
        else:
            self._send(page, "Emulation.clearDeviceMetricsOverride", {})

    def _send(self, page: Page, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        if page not in self._sessions:
            self._sessions[page] = page.context.new_cdp_session(page)
        answer: dict[str, Any] = self._sessions[page].send(method, parameters)
        return answer


def page_on_demand(browser: Browser, context: BrowserContext, width: int, height: int) -> Page:
    """Open a page of `context`, the only one of a headless shell, that is painted only for a picture."""
    session = browser.new_browser_cdp_session()
    (context_id,) = session.send("Target.getBrowserContexts")["browserContextIds"]
    target = {"url": "about:blank", "browserContextId": context_id, "width": width, "height": height}
    with context.expect_page() as opened:
        session.send("Target.createTarget", {**target, "enableBeginFrameControl": True})
    session.detach()
    return opened.value
