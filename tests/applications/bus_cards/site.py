"""The counter's addresses: one page for all views, its scripts, and the API that these ask."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from tests.applications.bus_cards.register import PLANS, STOPS, TOWNS, RefusedError, Register, label
from tests.applications.bus_cards.truth import LOGINS, PASSWORD
from tests.applications.server import Options

_PAGES = Path(__file__).with_name("pages")
_COOKIE = "guichet"
#: Seconds that every answer of a kind takes, besides those of the command line.
_LIST, _CHOICES, _SAVE = 0.08, 0.25, 0.35

_Answer = Callable[[Request], Awaitable[Response]]


def application(options: Options) -> ASGIApp:
    """The page and its API on the register in its folder; sessions do not outlive the process."""
    return Counter(Register(options.database)).application()


class Counter:
    """What the scripts of the page may ask."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._sessions: dict[str, str] = {}

    def application(self) -> Starlette:
        """All addresses."""
        return Starlette(
            routes=[
                Mount("/static", StaticFiles(directory=_PAGES)),
                Route("/api/session", self._session, methods=["GET", "POST", "DELETE"]),
                Route("/api/cards", self._inside(self._cards), methods=["GET", "POST"]),
                Route("/api/cards/{number:int}", self._inside(self._card), methods=["GET", "PUT"]),
                Route("/api/choices/{of}", self._inside(self._choices)),
                # The page's own scripts read the address.
                Route("/{view:path}", lambda request: FileResponse(_PAGES / "index.html")),
            ]
        )

    def _inside(self, answer: _Answer) -> _Answer:
        async def guarded(request: Request) -> Response:
            if self._user(request) is None:
                return JSONResponse({"message": "Votre session est terminée."}, 401)
            return await answer(request)

        return guarded

    def _user(self, request: Request) -> str | None:
        return self._sessions.get(request.cookies.get(_COOKIE, ""))

    async def _session(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._sessions.pop(request.cookies.get(_COOKIE, ""), None)
            return JSONResponse({})
        if request.method == "GET":
            user = self._user(request)
            return JSONResponse({"user": user}, 200 if user else 401)
        asked = await request.json()
        if asked.get("login") not in LOGINS or asked.get("password") != PASSWORD:
            return JSONResponse({"message": "Identifiant ou mot de passe incorrect."}, 401)
        answer = JSONResponse({"user": asked["login"]})
        token = secrets.token_urlsafe()
        self._sessions[token] = asked["login"]
        answer.set_cookie(_COOKIE, token, httponly=True)
        return answer

    async def _cards(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._save(request, None)
        await asyncio.sleep(_LIST)
        found = self._register.search(request.query_params.get("q", ""))
        most = int(request.query_params.get("most", "12"))
        shown = [{**card, "label": label(card["number"])} for card in found[:most]]
        return JSONResponse({"cards": shown, "total": len(found)})

    async def _card(self, request: Request) -> Response:
        number = int(request.path_params["number"])
        if request.method == "PUT":
            return await self._save(request, number)
        card = self._register.get(number)
        if card is None:
            return JSONResponse({"message": "Carte inconnue."}, 404)
        return JSONResponse({**card, "label": label(number)})

    async def _save(self, request: Request, number: int | None) -> Response:
        try:
            card = self._register.save(await request.json(), number)
        except RefusedError as refused:
            return JSONResponse({"message": str(refused), "fields": refused.fields}, 422)
        finally:
            await asyncio.sleep(_SAVE)
        shown = label(card["number"])
        return JSONResponse({"card": {**card, "label": shown}, "message": f"Carte {shown} enregistrée"})

    async def _choices(self, request: Request) -> Response:
        await asyncio.sleep(_CHOICES)
        given = request.query_params.get("given", "")
        if request.path_params["of"] == "towns":
            return JSONResponse([{"value": town, "text": town} for town in TOWNS.get(given, ())])
        if request.path_params["of"] == "plans":
            return JSONResponse([{"value": code, "text": text} for code, text in PLANS.get(given, ())])
        return JSONResponse([stop for stop in STOPS if given.casefold() in stop.casefold()][:6])
