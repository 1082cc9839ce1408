"""Start, or connect to, a browser, and make the driver of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Error, Page, Playwright

from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import Identity
from copiste.screens.drivers.options import choose
from copiste.screens.errors import FaceError
from copiste.screens.web.browser import start
from copiste.screens.web.camera import Camera, page_on_demand
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.driver import WebDriver
from copiste.screens.web.network.identity import shown_as, trusted
from copiste.screens.web.network.proxies import UNPROTECTED, proxy_to
from copiste.screens.web.network.single_requests import relaying
from copiste.screens.web.playwright_host import borrow, give_back


@dataclass(frozen=True, slots=True)
class Options:
    """What `open_session` takes for this face."""

    #: The application's address.
    url: str = ""
    headless: bool = True
    #: A browser's path; found by itself when empty.
    executable: str = ""
    #: Address of the DevTools of a browser that runs already: it is used, never closed.
    connect: str = ""
    #: A PEM file of certificate authorities that are trusted beside the browser's own.
    certificate_authority: str = ""
    width: int = 1024
    height: int = 768


def open_driver(application: Application, options: Mapping[str, Any]) -> WebDriver:
    """Start a browser, or connect to the one at `connect`, and give the driver of its page.

    Raises:
        FaceError: an option is unknown, or no browser starts or answers.
    """
    chosen = _options(options)
    face = ApplicationFace.model_validate(application.faces.get("web", {}))
    playwright = borrow(chosen.certificate_authority)
    try:
        if chosen.connect:
            return _connected(playwright, chosen, face)
        return _launched(playwright, chosen, face, application)
    except BaseException:
        give_back()
        raise


def _options(given: Mapping[str, Any]) -> Options:
    options = choose(Options, given, "web")
    if not options.url and not options.connect:
        raise FaceError("The web face needs the option url: the application's address.")
    return options


def _launched(
    playwright: Playwright, options: Options, face: ApplicationFace, application: Application
) -> WebDriver:
    """The driver of a page in a browser of its own."""
    on_demand = options.headless and face.painting == "on_demand"
    lasting = ExitStack()
    try:
        proxy = proxy_to(options.url)
        relay = None if proxy is UNPROTECTED else lasting.enter_context(relaying(proxy))
        browser, found = start(
            playwright.chromium,
            headless=options.headless,
            executable=options.executable or None,
            on_demand=on_demand,
            relayed=relay is not None,
            variables=lasting.enter_context(trusted(options.certificate_authority)),
        )
    except BaseException:
        lasting.close()
        raise

    def end() -> None:
        _end_of(browser)()
        lasting.close()

    def page_of(identity: Identity) -> tuple[Page, Camera]:
        width, height = options.width, options.height
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=application.locale,
            timezone_id=application.timezone,
            proxy=relay.as_proxy if relay else None,
            **shown_as(identity, options.url),
        )
        if on_demand and found.is_shell:
            page = page_on_demand(browser, context, width, height)
            return page, Camera(on_demand=page)
        return context.new_page(), Camera()

    try:
        page, camera = page_of(Identity())
        return WebDriver(
            page,
            face,
            options.url,
            camera,
            end,
            watched=not options.headless,
            page_of=page_of,
            relay=relay,
        )
    except BaseException:
        browser.close()
        lasting.close()
        raise


def _connected(playwright: Playwright, options: Options, face: ApplicationFace) -> WebDriver:
    """The driver of the application's page in a browser that runs already."""
    try:
        browser = playwright.chromium.connect_over_cdp(options.connect)
    except Error:
        raise FaceError(
            f"No browser answers at {options.connect}. Start it with --remote-debugging-port."
        ) from None
    pages = [page for context in browser.contexts for page in context.pages]
    ours = [page for page in pages if options.url and page.url.startswith(options.url)]
    if len(ours) != 1:
        browser.close()
        raise FaceError(
            f"{len(ours)} pages of that browser show {options.url or 'the application'}; expected one."
        )
    return WebDriver(ours[0], face, options.url, Camera(), _end_of(browser), watched=True)


def _end_of(browser: Browser) -> Callable[[], None]:
    """What ends a driver. Of a browser that runs already, only the connection is closed."""

    def close() -> None:
        # A browser that is gone is closed well enough.
        with suppress(Error):
            browser.close()
        give_back()

    return close
