"""Playwright, started once for all sessions of a thread: its synchronous side allows no second one."""

from __future__ import annotations

import threading

from playwright.sync_api import Playwright, sync_playwright

from copiste.environment import only_passed

#: The variable from which Node.js, which runs Playwright, takes authorities of one's own.
_AUTHORITIES = "NODE_EXTRA_CA_CERTS"


class _Host(threading.local):
    playwright: Playwright | None = None
    users = 0


_host = _Host()


def borrow(authorities: str = "") -> Playwright:
    """Give this thread's Playwright, started when nobody uses it yet; give it back with `give_back`.

    Where a page asks for a client certificate, Playwright itself checks whom it shows it to: it trusts the
    PEM file `authorities` too, from its start.
    """
    if _host.playwright is None:
        with only_passed(**({_AUTHORITIES: authorities} if authorities else {})):
            _host.playwright = sync_playwright().start()
    _host.users += 1
    return _host.playwright


def give_back() -> None:
    """End one use; the last one stops Playwright, which drops every connection that is still open."""
    _host.users -= 1
    playwright = _host.playwright
    if _host.users == 0 and playwright is not None:
        _host.playwright = None
        playwright.stop()
