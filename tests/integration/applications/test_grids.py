"""Grids of applications that nobody here wrote, filled line by line through a session; their databases are the truth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import LineReadBackError
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.applications.django_admin import truth as broker
from tests.applications.process import Application, running
from tests.applications.sql_ledger import truth as ledger_truth
from tests.applications.sql_ledger.dataset import OPERATORS, Ledger, running_ledger
from tests.integration.screens.small_pages import declare
from tests.support.postgres import Postgres

_LEDGER = """
application: ledger
defaults: {charset: any}
sign_on: {screen: sign_on, action: login, arrives: about}
home: {screen: about}
faces: {web: {frame: main_window, title: "th.listtop, h1.login"}}
"""
_LEDGER_SCREENS = {
    "sign_on": """
recognise: {title: "Version 3.2.6", texts: [Password]}
fields:
  operator: {caption: Name}
  password: {caption: Password, hidden: true}
actions: {login: {button: Login}}
""",
    "about": "recognise: {title: Version 3.2.6, absent: [Password]}\n",
    "transaction": """
recognise: {title: Add General Ledger Transaction}
reach: {path: [General Ledger, Add Transaction]}
fields:
  reference: {caption: Reference}
  date: {caption: Date, type: date, format: YYYY-MM-DD}
  description: {caption: Description}
others: ignored
grids:
  lines:
    columns:
      account: {caption: Account, type: choice}
      debit: {caption: Debit, type: number, decimal: '.', thousands: ','}
      credit: {caption: Credit, type: number, decimal: '.', thousands: ','}
      memo: {caption: Memo}
    add: check
actions: {check: {button: Update}, save: {button: Post}}
""",
}


def _transaction(*lines: tuple[str, str, str, str]) -> list[dict[str, object]]:
    return [dict(zip(("account", "debit", "credit", "memo"), line, strict=True)) for line in lines]


_LINES = _transaction(
    ("5760--Rent", "1200.50", "", "November"),
    ("1060--Checking Account", "", "1200.50", "cheque 7"),
)


@pytest.fixture
def ledger(ledger_postgres: Postgres) -> Iterator[Ledger]:
    with running_ledger(ledger_postgres) as running_:
        yield running_


@contextmanager
def keying(ledger: Ledger, folder: Path) -> Iterator[ScreenSession]:
    declared = declare(folder / "ledger", _LEDGER_SCREENS, _LEDGER)
    with open_session(declared, "web", url=ledger.url, patience=Patience(20, 3)) as session:
        session.sign_on({"operator": OPERATORS[0].login, "password": OPERATORS[0].password})
        yield session


def test_the_lines_of_a_transaction_are_filled_read_back_whole_and_posted(ledger: Ledger, tmp_path: Path) -> None:
    with keying(ledger, tmp_path) as session:
        session.go_to("transaction")
        session.fill({"date": "2026-11-30", "description": "Rent of November"})
        assert [session.grids.fill("lines", line) for line in _LINES] == [1, 2]
        session.verify()
        session.submit("save", expect="transaction")
    (recorded,) = ledger_truth.transactions(ledger.database)
    assert [(line.account, line.debit, line.credit, line.memo) for line in recorded.lines] == [
        ("1060", Decimal(0), Decimal("1200.5"), "cheque 7"),
        ("5760", Decimal("1200.5"), Decimal(0), "November"),
    ]
