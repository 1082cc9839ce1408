"""SQL-Ledger's menu is a tree in a frame of its own, whose texts repeat: its screens are reached along it."""

from __future__ import annotations

from pathlib import Path

from copiste.screens.drivers.waiting import Patience
from copiste.screens.session.opening import open_session
from tests.applications.sql_ledger import truth
from tests.applications.sql_ledger.dataset import OPERATORS, running_ledger
from tests.integration.screens.small_pages import declare
from tests.support.postgres import Postgres

APPLICATION = """
application: ledger
sign_on: {screen: sign_on, action: login, arrives: company}
home: {screen: company}
faces: {web: {frame: main_window}}
"""
SCREENS = {
    "sign_on": """
recognise: {title: Password}
fields: {operator: {caption: Name}, password: {caption: Password, hidden: true}}
actions: {login: {button: Login}}
""",
    "company": "recognise: {title: 'Version*', absent: [Password]}\n",
    "customer_add": """
recognise: {title: Add Customer}
reach: {path: [Customers, Add Customer]}
others: ignored
fields: {name: {name: name}, city: {name: city}}
actions: {save: {button: Save}}
""",
    "customers": """
recognise: {title: Search, texts: [Customer Number], absent: [Vendor Number]}
reach: {path: [Customers, Reports, Search]}
others: ignored
""",
    "vendors": """
recognise: {title: Search, texts: [Vendor Number], absent: [Customer Number]}
reach: {path: [Vendors, Reports, Search]}
others: ignored
""",
}


def test_screens_are_reached_along_a_tree_whose_texts_repeat(
    ledger_postgres: Postgres, tmp_path: Path
) -> None:
    folder = declare(tmp_path / "ledger", SCREENS, APPLICATION)
    operator = OPERATORS[0]
    with (
        running_ledger(ledger_postgres) as ledger,
        open_session(folder, "web", url=ledger.url, patience=Patience(20, 2)) as session,
    ):
        session.sign_on({"operator": operator.login, "password": operator.password})
        for name in ("customers", "vendors", "customers", "customer_add"):
            assert session.go_to(name).screen == name
        session.fill({"name": "Nordlys", "city": "Århus"})
        session.submit("save", commits=True)
        recorded = [(one.name, one.city) for one in truth.customers(ledger.database)]
    assert recorded == [("Nordlys", "Århus")]
