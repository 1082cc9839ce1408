"""Terminals of other houses: sizes, leads, lines without fields, device names, hosts that hand over."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import FieldNotFoundError, KeyRefusedError
from copiste.screens.session.check import check_screens
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.integration.pixels.e_host import BIND, BIND_OF_MODEL_2, DATA, SERVICES, UNBIND, e_host
from tests.integration.pixels.screens_of_hosts import SECRET, Field, place, screen
from tests.integration.pixels.test_odd_hosts import OddHost
from tests.support.processes import until

_APPLICATION = """
application: other
sign_on: none
home: {{screen: first, leave: F3}}
faces: {{pixels: {{terminal: {{{terminal}}}}}}}
"""
_CODE = "  code: {at: {row: 3, column: 20, length: 4}}\n"
#: A host that answers each key with the next of these.
Answers = list[bytes | threading.Event]
Opener = Callable[..., ScreenSession]


def application(folder: Path, terminal: str, **screens: str) -> Path:
    """The YAML of an application whose terminal is declared so; each screen is recognised by its name."""
    (folder / "application.yaml").write_text(_APPLICATION.format(terminal=terminal))
    (folder / "messages.yaml").write_text("messages: {}\n")
    for name, body in screens.items():
        told = (
            "" if "recognise" in body else f"recognise: {{at: {{row: 1, column: 2, text: {name.upper()}}}}}\n"
        )
        keys = "actions: {enter: ENTER, leave: F3, help: F1, clear: CLEAR}\n"
        (folder / f"{name}.yaml").write_text(f"screen: {name}\n{told}{body}\n{keys}")
    return folder


def first(*more: Field, cursor: bool = True) -> list[Field]:
    """The fields of screen `first`."""
    return [Field(1, 2, "FIRST"), *place(3, 20, 4, cursor=cursor), *more]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Opens a session on an application at a port, and looks at its first screen."""
    with ExitStack() as stack:

        def opener(port: int, terminal: str = "", *, lu: str = "", **screens: str) -> ScreenSession:
            folder = application(tmp_path, terminal, **screens)
            url, named = f"tn3270://127.0.0.1:{port}", {"lu": lu} if lu else {}
            patience = Patience(arrival=30, unknown=5)
            session = open_session(folder, "pixels", url=url, patience=patience, **named)
            stack.enter_context(session)
            vars(session)["_at"].open()
            return session

        yield opener


@pytest.fixture
def host() -> Iterator[Callable[..., OddHost]]:
    """Starts a host that answers each key with the next of what it is given."""
    with ExitStack() as stack:

        def start(*answers: Answers) -> OddHost:
            server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            odd = OddHost(server, *answers)
            stack.callback(odd.hang_up)
            return odd

        yield start


# --- sizes -----


@pytest.mark.parametrize(
    ("terminal", "rows", "columns"),
    [("model: 3", 32, 80), ("model: 4", 43, 80), ("model: 5", 27, 132), ("rows: 62, columns: 160", 62, 160)],
)
def test_a_host_may_use_the_whole_terminal_and_go_back_to_24_rows(
    opened: Opener, host: Callable[..., OddHost], terminal: str, rows: int, columns: int
) -> None:
    corner = columns - 10
    whole = [
        Field(1, 2, "WHOLE"), Field(rows, 2, "BOTTOM"), *place(4, 10, 20, cursor=True),
        *place(rows - 1, corner, 8, "OLD"), Field(2, corner, "CORNER"),
    ]  # fmt: skip
    large = screen(whole, columns=columns, alternate=True)
    there = host(*[[screen(first())], [large]] * 2, [screen(first())])
    session = opened(
        there.port,
        terminal,
        first=f"fields:\n{_CODE}",
        whole=f"""fields:
  name: {{at: {{row: 4, column: 10, length: 20}}}}
  corner: {{at: {{row: {rows - 1}, column: {corner}, length: 8}}}}
  bottom: {{at: {{row: {rows}, column: 2, length: 6}}, protected: true}}
""",
    )
    for _ in range(2):
        session.fill({"code": "GO"})
        assert session.submit("enter").screen == "whole"
        assert (session.read("corner"), session.read("bottom")) == ("OLD", "BOTTOM")
        session.fill({"name": "SMITH", "corner": "12345678"})
        assert (session.read("name"), session.read("corner")) == ("SMITH", "12345678")
        assert len(session.view.rows) == rows
        session.submit("leave", expect="first")
    (typed,) = {record for record in there.received if b"\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8" in record}
    assert "SMITH".encode("cp037") in typed


def test_a_place_outside_of_the_terminal_or_over_another_is_told_when_it_is_loaded(tmp_path: Path) -> None:
    for row, told in ((44, "outside of the terminal of 43"), (3, "overlap")):
        more = f"  other: {{at: {{row: {row}, column: 22, length: 9}}}}"
        folder = tmp_path / str(row)
        folder.mkdir()
        application(folder, "model: 4", first=f"fields:\n{_CODE}{more}")
        with pytest.raises(Exception, match=told):
            load_application(folder)


