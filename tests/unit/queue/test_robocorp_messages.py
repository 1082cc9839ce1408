"""What the broker understands, and how it says that it does not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copiste.connectors.robocorp import messages
from copiste.connectors.robocorp.errors import MessageRefusedError


class TestQuestions:
    def test_bring_a_file(self) -> None:
        asked = messages.question({"method": "add_file", "item_id": "1", "name": "a.txt", "content": "aGk="})
        assert isinstance(asked, messages.AddFile)
        assert asked.content == b"hi"

    @pytest.mark.parametrize(
        ("told", "place"),
        [
            ({}, "method"),
            ({"method": "drop_tables"}, "method"),
            ({"method": "load_payload"}, "load_payload.item_id"),
            ({"method": "load_payload", "item_id": 7}, "item_id"),
            ({"method": "load_payload", "item_id": "1" * 99}, "item_id"),
            ({"method": "reserve_input", "of": "SECRET"}, "reserve_input.of"),
            ({"method": "release_input", "item_id": "1", "state": "SECRET"}, "state"),
            ({"method": "add_file", "item_id": "1", "name": "", "content": ""}, "name"),
            ({"method": "add_file", "item_id": "1", "name": "a", "content": "SECRET!"}, "content"),
            ({"method": "add_file", "item_id": "1", "name": "a", "content": 5}, "content"),
            ({"method": "add_file", "item_id": "1", "name": "SECRET\0", "content": ""}, "name"),
            ({"method": "save_payload", "item_id": "1"}, "payload"),
            ({"method": "save_payload", "item_id": "1", "payload": "SECRET\ud800"}, "payload"),
            ({"method": "create_output", "parent_id": "1", "payload": ["SECRET\ud800"]}, "payload"),
        ],
    )
    def test_that_are_none_are_refused_by_their_field_and_no_value_shows(
        self, told: dict[str, Any], place: str
    ) -> None:
        with pytest.raises(MessageRefusedError, match=place) as refused:
            messages.question(told)
        assert "SECRET" not in str(refused.value)

    def test_of_a_release_are_not_refused_for_their_wording(self) -> None:
        said = {"type": "BUSINESS", "code": "A\0B", "message": "one\ntwo \ud800"}
        asked = messages.question(
            {"method": "release_input", "item_id": "1", "state": "FAILED", "exception": said}
        )
        assert isinstance(asked, messages.ReleaseInput)
        assert asked.exception == messages.Failure(type="BUSINESS", code="A B", message="one two  ")

    def test_show_no_payload_in_their_repr(self) -> None:
        asked = messages.question({"method": "save_payload", "item_id": "1", "payload": "SECRET"})
        assert "SECRET" not in repr(asked)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["method", "item_id", "parent_id", "name", "content", "payload", "state", "exception"]
)
METHODS = st.sampled_from(get_args(messages.Question | messages.Stay)).map(
    lambda model: get_args(model.model_fields["method"].annotation)[0]
)


@given(told=st.dictionaries(NAMES | st.text(max_size=10), JSON, max_size=6), method=METHODS | JSON)
def test_whatever_is_said_is_understood_or_refused(told: dict[str, Any], method: Any) -> None:
    with suppress(MessageRefusedError):
        asked = messages.question({**told, "method": method})
        assert asked.method == method


@given(payload=JSON)
def test_any_payload_comes_back_as_it_went(payload: Any) -> None:
    assert messages.unwrap(messages.wrap(payload)) == payload


class TestPayloads:
    @pytest.mark.parametrize(
        "payload", [None, "text", 5, [1, {"a": 2}], {}, {"a": 1}, {"work_item_payload": {"a": 1}}]
    )
    def test_of_any_json_come_back_as_they_went(self, payload: Any) -> None:
        wrapped = messages.wrap(payload)
        assert isinstance(wrapped, dict)
        assert messages.unwrap(wrapped) == payload

    def test_that_are_mappings_are_kept_as_they_are(self) -> None:
        assert messages.wrap({"a": 1}) == {"a": 1}
