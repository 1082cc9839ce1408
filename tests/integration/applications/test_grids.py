"""Grids of applications of other people, through a session: lines typed, read back whole, recorded once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from copiste.screens.drivers.waiting import Patience
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.applications.django_admin import truth as broker
from tests.applications.process import Application, running
from tests.applications.sql_ledger import truth as ledger_truth
from tests.applications.sql_ledger.clerk import signed_on
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
    "invoice": """
recognise: {title: Add Sales Invoice}
reach: {path: [AR, Sales Invoice]}
fields:
  customer: {caption: Customer, type: choice, reloads: true}
  order_number: {caption: Order Number}
others: ignored
grids:
  lines:
    columns:
      article: {caption: Number}
      description: {caption: Description}
      quantity: {caption: Qty, type: number, decimal: '.', thousands: ','}
      price: {caption: Price, type: number, decimal: '.', thousands: ','}
      extended: {caption: Extended, type: number, decimal: '.', thousands: ',', protected: true}
    add: check
actions: {check: {button: Update}, save: {button: Post}}
""",
}

_BROKER = """
application: broker
defaults: {charset: any}
sign_on: {screen: sign_on, action: log_in, arrives: index}
home: {screen: index}
"""
_BROKER_SCREENS = {
    "sign_on": """
recognise: {address: /admin/login/*}
fields: {operator: {caption: Username}, password: {caption: Password, hidden: true}}
actions: {log_in: {button: Log in}}
""",
    "index": "recognise: {address: /admin/}\n",
    "member_list": """
recognise: {address: /admin/brokerage/member/}
reach: {address: /admin/brokerage/member/}
actions: {page: {link: "{page}"}}
tables:
  members:
    columns:
      reference: {caption: REFERENCE}
      last_name: {caption: LAST NAME}
      first_name: {caption: FIRST NAME}
    next: page
    total: '(\\d+) members'
    actions: {open: {column: reference}}
""",
    "change": "recognise: {address: /admin/brokerage/member/*/change/}\n",
    "member": """
recognise: {address: /admin/brokerage/member/add/}
reach: {address: /admin/brokerage/member/add/}
fields:
  reference: {caption: Reference}
  title: {caption: Title, type: choice}
  first_name: {caption: First name}
  last_name: {caption: Last name}
  birth_date: {caption: Date of birth, type: date, format: YYYY-MM-DD}
  street: {caption: Street}
  postcode: {caption: Postcode}
  city: {caption: City}
  office: {caption: Office, type: choice}
others: ignored
grids:
  contracts:
    columns:
      policy: {caption: POLICY NUMBER}
      cover: {caption: COVER, type: choice}
      start: {caption: STARTS ON, type: date, format: YYYY-MM-DD}
      premium: {caption: MONTHLY PREMIUM, type: number, decimal: '.'}
      paid: {caption: FIRST PREMIUM PAID, type: check}
    add: another_contract
  dependants:
    columns:
      name: {caption: NAME}
      birth_date: {caption: DATE OF BIRTH, type: date, format: YYYY-MM-DD}
      relation: {caption: RELATION, type: choice}
    add: another_dependant
actions:
  another_contract: {button: Add another Contract}
  another_dependant: {button: Add another Dependant}
  save: {button: Save}
""",
}
_MEMBER: dict[str, object] = {
    "reference": "RV-00777",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
    "birth_date": "1980-01-01",
    "street": "1 Quay",
    "postcode": "LN1",
    "city": "Harbour",
    "office": "Old Town",
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


def test_the_lines_of_a_transaction_are_filled_read_back_whole_and_posted(
    ledger: Ledger, tmp_path: Path
) -> None:
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


def test_what_a_line_lacks_is_completed_by_the_page_when_the_next_is_added(
    ledger: Ledger, tmp_path: Path
) -> None:
    with signed_on(ledger.url) as clerk:
        clerk.add_customer(name="Nordlys Shipping")
    with keying(ledger, tmp_path) as session:
        session.go_to("invoice")
        session.fill({"order_number": "K-1"})
        for article, quantity in (("S-100", "2"), ("S-120", "1"), ("G-200", "3")):
            session.grids.fill("lines", {"article": article, "quantity": quantity})
        session.verify()
        session.submit("save", expect="invoice")
    (recorded,) = ledger_truth.invoices(ledger.database)
    assert recorded.order_number == "K-1"
    assert [(line.article, int(line.quantity)) for line in recorded.lines] == [
        ("S-100", 2),
        ("S-120", 1),
        ("G-200", 3),
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with running("django_admin", tmp_path_factory.mktemp("broker")) as application:
        yield application


@contextmanager
def brokering(site: Application, folder: Path) -> Iterator[ScreenSession]:
    declared = declare(folder / "broker", _BROKER_SCREENS, _BROKER)
    with open_session(declared, "web", url=f"{site.url}admin/", patience=Patience(20, 3)) as session:
        session.sign_on({"operator": "OP01", "password": broker.PASSWORD})
        yield session


def test_rows_are_added_by_the_page_s_own_link_as_they_are_needed(site: Application, tmp_path: Path) -> None:
    with brokering(site, tmp_path) as session:
        session.go_to("member")
        session.fill(_MEMBER)
        for number in range(4):
            contract = {
                "policy": f"P-{number}",
                "cover": "Life",
                "start": f"2027-0{number + 1}-01",
                "premium": f"1{number}.50",
                "paid": number == 2,
            }
            session.grids.fill("contracts", contract)
        for name, relation in (("Max", "Child"), ("Eva", "Spouse")):
            dependant = {"name": name, "birth_date": "2012-12-31", "relation": relation}
            session.grids.fill("dependants", dependant)
        session.verify()
        session.submit("save", expect="member_list")
    (recorded,) = broker.members(site.folder)
    assert [(one.policy, one.cover, one.start, one.premium, one.paid) for one in recorded.contracts] == [
        (f"P-{number}", "Life", f"2027-0{number + 1}-01", f"1{number}.50", number == 2) for number in range(4)
    ]
    assert [one.name for one in recorded.dependants] == ["Max", "Eva"]


def test_a_record_is_found_on_another_page_of_a_list_and_opened_by_its_own_name(
    site: Application, tmp_path: Path
) -> None:
    with brokering(site, tmp_path) as session:
        session.go_to("member_list")
        rows = session.rows("members")
        seeded = {f"SE-{number:05d}" for number in range(1, 24)}
        assert seeded <= {row["reference"] for row in rows}
        session.go_to("index")
        session.go_to("member_list")
        arrival = session.open_row("members", "open", {"reference": "SE-00009"}, ("change",))
        assert arrival is not None
        assert any(cell.input and cell.text == "SE-00009" for cell in session.view.cells())
