"""A telnet line, byte by byte, and how it becomes a 3270 session."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacy_mock.faces.terminal.negotiation import Negotiation, Stage
from legacy_mock.faces.terminal.telnet import (
    MOST_IN_RECORD,
    BrokenLineError,
    Command,
    Event,
    Reader,
    Record,
    Subnegotiation,
    Verb,
    record,
)
from tests.unit.legacy_mock.glass import NEGOTIATED

TYPE = b"IBM-3279-2-E"


def events(*pieces: bytes) -> list[Event]:
    reader = Reader()
    return [event for piece in pieces for event in reader.feed(piece)]


@given(st.lists(st.binary(max_size=60)), st.lists(st.integers(0, 400)))
def test_records_arrive_as_they_were_sent_wherever_the_pieces_end(sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(record(data) for data in sent)
    ends = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(ends)]
    assert events(*pieces) == [Record(data) for data in sent]


def test_commands_between_records_are_events_and_the_others_are_passed_over() -> None:
    assert events(b"a\xff\xf1b\xff\xfb\x00c\xff\xfa\x18\x00X\xff\xffY\xff\xf0\xff\xef") == [
        Verb(Command.WILL, 0),
        Subnegotiation(0x18, b"\x00X\xffY"),
        Record(b"abc"),
    ]


@pytest.mark.parametrize(
    "stream",
    [
        b"x" * (MOST_IN_RECORD + 1),
        b"\xff\xff" * (MOST_IN_RECORD + 1),
        b"\xff\xfa" + b"x" * 65,
        b"\xff\xfa\xff\xf0",
        b"\xff\xfa\x18\x00\xff\xfb",
    ],
    ids=["endless", "endless, doubled", "endless aside", "empty aside", "broken aside"],
)
def test_a_line_without_measure_is_broken(stream: bytes) -> None:
    with pytest.raises(BrokenLineError):
        events(stream)


@given(st.binary(max_size=300))
def test_any_bytes_are_cut_or_broken(stream: bytes) -> None:
    try:
        events(stream)
    except BrokenLineError:
        return


# --- negotiation ---


def negotiated(stream: bytes) -> tuple[Negotiation, bytes]:
    """Negotiate with somebody who says all this; give what the host answers."""
    negotiation = Negotiation()
    said = negotiation.opening()
    for event in events(stream):
        assert not isinstance(event, Record)
        said += negotiation.take(event)
    return negotiation, said


@pytest.mark.parametrize(
    ("type_", "extended"),
    [
        (b"IBM-3279-2-E", True),
        (b"IBM-3278-2", False),
        (b"ibm-3278-4-e", True),
        (b"IBM-DYNAMIC", True),
        (b"IBM-3279-2-E@T001", True),
    ],
)
def test_a_3270_terminal_is_asked_for_its_type_records_and_eight_bits(type_: bytes, extended: bool) -> None:
    negotiation, said = negotiated(NEGOTIATED % type_)
    assert negotiation.stage is Stage.READY
    assert negotiation.extended == extended
    assert said == (b"\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0\xff\xfd\x19\xff\xfb\x19\xff\xfd\x00\xff\xfb\x00")


@pytest.mark.parametrize(
    "stream",
    [
        b"\xff\xfc\x18",
        NEGOTIATED % b"XTERM",
        NEGOTIATED % b"IBM-3179-2",
        NEGOTIATED % b"",
        (NEGOTIATED % TYPE).replace(b"\xff\xfb\x19", b"\xff\xfc\x19"),
        (NEGOTIATED % TYPE).replace(b"\xff\xfd\x00", b"\xff\xfe\x00"),
    ],
    ids=["no type", "XTERM", "3179", "empty", "no records", "seven bits"],
)
def test_who_is_no_such_terminal_is_refused(stream: bytes) -> None:
    assert negotiated(stream)[0].stage is Stage.REFUSED


def test_nothing_is_agreed_before_everything_is() -> None:
    whole = NEGOTIATED % TYPE
    for end in range(len(whole)):
        assert negotiated(whole[:end])[0].stage is Stage.ASKED


def test_options_of_other_sessions_are_refused_each_time() -> None:
    _, said = negotiated(b"\xff\xfd\x28\xff\xfb\x1f\xff\xfe\x01\xff\xfc\x03")
    assert said == b"\xff\xfd\x18\xff\xfc\x28\xff\xfe\x1f"


def test_a_terminal_that_takes_back_an_option_breaks_the_line() -> None:
    with pytest.raises(BrokenLineError):
        negotiated(NEGOTIATED % TYPE + b"\xff\xfc\x19")
