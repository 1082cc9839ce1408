"""The web face's pages: what they hold, and which answers to them are taken."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from starlette.applications import Starlette

from legacy_mock import admin
from legacy_mock.faces.web import WebFace
from legacy_mock.host import Host
from legacy_mock.map import Aid
from legacy_mock.maps import CATALOGUE
from legacy_mock.rules import Rules
from legacy_mock.screen import Input, Screen
from legacy_mock.sessions import Session
from tests.unit.legacy_mock.domain_factories import PLAIN
from tests.unit.legacy_mock.host_terminal import PASSWORD, Place
from tests.unit.legacy_mock.web_browser import WebBrowser


def browser(place: Place, *, signed_on: bool = True) -> WebBrowser:
    made = WebBrowser(Starlette(routes=WebFace(place.host).routes()))
    made.get("/ecran")
    if signed_on:
        made.press("ENTER", "AGT01", PASSWORD, "T001")
        assert made.title == "MENU GENERAL", made.message
    return made


def cells(page: str) -> list[str]:
    return [text.strip() for text in re.findall(r"<TD[^>]*>([^<]*)</TD>", page)]


def test_the_frameset_names_its_frames(place: Place) -> None:
    answer = browser(place, signed_on=False).get("/")
    assert re.findall(r'FRAME NAME="(\w+)" SRC="([^"]+)"', answer.text) == [
        ("bandeau", "/bandeau"),
        ("menu", "/menu"),
        ("contenu", "/ecran"),
    ]


@pytest.mark.parametrize("path", ["/", "/bandeau", "/menu", "/ecran"])
def test_pages_are_latin_1_and_never_kept(place: Place, path: str) -> None:
    answer = browser(place, signed_on=False).get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert answer.headers["cache-control"] == "no-store"


def test_script_and_style_are_served_and_nothing_else(place: Place) -> None:
    web = browser(place, signed_on=False)
    assert "function envoyer" in web.get("/statique/ecran.js").text
    assert web.get("/statique/ecran.css").status == 200
    assert web.get("/statique/ecran.py").status == 404


def test_a_caption_has_a_cell_of_its_own_and_no_label(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADHI")
    texts = cells(web.page)
    for field in CATALOGUE["member_identity"].fields:
        assert texts.count(field.caption) == 1
    assert "<label" not in web.page.lower()


def test_names_and_ids_change_at_each_page(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADRS", PLAIN)
    seen = set()
    for _ in range(20):
        names = tuple(web.boxes())
        assert all(re.fullmatch(r"ctl00_x[0-9a-f]{2}_txt\d+", name) for name in names)
        assert all(f'ID="{name}"' in web.page for name in names)
        seen.add(names)
        web.press("F5")
    assert len(seen) > 15


def test_a_date_has_three_boxes_and_an_iban_seven(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADHR")
    sizes = re.findall(r'SIZE="(\d+)" MAXLENGTH="(\d+)"', web.page)
    assert [int(size) for size, most in sizes if size == most] == [25, 20, 2, 2, 4, 10]
    web.press("F3")
    web.press("ENTER", "RIBS", PLAIN)
    assert len(web.boxes()) == 9
    assert "".join(list(web.boxes().values())[:7]) == "".join(
        place.world.backend.member(PLAIN).bank_details.value.iban.split()  # type: ignore[union-attr]
    )


def test_the_password_box_hides_and_is_never_filled(place: Place) -> None:
    web = browser(place, signed_on=False)
    web.press("ENTER", "AGT01", "SECRET99", "T001")
    assert web.message.startswith("SIG0001")
    assert 'TYPE="password"' in web.page
    assert list(web.boxes().values()) == ["AGT01", "", "T001"]
    assert "SECRET99" not in web.page


def test_protected_values_are_text(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADHC", PLAIN)
    texts = cells(web.page)
    assert texts[texts.index("ADHERENT") + 1 :][:3] == [":", "&nbsp;", PLAIN]
    assert web.boxes() == {}


def test_what_was_typed_is_escaped(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADHR")
    web.press("ENTER", '"><B>X', "É'")
    assert web.message == "SAI0006 ZONE PRENOM : CAPITALES SANS ACCENT SEULEMENT"
    assert "<B>X" not in web.page
    assert list(web.boxes().values())[:2] == ['"><B>X', "É'"]


def test_a_page_that_was_answered_already_is_not_handled_again(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADRS", PLAIN)
    old, boxes = web.page, list(web.boxes().values())
    web.press("F10", "7 RUE NEUVE", *boxes[1:])
    assert web.message.startswith("ADR0100")
    web.page = old
    web.press("F10", "9 RUE NEUVE", *boxes[1:])
    assert web.message == "HOT0032 PAGE PERIMEE - ECRAN REAFFICHE"
    assert web.title == "ADRESSE ADHERENT"
    assert [row["street"] for row in place.world.rows("addresses")] == ["7 RUE NEUVE"]


@pytest.mark.parametrize("form", [{"__TOUCHE": "F99"}, {"__TOUCHE": ""}, {"__ETAT": ""}])
def test_a_form_that_makes_no_sense_shows_the_screen_again(place: Place, form: dict[str, str]) -> None:
    web = browser(place)
    web.press("ENTER", "ADHR", **form)
    assert (web.title, web.message[:7]) == ("MENU GENERAL", "HOT0032")


def test_showing_the_screen_again_changes_nothing(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "ADRS", PLAIN)
    web.get("/ecran")
    assert web.title == "ADRESSE ADHERENT"
    web.press("F3")
    assert web.title == "MENU GENERAL"


def test_an_expired_session_has_a_page_that_leads_to_a_new_one(place: Place) -> None:
    place.make(Rules(idle=timedelta(minutes=5)))
    web = browser(place)
    place.later(minutes=6)
    web.press("ENTER", "ADHR")
    assert web.title == "VOTRE SESSION A EXPIRE"
    assert 'METHOD="get" ACTION="/ecran"' in web.page
    web.get("/ecran")
    assert web.title == "IDENTIFICATION"


def test_outside_the_hours_there_is_a_closed_page(place: Place) -> None:
    place.make(Rules(opens=time(7), closes=time(9, 45)))
    web = browser(place)
    place.later(minutes=30)
    web.press("ENTER", "ADHR")
    assert web.title == "APPLICATION FERMEE"
    web.get("/ecran")
    assert web.title == "APPLICATION FERMEE"
    place.later(hours=22)
    web.get("/ecran")
    assert web.title == "IDENTIFICATION"


def test_a_technical_failure_is_a_blank_page(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    web = browser(place)
    monkeypatch.setattr(place.world.backend, "member", None)
    web.press("ENTER", "ADHC", PLAIN)
    assert re.sub(r"<[^>]*>", "", web.page).strip() == "6000 ERREUR SEND MAP"
    web.press("CLEAR")
    assert web.title == "MENU GENERAL"


def test_the_window_of_codes_answers_for_a_box_that_has_some(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "RADI", PLAIN)
    names = list(web.boxes())
    page = web.get(f"/codes?z={names[1]}").text
    assert page.count("return rendre(") == len(place.world.backend.codes("termination_reason"))
    assert web.get(f"/codes?z={names[0]}").status == 404
    assert web.get("/codes?z=ctl00_xzz_txt1").status == 404
    web.press("ENTER", "C000000001", "059", "14", "10", "2026", "N")
    assert web.title == "RADIATION - CONTROLE"


def test_only_some_warnings_are_asked_in_a_dialog(place: Place) -> None:
    web = browser(place)
    web.press("ENTER", "RADI", "10000011")
    web.press("ENTER", "C000000001", "059", "14", "10", "2026", "N")
    web.press("F10")
    assert "ONLOAD=\"charger('', 'RAD0020 PRESTATIONS" in web.page
    web.press("F3")
    web.press("ENTER", "AYDA", PLAIN)
    typed = ("LECLERC", "ZELIE", "F", "09", "05", "1999", "EN", "", "", "1", "01", "03", "2026")
    web.press("F10", *typed)
    assert web.message.startswith("AYD0020")
    assert re.search(r"ONLOAD=\"charger\('ctl00_\w+', ''\)\"", web.page)


def test_a_host_that_is_not_ready_locks_the_page_until_it_asks_again(place: Place) -> None:
    async def busy(host: Host, session: Session, typed: Input) -> Screen:
        locked = session.glass
        assert locked
        screen = host.handle(session, typed)
        return locked if typed.aid is Aid.F3 else screen

    place.make(around=busy)
    web = browser(place)
    web.press("ENTER", "ADHR")
    assert "X SYSTEM" not in web.page
    web.press("F3")
    assert "X SYSTEM" in web.page
    assert '"Refresh" CONTENT="1; URL=/ecran"' in web.page
    web.press("ENTER")
    assert web.title == "RECHERCHE ADHERENT", "a locked keyboard sends nothing"
    session = place.host.session(web.cookie.partition("=")[2])
    assert session
    session.unlock()
    web.get("/ecran")
    assert web.title == "MENU GENERAL"
    assert "X SYSTEM" not in web.page


class TestAdmin:
    token = "only-for-tests"

    def browser(self, place: Place) -> WebBrowser:
        face = WebFace(place.host)
        extra = admin.routes(
            self.token,
            place.host,
            place.world.backend,
            place.board,
            place.storm,
            ledger=place.world.ledger,
            reset=lambda: None,
        )
        return WebBrowser(Starlette(routes=face.routes() + extra))

    @pytest.mark.parametrize("headers", [{}, {"X-Mock-Admin": ""}, {"X-Mock-Admin": "other"}])
    def test_it_is_not_there_for_whoever_lacks_the_token(self, place: Place, headers: dict[str, str]) -> None:
        answer = self.browser(place).request("GET", "/admin/ledger", headers=headers)
        assert (answer.status, answer.text) == (404, "")

    def test_it_locks_a_file_and_gives_it_free(self, place: Place) -> None:
        web, told = self.browser(place), {"X-Mock-Admin": self.token}
        terminal = place.terminal()
        assert web.request("POST", "/admin/lock", b'{"member": "10000041"}', told).status == 200
        terminal.go("ADRS", PLAIN)
        assert terminal.message == "ADH0040"
        web.request("POST", "/admin/lock", b'{"member": "10000041", "release": true}', told)
        terminal.go("ADRS", PLAIN)
        assert terminal.at == "address"

    def test_it_closes_the_application_in_the_middle_of_a_session_and_opens_it_again(
        self, place: Place
    ) -> None:
        web, told, terminal = self.browser(place), {"X-Mock-Admin": self.token}, place.terminal()
        opens, closes = (place.clock + timedelta(hours=hours) for hours in (1, 2))
        hours = f'{{"opens": "{opens:%H:%M}", "closes": "{closes:%H:%M}"}}'
        assert web.request("POST", "/admin/hours", hours.encode(), told).status == 200
        terminal.press()
        assert terminal.at == "closed"
        web.request("POST", "/admin/hours", b'{"opens": "00:00", "closes": "00:00"}', told)
        assert place.terminal().at == "menu"

    @pytest.mark.parametrize("body", [b"{}", b"not json", b'{"member": "1"}'])
    def test_a_body_that_makes_no_sense_is_refused(self, place: Place, body: bytes) -> None:
        told = {"X-Mock-Admin": self.token}
        assert self.browser(place).request("POST", "/admin/lock", body, told).status == 400
