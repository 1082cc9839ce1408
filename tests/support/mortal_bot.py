"""A bot process that dies at a chosen moment of an item, as by kill -9; started instead of the real one.

A moment is a place between two acts: before each action on a screen, when a page's request has left, or a
terminal's key was struck, and is not yet answered, before each entry of the journal is asked for, and once it
is durable. The first attempt at `E-0017` dies at its 17th moment; `E-0000` survives, and writes its moments
to the file that its command line names, before its face.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from playwright.sync_api import Request

from copiste.bots import bot_process
from copiste.keywords import transaction
from copiste.queue.item import JournalEntry
from copiste.screens.drivers.driver import Driver
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.terminal.driver import TerminalDriver
from copiste.screens.pixels.terminal.window_view import WindowView
from copiste.screens.web.driver import WebDriver
from tests.support.warm_bot import warm_up

__all__ = ["main", "warm_up"]

_T = TypeVar("_T")
#: Keys of a terminal that the host is told of.
_ASKING = re.compile(r"ENTER|CLEAR|PA\d|F\d+")
_ACTIONS = ("enter", "enter_and_press", "press", "click", "shortcut", "open")
_DRIVERS: dict[str, type[Driver]] = {"web": WebDriver, "pixels": TerminalDriver}


class Moments:
    """Counts the moments of the item at hand, and ends the process at the chosen one."""

    def __init__(self) -> None:
        self._passed: list[str] = []
        self._last = 0

    def begin(self, at_hand: transaction.Transaction) -> None:
        """Another item: its reference says where to die."""
        self._passed = []
        self._last = int(at_hand.item.reference.rpartition("-")[2]) if at_hand.item.attempt == 1 else 0

    def passed(self, what: str) -> None:
        """One more moment of this item."""
        self._passed.append(what)
        if len(self._passed) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def end(self) -> None:
        """The item is over; tell what was counted."""
        told = Path(sys.argv[1])
        if self._last == 0 and not told.exists():
            told.write_text("\n".join(self._passed))


MOMENTS = Moments()


def _before(act: Callable[..., _T], name: str) -> Callable[..., _T]:
    def mortal(driver: Driver, *given: Any, **named: Any) -> _T:
        if transaction.is_open():
            MOMENTS.passed(f"before {name}")
        return act(driver, *given, **named)

    return mortal


def _watched(make: Callable[..., None]) -> Callable[..., None]:
    def mortal(driver: WebDriver, page: Any, *given: Any, **named: Any) -> None:
        make(driver, page, *given, **named)
        page.on("request", _sent)

    return mortal


def _sent(request: Request) -> None:
    if transaction.is_open() and request.method == "POST":
        MOMENTS.passed("request sent")


class _Telling:
    """A keyboard that tells when a key is down, and the answer not yet there."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard

    def press(self, key: str) -> None:
        self._keyboard.press(key)
        if transaction.is_open() and _ASKING.fullmatch(key):
            MOMENTS.passed("request sent")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keyboard, name)


def _struck(strike: Callable[..., None]) -> Callable[..., None]:
    def mortal(glass: WindowView, keyboard: Keyboard, key: str, deadline: Deadline) -> None:
        strike(glass, _Telling(keyboard), key, deadline)

    return mortal


def _around(record: Callable[..., None]) -> Callable[..., None]:
    def mortal(journal: bot_process.PipedJournal, entry: JournalEntry) -> None:
        MOMENTS.passed(f"before {entry.state}")
        record(journal, entry)
        MOMENTS.passed(f"{entry.state} durable")

    return mortal


def main() -> None:
    """Be a bot process, and mortal."""
    begin, end = transaction.begin, transaction.end

    def begin_counted(at_hand: transaction.Transaction) -> None:
        MOMENTS.begin(at_hand)
        begin(at_hand)

    def end_counted() -> None:
        MOMENTS.end()
        end()

    driver = _DRIVERS[sys.argv[2]]
    for name in _ACTIONS:
        patch.object(driver, name, _before(getattr(driver, name), name)).start()
    patch.object(WebDriver, "__init__", _watched(WebDriver.__init__)).start()
    patch.object(WindowView, "press", _struck(WindowView.press)).start()
    patch.object(bot_process.PipedJournal, "record", _around(bot_process.PipedJournal.record)).start()
    patch.object(transaction, "begin", begin_counted).start()
    patch.object(transaction, "end", end_counted).start()
    bot_process.main()


if __name__ == "__main__":
    main()
