from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, TypeAdapter

from copiste.bots import wire
from copiste.bots.errors import WireError
from copiste.errors import Blame
from copiste.queue.item import JournalEntry, Outcome, OutcomeKind, StepState, StepTiming
from tests.support.seats import connection, credentials
from tests.support.spoiling import altered, spoiled

PREPARE = wire.Prepare(connection=connection(), environment=("HTTPS_PROXY",))
OPEN = wire.Open(prepare=PREPARE, credentials=credentials(), hash_key=SecretStr("0123abcd"))
OUTCOME = Outcome(
    OutcomeKind.BUSINESS,
    "CONTRACT_CLOSED",
    "CTR0009 CONTRAT CLOS",
    (StepTiming("member", 0.5), StepTiming("dependant 1", 0.25)),
    "00000007-01",
)
RUN = wire.Run(
    item=7,
    process="enrolment",
    reference="D-1\n\u2028",
    attempt=2,
    payload={"member": {"last_name": "Quennehen", "nir": None}, "dependants": [{"rank": 1}]},
    journal=(
        JournalEntry("member", StepState.COMMITTED, "26324-000001"),
        JournalEntry("a", StepState.PREPARED),
    ),
    evidence="/evidence/00000007-02",
    evidence_limit=1000,
)
DOWNWARD: list[wire.Downward] = [
    PREPARE,
    OPEN,
    RUN,
    wire.Recorded(),
    wire.Refused(code="LEASE_LOST", text="Lease 3 was taken over.", blame=Blame.MACHINE, counts=False),
    wire.Close(),
]
UPWARD: list[wire.Upward] = [
    wire.Prepared(),
    wire.Opened(),
    wire.Unopened(outcome=OUTCOME),
    wire.Unopened(outcome=replace(OUTCOME, blame=Blame.SEAT)),
    wire.Record(step="member", state=StepState.SUBMITTING, receipt=None),
    wire.Record(step="member", state=StepState.COMMITTED, receipt="26324-000001"),
    wire.Progress(step="dependant 1"),
    wire.Finished(outcome=OUTCOME, reusable=True),
    wire.Finished(outcome=Outcome(OutcomeKind.DONE), reusable=False),
]


@pytest.mark.parametrize("message", DOWNWARD, ids=lambda message: type(message).__name__)
def test_what_goes_down_arrives_as_it_was_sent(message: wire.Downward) -> None:
    assert wire.decode(wire.downward, wire.encode(message)) == message


@pytest.mark.parametrize("message", UPWARD, ids=lambda message: type(message).__name__)
def test_what_comes_up_arrives_as_it_was_sent(message: wire.Upward) -> None:
    assert wire.decode(wire.upward, wire.encode(message)) == message


def test_every_message_there_is_is_among_those_tested() -> None:
    for direction, tested in ((wire.downward, DOWNWARD), (wire.upward, UPWARD)):
        known = set(direction.json_schema()["discriminator"]["mapping"])
        assert {message.type for message in tested} == known


@pytest.mark.parametrize("message", [*DOWNWARD, *UPWARD], ids=lambda message: type(message).__name__)
def test_a_message_is_one_line(message: Any) -> None:
    line = wire.encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


#: No clock decides whether a test passes.
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@unhurried
@given(payload=st.dictionaries(st.text(), _JSON))
def test_any_payload_arrives_as_it_was_sent(payload: dict[str, Any]) -> None:
    message = RUN.model_copy(update={"payload": payload})
    line = wire.encode(message)
    assert line.count(b"\n") == 1
    assert wire.decode(wire.downward, line) == message


@pytest.mark.parametrize("payload", [{"name": "\ud800"}, {"name": object()}], ids=["surrogate", "object"])
def test_a_payload_that_json_cannot_hold_is_a_wire_error_without_it(payload: dict[str, Any]) -> None:
    with pytest.raises(WireError) as refused:
        wire.encode(RUN.model_copy(update={"payload": payload}))
    assert "name" not in str(refused.value)


def _refusal(direction: TypeAdapter[Any], line: bytes) -> str:
    with pytest.raises(WireError) as refused:
        wire.decode(direction, line)
    assert refused.value.code == "WIRE"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    return str(refused.value)


@unhurried
@given(line=st.binary())
def test_any_other_bytes_are_a_wire_error(line: bytes) -> None:
    for direction in (wire.downward, wire.upward):
        _refusal(direction, line)


@pytest.mark.parametrize(
    "line",
    [
        "Quennehen",
        '"Quennehen"',
        "[]",
        "{}",
        '{"type": "Quennehen"}',
        '{"type": "close", "Quennehen": 1}',
        '{"type": "run", "item": "Quennehen"}',
        '{"type": "run", "payload": {"Quennehen": ',
        '{"type": "record", "step": ["Quennehen"], "state": "Quennehen", "receipt": null}',
        '{"type": "finished", "outcome": {"kind": "Quennehen"}, "reusable": true}',
        '{"type": "finished", "outcome": {"kind": "DONE", "Quennehen": 1}, "reusable": true}',
    ],
)
def test_an_unreadable_line_is_not_shown(line: str) -> None:
    for direction in (wire.downward, wire.upward):
        assert "Quennehen" not in _refusal(direction, line.encode())


@unhurried
@given(key=st.text(min_size=8).filter(lambda key: key not in "extra_forbidden"), value=_JSON)
def test_whatever_is_added_to_a_message_is_refused_and_not_shown(key: str, value: object) -> None:
    line = json.dumps({**json.loads(wire.encode(RUN)), key: value}).encode()
    assert key not in _refusal(wire.downward, line)


@unhurried
@given(st.data())
def test_an_altered_message_is_read_or_refused_and_not_shown(data: st.DataObject) -> None:
    down = data.draw(st.booleans())
    messages: list[Any] = [*(DOWNWARD if down else UPWARD)]
    direction: TypeAdapter[Any] = wire.downward if down else wire.upward
    sound = json.loads(wire.encode(data.draw(st.sampled_from(messages))))
    strange = st.sampled_from(["Quennehen", ["Quennehen"], {"Quennehen": 1}, None, -1, 1e300, True])
    line = json.dumps(data.draw(altered(sound, strange))).encode()
    try:
        wire.decode(direction, line)
    except WireError as refused:
        told = str(refused)
    else:
        told = ""
    assert "Quennehen" not in told


@unhurried
@given(st.data())
def test_a_spoiled_line_is_read_or_refused(data: st.DataObject) -> None:
    messages: list[Any] = [*DOWNWARD, *UPWARD]
    line = data.draw(spoiled(wire.encode(data.draw(st.sampled_from(messages)))))
    directions: list[TypeAdapter[Any]] = [wire.downward, wire.upward]
    for direction in directions:
        with suppress(WireError):
            wire.decode(direction, line)


def test_a_message_for_the_other_direction_is_refused() -> None:
    _refusal(wire.upward, wire.encode(wire.Close()))
    _refusal(wire.downward, wire.encode(wire.Opened()))


@pytest.mark.parametrize("shown", [repr, str])
def test_neither_secrets_nor_the_payload_show(shown: Any) -> None:
    told = shown(OPEN) + shown(RUN)
    assert [secret for secret in ("K7SECRET", "0123abcd", "Quennehen") if secret in told] == []
    assert "ROB01" in told
    assert "enrolment" in told
