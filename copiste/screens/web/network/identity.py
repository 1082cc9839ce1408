"""What a browser is asked for before it shows a page, and whom it trusts besides the authorities it knows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from copiste import environment
from copiste.screens.drivers.driver import Identity
from copiste.screens.errors import FaceError

#: What Playwright starts a browser with.
Variables = dict[str, str | float | bool]

_BEGIN = "-----BEGIN CERTIFICATE-----"


def shown_as(identity: Identity, url: str) -> dict[str, Any]:
    """The options of a browser context that is `identity` to the application at `url`, and to nobody else."""
    place = urlsplit(url)
    origin = f"{place.scheme}://{place.netloc}"
    options: dict[str, Any] = {}
    if identity.user:
        asked = {"username": identity.user, "password": identity.password, "origin": origin}
        options["http_credentials"] = asked
    if identity.certificate:
        certificate: dict[str, Any] = {
            "origin": origin,
            "cert": identity.certificate.encode(),
            "key": identity.key.encode(),
        }
        if identity.passphrase:
            certificate["passphrase"] = identity.passphrase
        options["client_certificates"] = [certificate]
    return options


@contextmanager
def trusted(authorities: str) -> Iterator[Variables | None]:
    """Variables with which a browser trusts the PEM file `authorities` too; `None` when it is empty.

    On Linux a browser reads authorities of the account from a database in its home folder: it gets a home of
    its own, which is there as long as this context. No check of a certificate is left out.

    Raises:
        FaceError: the file cannot be used, or this machine has no tool to make such a database.
    """
    if not authorities:
        yield None
        return
    certificates = _certificates(Path(authorities))
    if sys.platform != "linux":
        raise FaceError(
            "certificate_authority works on Linux. Next step: import the authority into this system's own "
            "store, which browsers read, and leave the setting out."
        )
    tool = shutil.which("certutil")
    if tool is None:
        raise FaceError(
            "certutil is not installed: a browser needs it to trust a certificate authority of one's own. "
            "Next step: sudo apt-get install libnss3-tools"
        )
    with tempfile.TemporaryDirectory(prefix="copiste-home-", ignore_cleanup_errors=True) as home:
        database = Path(home, ".pki", "nssdb")
        database.mkdir(parents=True)
        _certutil(tool, "-N", "--empty-password", "-d", f"sql:{database}")
        for number, certificate in enumerate(certificates):
            one = Path(home, "authority.pem")
            one.write_text(certificate, encoding="ascii")
            name = f"authority {number}"
            _certutil(tool, "-A", "-d", f"sql:{database}", "-n", name, "-t", "C,,", "-i", str(one))
        yield {**environment.of_child(), "HOME": home}


def _certificates(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no PEM file"
        raise FaceError(
            f"certificate_authority: {file} cannot be read: {why}. Correct it under [back_end]."
        ) from None
    found = [_BEGIN + part for part in text.split(_BEGIN)[1:]]
    if not found:
        raise FaceError(f"certificate_authority: {file} holds no certificate ({_BEGIN}).")
    return found


def _certutil(tool: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 - the command is ours
        [tool, *arguments], capture_output=True, text=True, check=False, env=environment.of_child()
    )
    if done.returncode:
        raise FaceError(f"The certificate authority cannot be used: {done.stderr.strip()}")
