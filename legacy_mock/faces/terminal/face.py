"""Listens for terminals, each on a line of its own, in the event loop of the mock."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from legacy_mock.faces.terminal.line import Line
from legacy_mock.faces.terminal.style import STYLE, Style
from legacy_mock.faces.terminal.telnet import BrokenLineError
from legacy_mock.host import LineDroppedError

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from legacy_mock.host import Host

_log = logging.getLogger(__name__)

#: More lines than this at a time are refused.
MOST_LINES = 256
_BUFFER = 16_384


class TerminalFace:
    """Serves the screens of a host to 3270 terminals."""

    def __init__(self, host: Host, style: Style = STYLE) -> None:
        self._host = host
        self._style = style
        self._lines: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serving(self, listener: socket.socket) -> AsyncIterator[None]:
        """Take lines meanwhile; at the end every line is closed."""
        server = await asyncio.start_server(self._take, sock=listener, limit=_BUFFER)
        try:
            yield
        finally:
            server.close()
            for line in self._lines:
                line.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)

    def _take(self, reader: StreamReader, writer: StreamWriter) -> None:
        if len(self._lines) >= MOST_LINES:
            _log.warning("Terminal line refused: %d are open", MOST_LINES)
            writer.transport.abort()
            return
        # A terminal whose machine vanished would keep its session for ever.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        line = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one line to its end, whatever comes over it. What came is never logged."""
        try:
            await Line(self._host, reader, writer, self._style).serve()
        except LineDroppedError:
            writer.transport.abort()
        except BrokenLineError as error:
            _log.warning("Terminal line closed: %s", error)
        except OSError:
            # The other side is gone; nobody is left to tell.
            pass
        except Exception:
            _log.exception("Terminal line failed")
        finally:
            writer.close()
