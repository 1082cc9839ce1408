"""Other applications than the mock, keyed into by `copiste run` while answers are lost and bots killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.applications.night import live_through, named
from tests.support.answers_proxy import Fault

pytestmark = pytest.mark.timeout(900)
_SEED = 10


@pytest.mark.parametrize(
    ("application", "count", "kills_every", "baskets"),
    [
        ("bus_cards", 6, 10, {"CARD_REFUSED", "FIELD_REFUSED_BY_PAGE"}),
        ("django_admin", 10, 10, {"PHONE_MALFORMED", "VALUE_NOT_OFFERED"}),
        ("guichet", 6, 10, {"NAME_MISSING", "COPIES"}),
        ("sql_ledger", 12, 20, {"NAME_MISSING", "VALUE_NOT_OFFERED", "OUT_OF_BALANCE"}),
    ],
)
def test_every_case_is_recorded_once_and_as_asked_or_in_its_basket(
    application: str, count: int, kills_every: float, baskets: set[str], tmp_path: Path
) -> None:
    night = named(application)
    asked = night.draw(_SEED, count)
    assert {one.basket for one in asked} == {"", *baskets}
    morning = live_through(night, tmp_path, asked, seed=_SEED, kills_every=kills_every, limit=800)
    assert morning.wrong == []
    assert morning.bots_killed > 0
    assert {Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.ANSWER_CUT} & set(morning.faults)


def test_a_terminal_s_bots_are_killed(tmp_path: Path) -> None:
    night = named("plain_terminal")
    asked = night.draw(_SEED, 12)
    morning = live_through(night, tmp_path, asked, seed=_SEED, kills_every=3, limit=800)
    assert morning.wrong == []
    assert morning.bots_killed > 0