# --- captions -----


LEADS = {
    "colon": "NAME   :", "dots": "NAME . . . .", "tight dots": "NAME....", "dots and colon": "NAME . . :",
    "arrow": "NAME ===>", "short arrow": "NAME ==>", "line arrow": "NAME -->", "line": "NAME _",
    "nothing": "NAME",
}  # fmt: skip


@pytest.mark.parametrize("lead", LEADS)
def test_a_caption_leads_to_its_field_in_any_way(
    opened: Opener, host: Callable[..., OddHost], lead: str
) -> None:
    caption = LEADS[lead]
    column = 3 + len(caption) + 1 + (7 if lead == "nothing" else 0)
    shown = first(Field(6, 3, caption), *place(6, column, 10), Field(7, 3, "===>"), *place(7, 8, 30))
    there = host([screen(shown)], [screen(first())])
    leads = 'leads: [":", ""]' if lead == "nothing" else ""
    fields = f"{_CODE}  name: {{caption: NAME, max: 10}}\n  command: {{caption: '===>', max: 30}}\n"
    session = opened(there.port, leads, first=f"fields:\n{fields}")
    session.fill({"command": "LOGON ALL", "name": "SMITH"})
    assert (session.read("command"), session.read("name")) == ("LOGON ALL", "SMITH")
    session.submit("enter")
    (keys,) = there.received
    for row, at, text in ((6, column, "SMITH"), (7, 8, "LOGON ALL")):
        number = (row - 1) * 80 + at - 1
        assert graphic(number) + text.encode("cp037") in keys


def graphic(number: int) -> bytes:
    """An address as terminals send it, in 12 bits."""
    from legacy_mock.faces.terminal.addresses import written

    return written(number)


def test_what_a_host_fills_fields_with_is_no_value(opened: Opener, host: Callable[..., OddHost]) -> None:
    shown = first(Field(6, 3, "NAME :"), *place(6, 10, 10, "__________"), *place(8, 10, 6, "AB____"))
    there = host([screen(shown)])
    other = "  other: {at: {row: 8, column: 10, length: 6}}"
    body = f"fields:\n{_CODE}  name: {{caption: NAME, max: 10}}\n{other}"
    session = opened(there.port, 'fill: "_"', first=body)
    assert (session.read("name"), session.read("other")) == ("", "AB")
    session.fill({"name": "SMITH"})
    assert session.read("name") == "SMITH"


def test_a_caption_beside_a_place_is_evidence_and_its_absence_an_error(
    opened: Opener, host: Callable[..., OddHost]
) -> None:
    shown = first(Field(6, 3, "NAME :"), *place(6, 10, 10), Field(8, 3, "TOWN :"), *place(8, 10, 10))
    there = host([screen(shown)])
    body = f"""fields:
{_CODE}  name: {{caption: NAME, at: {{row: 6, column: 10, length: 10}}}}
  wrong: {{caption: NAME, at: {{row: 8, column: 10, length: 10}}}}
"""
    session = opened(there.port, first=body)
    session.fill({"name": "SMITH"})
    with pytest.raises(FieldNotFoundError, match="no place at row 8, column 10, beside caption 'NAME'"):
        session.fill({"wrong": "SMITH"})


# --- lines without fields -----


def test_system_services_are_read_and_typed_into_and_hand_over_to_an_application(opened: Opener) -> None:
    logon = (SERVICES, "USS MESSAGE 10   ENTER LOGON: ".encode("cp037"))
    bound = (BIND, BIND_OF_MODEL_2)
    pause = threading.Event()
    second = screen([Field(1, 2, "SECOND"), *place(5, 9, 4, cursor=True)])
    with e_host(
        [logon],
        [bound, (DATA, screen(first()))],
        [
            (UNBIND, b"\x01"),
            pause,
            bound,
            (DATA, second),
        ],
    ) as there:
        session = opened(
            there.port,
            lu="LU0042",
            services="recognise: {at: {row: 1, column: 1, text: USS MESSAGE 10}}\n"
            "fields:\n  logon: {at: cursor, max: 40}",
            first=f"fields:\n{_CODE}",
            second="",
        )
        assert there.lu == "LU0042"
        assert session.current == "services"
        with pytest.raises(KeyRefusedError):
            session.submit("help")
        assert session.expect("services")
        session.fill({"logon": "LOGON APPLID(CICS)"})
        assert session.read("logon") == "LOGON APPLID(CICS)"
        session.submit("enter", expect="first")
        assert there.received[0] == (SERVICES, "LOGON APPLID(CICS)".encode("cp037"))
        session.fill({"code": "GO"})
        # The host takes its time to find the next application: the line stands, without a session.
        threading.Timer(0.8, pause.set).start()
        session.submit("enter", expect="second")


