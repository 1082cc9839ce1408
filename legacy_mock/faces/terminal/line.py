"""One terminal's line: negotiated, then screens out and keys in, until one side ends it."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from legacy_mock.domain import Notice
from legacy_mock.faces.terminal import inbound
from legacy_mock.faces.terminal.negotiation import Negotiation, Stage
from legacy_mock.faces.terminal.outbound import written_screen
from legacy_mock.faces.terminal.style import STYLE, Style
from legacy_mock.faces.terminal.telnet import BrokenLineError, Event, Reader, Record, record
from legacy_mock.host import OUTSIDE, LineDroppedError
from legacy_mock.map import Aid

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from legacy_mock.host import Host
    from legacy_mock.screen import Screen
    from legacy_mock.sessions import Session

#: Seconds for a terminal to say what it is.
NEGOTIATION_LIMIT = 20.0
#: Seconds for the network to take what is sent.
SENDING_LIMIT = 30.0
_PIECE = 4096
_NO_TERMINAL = (
    "GESTION SANTE : TERMINAL IBM 3270 EXIGE (24 LIGNES DE 80). CONNECTEZ-VOUS PAR X3270 OU C3270.\r\n"
)


class Line:
    """One TCP connection."""

    def __init__(self, host: Host, reader: StreamReader, writer: StreamWriter, style: Style = STYLE) -> None:
        self._host = host
        self._style = style
        self._reader = reader
        self._writer = writer
        self._telnet = Reader()
        self._negotiation = Negotiation()
        self._events: deque[Event] = deque()
        self._unlocked = asyncio.Event()
        self._session: Session | None = None

    async def serve(self) -> None:
        """Serve the terminal until it closes the line.

        Raises:
            BrokenLineError: what came is no TN3270.
            LineDroppedError: the line is to be lost; its session stays behind, and is no longer this line's.
        """
        try:
            async with asyncio.timeout(NEGOTIATION_LIMIT):
                is_terminal = await self._negotiate()
        except TimeoutError:
            is_terminal = False
        if not is_terminal:
            await self._send(_NO_TERMINAL.encode("ascii"))
            return
        try:
            await self._converse()
        except LineDroppedError:
            self._session = None
            raise
        finally:
            self._disconnect()

    # --- the line -----
    async def _negotiate(self) -> bool:
        """Make it a 3270 session; False when the other side is no such terminal."""
        negotiation = self._negotiation
        await self._send(negotiation.opening())
        while negotiation.stage is Stage.ASKED:
            if not self._events and (self._telnet.unended or not await self._read()):
                return False
            while self._events and negotiation.stage is Stage.ASKED:
                event = self._events.popleft()
                if isinstance(event, Record):
                    return False
                await self._send(negotiation.take(event))
        return negotiation.stage is Stage.READY

    async def _record(self) -> bytes | None:
        """Wait for a record; None when the terminal closed the line."""
        while self._events or await self._read():
            if not self._events:
                continue
            event = self._events.popleft()
            if isinstance(event, Record):
                return event.data
            await self._send(self._negotiation.take(event))
        return None

    async def _read(self) -> bool:
        """Wait for more bytes; False when there will be none."""
        piece = await self._reader.read(_PIECE)
        self._events.extend(self._telnet.feed(piece))
        return bool(piece)

    async def _send(self, data: bytes) -> None:
        """Send, at the pace of the other side: a line that takes nothing is broken, not kept."""
        self._writer.write(data)
        try:
            async with asyncio.timeout(SENDING_LIMIT):
                await self._writer.drain()
        except TimeoutError:
            raise BrokenLineError("nothing is taken any more") from None

    # --- the session -----
    async def _converse(self) -> None:
        """Pass screens out and keys in."""
        screen = self._connect()
        await self._show(screen)
        while (data := await self._record()) is not None:
            screen = await self._answered(screen, inbound.read(data, self._style.size))
            await self._show(screen)
            session = self._session
            if screen.keyboard_locked and session is not None:
                while session.glass is not None:
                    self._unlocked.clear()
                    await self._unlocked.wait()
                screen = session.shown
                await self._show(screen)

    async def _answered(self, shown: Screen, pressed: inbound.Inbound) -> Screen:
        """Have a key handled that was pressed on the screen shown."""
        if self._session is None or shown.map.name in OUTSIDE:
            if pressed.aid is Aid.ENTER:
                return self._connect()
            return replace(shown, message=Notice("HOT0001"))
        return await self._host.press(self._session.key, inbound.answer(shown, pressed, self._style))

    async def _show(self, screen: Screen) -> None:
        stream = written_screen(
            screen,
            extended=self._negotiation.extended,
            locked=screen.keyboard_locked,
            style=self._style,
        )
        await self._send(record(stream))

    def _connect(self) -> Screen:
        """Open a session, in the place of one that is over."""
        self._disconnect()
        self._session = self._host.connect()
        self._session.on_unlock = self._unlocked.set
        return self._session.shown

    def _disconnect(self) -> None:
        if self._session is not None:
            self._host.disconnect(self._session.key)
            self._session = None
