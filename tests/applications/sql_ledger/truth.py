"""What was recorded, read from SQL-Ledger's own database and from nothing else.

Dates are ISO text; what was left empty is the empty text. The application stores amounts as floating point
numbers; read here are the shortest decimals that mean them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

Row = dict[str, Any]


@dataclass(frozen=True)
class Customer:
    """One customer with its billing address; the application allows the same name and number twice."""

    number: str
    name: str
    address1: str
    address2: str
    city: str
    state: str
    zipcode: str
    country: str
    first_name: str
    last_name: str
    phone: str
    email: str
    currency: str
    terms: int
    start_date: str
    notes: str
    gender: str
    tax_included: bool


@dataclass(frozen=True)
class InvoiceLine:
    """One line as posted, in the order of the form."""

    article: str
    description: str
    quantity: Decimal
    price: Decimal
    #: Percent.
    discount: Decimal


@dataclass(frozen=True)
class Invoice:
    """One posted sales invoice."""

    number: str
    customer_number: str
    customer: str
    date: str
    due: str
    currency: str
    order_number: str
    purchase_order: str
    description: str
    notes: str
    #: Who was chosen as salesperson, by login.
    salesperson: str
    net: Decimal
    #: With taxes.
    amount: Decimal
    lines: tuple[InvoiceLine, ...]


@dataclass(frozen=True, order=True)
class TransactionLine:
    """One line of a GL transaction; one of debit and credit is 0."""

    account: str
    debit: Decimal
    credit: Decimal
    source: str
    memo: str


@dataclass(frozen=True)
class Transaction:
    """One GL transaction. The application does not keep the order of its lines: they are sorted here."""

    reference: str
    description: str
    date: str
    currency: str
    notes: str
    lines: tuple[TransactionLine, ...]


_CUSTOMERS = """
SELECT coalesce(c.customernumber, '') AS number, coalesce(c.name, '') AS name,
       coalesce(a.address1, '') AS address1, coalesce(a.address2, '') AS address2,
       coalesce(a.city, '') AS city, coalesce(a.state, '') AS state,
       coalesce(a.zipcode, '') AS zipcode, coalesce(a.country, '') AS country,
       coalesce(p.firstname, '') AS first_name, coalesce(p.lastname, '') AS last_name,
       coalesce(c.phone, '') AS phone, coalesce(c.email, '') AS email, coalesce(c.curr, '') AS currency,
       coalesce(c.terms, 0)::int AS terms, coalesce(c.startdate::text, '') AS start_date,
       coalesce(c.notes, '') AS notes, coalesce(p.gender, '') AS gender,
       coalesce(c.taxincluded, false) AS tax_included
FROM customer c LEFT JOIN address a ON a.trans_id = c.id LEFT JOIN contact p ON p.trans_id = c.id
ORDER BY c.id
"""

_INVOICES = """
SELECT ar.id AS owner, coalesce(ar.invnumber, '') AS number,
       coalesce(c.customernumber, '') AS customer_number, coalesce(c.name, '') AS customer,
       coalesce(ar.transdate::text, '') AS date, coalesce(ar.duedate::text, '') AS due,
       coalesce(ar.curr, '') AS currency, coalesce(ar.ordnumber, '') AS order_number,
       coalesce(ar.ponumber, '') AS purchase_order, coalesce(ar.description, '') AS description,
       coalesce(ar.notes, '') AS notes, coalesce(e.login, '') AS salesperson,
       ar.netamount::text::numeric AS net, ar.amount::text::numeric AS amount
FROM ar LEFT JOIN customer c ON c.id = ar.customer_id LEFT JOIN employee e ON e.id = ar.employee_id
WHERE ar.invoice ORDER BY ar.id
"""

_INVOICE_LINES = """
SELECT i.trans_id AS owner, coalesce(p.partnumber, '') AS article,
       coalesce(i.description, '') AS description, i.qty::text::numeric AS quantity,
       i.fxsellprice::text::numeric AS price, coalesce(i.discount, 0)::text::numeric * 100 AS discount
FROM invoice i JOIN ar ON ar.id = i.trans_id LEFT JOIN parts p ON p.id = i.parts_id
WHERE ar.invoice ORDER BY i.trans_id, i.id
"""

_TRANSACTIONS = """
SELECT id AS owner, coalesce(reference, '') AS reference, coalesce(description, '') AS description,
       coalesce(transdate::text, '') AS date, coalesce(curr, '') AS currency, coalesce(notes, '') AS notes
FROM gl ORDER BY id
"""

# It keeps debits as negative amounts.
_TRANSACTION_LINES = """
SELECT t.trans_id AS owner, c.accno AS account, greatest(-t.amount, 0)::text::numeric AS debit,
       greatest(t.amount, 0)::text::numeric AS credit, coalesce(t.source, '') AS source,
       coalesce(t.memo, '') AS memo
FROM acc_trans t JOIN gl ON gl.id = t.trans_id JOIN chart c ON c.id = t.chart_id
ORDER BY t.trans_id
"""


def customers(database: str) -> list[Customer]:
    """All customers, in the order in which they were added."""
    with psycopg.connect(database) as connection:
        return connection.cursor(row_factory=class_row(Customer)).execute(_CUSTOMERS).fetchall()


def invoices(database: str) -> list[Invoice]:
    """All sales invoices, in the order in which they were posted, each with its lines."""
    return [
        Invoice(**head, lines=tuple(InvoiceLine(**line) for line in lines))
        for head, lines in _with_lines(database, _INVOICES, _INVOICE_LINES)
    ]


def transactions(database: str) -> list[Transaction]:
    """All GL transactions, in the order in which they were posted, each with its lines."""
    return [
        Transaction(**head, lines=tuple(sorted(TransactionLine(**line) for line in lines)))
        for head, lines in _with_lines(database, _TRANSACTIONS, _TRANSACTION_LINES)
    ]


def _with_lines(database: str, heads: str, lines: str) -> list[tuple[Row, list[Row]]]:
    """Rows of one query, each with those of another that have the same `owner`."""
    owned: dict[int, list[Row]] = {}
    with psycopg.connect(database) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        for line in cursor.execute(lines).fetchall():
            owned.setdefault(line.pop("owner"), []).append(line)
        return [(head, owned.get(head.pop("owner"), [])) for head in cursor.execute(heads).fetchall()]
