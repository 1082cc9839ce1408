"""The mock as one OS process: database, host, and a port for each face."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

from legacy_mock import admin
from legacy_mock.broadcast import BroadcastBoard
from legacy_mock.domain import Backend
from legacy_mock.domain.ledger import Ledger
from legacy_mock.domain.seed import DEFAULT_SEED, fill
from legacy_mock.faces.terminal.face import TerminalFace
from legacy_mock.faces.terminal.style import STYLE, Style
from legacy_mock.faces.web import WebFace
from legacy_mock.faults.plan import Plan
from legacy_mock.faults.storm import Storm
from legacy_mock.faults.stroke import Weather
from legacy_mock.faults.struck import Struck
from legacy_mock.host import Host
from legacy_mock.rules import Rules

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve."""

    database: Path
    host: str = "127.0.0.1"
    #: 0 lets the system choose.
    port: int = 0
    #: The same for terminals.
    terminal_port: int = 0
    #: Which fictitious back-end a fresh database is filled with.
    seed: int = DEFAULT_SEED
    #: The back-end's date; None for today's.
    day: date | None = None
    idle: timedelta = timedelta(minutes=15)
    opens: time = time(0, 0)
    closes: time = time(0, 0)
    faults: Plan = field(default_factory=Plan)
    #: How terminals lay out the screens.
    style: Style = STYLE


def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT, filling a fresh database first. One JSON line on stdout says where."""
    with (
        socket.create_server((options.host, options.port)) as listener,
        socket.create_server((options.host, options.terminal_port)) as terminals,
    ):
        # Inherited by every connection. Without it the head and the body of an answer, written one after the
        # other, wait 40 ms for each other's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not options.database.exists():
            fill(options.database, seed=options.seed)
        backend = Backend(options.database)
        backend.set_date(options.day)
        backend.unlock_all()
        lines = Lines()
        server = uvicorn.Server(
            uvicorn.Config(
                _application(options, backend, lines, terminals),
                log_level="warning",
                timeout_graceful_shutdown=1,
                # Longer than anybody looks at a screen: a key sent on a connection just closed would be lost.
                timeout_keep_alive=300,
            )
        )
        lines.server = server
        # The sockets listen already: what connects from here on waits for the server, and is not refused.
        place = {
            "url": f"http://{options.host}:{listener.getsockname()[1]}/",
            "terminal": f"tn3270://{options.host}:{terminals.getsockname()[1]}",
            "pid": os.getpid(),
        }
        sys.stdout.write(json.dumps(place) + "\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        backend.close()


class Lines:
    """The connections of the server, to drop one as a network does: without an answer."""

    server: uvicorn.Server | None = None

    def hang_up(self, request: Request) -> None:
        """Drop the TCP connection that a request came on."""
        assert self.server is not None, "requests come once it serves"
        for connection in list(self.server.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport and getattr(connection, "client", None) == tuple(request.scope["client"]):
                transport.abort()


def _application(options: Options, backend: Backend, lines: Lines, terminals: socket.socket) -> Starlette:
    board = BroadcastBoard(options.database)
    storm = Storm(options.faults, Weather(backend), Struck(options.database))
    host = Host(backend, board, Rules(options.idle, options.opens, options.closes), around=storm)
    routes = WebFace(host, lines.hang_up).routes()
    token = os.environ.get(admin.TOKEN_VARIABLE, "")
    if token:
        routes += admin.routes(
            token,
            host,
            backend,
            board,
            storm,
            ledger=Ledger(options.database),
            reset=lambda: fill(options.database, seed=options.seed),
        )
    return Starlette(
        routes=routes, lifespan=lambda _app: TerminalFace(host, options.style).serving(terminals)
    )
