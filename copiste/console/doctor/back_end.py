"""Whether the back-end answers, and lets each seat in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from copiste.console.doctor.finding import Finding, Health

if TYPE_CHECKING:
    from copiste.settings import Settings

#: Schemes of addresses that a web server answers at.
_WEB = ("http", "https")


def back_end(settings: Settings) -> Finding:
    """Whether the back-end answers."""
    if settings.back_end.url is None:
        remedy = "Set url under [back_end], or COPISTE_BACK_END__URL; `copiste mock` starts the mock"
        return Finding("back-end", Health.ADVICE, "no address in the settings", remedy)
    url = str(settings.back_end.url)
    if settings.back_end.url.scheme in _WEB:
        return _page(url, settings.back_end.certificate_authority)
    return _host(url)


def _page(url: str, authority: Path | None) -> Finding:
    """Whether a web server answers, whatever it answers."""
    import http.client
    import ssl
    import urllib.error
    import urllib.request

    try:
        trusting = ssl.create_default_context()
        if authority:
            trusting.load_verify_locations(authority)
    except OSError as error:
        found = f"certificate_authority {authority}: {error.strerror or error}"
        return Finding("back-end", Health.MISSING, found, "Correct it under [back_end]")
    try:
        with urllib.request.urlopen(url, timeout=5, context=trusting) as answer:  # noqa: S310 - http or https, the settings see to it
            return Finding("back-end", Health.OK, f"{url} answers ({answer.status})")
    except urllib.error.HTTPError as error:
        return Finding("back-end", Health.OK, f"{url} answers ({error.code})")
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        return Finding("back-end", Health.MISSING, f"{url}: {reason}", "Check the address and the network")


def _host(url: str) -> Finding:
    """Whether a host accepts a connection; nothing is sent on it."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname or "", place.port or 23), timeout=5).close()
    except OSError as error:
        return Finding(
            "back-end",
            Health.MISSING,
            f"{url}: {error.strerror or error}",
            "Check the address and the network",
        )
    return Finding("back-end", Health.OK, f"{url} accepts connections")


def signed_on(settings: Settings) -> Iterator[Finding]:
    """Whether the application lets each seat in, and what it says of it."""
    from copiste.console.context import bots_at_work, open_queue, queue_exists
    from copiste.console.seats import sign_on_each

    if queue_exists(settings):
        with open_queue(settings) as store:
            if bots_at_work(store):
                found = "bots are at work; a second sign-on would end theirs"
                yield Finding("sign-on", Health.ADVICE, found, "Look again when they are done")
                return
    for name, refused, said in sign_on_each(settings):
        if refused:
            remedy = "Correct the seat, its secret, or the account in the application"
            yield Finding(f"seat {name}", Health.MISSING, refused, remedy)
        elif said:
            yield Finding(f"seat {name}", Health.ADVICE, f"let in. {said}", "See to it before the night")
        else:
            yield Finding(f"seat {name}", Health.OK, "let in")
