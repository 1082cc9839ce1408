"""What robots' words, and their silence, mean here."""

from __future__ import annotations

from typing import Any

import pytest

from copiste.connectors.robocorp import verdict
from copiste.connectors.robocorp.messages import Failure
from copiste.queue.item import OutcomeKind


class TestReleases:
    @pytest.mark.parametrize(
        ("state", "failure", "kind", "code"),
        [
            ("COMPLETED", None, OutcomeKind.DONE, ""),
            ("COMPLETED", Failure(type="BUSINESS", code="X"), OutcomeKind.DONE, ""),
            ("FAILED", Failure(type="BUSINESS", code="NO_AMOUNT"), OutcomeKind.BUSINESS, "NO_AMOUNT"),
            ("FAILED", Failure(type=" business "), OutcomeKind.BUSINESS, "BUSINESS"),
            ("FAILED", Failure(type="APPLICATION", code="DOWN"), OutcomeKind.APPLICATION, "DOWN"),
            ("FAILED", Failure(type="APPLICATION", code="  "), OutcomeKind.APPLICATION, "APPLICATION"),
            ("FAILED", Failure(type="UNSPECIFIED"), OutcomeKind.APPLICATION, "APPLICATION"),
            ("FAILED", Failure(code="NO_TYPE"), OutcomeKind.APPLICATION, "NO_TYPE"),
            ("FAILED", None, OutcomeKind.APPLICATION, "APPLICATION"),
        ],
    )
    def test_map_to_outcomes(self, state: str, failure: Failure | None, kind: OutcomeKind, code: str) -> None:
        outcome = verdict.released(state, failure, {})
        assert (outcome.kind, outcome.code) == (kind, code)

    def test_bring_the_robots_message(self) -> None:
        failure = Failure(type="BUSINESS", message="  Amount missing\n")
        assert verdict.released("FAILED", failure, {}).message == "Amount missing"

    def test_cut_what_is_too_long(self) -> None:
        outcome = verdict.released("FAILED", Failure(code="C" * 1000, message="m" * 10_000), {})
        assert (len(outcome.code), len(outcome.message)) == (60, 500)

    def test_show_no_value_of_the_case(self) -> None:
        payload = {"member": {"name": "DURAND", "nir": 285057800608436}, "lines": [{"iban": "FR7612"}]}
        told = "KeyError in DURAND, 285057800608436: FR7612 unknown"
        outcome = verdict.released("FAILED", Failure(code="NO_DURAND", message=told), payload)
        assert outcome.message == "KeyError in …, …: … unknown"
        assert outcome.code == "NO_…"


class TestValuesInTexts:
    @pytest.mark.parametrize(
        ("payload", "text", "shown"),
        [
            ({"a": "DURAND", "b": "DURAND SA"}, "DURAND SA is DURAND", "… is …"),
            ({"a": "FR", "b": 1, "c": True, "d": None}, "FR: 1 is True or None", "FR: 1 is True or None"),
            ("DURAND", "DURAND", "…"),
            (None, "nothing", "nothing"),
            ({"a": ""}, "text", "text"),
        ],
    )
    def test_are_painted_over_the_longest_first(self, payload: Any, text: str, shown: str) -> None:
        assert verdict.without_values(text, payload) == shown


class TestSilence:
    @pytest.mark.parametrize(
        ("status", "loaded", "kind", "code"),
        [
            (0, True, OutcomeKind.DONE, ""),
            (0, False, OutcomeKind.APPLICATION, "ROBOT_READ_NOTHING"),
            (1, True, OutcomeKind.CRASHED, "ROBOT_DIED"),
            (-9, True, OutcomeKind.CRASHED, "ROBOT_DIED"),
            (-9, False, OutcomeKind.CRASHED, "ROBOT_DIED"),
        ],
    )
    def test_is_judged_by_how_the_robot_ended(
        self, status: int, loaded: bool, kind: OutcomeKind, code: str
    ) -> None:
        outcome = verdict.unreleased(status, loaded=loaded)
        assert (outcome.kind, outcome.code) == (kind, code)

    @pytest.mark.parametrize(("status", "how"), [(3, "exit status 3"), (-9, "SIGKILL"), (-99, "signal 99")])
    def test_says_how_it_ended(self, status: int, how: str) -> None:
        assert how in verdict.unreleased(status, loaded=True).message

    def test_before_it_took_anything_leaves_the_item_untouched(self) -> None:
        assert verdict.untaken().kind is OutcomeKind.RETURNED
