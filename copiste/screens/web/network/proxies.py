"""The proxy that this machine has to use for an address, as far as its settings say."""

from __future__ import annotations

import ipaddress
import sys
import urllib.request
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; one without a place cannot be stood before."""

    place: tuple[str, int]
    #: Hosts that are reached without it, as a browser takes them.
    bypass: str = ""
    username: str = ""
    password: str = field(default="", repr=False)


#: A proxy that the browser alone can use: over TLS or SOCKS, or of a system's settings, whose exceptions are
#: not known here.
UNPROTECTED: Final = Proxy(("", 0))


def proxy_to(url: str) -> Proxy | None:
    """The proxy to `url`; `None` without one, `UNPROTECTED` where the relay cannot stand before it."""
    place = urlsplit(url)
    proxies = urllib.request.getproxies()
    named = proxies.get(place.scheme) or proxies.get("all")
    if not named or _is_loopback(place.hostname or "") or urllib.request.proxy_bypass(place.netloc):
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    # Elsewhere browsers take the system's settings, and not these variables.
    if sys.platform != "linux" or proxy.scheme != "http" or not proxy.hostname:
        return UNPROTECTED
    return Proxy(
        (proxy.hostname, proxy.port or 80),
        ",".join(f"{host},*.{host}" for one in proxies.get("no", "").split(",") if (host := one.strip(" ."))),
        unquote(proxy.username or ""),
        unquote(proxy.password or ""),
    )


def _is_loopback(host: str) -> bool:
    """Whether a browser reaches `host` without a proxy whatever the settings are."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
