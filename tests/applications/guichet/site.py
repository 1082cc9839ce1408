"""The guichet's addresses."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.applications.guichet import pages
from tests.applications.guichet.register import RefusedError, Register
from tests.applications.server import Options

#: What browsers make of a page that says ISO-8859-1; what it has no letter for, they send as `&#8209;`.
_CHARSET = "cp1252"


def application(options: Options) -> ASGIApp:
    """The pages on the register in its folder."""
    register = Register(options.database)

    async def form(request: Request) -> Response:
        return _answer(pages.request_form(await _read(request) if request.method == "POST" else {"nbe": "1"}))

    async def recap(request: Request) -> Response:
        typed = await _read(request)
        try:
            register.check(typed)
        except RefusedError as refused:
            return _answer(pages.refusal(str(refused)))
        return _answer(pages.recap(typed))

    async def record(request: Request) -> Response:
        try:
            number = register.record(await _read(request))
        except RefusedError as refused:
            return _answer(pages.refusal(str(refused)))
        return RedirectResponse(f"/fin?depot={number}", 303)

    def search(request: Request) -> Response:
        reference = dict(parse_qsl(request.url.query, encoding=_CHARSET)).get("ref", "").strip()
        return _answer(pages.search(reference, register.find(reference)))

    return Starlette(
        routes=[
            Route("/", form),
            Route("/demande", form, methods=["GET", "POST"]),
            Route("/recapitulatif", recap, methods=["POST"]),
            Route("/enregistrement", record, methods=["POST"]),
            Route("/fin", lambda request: _answer(pages.finished())),
            Route("/recherche", search),
            Route("/cadres", lambda request: _answer(pages.FRAMES)),
            Route("/bandeau", lambda request: _answer(pages.BANNER)),
        ]
    )


async def _read(request: Request) -> dict[str, str]:
    body = (await request.body()).decode("ascii")
    return dict(parse_qsl(body, keep_blank_values=True, encoding=_CHARSET))


def _answer(page: str) -> Response:
    return Response(page.encode(_CHARSET, "xmlcharrefreplace"), media_type="text/html; charset=ISO-8859-1")
