"""The bus company's counter: a card is made, changed and refused, as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.applications.bus_cards import truth
from tests.applications.process import Application, running

MADE = truth.Card(
    number=31,
    civility="MME",
    last_name="Lefèvre",
    first_name="Zoë",
    born="1984-02-29",
    phone="0611223344",
    email="zoe@example.org",
    postcode="45140",
    town="Ingré",
    stop="Les Aulnes Nord",
    profile="ETUD",
    plan="SCOL",
    starts="2026-12-01",
    months=10,
    pick_up="14:30",
    options="NUIT,WEEK",
    amount=123456,
    payment="CHQ",
    by_mail=1,
    notes="Première ligne\nseconde",
    saves=1,
)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Application]:
    with running("bus_cards", tmp_path) as application:
        yield application


def sign_on(page: Page, counter: Application, login: str = "guichet1") -> None:
    page.goto(counter.url)
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(truth.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def fill_holder(page: Page) -> None:
    page.get_by_role("button", name="Nouvelle carte").click()
    page.get_by_role("button", name="Mme").click()
    page.get_by_label("Nom *", exact=True).fill("Lefèvre")
    page.get_by_label("Prénom *").fill("Zoë")
    page.get_by_label("Date de naissance *").fill("1984-02-29")
    page.get_by_label("Téléphone").fill("06-11-22-33-44")
    page.get_by_label("Courriel", exact=True).fill("zoe@example.org")
    expect(page.get_by_label("Téléphone")).to_have_value("06 11 22 33 44")
    page.get_by_label("Code postal *").fill("45140")
    page.get_by_label("Code postal *").blur()
    page.get_by_label("Commune *").select_option(label="Ingré")


def fill_card(page: Page) -> None:
    page.get_by_role("tab", name="Carte").click()
    page.get_by_label("Profil *").select_option(label="Étudiant")
    page.get_by_label("Formule *").select_option(label="Année scolaire")
    page.get_by_label("Arrêt habituel *").press_sequentially("aulnes")
    page.get_by_role("option", name="Les Aulnes Nord").click()
    page.get_by_label("À partir du *").fill("2026-12-01")
    page.get_by_label("Durée en mois *").fill("10")
    page.get_by_label("Heure de retrait").fill("14:30")
    page.get_by_role("button", name="Nuit").click()
    page.get_by_role("button", name="Week-end").click()


def fill_payment(page: Page) -> None:
    page.get_by_role("tab", name="Paiement").click()
    page.get_by_label("Montant *").fill("1234.56")
    page.get_by_label("Chèque").check()
    page.get_by_label("Reçu par courriel").check()
    page.get_by_label("Observations").fill("Première ligne\nseconde")
    expect(page.get_by_label("Montant *")).to_have_value("1\N{NARROW NO-BREAK SPACE}234,56")


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").click()


def make(page: Page) -> None:
    fill_holder(page)
    fill_card(page)
    fill_payment(page)
    save(page)


def test_a_card_is_made_and_then_changed_from_the_list(counter: Application, page: Page) -> None:
    sign_on(page, counter)
    make(page)
    expect(page.get_by_role("status")).to_have_text("Carte B-00031 enregistrée")
    expect(page).to_have_url(f"{counter.url}cartes/31")
    expect(page.get_by_role("heading")).to_have_text("Carte B-00031")
    assert truth.cards(counter.folder) == [MADE]

    page.get_by_role("button", name="Retour à la liste").click()
    expect(page.get_by_role("row")).to_have_count(13)
    page.get_by_label("Rechercher").press_sequentially("lefèvre zo")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("row", name="B-00031").get_by_role("button", name="Modifier").click()
    expect(page.get_by_label("Commune *")).to_have_value("Ingré")
    page.get_by_role("tab", name="Paiement").click()
    page.get_by_label("Observations").fill("")
    save(page)
    expect(page.get_by_role("tab", name="Titulaire")).to_have_attribute("aria-selected", "true")
    assert truth.cards(counter.folder) == [replace(MADE, notes="", saves=2)]


def test_the_browser_refuses_what_does_not_fit_and_shows_where(counter: Application, page: Page) -> None:
    sign_on(page, counter)
    fill_holder(page)
    fill_card(page)
    fill_payment(page)
    page.get_by_role("tab", name="Carte").click()
    page.get_by_label("Durée en mois *").fill("13")
    page.get_by_role("tab", name="Paiement").click()
    save(page)
    expect(page.get_by_label("Durée en mois *")).to_be_focused()
    assert truth.cards(counter.folder) == []


def test_the_service_refuses_a_second_card_and_keeps_the_form(counter: Application, page: Page) -> None:
    sign_on(page, counter)
    make(page)
    expect(page.get_by_role("heading")).to_have_text("Carte B-00031")
    page.get_by_role("link", name="Cartes", exact=True).click()
    make(page)
    expect(page.get_by_role("status")).to_contain_text("Ce titulaire possède déjà la carte B-00031.")
    expect(page.get_by_label("Montant *")).to_have_value("1\N{NARROW NO-BREAK SPACE}234,56")
    assert truth.cards(counter.folder) == [MADE]


def test_what_was_recorded_outlives_a_crash_that_ends_the_session(counter: Application, page: Page) -> None:
    sign_on(page, counter)
    make(page)
    expect(page.get_by_role("heading")).to_have_text("Carte B-00031")
    counter.crash()
    counter.start()
    save(page)
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()
    assert truth.cards(counter.folder) == [MADE]
