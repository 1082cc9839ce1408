"""Serving an application of the tests: one ASGI application on loopback, with answers that may be late."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Options:
    """How to serve: the application's own folder, its port (0: any), how late its answers are."""

    folder: Path
    port: int
    #: Shortest and longest delay of an answer in milliseconds, drawn anew for each.
    delay: tuple[int, int]
    seed: int

    @property
    def database(self) -> Path:
        """The SQLite file that holds the truth."""
        return self.folder / "register.db"


def main(application: Callable[[Options], ASGIApp], arguments: Sequence[str] | None = None) -> None:
    """Read the command line and serve until SIGTERM; one JSON line on stdout says where."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="where the application keeps its data")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--delay", type=int, nargs=2, default=(0, 0), metavar=("LOW", "HIGH"), help="of answers, in ms"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the delays")
    read = parser.parse_args(arguments)
    options = Options(read.folder, read.port, (read.delay[0], read.delay[1]), read.seed)
    with socket.create_server(("127.0.0.1", options.port)) as listener:
        # Without it the head and the body of an answer wait 40 ms for each other's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = LateAnswers(application(options), options.delay, random.Random(options.seed))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, timeout_keep_alive=300)
        )
        sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}/"}) + "\n")
        sys.stdout.flush()
        server.run(sockets=[listener])


class LateAnswers:
    """Hold each answer back for a moment, after the application did what was asked; not static files."""

    def __init__(self, app: ASGIApp, delay: tuple[int, int], draw: random.Random) -> None:
        self._app = app
        self._delay = delay
        self._draw = draw

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not any(self._delay) or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        seconds = self._draw.randint(*self._delay) / 1000

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(seconds)
            await send(message)

        await self._app(scope, receive, late)
