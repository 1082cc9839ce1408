"""The named alternative: an enrolment as a competent developer writes it with Playwright in an afternoon.

Sync API, one browser, signed on once, `fill` field by field, a key, wait for the next page, read what a
person would look at. It visits and keys the screens in the order of `robots/enrolment.robot`, looks up
before it keys and checks at the end. It has what such scripts have, and no more: no journal, no read-back,
no pictures, no log, no answer to a dialog, a lock or an expired session; the first surprise is a traceback.

Where Playwright offers several ways, it takes the quickest that is sound: `expect_navigation` for a frame
whose address never changes, up to its load event, for only then does the page take keys; XPath for what
stands beside a caption; and for a link the event itself, which spares the mouse and its waiting for the link
to stand still (`click` takes twice as long).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Frame, Page

Case = Mapping[str, Any]


class PlainScript:
    """One page of a browser on the back-end's web face."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frame: Frame
        self._choices: Frame
        self._title = ""

    def sign_on(self, url: str, operator: str, password: str, terminal: str) -> None:
        """Open the application and sign on."""
        self._page.goto(url)
        frame, choices = self._page.frame("contenu"), self._page.frame("menu")
        assert frame is not None
        assert choices is not None
        self._frame, self._choices = frame, choices
        self._fill("CODE OPERATEUR", operator)
        self._fill("MOT DE PASSE", password)
        self._fill("TERMINAL", terminal)
        self._press("Enter", "MENU GENERAL")

    def enrol(self, case: Case) -> str:
        """Enrol a member with the household; returns the member's number."""
        self._search(case["member"])
        number = self._create(case["member"])
        self._set_address(number, case["address"])
        self._set_bank_details(number, case["bank"])
        self._affiliate(number, case["affiliation"])
        for dependant in case["dependants"]:
            self._add_dependant(number, dependant)
        self._check(number, case)
        return number

    # --- the steps -----

    def _search(self, member: Case) -> None:
        self._go_to("ADHR", "RECHERCHE ADHERENT")
        self._fill("NOM", member["last_name"])
        self._fill("PRENOM", member["first_name"])
        self._fill_date("NE LE", member["birth_date"])
        self._press("Enter", "RECHERCHE ADHERENT")
        assert self._message().startswith("ADH0031")

    def _create(self, member: Case) -> str:
        self._go_to("ADHI", "CREATION ADHERENT - IDENTITE")
        self._fill("NOM", member["last_name"])
        self._fill("PRENOM", member["first_name"])
        self._fill("SEXE", member["sex"])
        self._fill_date("NE LE", member["birth_date"])
        self._fill("NIR", member["nir"][:13])
        self._fill("CLE", member["nir"][13:])
        self._press("Enter", "CREATION ADHERENT - SITUATION")
        self._fill("REGIME", member["regime"])
        self._fill("SITUATION", member["family_status"])
        self._press("Enter", "CREATION ADHERENT - RECAPITULATIF")
        return self._commit("ADH0100", r"ADHERENT (\d{8})")

    def _set_address(self, number: str, address: Case) -> None:
        self._go_to("ADRS", "ADRESSE ADHERENT", number)
        assert not self._held("VOIE")
        self._fill("VOIE", address["street"])
        self._fill("COMPLEMENT", address["complement"])
        self._fill("CODE POSTAL", address["postal_code"])
        self._fill("VILLE", address["town"])
        self._check_and_commit("ADR0100")

    def _set_bank_details(self, number: str, bank: Case) -> None:
        self._go_to("RIBS", "COORDONNEES BANCAIRES", number)
        assert not self._held("IBAN")
        iban = bank["iban"]
        self._fill_parts("IBAN", [iban[place : place + 4] for place in range(0, len(iban), 4)])
        self._fill("BIC", bank["bic"])
        self._fill("TITULAIRE", bank["holder"])
        self._check_and_commit("RIB0100")

    def _affiliate(self, number: str, affiliation: Case) -> None:
        self._go_to("AFFL", "AFFILIATIONS DE L'ADHERENT", number)
        assert not self._rows()
        self._go_to("AFFC", "AFFILIATION A UN CONTRAT", number)
        self._fill("CONTRAT", affiliation["contract"])
        self._fill("OPTION", affiliation["option"])
        self._fill("POPULATION", affiliation["population"])
        self._fill_date("DATE EFFET", affiliation["start"])
        self._check_and_commit("AFF0100")

    def _add_dependant(self, number: str, dependant: Case) -> None:
        self._go_to("AYDL", "AYANTS DROIT DE L'ADHERENT", number)
        assert not self._shown_in_list(dependant)
        self._go_to("AYDA", "AJOUT AYANT DROIT", number)
        self._fill("NOM", dependant["last_name"])
        self._fill("PRENOM", dependant["first_name"])
        self._fill("SEXE", dependant["sex"])
        self._fill_date("NE LE", dependant["birth_date"])
        self._fill("LIEN", dependant["kind"])
        nir = dependant["nir"] or ""
        self._fill("NIR", nir[:13])
        self._fill("CLE", nir[13:])
        self._fill("RANG", str(dependant["rank"]))
        self._fill_date("DATE EFFET", dependant["start"])
        self._check_and_commit("AYD0100")

    def _check(self, number: str, case: Case) -> None:
        member, address = case["member"], case["address"]
        self._go_to("ADHC", "CONSULTATION ADHERENT", number)
        assert self._shown("NOM") == legacy(member["last_name"])
        assert self._shown("PRENOM") == legacy(member["first_name"])
        assert self._shown("NE LE") == slashed(member["birth_date"])
        assert self._shown("NIR") + self._shown("CLE") == member["nir"]
        assert self._shown("VOIE") == legacy(address["street"])
        assert self._shown("CODE POSTAL") == address["postal_code"]
        assert self._shown("VILLE") == legacy(address["town"])
        assert self._shown("IBAN").replace(" ", "") == case["bank"]["iban"]
        self._go_to("AFFL", "AFFILIATIONS DE L'ADHERENT", number)
        affiliation = case["affiliation"]
        wanted = [affiliation["contract"], affiliation["option"], affiliation["population"]]
        assert [*wanted, slashed(affiliation["start"])] in [row[:4] for row in self._rows()]
        if case["dependants"]:
            self._go_to("AYDL", "AYANTS DROIT DE L'ADHERENT", number)
            for dependant in case["dependants"]:
                assert self._shown_in_list(dependant)

    # --- the hand on the keyboard, the eye on the screen -----

    def _go_to(self, code: str, title: str, number: str = "") -> None:
        """By the choices beside the screen, which keep the member at hand; from the menu, by the menu."""
        if self._title != "MENU GENERAL":
            self._choose(code, title)
            return
        self._fill("CHOIX", code)
        self._fill("ADHERENT", number)
        self._press("Enter", title)

    def _choose(self, code: str, title: str) -> None:
        with self._frame.expect_navigation():
            self._choices.dispatch_event(f"text={code}", "click")
        self._arrive(title)

    def _press(self, key: str, title: str) -> None:
        with self._frame.expect_navigation():
            self._page.keyboard.press(key)
        self._arrive(title)

    def _arrive(self, title: str) -> None:
        self._title = self._frame.inner_text("td.titre")
        assert self._title == title, f"expected {title}, found {self._title}"

    def _check_and_commit(self, message: str) -> None:
        """ENTER first: what comes back is what the application kept."""
        self._press("Enter", self._title)
        self._commit(message)

    def _commit(self, message: str, pattern: str = r"ENREGISTREMENT (\d{5}-\d{6})") -> str:
        self._press("F10", self._title)
        told = self._message()
        assert told.startswith(message), f"expected {message}, found {told}"
        number = re.search(pattern, told)
        assert number is not None
        return number[1]

    def _fill(self, caption: str, value: str | None) -> None:
        self._fill_parts(caption, [legacy(value or "")])

    def _fill_date(self, caption: str, iso: str) -> None:
        self._fill_parts(caption, slashed(iso).split("/"))

    def _fill_parts(self, caption: str, parts: Sequence[str]) -> None:
        for place, part in enumerate(parts, start=1):
            self._frame.fill(_beside(caption, f"td[contains(@class,'saisie')][1]/input[{place}]"), part)

    def _held(self, caption: str) -> str:
        return self._frame.input_value(_beside(caption, "td[contains(@class,'saisie')][1]/input[1]"))

    def _shown(self, caption: str) -> str:
        return self._frame.inner_text(_beside(caption, "td[contains(@class,'val')][1]")).strip()

    def _message(self) -> str:
        return self._frame.inner_text("td.msg")

    def _rows(self) -> list[list[str]]:
        told = self._frame.locator("table.liste tr:not(.entete)").all_inner_texts()
        return [[cell.strip() for cell in row.split("\t")] for row in told]

    def _shown_in_list(self, dependant: Case) -> bool:
        wanted = [legacy(dependant["first_name"]), slashed(dependant["birth_date"]), dependant["kind"]]
        return wanted in [row[2:5] for row in self._rows()]


def legacy(text: str) -> str:
    """Capitals without accents, as the screens want them."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).upper()


def slashed(iso: str) -> str:
    """`2026-01-31` as `31/01/2026`."""
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def _beside(caption: str, what: str) -> str:
    """What stands to the right of a caption: the page has no labels, and its ids change."""
    return f'xpath=//td[normalize-space()="{caption}"]/following-sibling::{what}'
