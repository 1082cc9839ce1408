"""The web face, of about 2003: a frameset, table layout, ISO-8859-1, keys caught by JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from legacy_mock.domain import Notice
from legacy_mock.faces.page import Page
from legacy_mock.host import OUTSIDE, LineDroppedError
from legacy_mock.map import Aid
from legacy_mock.maps.access import MENU_CHOICES
from legacy_mock.screen import APPLICATION, Input, Screen

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from legacy_mock.host import Host
    from legacy_mock.sessions import Session

COOKIE = "GSSESSION"
_ENCODING = "iso-8859-1"
_HERE = Path(__file__).parent
_STATIC = {
    "ecran.js": "text/javascript; charset=iso-8859-1",
    "ecran.css": "text/css; charset=iso-8859-1",
}

#: Drops the TCP connection that a request came on.
HangUp = Callable[[Request], None]


class WebFace:
    """Serves the screens of a host as HTML pages."""

    def __init__(self, host: Host, hang_up: HangUp = lambda _request: None) -> None:
        self._host = host
        self._hang_up = hang_up
        self._pages: dict[str, Page] = {}
        #: By session: the page whose answer was lost with its connection.
        self._lost: dict[str, str] = {}
        self._static_files = {name: (_HERE / "static" / name).read_bytes() for name in _STATIC}
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def routes(self) -> list[BaseRoute]:
        """Give the addresses this face answers."""
        return [
            Route("/", self._frameset),
            Route("/bandeau", self._banner),
            Route("/menu", self._menu),
            Route("/ecran", self._show, methods=["GET"]),
            Route("/ecran", self._press, methods=["POST"]),
            Route("/codes", self._codes),
            Route("/statique/{name}", self._static),
        ]

    # --- the screen -----
    async def _show(self, request: Request) -> Response:
        """Show where the session stands; a browser without one gets a new session."""
        session = self._session(request)
        if session is None or session.screen.map.name == "closed":
            session = self._host.connect()
        return self._screen(session.shown, session)

    async def _press(self, request: Request) -> Response:
        """Pass a key to the host; what answers a page that is no longer on the screen is not passed."""
        form = dict(parse_qsl((await request.body()).decode("ascii"), True, encoding=_ENCODING))
        session = self._session(request)
        if session is None:
            return self._screen(await self._host.press("", Input(Aid.CLEAR)), None)
        if self._lost.get(session.key) == form.get("__ETAT", ""):
            # Browsers send again, by themselves, what was lost with a connection that had served before.
            return self._dropped(request)
        page = self._pages.get(session.key)
        typed = page.answer(form) if page else None
        if page is None or typed is None:
            stale = replace(session.shown, message=Notice("HOT0032"), dialog=False)
            return self._screen(stale, session)
        try:
            screen = await self._host.press(session.key, typed)
        except LineDroppedError:
            self._lost[session.key] = page.token
            return self._dropped(request)
        return self._screen(screen, session)

    def _dropped(self, request: Request) -> Response:
        """Drop the connection; what is returned reaches nobody."""
        self._hang_up(request)
        return Response(status_code=503)

    def _screen(self, screen: Screen, session: Session | None) -> Response:
        """Render a screen; only the page sent last to a session can be answered."""
        page = Page(screen)
        if session is not None:
            if session.key not in self._pages:
                self._pages = {key: kept for key, kept in self._pages.items() if self._host.session(key)}
                self._lost = {key: token for key, token in self._lost.items() if key in self._pages}
            self._pages[session.key] = page
        template = "blank.html" if screen.map.bare else "screen.html"
        response = self._html(template, page=page, screen=screen, application=APPLICATION, outside=OUTSIDE)
        if session is not None:
            response.set_cookie(COOKIE, session.key, httponly=True)
        return response

    async def _codes(self, request: Request) -> Response:
        """Show the codes of a field, in a window of their own; a click there fills the field."""
        session = self._session(request)
        box = request.query_params.get("z", "")
        page = self._pages.get(session.key) if session else None
        screen = self._host.codes(session.key, page.field_of(box)) if session and page else None
        if screen is None:
            return Response(status_code=404)
        return self._html("codes.html", screen=screen, box=box)

    def _session(self, request: Request) -> Session | None:
        return self._host.session(request.cookies.get(COOKIE, ""))

    # --- the frames around it -----
    async def _frameset(self, _request: Request) -> Response:
        return self._html("frameset.html")

    async def _banner(self, _request: Request) -> Response:
        return self._html("banner.html", application=APPLICATION)

    async def _menu(self, _request: Request) -> Response:
        return self._html("menu.html", choices=MENU_CHOICES)

    async def _static(self, request: Request) -> Response:
        """Give the script or the style, which browsers may keep for an hour."""
        name = request.path_params["name"]
        if name not in self._static_files:
            return Response(status_code=404)
        return Response(
            self._static_files[name], media_type=_STATIC[name], headers={"Cache-Control": "max-age=3600"}
        )

    def _html(self, template: str, **values: object) -> Response:
        text = self._templates.get_template(template).render(values)
        return Response(
            text.encode(_ENCODING, "xmlcharrefreplace"),
            media_type=f"text/html; charset={_ENCODING}",
            headers={"Cache-Control": "no-store"},
        )
