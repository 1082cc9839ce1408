"""A firm for SQL-Ledger to work for: made once a session by its own pages, then copied for each test.

Its pages fill it with the US chart of accounts; added here is what keying needs: operators, services and
goods to sell, and where numbers begin.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psycopg
from psycopg import sql

from tests.applications.sql_ledger.server import Server, serving
from tests.support.postgres import Postgres

#: The database that tests get copies of.
TEMPLATE = "ledger"
_ROLE = "sql-ledger"
_COMPANY = "Harbour Trading"
_ADMINISTRATOR = "harbour-master"
#: How its PostgreSQL reads the dates of each format that *Preferences* offers.
_DATE_STYLES = {
    "mm-dd-yy": "POSTGRES, US",
    "mm/dd/yy": "SQL, US",
    "dd-mm-yy": "POSTGRES, EUROPEAN",
    "dd/mm/yy": "SQL, EUROPEAN",
    "dd.mm.yy": "GERMAN",
    "yyyy-mm-dd": "ISO",
}


@dataclass(frozen=True)
class Operator:
    """One who may sign on."""

    login: str
    password: str


OPERATORS = tuple(Operator(f"OP{number:02d}", f"Harbour-{number:02d}") for number in range(1, 5))


@dataclass(frozen=True)
class Article:
    """Something to sell; the price is what a new line of an invoice offers."""

    number: str
    description: str
    price: str
    #: Goods have one; services have none.
    stock: int = 0


#: `S-110` is also the beginning of another's number: keyed into an invoice, it asks which one is meant.
ARTICLES = (
    Article("S-100", "Berth, a day", "45.00"),
    Article("S-110", "Crane with operator, an hour", "180.00"),
    Article("S-1100", "Crane without operator, an hour", "120.00"),
    Article("S-120", "Pilotage", "310.50"),
    Article("S-130", "Customs paperwork, a consignment", "75.25"),
    Article("G-200", "Mooring rope 24 mm, coil", "99.90", stock=10_000),
    Article("G-210", "Fender, 60 cm", "38.40", stock=10_000),
)


@dataclass(frozen=True)
class Preferences:
    """What each operator chose under *Preferences*."""

    #: One of `mm-dd-yy mm/dd/yy dd-mm-yy dd/mm/yy dd.mm.yy yyyy-mm-dd`.
    date_format: str = "yyyy-mm-dd"
    #: One of `1,000.00 1000.00 1.000,00 1000,00 1'000.00`.
    number_format: str = "1,000.00"
    #: From so many customers on, forms have a box to type in instead of a list to choose from.
    list_limit: int = 1000


@dataclass(frozen=True)
class Ledger:
    """One SQL-Ledger with a database of its own."""

    #: Its first page.
    url: str
    #: Its database, for `truth`.
    database: str
    server: Server


def make(postgres: Postgres) -> None:
    """Make `TEMPLATE` on a server that has none; takes a second and a half."""
    role = sql.Identifier(_ROLE)
    postgres.execute(sql.SQL("CREATE ROLE {} SUPERUSER LOGIN").format(role))
    # Its programs handle bytes. With any other encoding its database driver takes them for Latin-1, and é is
    # stored as two characters.
    postgres.execute(sql.SQL("ALTER ROLE {} SET client_encoding = 'SQL_ASCII'").format(role))
    with serving() as server:
        _create_by_its_pages(server, postgres)
    with psycopg.connect(postgres.url(TEMPLATE)) as connection:
        _complete(connection)


@contextmanager
def running_ledger(
    postgres: Postgres,
    preferences: Preferences = Preferences(),
    operators: Sequence[Operator] = OPERATORS,
) -> Iterator[Ledger]:
    """Serve a copy of `TEMPLATE`, in which nobody has keyed anything; takes a fifth of a second."""
    with postgres.database(TEMPLATE) as database, serving() as server:
        name = database.rpartition("/")[2]
        server.write_members(_members(name, postgres.port, preferences, operators))
        yield Ledger(f"{server.url}login.pl", database, server)


# --- by its own pages -----
def _create_by_its_pages(server: Server, postgres: Postgres) -> None:
    root = "harbour-root"
    with httpx.Client(base_url=server.url, headers={"User-Agent": "Mozilla/5.0"}, trust_env=False) as client:

        def post(page: str, **fields: str) -> str:
            answer = client.post(page, data={"path": "bin/mozilla", **fields}, timeout=60)
            return answer.raise_for_status().text

        post(
            "admin.pl",
            action="Continue",
            nextsub="do_change_password",
            new_password=root,
            confirm_password=root,
        )
        datasets = post(
            "admin.pl",
            action="Continue",
            nextsub="dbcreate",
            password=root,
            dbdriver="Pg",
            dbuser=_ROLE,
            dbhost="127.0.0.1",
            dbport=str(postgres.port),
            dbdefault="template1",
            db=TEMPLATE,
            company=_COMPANY,
            name="Harbour master",
            adminpassword=_ADMINISTRATOR,
            mastertemplates="Default",
            encoding="UTF8",
            chart="US_General",
        )
        assert _COMPANY in datasets, datasets
        # Its tables are those of 3.2.0: the first to sign on upgrades them, the second finds frames.
        sign_on = {"action": "Login", "login": f"admin@{TEMPLATE}", "password": _ADMINISTRATOR}
        upgraded = post("login.pl", **sign_on)
        assert "Upgrading to Version" in upgraded, upgraded
        frames = post("login.pl", **sign_on)
        assert "FRAMESET" in frames, frames


def _complete(connection: psycopg.Connection) -> None:
    cursor = connection.cursor()
    cursor.executemany(
        "INSERT INTO employee (login, name, employeenumber, sales) VALUES (%s, %s, %s, true)",
        [(one.login, f"Operator {one.login}", one.login) for one in OPERATORS],
    )
    cursor.executemany(
        "INSERT INTO parts (partnumber, description, unit, sellprice, listprice, onhand, inventory_accno_id,"
        " income_accno_id, expense_accno_id) SELECT %s, %s, 'EA', %s, %s, %s,"
        " (SELECT id FROM chart WHERE accno = %s), (SELECT id FROM chart WHERE accno = '4010'),"
        " (SELECT id FROM chart WHERE accno = '5010')",
        [
            (
                one.number,
                one.description,
                one.price,
                one.price,
                one.stock,
                "1510" if one.stock else None,
            )
            for one in ARTICLES
        ],
    )
    cursor.executemany(
        "INSERT INTO defaults (fldname, fldvalue) VALUES (%s, %s)",
        [("customernumber", "C-1000"), ("sinumber", "INV-1000"), ("glnumber", "GL-1000")],
    )


# --- those who may sign on -----
def _members(database: str, port: int, preferences: Preferences, operators: Sequence[Operator]) -> str:
    blocks = ["# SQL-Ledger members"]
    for one in operators:
        style = _DATE_STYLES[preferences.date_format]
        settings = {
            "charset": "UTF8",
            "company": _COMPANY,
            "dateformat": preferences.date_format,
            "dbconnect": f"dbi:Pg:dbname={database};host=127.0.0.1;port={port}",
            "dbdriver": "Pg",
            "dbhost": "127.0.0.1",
            "dbname": database,
            "dboptions": f"set DateStyle to '{style}'",
            "dbport": str(port),
            "dbuser": _ROLE,
            "name": f"Operator {one.login}",
            "numberformat": preferences.number_format,
            "password": _crypt(one.password, one.login[:2]),
            "stylesheet": "sql-ledger.css",
            "templates": TEMPLATE,
            "vclimit": str(preferences.list_limit),
        }
        lines = [f"{name}={value}" for name, value in settings.items()]
        blocks.append("\n".join([f"[{one.login}@{database}]", *lines]))
    return "\n\n".join(blocks) + "\n\n"


def _crypt(password: str, salt: str) -> str:
    """The hash that its Perl compares with; Python 3.13 has none any more."""
    perl = ["perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, salt]
    return subprocess.run(perl, check=True, capture_output=True, text=True).stdout
