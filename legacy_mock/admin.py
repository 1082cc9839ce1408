"""A small JSON interface for tests: read the ledger, reset, broadcast, lock a file, date, hours, faults.

It is there only when the variable ``COPISTE_MOCK_ADMIN`` holds a token, and answers only who sends that token
in ``X-Mock-Admin``. Robots are never given it: a robot that reads the ledger would be tested against itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from legacy_mock.domain import DomainError, Signature
from legacy_mock.faults.plan import rule_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from legacy_mock.broadcast import BroadcastBoard
    from legacy_mock.domain import Backend
    from legacy_mock.domain.ledger import Ledger
    from legacy_mock.faults.storm import Storm
    from legacy_mock.host import Host

TOKEN_VARIABLE = "COPISTE_MOCK_ADMIN"  # noqa: S105 - the name of a variable
HEADER = "X-Mock-Admin"

Body = dict[str, Any]
Action = Callable[[Body], Any]


def routes(
    token: str,
    host: Host,
    backend: Backend,
    board: BroadcastBoard,
    storm: Storm,
    *,
    ledger: Ledger,
    reset: Callable[[], None],
) -> list[BaseRoute]:
    """Give the addresses of the interface; ``reset`` fills the database anew."""

    def start_again(_body: Body) -> None:
        host.shut()
        board.post("")
        reset()

    def lock(body: Body) -> None:
        """Hold a file in the name of somebody, or give it free."""
        by = Signature(body.get("operator", "AUTRE"), body.get("terminal", "T999"))
        (backend.unlock if body.get("release") else backend.lock)(body["member"], by)

    def set_date(body: Body) -> None:
        backend.set_date(date.fromisoformat(body["date"]) if body.get("date") else None)

    def keep_hours(body: Body) -> None:
        host.keep_hours(time.fromisoformat(body["opens"]), time.fromisoformat(body["closes"]))

    def arm(body: Body) -> None:
        """Arm one fault, for the next interaction that it fits; or, with ``clear``, take back every rule."""
        if body.pop("clear", False):
            storm.disarm()
        if body:
            storm.arm(rule_of({"first": 1, **body}, "faults"))

    return [
        _route(token, "GET", "ledger", lambda _body: ledger.snapshot()),
        _route(token, "POST", "reset", start_again),
        _route(token, "POST", "broadcast", lambda body: board.post(body.get("text", ""))),
        _route(token, "POST", "lock", lock),
        _route(token, "POST", "date", set_date),
        _route(token, "POST", "hours", keep_hours),
        _route(token, "POST", "faults", arm),
        _route(token, "GET", "faults", lambda _body: storm.struck.told()),
    ]


def _route(token: str, method: str, name: str, action: Action) -> Route:
    """Make one address: 404 without the token, 400 for a body that makes no sense."""

    async def answer(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, ""), token):
            return Response(status_code=404)
        try:
            body = await request.json() if method == "POST" and await request.body() else {}
            return JSONResponse(action(body))
        except (KeyError, ValueError, DomainError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(f"/admin/{name}", endpoint, methods=[method])
