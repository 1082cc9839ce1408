"""For each process of one step: its case, and how the back-end comes to hold that record or another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.unit.keywords import payloads
from tests.unit.keywords.back_end import FakeBackEnd, Member


@dataclass(frozen=True)
class Scene:
    process: str
    payload: dict[str, Any]
    #: The journal's step, the screen whose commit key records it, and the ledger's word for it.
    step: str
    screen: str
    ledger: str
    #: Make the record that the case asks for.
    record: Callable[[FakeBackEnd, Member], str]
    #: Make another record in its place; `None` where another is there to be replaced.
    record_other: Callable[[FakeBackEnd, Member], str] | None = None
    #: What must be there before.
    prepare: Callable[[FakeBackEnd, Member], object] = lambda _back_end, _member: None

    def __str__(self) -> str:
        return self.step.replace(" ", "-")


def _dependant_is_there(back_end: FakeBackEnd, member: Member) -> object:
    return back_end.add_dependant(member, payloads.dependant())


def _affiliation_is_there(back_end: FakeBackEnd, member: Member) -> object:
    return back_end.affiliate(member, payloads.AFFILIATION)


SCENES = (
    Scene(
        "dependant",
        payloads.addition(),
        step="dependant",
        screen="dependant_add",
        ledger="dependant Gaspard",
        record=lambda back_end, member: back_end.add_dependant(member, payloads.dependant()),
        record_other=lambda back_end, member: back_end.add_dependant(member, payloads.dependant(kind="AU")),
    ),
    Scene(
        "dependant",
        payloads.ending(),
        step="dependant end",
        screen="dependant_end",
        ledger="dependant end Gaspard",
        prepare=_dependant_is_there,
        record=lambda back_end, member: back_end.end_dependant(member, payloads.ending()["dependant"]),
        record_other=lambda back_end, member: back_end.end_dependant(
            member, {**payloads.ending()["dependant"], "end": "2026-07-31"}
        ),
    ),
    Scene(
        "termination",
        payloads.termination(),
        step="termination",
        screen="termination_summary",
        ledger="termination 00000001",
        prepare=_affiliation_is_there,
        record=lambda back_end, member: back_end.terminate(member, payloads.termination()["termination"]),
        record_other=lambda back_end, member: back_end.terminate(
            member, {**payloads.termination()["termination"], "last_day": "2026-07-03"}
        ),
    ),
    Scene(
        "address",
        {"member": payloads.MEMBER, "address": payloads.ADDRESS},
        step="address",
        screen="address",
        ledger="address 00000001",
        record=lambda back_end, member: back_end.replace_address(member, payloads.ADDRESS),
    ),
    Scene(
        "bank_details",
        {"member": payloads.MEMBER, "bank": payloads.BANK},
        step="bank details",
        screen="bank_details",
        ledger="bank 00000001",
        record=lambda back_end, member: back_end.replace_bank(member, payloads.BANK),
    ),
)
