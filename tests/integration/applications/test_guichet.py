"""The town hall's guichet: a request is filled in, read over and confirmed, as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.applications.guichet import truth
from tests.applications.process import Application, running
from tests.support.processes import until

TYPED = {
    "ref": "MA-2002-01",
    "nom": "D'Œuvre-Lefèvre",
    "pre": "Zoë, Anne",
    "dnj": "29/02/1984",
    "adr": "3 rue du Puits\n41000 BLOIS",
    "dev": "14/07/2010",
    "nbe": "3",
    "mot": "Dossier « notaire »",
}
RECORDED = truth.Deposit(
    number=12345,
    reference="MA-2002-01",
    civility="1",
    last_name="D'Œuvre-Lefèvre",
    first_name="Zoë, Anne",
    born="1984-02-29",
    record="M",
    event="2010-07-14",
    town="Châteauroux",
    copies=3,
    urgent=0,
    by_post=1,
    extract=0,
    address="3 rue du Puits\r\n41000 BLOIS",
    reason="Dossier « notaire »",
)


@pytest.fixture
def guichet(tmp_path: Path) -> Iterator[Application]:
    with running("guichet", tmp_path) as application:
        yield application


def answer(page: Page, accept: bool) -> list[str]:
    """Answer every dialog alike; its texts, as they come."""
    asked: list[str] = []

    def decide(dialog: Dialog) -> None:
        asked.append(dialog.type + ": " + dialog.message)
        if accept:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", decide)
    return asked


def fill(page: Page, **changed: str) -> None:
    for name, value in {**TYPED, **changed}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=civ][value='1']").check()
    page.locator("[name=act][value=M]").check()
    page.locator("[name=com]").select_option(label="Châteauroux")
    page.locator("[name=cou]").check()


def go_on(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()


def test_a_request_is_recorded_once_it_is_confirmed(guichet: Application, page: Page) -> None:
    asked = answer(page, accept=True)
    page.goto(guichet.url)
    fill(page)
    go_on(page, "Continuer")
    expect(page.get_by_text("n'est pas encore enregistrée")).to_be_visible()
    assert truth.deposits(guichet.folder) == []
    go_on(page, "Confirmer")
    expect(page).to_have_url(f"{guichet.url}fin?depot=12345")
    assert asked == ["confirm: Enregistrer définitivement cette demande ?"]
    assert truth.deposits(guichet.folder) == [RECORDED]

    page.goto(f"{guichet.url}recherche?ref=MA-2002-01")
    expect(page.get_by_role("row", name="Numéro de dépôt : 12345")).to_be_visible()
    expect(page.get_by_role("row", name="Motif : Dossier « notaire »")).to_be_visible()
    page.goto(f"{guichet.url}recherche?ref=MA-2002-02")
    expect(page.get_by_text("Aucune demande pour cette référence.")).to_be_visible()


def test_a_confirmation_that_is_declined_records_nothing(guichet: Application, page: Page) -> None:
    answer(page, accept=False)
    page.goto(guichet.url)
    fill(page)
    go_on(page, "Continuer")
    go_on(page, "Confirmer")
    expect(page.get_by_text("n'est pas encore enregistrée")).to_be_visible()
    assert truth.deposits(guichet.folder) == []


def test_a_refusal_has_a_page_of_its_own_and_records_nothing(guichet: Application, page: Page) -> None:
    answer(page, accept=True)
    for reference in ("MA-2002-01", "MA-2002-02"):  # the same person and record under another reference
        page.goto(guichet.url)
        fill(page, ref=reference)
        go_on(page, "Continuer")
        go_on(page, "Confirmer")
    expect(page.get_by_role("heading")).to_have_text("Demande refusée")
    expect(page.get_by_text("Une demande a déjà été déposée")).to_be_visible()
    page.goto(guichet.url)
    fill(page, dev="31/02/2010")
    go_on(page, "Continuer")
    expect(page.get_by_text("Date incorrecte")).to_be_visible()
    assert truth.deposits(guichet.folder) == [RECORDED]


def test_a_typed_form_is_not_left_without_a_question(guichet: Application, page: Page) -> None:
    asked = answer(page, accept=True)
    page.goto(f"{guichet.url}cadres")
    bottom = page.frame("bas")
    assert bottom is not None
    bottom.locator("[name=nom]").press_sequentially("Durand")
    bottom.locator("[name=pre]").press_sequentially("Luc")
    page.goto(f"{guichet.url}recherche")
    assert [one.partition(":")[0] for one in asked] == ["beforeunload"]


def test_a_late_answer_comes_after_the_record_is_made(tmp_path: Path) -> None:
    form = {**TYPED, "adr": "", "mot": "", "civ": "1", "act": "M", "com": "Tours"}
    with running("guichet", tmp_path, "--delay", "60000", "60000") as guichet, ThreadPoolExecutor() as pool:
        body = urlencode(form, encoding="cp1252").encode()
        answer = pool.submit(urlopen, f"{guichet.url}enregistrement", body, 50)
        until(lambda: truth.deposits(tmp_path), "the request is recorded")
        guichet.crash()
        # Nobody heard of it: the answer was still held back when the application ended.
        assert isinstance(answer.exception(50), ConnectionError)
        guichet.start()
    assert [deposit.reference for deposit in truth.deposits(tmp_path)] == [form["ref"]]
