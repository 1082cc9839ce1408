"""The real bot process, as its own OS process, on a back-end in memory that writes where libraries do."""

from __future__ import annotations

import os
from typing import cast
from unittest.mock import patch

from copiste.bots import bot_process
from copiste.connection import Connection
from copiste.keywords.seat_session import SeatSession
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.session import ScreenSession
from tests.unit.keywords.back_end import FakeBackEnd
from tests.unit.keywords.fakes import FakeSession
from tests.unit.keywords.payloads import NEW_MEMBER


class _Talkative(FakeSession):
    def go_to(self, screen: str, **fields: object) -> Arrival:
        os.write(1, b"this is no message\n")
        assert os.read(0, 1) == b""
        return super().go_to(screen, **fields)


def _prepare_seat(_connection: Connection) -> SeatSession:
    back_end = FakeBackEnd()
    back_end.create_member(NEW_MEMBER)
    return SeatSession(cast("ScreenSession", _Talkative(back_end)), taken=False)


if __name__ == "__main__":
    with patch("copiste.bots.bot_process.prepare_seat", _prepare_seat):
        bot_process.main()
