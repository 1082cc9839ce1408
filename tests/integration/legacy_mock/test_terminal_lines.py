"""Lines of real terminals that end, are lost, or should never have been opened."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from legacy_mock.domain.seed import fill
from tests.integration.legacy_mock.terminal_desk import MEMBER, Desk
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.processes import until
from tests.support.s3270 import S3270, ActionError, terminal_at
from tests.unit.legacy_mock.glass import NEGOTIATED

# --- the end of lines and sessions ---


@pytest.mark.parametrize("how", ["Disconnect()", "kill"])
def test_a_closed_line_ends_its_session_and_gives_free_what_it_holds(
    desk: Desk, agent: S3270, how: str
) -> None:
    agent.go("ADRS", MEMBER)
    if how == "kill":
        agent.kill()
    else:
        agent.do(how)
    other = desk.sit()

    def signed_on() -> bool:
        other.sign_on(PASSWORD, "AGT02", desk.terminal)
        return other.title == "MENU GENERAL"

    until(signed_on, "the terminal is free", 20)
    other.go("ADRS", MEMBER)
    assert (other.title, other.message) == ("ADRESSE ADHERENT", "")


def test_a_line_closed_while_a_key_is_handled_ends_the_session_behind_it(desk: Desk, address: S3270) -> None:
    desk.mock.arm("slow_answer", seconds=1, keys=["F10"])
    address.do("Set(AidWait,false)")
    address.do("PF(10)")
    until(desk.struck, "the key has reached the host", 20)
    address.kill()
    until(desk.records, "the record is made", 20)
    other = desk.sit()

    def signed_on() -> bool:
        other.sign_on(PASSWORD, "AGT02", desk.terminal)
        return other.title == "MENU GENERAL"

    until(signed_on, "the terminal is free", 20)


@pytest.mark.parametrize(("fault", "records"), [("lost_before_commit", 0), ("lost_after_commit", 1)])
def test_a_lost_line_is_closed_without_an_answer_and_leaves_its_session_behind(
    desk: Desk, address: S3270, fault: str, records: int
) -> None:
    address.fill("address", street=f"{records} IMPASSE PERDUE")
    desk.mock.arm(fault)
    with pytest.raises(ActionError):
        address.press("PF(10)")
    assert not address.connected
    assert len(desk.records()) == records

    other = desk.sit().sign_on(PASSWORD, "AGT02", desk.terminal)
    assert other.message == f"SIG0002 TERMINAL {desk.terminal} DEJA UTILISE PAR UN AUTRE OPERATEUR"
    same = desk.sit().sign_on(PASSWORD, "AGT01", desk.terminal)
    same.go("ADRS", MEMBER)
    assert ("IMPASSE PERDUE" in same.glass[7]) == bool(records)


def test_an_inhibited_keyboard_unlocks_by_itself(desk: Desk, address: S3270) -> None:
    desk.mock.arm("input_inhibited", seconds=2)
    address.do("Set(AidWait,false)")
    address.do("PF(10)")
    until(desk.struck, "the key has reached the host", 20)
    assert address.locked
    address.do("Wait(20,Unlock)")
    assert address.message.startswith("ADR0100")
    assert len(desk.records()) == 1


def test_terminals_find_a_mock_that_came_back_where_it_was(tmp_path: Path) -> None:
    fill(tmp_path / "mock.db", password=PASSWORD, members=0)
    with running_mock(tmp_path) as mock, terminal_at(mock.terminal) as agent:
        before = mock.terminal
        mock.crash()
        until(lambda: not agent.connected, "the line is closed", 20)
        mock.start()
        assert mock.terminal == before == mock.address("pixels")
        assert agent.connect(before).title == "IDENTIFICATION"


def test_the_mock_ends_quietly_under_its_terminals(tmp_path: Path) -> None:
    fill(tmp_path / "mock.db", password=PASSWORD, members=0)
    command = ["serve", "--database", str(tmp_path / "mock.db")]
    server = subprocess.Popen(
        [sys.executable, "-m", "legacy_mock", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    address = json.loads(server.stdout.readline())["terminal"]
    with terminal_at(address) as agent:
        agent.sign_on(PASSWORD)
        server.send_signal(signal.SIGTERM)
        assert server.communicate(timeout=20) == ("", "")
        until(lambda: not agent.connected, "the line is closed", 20)


# --- people, and who is no terminal ---


@pytest.mark.parametrize(
    "said",
    [b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n", b"\xff\xfb\x18\xff\xfa\x18\x00VT220\xff\xf0", b"\xff\xfc\x18"],
    ids=["browser", "VT220", "no type"],
)
def test_who_is_no_3270_terminal_is_told_in_words(served: Mock, said: bytes) -> None:
    address = urlsplit(served.terminal)
    with socket.create_connection((address.hostname, address.port), timeout=20) as line:
        line.sendall(said)
        told = b""
        while piece := line.recv(4096):
            told += piece
    assert told.startswith(b"\xff\xfd\x18")
    assert b"TERMINAL IBM 3270 EXIGE" in told


def test_hostile_lines_leave_the_others_alone(desk: Desk, agent: S3270) -> None:
    url = urlsplit(desk.mock.terminal)
    draw = Random(7)
    hostile = [
        NEGOTIATED % b"IBM-3279-2-E" + b"\x7d\x40\x40\x11" + draw.randbytes(200) + b"\xff\xef",
        NEGOTIATED % b"IBM-3279-2-E" + b"\x7d" * 100_000,
        b"\xff\xfa" + b"\x18" * 100_000,
        draw.randbytes(100_000),
        b"\xff" * 100_001,
    ]
    for said in hostile:
        with socket.create_connection((url.hostname, url.port), timeout=20) as line, suppress(OSError):
            line.sendall(said)
            while line.recv(65536):
                pass
    agent.go("ADRS", MEMBER)
    assert agent.title == "ADRESSE ADHERENT"
