"""A pixel seat that is signed on and waits for its host, for `seats` to look at from outside.

What a bot process has in memory, it has: Robot Framework, the keyword libraries, a terminal of its own. The
back-end's menu stands on its glass, and the bot waits in its driver until something else is shown.
"""

from __future__ import annotations

import sys

from pydantic import SecretStr

from copiste.bots import bot_process
from copiste.keywords.seat_session import open_seat
from copiste.screens.drivers.waiting import Deadline
from tests.support.mock import PASSWORD
from tests.support.seats import connection, credentials

_ = bot_process  # what a bot process imports is part of its memory


def main() -> None:
    """Sign on at an address as an operator at a terminal, say `ready`, and wait so many seconds at most."""
    url, operator, terminal, seconds = sys.argv[1:]
    seat = open_seat(
        connection(url, "pixels"), credentials(operator, PASSWORD, terminal), SecretStr("of no use here")
    )
    try:
        print("ready", flush=True)
        driver = seat.session._driver
        print("something else" if driver.next_view(seat.session.view, Deadline(float(seconds))) else "waited")
    finally:
        seat.close()


if __name__ == "__main__":
    main()
