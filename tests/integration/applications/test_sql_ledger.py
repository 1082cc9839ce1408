"""SQL-Ledger is served, keyed into by its own forms, and its database tells what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from tests.applications.sql_ledger import truth
from tests.applications.sql_ledger.clerk import ADD_INVOICE, ADD_TRANSACTION, Clerk, signed_on
from tests.applications.sql_ledger.dataset import OPERATORS, Ledger, Preferences, running_ledger
from tests.support.answers_proxy import Fault, Request, relaying
from tests.support.postgres import Postgres

_ADDRESS = {
    "name": "Nordlys Shipping",
    "address1": "1 Quay Street",
    "address2": "Shed 4",
    "city": "Århus",
    "zipcode": "8000",
    "country": "Denmark",
    "firstname": "Søren",
    "lastname": "O'Neill & Son",
    "phone": "+45 86 00 00 00",
}


@pytest.fixture
def ledger(ledger_postgres: Postgres) -> Iterator[Ledger]:
    with running_ledger(ledger_postgres) as running:
        yield running


@pytest.fixture
def clerk(ledger: Ledger) -> Iterator[Clerk]:
    with signed_on(ledger.url) as one:
        yield one


def test_nothing_is_recorded_before_anybody_keys(ledger: Ledger) -> None:
    assert truth.customers(ledger.database) == []
    assert truth.invoices(ledger.database) == []
    assert truth.transactions(ledger.database) == []


def test_a_customer_is_added_once(ledger: Ledger, clerk: Clerk) -> None:
    clerk.add_customer(**_ADDRESS, terms="30", startdate="2026-03-01")

    assert truth.customers(ledger.database) == [
        truth.Customer(
            number="C-1001",
            name="Nordlys Shipping",
            address1="1 Quay Street",
            address2="Shed 4",
            city="Århus",
            state="",
            zipcode="8000",
            country="Denmark",
            first_name="Søren",
            last_name="O'Neill & Son",
            phone="+45 86 00 00 00",
            email="",
            currency="USD",
            terms=30,
            start_date="2026-03-01",
            notes="",
            gender="M",
            tax_included=False,
        )
    ]


def test_letters_with_accents_are_shown_as_they_were_keyed(clerk: Clerk) -> None:
    clerk.add_customer(**_ADDRESS)
    assert "1 Quay Street Shed 4 8000 Århus Denmark" in clerk.open(ADD_INVOICE).text


def test_a_refusal_is_a_page_of_its_own_and_records_nothing(ledger: Ledger, clerk: Clerk) -> None:
    assert clerk.add_customer(city="Aberdeen").text.endswith("Error! Name missing!")
    assert truth.customers(ledger.database) == []


def test_every_operator_signs_on(ledger: Ledger) -> None:
    for operator in OPERATORS:
        with signed_on(ledger.url, operator) as one:
            one.add_customer(name=f"Added by {operator.login}")
    assert [customer.name for customer in truth.customers(ledger.database)] == [
        f"Added by OP0{number}" for number in (1, 2, 3, 4)
    ]


def test_an_invoice_has_its_lines(ledger: Ledger, clerk: Clerk) -> None:
    clerk.add_customer(**_ADDRESS)
    form = clerk.open(ADD_INVOICE)
    form = clerk.press(form, "Update", transdate="2026-03-02", partnumber_1="S-100", qty_1="2")
    form = clerk.press(form, "Update", partnumber_2="G-210", qty_2="10", ordnumber="PO 7")
    clerk.press(form, "Post", discount_2="5", notes="Quay 9")

    (invoice,) = truth.invoices(ledger.database)
    assert (invoice.number, invoice.customer_number, invoice.salesperson) == ("INV-1001", "C-1001", "OP01")
    assert (invoice.date, invoice.order_number, invoice.notes) == ("2026-03-02", "PO 7", "Quay 9")
    assert invoice.amount == invoice.net == Decimal("454.80")
    assert invoice.lines == (
        truth.InvoiceLine("S-100", "Berth, a day", Decimal(2), Decimal("45.00"), Decimal(0)),
        truth.InvoiceLine("G-210", "Fender, 60 cm", Decimal(10), Decimal("38.40"), Decimal(5)),
    )


def test_a_transaction_has_its_lines(ledger: Ledger, clerk: Clerk) -> None:
    form = clerk.open(ADD_TRANSACTION)
    lines = {
        "accno_1": "5760--Rent",
        "debit_1": "1,200.50",
        "accno_2": "1060--Checking Account",
        "credit_2": "1,200.50",
        "memo_2": "cheque 7",
    }
    clerk.press(form, "Post", description="Rent of March", transdate="2026-03-31", **lines)

    assert truth.transactions(ledger.database) == [
        truth.Transaction(
            reference="GL-1001",
            description="Rent of March",
            date="2026-03-31",
            currency="USD",
            notes="",
            lines=(
                truth.TransactionLine("1060", Decimal(0), Decimal("1200.50"), "", "cheque 7"),
                truth.TransactionLine("5760", Decimal("1200.50"), Decimal(0), "", ""),
            ),
        )
    ]


def test_dates_and_numbers_are_written_as_preferred(ledger_postgres: Postgres) -> None:
    preferences = Preferences(date_format="dd.mm.yy", number_format="1.000,00")
    with running_ledger(ledger_postgres, preferences) as ledger, signed_on(ledger.url) as clerk:
        lines = {"debit_1": "1.234,50", "accno_2": "5760--Rent", "credit_2": "1.234,50"}
        clerk.press(clerk.open(ADD_TRANSACTION), "Post", transdate="24.12.2026", **lines)
        (transaction,) = truth.transactions(ledger.database)
    assert transaction.date == "2026-12-24"
    assert {line.debit + line.credit for line in transaction.lines} == {Decimal("1234.50")}


def test_two_side_by_side_share_nothing(ledger: Ledger, clerk: Clerk, ledger_postgres: Postgres) -> None:
    with running_ledger(ledger_postgres) as other, signed_on(other.url) as other_clerk:
        clerk.add_customer(name="Of the first")
        other_clerk.add_customer(name="Of the second")
        assert [customer.name for customer in truth.customers(ledger.database)] == ["Of the first"]
        assert [customer.name for customer in truth.customers(other.database)] == ["Of the second"]


def test_it_leaves_nothing_behind(ledger_postgres: Postgres) -> None:
    package = [Path("/usr/share/sql-ledger"), *Path("/var/lib/sql-ledger").iterdir()]
    before = [sorted(folder.iterdir()) for folder in package]
    with running_ledger(ledger_postgres) as ledger, signed_on(ledger.url) as clerk:
        clerk.add_customer(**_ADDRESS)
        folder = ledger.server.folder
        assert folder.exists()
    assert not folder.exists()
    assert [sorted(folder.iterdir()) for folder in package] == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(ledger.url, trust_env=False)


def test_an_answer_lost_on_the_way_was_recorded_and_a_request_lost_was_not(ledger: Ledger) -> None:
    def saves(request: Request) -> bool:
        return b"action=Save" in request.body

    plan = (Fault.ANSWER_LOST, Fault.REQUEST_LOST)
    with relaying(ledger.url, plan, concerns=saves) as relay, signed_on(f"{relay.url}login.pl") as clerk:
        for name in ("Answer lost", "Request lost"):
            with pytest.raises(httpx.RemoteProtocolError):
                clerk.add_customer(name=name)
        clerk.add_customer(name="Relayed")
        assert relay.done == {Fault.ANSWER_LOST: 1, Fault.REQUEST_LOST: 1, None: 1}
    assert [customer.name for customer in truth.customers(ledger.database)] == ["Answer lost", "Relayed"]
