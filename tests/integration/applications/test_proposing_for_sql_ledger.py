"""A declaration that is proposed of SQL-Ledger's form for a customer."""

from __future__ import annotations

from pathlib import Path

from copiste.screens.drivers.driver import Look
from copiste.screens.drivers.waiting import Patience
from copiste.screens.proposing.screen import propose
from copiste.screens.session.opening import open_session
from tests.applications.sql_ledger.dataset import OPERATORS, running_ledger
from tests.integration.applications.test_ways_of_sql_ledger import APPLICATION, SCREENS
from tests.integration.screens.small_pages import declare
from tests.integration.screens.test_proposing import loaded, names_of
from tests.support.postgres import Postgres


def test_the_form_of_an_accounting_system_is_proposed_whole(
    ledger_postgres: Postgres, tmp_path: Path
) -> None:
    folder = declare(tmp_path / "ledger", SCREENS, APPLICATION)
    operator = OPERATORS[0]
    with (
        running_ledger(ledger_postgres) as ledger,
        open_session(folder, "web", url=ledger.url, patience=Patience(20, 2)) as session,
    ):
        session.sign_on({"operator": operator.login, "password": operator.password})
        session.go_to("customer_add")
        view = session.view
    screen = loaded(propose(Look(view), "customer").yaml, "customer", tmp_path)
    names = names_of(view, screen)
    assert len(set(names.values())) == len(screen.fields)
    assert {"name", "address1", "city", "zipcode", "email", "notes"} <= set(names.values())
    assert screen.recognise.title == "Add Customer"
    assert {"Save"} <= {action.button for action in screen.actions.values()}
