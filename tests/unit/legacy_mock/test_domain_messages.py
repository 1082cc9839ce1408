"""The table of messages: every text fits row 22, every number that the domain uses is there."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import legacy_mock.domain
from legacy_mock.messages import MESSAGES, Kind, Message, message_text

_DOMAIN = Path(legacy_mock.domain.__file__).parent
_WIDEST = {
    "adherent": "20000001",
    "contrat": "C000000001",
    "receipt": "26324-000001",
    "terminal": "T001",
    "zone": "DERNIER JOUR",
    "nombre": "999",
    "age": "28",
    "rang": "9",
    "motif": "059",
    "risque": "SAN",
    "debut": "31/12/2026",
    "fin": "31/12/2026",
    "operateur": "ROBOT001",
    "longueur": "25",
    "option": "BAS",
    "population": "ENS",
    "pays": "FR",
    "code": "69003",
}


def _numbers_used(name: str) -> set[str]:
    """Find the numbers written as first argument of ``name(…)`` anywhere in the domain."""
    calls = (
        node
        for path in _DOMAIN.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
        and node.args
    )
    firsts = (call.args[0] for call in calls)
    return {str(first.value) for first in firsts if isinstance(first, ast.Constant)}


def test_every_number_that_the_domain_uses_is_of_the_right_kind() -> None:
    uses = {"Refused": Kind.REFUSAL, "Notice": Kind.WARNING, "_recorded": Kind.CONFIRMATION}
    for name, kind in uses.items():
        numbers = _numbers_used(name)
        assert numbers
        assert {MESSAGES[number].kind for number in numbers} == {kind}, name


def test_every_domain_message_is_used() -> None:
    topics = {"ADH", "ADR", "RIB", "AFF", "AYD", "RAD"}
    used = set().union(*(_numbers_used(name) for name in ("Refused", "Notice", "_recorded")))
    # The screen shows these two without the domain raising them by that name.
    shown = used | {"ADH0031", "ADH0040"}
    assert {number for number in MESSAGES if number[:3] in topics} == {n for n in shown if n[:3] in topics}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda message: message.number)
def test_a_message_fits_row_22_in_capitals(message: Message) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(message.template) if name]
    text = message.text(**{name: _WIDEST.get(name, "X" * 10) for name in names})
    assert re.fullmatch(r"[A-Z]{3}[0-9]{4} [A-Z0-9 '():\-/,.]+", text)
    assert len(text) <= 79


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda message: message.number)
def test_a_confirmation_and_nothing_else_of_the_domain_ends_in_a_receipt(message: Message) -> None:
    confirms = message.template.endswith("ENREGISTREMENT {receipt}")
    assert confirms == (message.kind is Kind.CONFIRMATION)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        message_text("AFF0001")