def test_a_screen_without_fields_takes_a_code_where_the_cursor_is(
    opened: Opener, host: Callable[..., OddHost]
) -> None:
    blank = b"\xf5\xc2"
    there = host([screen(first())], [blank], [screen(first())])
    session = opened(
        there.port,
        first=f"fields:\n{_CODE}",
        blank="recognise: {blank: true}\nfields:\n  transaction: {at: cursor, max: 20}",
    )
    session.submit("clear", expect="blank")
    session.fill({"transaction": "CESF LOGOFF"})
    session.submit("enter", expect="first")
    assert "CESF LOGOFF".encode("cp037") in there.received[1]


class LineHost:
    """Speaks plain lines of text, no 3270: a prompt, and one line back."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.port = int(server.getsockname()[1])
        self.lines: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        line, _ = self._server.accept()
        with line:
            line.sendall(b"GATEWAY OF THE TOWN\r\nlogin: ")
            came = b""
            while part := line.recv(1024):
                came += part
                if came.endswith((b"\r\n", b"\r\0")):
                    self.lines.append(came.strip(b"\r\n\0"))
                    came = b""
                    line.sendall(b"\r\nNO SUCH USER\r\nlogin: ")


def test_a_line_of_characters_is_read_and_typed_into(opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = LineHost(server)
        session = opened(
            there.port,
            gateway="recognise: {at: {row: 1, column: 1, text: GATEWAY}, absent: [NO SUCH USER]}\n"
            "fields:\n  login: {at: cursor, max: 20}",
            first=f"fields:\n{_CODE}",
            refused="recognise: {at: {row: 1, column: 1, text: GATEWAY}, texts: [NO SUCH USER]}\n"
            "fields:\n  login: {at: cursor, max: 20}",
        )
        session.fill({"login": "smith"})
        assert session.read("login") == "smith"
        session.submit("enter", expect="refused")
        until(lambda: there.lines == [b"smith"], "the line that was typed", 10)


# --- keys -----


def test_what_is_typed_where_it_does_not_show_arrives(opened: Opener, host: Callable[..., OddHost]) -> None:
    there = host([screen(first(*place(8, 10, 8, attribute=SECRET)))], [screen(first())])
    secret = "  secret: {at: {row: 8, column: 10, length: 8}, hidden: true}"
    session = opened(there.port, first=f"fields:\n{_CODE}{secret}")
    session.fill({"secret": "S3CRET"})
    session.submit("enter")
    assert "S3CRET".encode("cp037") in there.received[0]


def test_no_key_is_lost_whatever_time_the_host_takes(opened: Opener) -> None:
    """Sixty screens, each filled and sent; the host answers after 0 to 500 ms, in one or two records."""
    drawn = random.Random(11)
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = SlowHost(server, drawn)
        session = opened(
            there.port,
            first=f"fields:\n{_CODE}  count: {{at: {{row: 1, column: 10, length: 4}}, protected: true}}",
        )
        sent = []
        for number in range(60):
            assert session.read("count") == f"{number:04d}"
            code = f"{drawn.randrange(10_000):04d}"
            session.fill({"code": code})
            session.submit(drawn.choice(["enter", "leave"]))
            sent.append(code)
        there.hang_up()
    codes = [record[6:10].decode("cp037") for record in there.received if len(record) > 6]
    assert codes == sent


class SlowHost(OddHost):
    """Answers each key with the same screen and the next number, sooner or later."""

    def __init__(self, server: socket.socket, drawn: random.Random) -> None:
        self._drawn = drawn
        self._number = 0
        super().__init__(server)

    def answer(self) -> Iterator[bytes]:
        """Half of the answers come within 20 ms; in every third, the keyboard is freed by another record."""
        whole = screen(first(Field(1, 10, f"{self._number:04d}")))
        if self._number:
            wait = self._drawn.choice([0, 0, self._drawn.uniform(0, 0.02), self._drawn.uniform(0, 0.5)])
            time.sleep(wait)
        self._number += 1
        if self._number % 3:
            yield whole
            return
        yield whole[:1] + b"\x40" + whole[2:]
        time.sleep(self._drawn.uniform(0, 0.1))
        yield b"\xf1\xc2"


# --- check -----


@pytest.mark.parametrize("told_by", ["another place", "its underline"])
def test_a_place_that_became_shorter_is_seen_where_the_terminal_tells(
    opened: Opener, host: Callable[..., OddHost], told_by: str
) -> None:
    def shown(length: int) -> list[Field]:
        if told_by == "its underline":
            return first(*place(6, 10, length, underlined=True))
        return first(*place(6, 10, length), *place(6, 11 + length, 4))

    more = "" if told_by == "its underline" else "  beside: {at: {row: 6, column: 22, length: 4}}\n"
    body = f"fields:\n{_CODE}  name: {{at: {{row: 6, column: 10, length: 11}}}}\n{more}"
    there = host([screen(shown(11))], [screen(shown(9))])
    session = opened(there.port, first=body)
    (same,) = check_screens(session, ["first"])
    assert same.text == f"{len(same.found)} found"
    session.submit("enter")
    (differs,) = check_screens(session, ["first"])
    assert "name" in differs.changed
