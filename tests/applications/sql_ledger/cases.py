"""Cases for SQL-Ledger's project, drawn: what each leaves in its database, or where it ends."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from copiste.queue.item import NewItem
from tests.applications.night import Asked
from tests.applications.sql_ledger.dataset import ARTICLES
from tests.applications.sql_ledger.truth import (
    Customer,
    Invoice,
    InvoiceLine,
    Transaction,
    TransactionLine,
)

Record = Customer | Invoice | Transaction

#: Who is there before any case: those whom invoices are for.
STANDING = ("Nordlys Shipping", "O'Neill & Søn", "Ærø Færge")
#: What ends in a basket, process by process, and in which.
_REFUSED = {
    "customer": (("no name", "NAME_MISSING"), ("currency", "VALUE_NOT_OFFERED")),
    "invoice": (
        ("customer", "VALUE_NOT_OFFERED"),
        ("article", "ARTICLE_UNKNOWN"),
        ("beginning", "ARTICLE_AMBIGUOUS"),
    ),
    "gl": (("balance", "OUT_OF_BALANCE"), ("account", "FIELD_VALUE")),
}
#: Of so many cases of a process, one is refused.
_ONE_IN = 3
_SOLD = [one for one in ARTICLES if one.number != "S-110"]  # as it is typed, it means S-1100 as well
_EXPENSES = ("5410", "5610", "5700", "5760", "5780", "5790")
_WORDS = ("Quay", "Crane", "Fender", "Årsrabat", "d'Este", "Löwe & Co", "No. 7", "Æbeltoft", "50 %", "Mole")


def drawn(seed: int, count: int) -> list[Asked]:
    """`count` cases, the processes in turn, every third round of them one that is refused."""
    chance = random.Random(seed)
    return list(_drawn(chance, count))


def _drawn(chance: random.Random, count: int) -> Iterator[Asked]:
    processes = tuple(_REFUSED)
    for number in range(count):
        process, around = processes[number % len(processes)], number // len(processes)
        wrong, basket = "", ""
        if around % _ONE_IN == _ONE_IN - 1:
            ways = _REFUSED[process]
            wrong, basket = ways[around // _ONE_IN % len(ways)]
        make = {"customer": _customer, "invoice": _invoice, "gl": _transaction}[process]
        payload, record = make(chance, number, wrong)
        yield Asked(NewItem(process, f"{process}-{number:04d}", payload), record, basket)


def _text(chance: random.Random, most: int, words: int = 3) -> str:
    return " ".join(chance.sample(_WORDS, words))[:most].strip()


def _day(chance: random.Random) -> date:
    return date(2026, 1, 1) + timedelta(days=chance.randrange(300))


def _customer(chance: random.Random, number: int, wrong: str) -> tuple[dict[str, Any], Record]:
    record = Customer(
        number=f"K-{number:05d}",
        name="" if wrong == "no name" else f"{_text(chance, 40)} {number}",
        address1=_text(chance, 32),
        address2=_text(chance, 32) if chance.random() < 0.7 else "",
        city=chance.choice(("Århus", "St. John's", "Kiel")),
        state="",
        zipcode=f"{chance.randrange(10000):04d}",
        country=chance.choice(("Denmark", "Côte d'Ivoire")),
        # Without a name, the application takes the person's.
        first_name="" if wrong == "no name" else chance.choice(("Søren", "Zoë", "Ann")),
        last_name="" if wrong == "no name" else chance.choice(("O'Neill", "Müller-Lüdenscheidt", "Lee")),
        phone=f"+45 86 {chance.randrange(100):02d} 00",
        email=f"k{number}@example.org",
        currency="GBP" if wrong == "currency" else chance.choice(("USD", "CAD", "EUR")),
        terms=chance.choice((0, 14, 30)),
        start_date=_day(chance).isoformat(),
        notes=_text(chance, 60) if chance.random() < 0.5 else "",
        gender=chance.choice("MF"),
        tax_included=chance.random() < 0.5,
    )
    names = {
        "address1": "street",
        "address2": "street_2",
        "zipcode": "postal_code",
        "start_date": "start",
    }
    payload = {names.get(name, name): value for name, value in vars(record).items() if name != "state"}
    # It shows no terms of 0 days.
    return {"customer": {**payload, "terms": record.terms or None}}, record


def _invoice(chance: random.Random, number: int, wrong: str) -> tuple[dict[str, Any], Record]:
    day = _day(chance)
    articles = chance.sample(_SOLD, chance.randint(2, 4))
    quantities = [chance.randint(1, 40) for _ in articles]
    discounts = [chance.choice((None, None, "5", "12.5")) for _ in articles]
    lines = [
        {"article": article.number, "quantity": quantity, "discount": discount}
        for article, quantity, discount in zip(articles, quantities, discounts, strict=True)
    ]
    if wrong in ("article", "beginning"):
        lines[-1]["article"] = "X-999" if wrong == "article" else "S-110"
    record = Invoice(
        number="",
        customer_number="",
        customer="Nobody & Sons" if wrong == "customer" else chance.choice(STANDING),
        date=day.isoformat(),
        due=(day + timedelta(days=chance.choice((0, 14, 30)))).isoformat(),
        currency="USD",
        order_number=f"O-{number:05d}",
        purchase_order=_text(chance, 20, 1),
        description=_text(chance, 60),
        notes=_text(chance, 60) if chance.random() < 0.5 else "",
        salesperson="",
        net=Decimal(0),
        amount=Decimal(0),
        lines=tuple(
            InvoiceLine(
                one.number, one.description, Decimal(quantity), Decimal(one.price), Decimal(less or 0)
            )
            for one, quantity, less in zip(articles, quantities, discounts, strict=True)
        ),
    )
    asked = ("customer", "due", "order_number", "purchase_order", "description", "notes")
    head = {"day": record.date, **{name: getattr(record, name) for name in asked}}
    return {"invoice": {**head, "lines": lines}}, record


def _transaction(chance: random.Random, number: int, wrong: str) -> tuple[dict[str, Any], Record]:
    accounts = sorted(chance.sample(_EXPENSES, chance.randint(1, 4)))
    amounts = [Decimal(chance.randrange(1, 500000)) / 100 for _ in accounts]
    total = sum(amounts, Decimal(1 if wrong == "balance" else 0))
    lines = [TransactionLine("1060", Decimal(0), total, "", f"cheque {number}")]
    for account, amount in zip(accounts, amounts, strict=True):
        lines.append(TransactionLine(account, amount, Decimal(0), "", _text(chance, 30, 2)))
    record = Transaction(
        reference=f"T-{number:05d}",
        description=_text(chance, 60),
        date=_day(chance).isoformat(),
        currency="USD",
        notes="",
        lines=tuple(lines),
    )
    told = [
        {
            "account": "9999" if wrong == "account" and line.debit else line.account,
            "debit": str(line.debit) if line.debit else None,
            "credit": str(line.credit) if line.credit else None,
            "memo": line.memo,
        }
        for line in lines
    ]
    asked = {name: getattr(record, name) for name in ("reference", "description", "date")}
    return {"transaction": {**asked, "lines": told}}, record
