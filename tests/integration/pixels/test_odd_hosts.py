"""The driver of a terminal on hosts that do what the bundled back-end does not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import ArrivalTimeoutError, ScreenReplacedError, UnreachableError
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.terminal.driver import TerminalDriver
from copiste.screens.pixels.terminal.opening import open_driver
from tests.integration.pixels.small_host import SmallHost
from tests.unit.screens.factories import small_application

#: Erase/Write; with the keyboard restored or not.
_ERASE_WRITE, _WRITE, _RESTORE, _LOCKED = b"\xf5", b"\xf1", b"\xc2", b"\x40"
_SBA, _SF, _IC = b"\x11", b"\x1d", b"\x13"
_PLACE, _TEXT = b"\x40", b"\x60"


def at(row: int, column: int) -> bytes:
    """Go to a place, counted from 1."""
    place = (row - 1) * 80 + column - 1
    return _SBA + bytes([place >> 8, place & 0xFF])


def screen(title: str, *, restore: bool = True) -> bytes:
    """A title, and a field of eight characters behind a caption."""
    return b"".join(
        (
            _ERASE_WRITE, _RESTORE if restore else _LOCKED,
            at(1, 2), _SF, _TEXT, title.encode("cp037"),
            at(5, 2), _SF, _TEXT, "CODE   :".encode("cp037"),
            at(5, 11), _SF, _PLACE, _IC, at(5, 20), _SF, _TEXT,
        )
    )  # fmt: skip


class OddHost(SmallHost):
    """Answers as it is told: a list of records for each key, and waits where a record is an event."""

    def __init__(self, server: socket.socket, *answers: list[bytes | threading.Event]) -> None:
        self._answers = iter(answers)
        super().__init__(server)

    def answer(self) -> Iterator[bytes]:
        for record in next(self._answers, []):
            if isinstance(record, threading.Event):
                record.wait(60)
            else:
                yield record


@dataclass
class Terminal:
    """A driver on an odd host."""

    host: OddHost
    driver: TerminalDriver


Opener = Callable[..., Terminal]


@pytest.fixture
def on_a_host(tmp_path: Path) -> Iterator[Opener]:
    """Opens a terminal on a host that answers so."""
    application = small_application(tmp_path)
    with ExitStack() as opened:

        def open_on(*answers: list[bytes | threading.Event]) -> Terminal:
            host = OddHost(opened.enter_context(socket.create_server(("127.0.0.1", 0))), *answers)
            opened.callback(host.hang_up)
            driver = open_driver(application, Options(url=f"tn3270://127.0.0.1:{host.port}"))
            opened.callback(driver.close)
            return Terminal(host, driver)

        yield open_on


def soon() -> Deadline:
    return Deadline(30)


def test_the_same_screen_again_is_an_answer(on_a_host: Opener) -> None:
    there = on_a_host(*[[screen("IDENTIFICATION")]] * 3)
    first = there.driver.open("", soon())
    for _ in range(2):
        assert there.driver.press("ENTER", soon()).lines == first.lines
    assert len(there.host.received) == 2


def test_what_comes_before_the_keyboard_is_free_is_no_answer_yet(on_a_host: Opener) -> None:
    go_on = threading.Event()
    there = on_a_host([screen("IDENTIFICATION")], [screen("EN COURS", restore=False), go_on, screen("MENU")])
    there.driver.open("", soon())
    threading.Timer(0.3, go_on.set).start()
    assert "MENU" in there.driver.press("ENTER", soon()).texts()


def test_a_screen_that_comes_by_itself_is_seen_before_the_next_key(on_a_host: Opener) -> None:
    go_on = threading.Event()
    there = on_a_host([screen("IDENTIFICATION")], [screen("MENU"), go_on, screen("NOUVELLES")])
    there.driver.open("", soon())
    menu = there.driver.press("ENTER", soon())
    go_on.set()
    news = there.driver.next_view(menu, soon())
    assert news is not None
    assert "NOUVELLES" in news.texts()
    with pytest.raises(ScreenReplacedError):
        there.driver.enter(menu, [])
    assert there.driver.next_view(news, Deadline(0.1)) is None
    assert len(there.host.received) == 1


def test_a_host_that_says_nothing_is_told_at_the_deadline_and_no_second_key_goes_down(
    on_a_host: Opener,
) -> None:
    never = threading.Event()
    there = on_a_host([screen("IDENTIFICATION")], [never, screen("MENU")])
    there.driver.open("", soon())
    with pytest.raises(ArrivalTimeoutError):
        there.driver.press("F10", Deadline(0.5))
    locked = there.driver.look(Deadline(1), even_locked=True)
    assert "IDENTIFICATION" in locked.texts()
    with pytest.raises(ArrivalTimeoutError):
        there.driver.look(Deadline(0.2))
    with pytest.raises(ScreenReplacedError):
        there.driver.press("F10", soon())
    never.set()
    assert "MENU" in there.driver.look(soon()).texts()
    assert len(there.host.received) == 1


@pytest.mark.parametrize("trusted", [True, False])
def test_a_sealed_line_is_opened_to_a_host_that_proves_who_it_is_and_to_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    certificate = own_certificate(tmp_path / "host.pem")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ExitStack() as opened:
        listening = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        server = opened.enter_context(context.wrap_socket(listening, server_side=True))
        host = OddHost(server, [screen("IDENTIFICATION")])
        opened.callback(host.hang_up)
        url = f"tn3270s://127.0.0.1:{host.port}"
        driver = open_driver(small_application(tmp_path), Options(url=url))
        opened.callback(driver.close)
        if trusted:
            assert "IDENTIFICATION" in driver.open("", soon()).texts()
        else:
            with pytest.raises(UnreachableError):
                driver.open("", soon())


def own_certificate(path: Path) -> Path:
    """A key and a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(sealed + certificate.public_bytes(Encoding.PEM))
    return path
