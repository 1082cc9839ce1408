"""An application of other people, keyed into by `copiste run` while answers are lost and bots are killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.applications.sql_ledger.cases import drawn
from tests.applications.sql_ledger.dataset import running_ledger
from tests.applications.sql_ledger.harm import live_through
from tests.support.answers_proxy import Fault
from tests.support.postgres import Postgres

pytestmark = pytest.mark.timeout(900)
_SEED = 10


def test_every_case_is_in_the_ledger_once_or_in_its_basket(ledger_postgres: Postgres, tmp_path: Path) -> None:
    asked = drawn(_SEED, 12)
    assert {one.basket for one in asked} == {"", "NAME_MISSING", "VALUE_NOT_OFFERED", "OUT_OF_BALANCE"}
    with running_ledger(ledger_postgres) as ledger:
        harm = live_through(ledger, tmp_path, asked, seed=_SEED, kills_every=20, limit=800)
    assert harm.wrong == []
    assert harm.bots_killed > 0
    assert {Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.ANSWER_CUT} & set(harm.faults)
