"""What SQL-Ledger says of itself for a night of drawn cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.applications.night import Night, Served
from tests.applications.sql_ledger import dataset, truth
from tests.applications.sql_ledger.cases import STANDING, Record, drawn
from tests.applications.sql_ledger.clerk import signed_on
from tests.applications.sql_ledger.dataset import OPERATORS
from tests.support.postgres import serving


@contextmanager
def _serve(_folder: Path, _seed: int) -> Iterator[Served]:
    """A ledger with a PostgreSQL of its own, and those whom invoices are for."""
    with serving(durable=False) as postgres:
        dataset.make(postgres)
        with dataset.running_ledger(postgres) as ledger:
            with signed_on(ledger.url) as clerk:
                for name in STANDING:
                    clerk.add_customer(name=name)
            yield Served(ledger.url, lambda: _recorded(ledger.database))


def _recorded(database: str) -> Iterator[Record]:
    yield from (one for one in truth.customers(database) if one.name not in STANDING)
    yield from truth.transactions(database)
    for invoice in truth.invoices(database):
        assert invoice.salesperson in {one.login for one in OPERATORS}
        asked_for = replace(invoice, number="", customer_number="", salesperson="")
        yield replace(asked_for, net=Decimal(0), amount=Decimal(0))


NIGHT = Night(
    "sql_ledger",
    drawn,
    _serve,
    passwords={one.login: one.password for one in OPERATORS},
    # Each page is a program that is started for it.
    settling=10,
)
