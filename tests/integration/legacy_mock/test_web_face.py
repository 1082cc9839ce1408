"""The web face as a person uses it: a real browser, keys, auto-tab, dialogs, the window of codes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from copiste.screens.web.browser import launch
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.person import Person

#: Plain members of the seed, one for each test that changes something.
FIRST, SECOND, THIRD = "10000041", "10000042", "10000045"
#: A member with open claims: a termination warns.
CLAIMANT = "10000011"


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    with running_mock(tmp_path_factory.mktemp("mock")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright.chromium, headless=True, executable=None)
        yield launched
        launched.close()


@pytest.fixture
def person(mock: Mock, browser: Browser) -> Iterator[Person]:
    """Give somebody signed on. Always at the same terminal, so that the files of the test before are free."""
    context = browser.new_context()
    made = Person(context.new_page())
    made.sign_on(mock.url, PASSWORD)
    yield made
    context.close()


def test_typing_makes_capitals_and_moves_on_when_a_box_is_full(person: Person) -> None:
    person.go("adhr")
    person.sees("RECHERCHE ADHERENT")
    person.types("dupont", ">", "jean", ">", "03031975", "c000000004")
    assert person.values() == ["DUPONT", "JEAN", "03", "03", "1975", "C000000004"]
    person.press("Enter")
    person.sees("LISTE DES HOMONYMES")


def test_a_click_on_a_line_opens_the_file(person: Person) -> None:
    person.go("ADHR")
    person.sees("RECHERCHE ADHERENT")
    person.types("dupont")
    person.press("Enter")
    person.sees("LISTE DES HOMONYMES")
    person.screen.get_by_role("link", name="2", exact=True).click()
    person.sees("CONSULTATION ADHERENT")
    expect(person.screen.get_by_text("10000004")).to_be_visible()


def test_keys_at_the_foot_can_be_clicked(person: Person) -> None:
    person.go("ADHR")
    person.screen.get_by_text("F3 FIN").click()
    person.sees("MENU GENERAL")


def test_the_browser_does_not_see_the_function_keys(person: Person) -> None:
    person.go("ADRS", FIRST)
    person.sees("ADRESSE ADHERENT")
    was = person.boxes.nth(0).input_value()
    person.boxes.nth(0).fill("AUTRE RUE")
    person.press("F5")
    expect(person.boxes.nth(0)).to_have_value(was)
    assert person.page.url.endswith("/")


def test_a_commit_shows_its_receipt_and_is_in_the_ledger(person: Person, mock: Mock) -> None:
    person.go("ADRS", SECOND)
    person.sees("ADRESSE ADHERENT")
    person.types("7 rue de l'eglise")
    person.press("F10")
    person.says("ADR0100 ADRESSE MODIFIEE - ENREGISTREMENT ")
    row = next(row for row in mock.ledger()["addresses"] if row["member_number"] == SECOND)
    assert row["street"] == "7 RUE DE L'EGLISE"
    person.says(row["receipt"])


def test_two_presses_send_one_page(person: Person, mock: Mock) -> None:
    person.go("AYDA", SECOND)
    person.sees("AJOUT AYANT DROIT")
    person.types("durand", ">", "zoe", ">", "f", "09052018", "en", ">", ">", "1", "01112026")
    person.screen.evaluate("touche('F10'); touche('F10')")
    person.says("AYD0100")
    assert [row["first_name"] for row in mock.ledger()["dependants"]].count("ZOE") == 1


@pytest.mark.parametrize(("yes", "recorded"), [(False, 0), (True, 1)])
def test_a_warning_asked_in_a_dialog(person: Person, mock: Mock, *, yes: bool, recorded: int) -> None:
    person.answer = yes
    person.go("RADI", CLAIMANT)
    person.sees("RADIATION")
    person.types("c000000001", "059", "14102026", "n")
    person.press("Enter")
    person.sees("RADIATION - CONTROLE")
    person.press("F10")
    person.says("RAD0100" if yes else "RAD0020")
    assert [text[:7] for text in person.dialogs] == ["RAD0020"]
    assert len(mock.ledger()["terminations"]) == recorded


def test_a_warning_with_an_apostrophe_is_asked_in_full(person: Person) -> None:
    child = ("leroux", ">", "emma", ">", "f", "10042014", "en", ">", ">", "1", "01112026")
    person.answer = False
    person.go("AYDA", THIRD)
    person.sees("AJOUT AYANT DROIT")
    person.types(*child)
    person.press("F10")
    person.says("AYD0021")
    assert person.dialogs == ["AYD0021 ENFANT DEJA RATTACHE A L'AUTRE PARENT - F10 POUR CONFIRMER"]


def test_f4_opens_a_window_and_a_click_there_fills_the_box(person: Person) -> None:
    person.go("RADI", FIRST)
    person.sees("RADIATION")
    person.types("c000000001")
    with person.page.expect_popup() as opened:
        person.press("F4")
    window = opened.value
    expect(window.locator("td.titre")).to_contain_text("LISTE DES CODES - MOTIF")
    with window.expect_event("close"):
        window.get_by_role("link", name="043").click()
    assert person.values()[:2] == ["C000000001", "043"]


def test_the_menu_frame_leaves_for_another_transaction(person: Person) -> None:
    person.go("ADRS", FIRST)
    person.sees("ADRESSE ADHERENT")
    menu = person.page.frame(name="menu")
    assert menu is not None
    menu.get_by_text("AYDL", exact=True).click()
    person.sees("AYANTS DROIT DE L'ADHERENT")
    person.press("F3")
    person.sees("MENU GENERAL")


def test_two_people_have_a_session_each(person: Person, browser: Browser, mock: Mock) -> None:
    context = browser.new_context()
    other = Person(context.new_page())
    other.page.goto(mock.url)
    other.sees("IDENTIFICATION")
    person.sees("MENU GENERAL")
    context.close()
