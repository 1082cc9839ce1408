"""What this machine keeps from the web face: whether the relay can stand between browser and application."""

from __future__ import annotations

from copiste.screens.machine import MachineCheck
from copiste.screens.web.network.proxies import UNPROTECTED, proxy_to


def check(url: str, _application: str, *, headless: bool, start: bool) -> MachineCheck | None:  # noqa: ARG001 - the same for all faces
    """What a browser may do twice on its way to `url`; None when it cannot."""
    if not url or proxy_to(url) is not UNPROTECTED:
        return None
    return MachineCheck(
        "way to the back-end",
        "a proxy that the relay cannot stand before: a browser may send a form twice when its answer is lost",
        "Name the application in no_proxy, or an HTTP proxy in http_proxy and https_proxy (on Linux)",
        hinders=False,
    )
