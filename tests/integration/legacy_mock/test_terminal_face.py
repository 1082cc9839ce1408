"""Real terminals (s3270, c3270) in front of the mock's screens; the ledger tells what came of it."""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import os
import pty
import select
import socket
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

import pytest

from legacy_mock.domain import Notice
from legacy_mock.domain.iban import make_iban
from legacy_mock.faces.terminal.face import TerminalFace
from legacy_mock.host import OUTSIDE, Host
from legacy_mock.maps import CATALOGUE
from legacy_mock.maps.access import MENU_CHOICES
from legacy_mock.screen import Header, Input, Screen
from legacy_mock.sessions import Session
from tests.integration.legacy_mock.terminal_desk import MEMBER, Desk
from tests.support.mock import PASSWORD
from tests.support.s3270 import S3270, terminal_at


@pytest.mark.parametrize("model", ["3278-2", "3279-2", "3279-2-E", "3279-4-E"])
def test_every_kind_of_terminal_signs_on(desk: Desk, model: str) -> None:
    terminal = desk.sit("-model", model)
    assert terminal.title == "IDENTIFICATION"
    assert terminal.cursor == (8, 26)
    terminal.sign_on("WRONG", terminal=desk.terminal)
    assert terminal.message == "SIG0001 CODE OPERATEUR OU MOT DE PASSE INCORRECT"
    assert terminal.glass[7].rstrip().endswith(": AGT01"), "what was typed comes back"
    assert terminal.glass[9].rstrip() == "   MOT DE PASSE        :", "but not what is hidden"
    terminal.press()
    assert terminal.message.startswith("SAI0001"), "what is hidden is typed anew each time"
    terminal.sign_on(PASSWORD, terminal=desk.terminal)
    assert f"TERMINAL {desk.terminal}" in terminal.glass[0]
    assert terminal.title == "MENU GENERAL"


def test_every_entry_of_the_menu_is_reached_and_left(agent: S3270) -> None:
    titles = {map_.transaction: map_.title for map_ in CATALOGUE.values()}
    for choice, _, of_a_member in MENU_CHOICES:
        agent.go(choice, MEMBER if of_a_member else "")
        assert agent.title == titles[choice], agent.message
        agent.press("PF(3)")
        assert agent.title == "MENU GENERAL"
    agent.press("PF(3)")
    assert agent.title == "IDENTIFICATION"


def test_an_address_is_recorded_once(desk: Desk, address: S3270) -> None:
    address.fill("address", street="8 rue de l'Epee", complement="Bat. A")
    address.press("PF(10)")
    assert address.message.startswith("ADR0100 ADRESSE MODIFIEE - ENREGISTREMENT "), address.message
    receipt = address.message.split()[-1]
    address.press("PF(10)")
    assert address.message == f"HOT0030 DEJA ENREGISTRE SOUS LE NUMERO {receipt}"
    (entry,) = desk.records()
    (recorded,) = desk.records("addresses")
    assert entry["receipt"] == recorded["receipt"] == receipt
    assert (recorded["street"], recorded["complement"]) == ("8 RUE DE L'EPEE", "BAT. A")


def test_what_is_typed_flows_from_part_to_part_and_skips_to_the_next_field(desk: Desk, agent: S3270) -> None:
    agent.go("RIBS", MEMBER)
    iban = make_iban("30004", "00823", "00001234567")
    agent.do("EraseInput()")
    agent.type(iban + "BNPAFRPP")
    agent.do("Tab()")
    agent.type("LECLERC AURELIE")
    agent.press("PF(10)")
    assert agent.message.startswith("RIB0100"), agent.message
    (account,) = desk.records("bank_details")
    assert account["iban"] == iban


def test_a_warning_is_confirmed_by_the_same_key_again(desk: Desk, agent: S3270) -> None:
    agent.go("AYDA", MEMBER)
    agent.fill(
        "dependant_add",
        last_name="LECLERC",
        first_name="ZOE",
        birth_date="09051999",
        sex="F",
        kind="EN",
        start="01112026",
    )
    agent.press("PF(10)")
    assert agent.message.endswith("F10 POUR CONFIRMER"), agent.message
    assert desk.records() == []
    agent.press("PF(10)")
    assert agent.message.startswith("AYD0100"), agent.message
    assert len(desk.records()) == 1


def test_accents_show_and_are_refused_at_their_field(agent: S3270) -> None:
    agent.go("ADRS", MEMBER)
    agent.fill("address", town="SÈTE éÀÇù§^@<")
    assert "SÈTE éÀÇù§^@<" in agent.glass[13]
    agent.press("PF(10)")
    assert agent.message == "SAI0006 ZONE VILLE : CAPITALES SANS ACCENT SEULEMENT"
    assert "SÈTE ÉÀÇÙ§^@<" in agent.glass[13]
    assert agent.cursor == (14, 26)


def test_a_code_list_opens_on_the_same_glass_and_fills_the_field(agent: S3270) -> None:
    agent.go("AFFC", MEMBER)
    agent.fill("affiliation", contract="C000000001")
    agent.do("MoveCursor(10,26)")
    agent.press("PF(4)")
    assert agent.title == "LISTE DES CODES"
    agent.fill("code_list", selection="BAS")
    agent.press()
    assert agent.title == "AFFILIATION A UN CONTRAT"
    assert agent.glass[7].rstrip().endswith("C000000001")
    assert agent.glass[10].rstrip().endswith(": BAS")
    assert agent.cursor == (11, 26)


@pytest.mark.parametrize("key", ["PF(1)", "PF(24)", "PA(1)", "PA(3)", "Clear", "PF(7)"])
def test_a_key_without_meaning_is_told_and_the_screen_stays(agent: S3270, key: str) -> None:
    agent.go("ADRS", MEMBER)
    agent.press(key)
    assert agent.message == "HOT0001 TOUCHE NON AUTORISEE"
    assert agent.title == "ADRESSE ADHERENT"
    assert not agent.locked


def test_a_list_is_paged(agent: S3270) -> None:
    agent.go("ADHR")
    agent.fill("member_search", last_name="MARTIN")
    agent.press()
    assert agent.title == "LISTE DES HOMONYMES", agent.message
    agent.press("PF(7)")
    assert agent.message == "LST0001 DEBUT DE LISTE"


def test_an_expired_session_asks_for_a_new_one(desk: Desk, agent: S3270) -> None:
    desk.mock.arm("session_expired")
    agent.go("ADRS", MEMBER)
    assert agent.title == "VOTRE SESSION A EXPIRE"
    agent.press("PF(3)")
    assert agent.message == "HOT0001 TOUCHE NON AUTORISEE"
    agent.press()
    assert agent.title == "IDENTIFICATION"
    agent.sign_on(PASSWORD, terminal=desk.terminal)
    assert agent.title == "MENU GENERAL"


def test_a_closed_application_is_asked_again_with_enter(desk: Desk, agent: S3270) -> None:
    desk.mock.close_hours()
    agent.go("ADRS", MEMBER)
    assert agent.title == "APPLICATION FERMEE"
    agent.press()
    assert agent.title == "APPLICATION FERMEE"
    assert desk.sit().title == "APPLICATION FERMEE"
    desk.mock.open_hours()
    agent.press()
    assert agent.title == "IDENTIFICATION"


def test_a_failed_program_leaves_one_line_and_any_key_leads_to_the_menu(desk: Desk, agent: S3270) -> None:
    desk.mock.arm("send_map_error")
    agent.go("ADRS", MEMBER)
    assert "\n".join(agent.glass).strip() == "6000 ERREUR SEND MAP"
    agent.press("PA(2)")
    assert agent.title == "MENU GENERAL"


def test_a_broadcast_stands_in_front_of_the_answer(desk: Desk, agent: S3270) -> None:
    desk.mock.arm("broadcast", text="ARRET A 20H30")
    agent.go("ADRS", MEMBER)
    assert agent.title == "MESSAGE DE L'EXPLOITATION"
    assert "ARRET A 20H30" in agent.glass[9]
    agent.press()
    assert agent.title == "ADRESSE ADHERENT"


# --- every map ---


class Gallery(Host):
    """Shows one screen after the other, whatever the key."""

    def __init__(self, screens: Sequence[Screen]) -> None:
        self._screens = iter(screens)

    def connect(self) -> Session:
        return Session("", next(self._screens), datetime.now())  # noqa: DTZ005 - never looked at

    def disconnect(self, key: str) -> None:
        pass

    async def press(self, key: str, typed: Input) -> Screen:
        return next(self._screens)


@pytest.mark.parametrize("model", ["3278-2", "3279-2-E"])
def test_a_terminal_shows_the_picture_of_every_map(model: str) -> None:
    screens = [full(name) for name in CATALOGUE if name not in OUTSIDE]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"tn3270://127.0.0.1:{listener.getsockname()[1]}"

        async def look() -> list[list[str]]:
            async with TerminalFace(Gallery(screens)).serving(listener):
                return await asyncio.to_thread(glasses)

        def glasses() -> list[list[str]]:
            with terminal_at(address, "-model", model) as terminal:
                shown = [terminal.glass]
                for _ in screens[1:]:
                    terminal.press()
                    shown.append(terminal.glass)
                return shown

        shown = asyncio.run(look())
    assert shown == [screen.picture() for screen in screens]


def full(name: str) -> Screen:
    """A screen whose every field is full of what the code page has."""
    characters = itertools.cycle("ÉèàçùÂêîôÛ 0123456789AZaz§^@[]{}\\#|~`¨£µ°<>&'\"$*!;,?%_/")

    def some(length: int) -> str:
        return "".join(itertools.islice(characters, length))

    map_ = CATALOGUE[name]
    values = {field.name: "X" + some(field.length - 1) for field in map_.fields}
    area = map_.listing
    rows = (
        tuple(
            {column.name: some(column.length) for column in area.columns}
            for _ in range(area.page if area else 0)
        )
        if area
        else ()
    )
    return Screen(map_, Header(date(2026, 11, 20), "T001", 7), values, rows, Notice("HOT0001"))


# --- a person ---


def test_a_person_signs_on_with_c3270(desk: Desk) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
    person = subprocess.Popen(
        ["c3270", "-codepage", "french", urlsplit(desk.mock.terminal).netloc],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    try:
        assert "CODE OPERATEUR" in drawn(ours, "ENTREE SUITE")
        os.write(ours, f"AGT01\t{PASSWORD}{desk.terminal}\r".encode())
        assert "AJOUT AYANT DROIT" in drawn(ours, "F3 FIN")
    finally:
        person.kill()
        person.wait()
        os.close(ours)


def drawn(tty: int, wanted: str) -> str:
    """What a program draws until some words are drawn."""
    seen, deadline = "", time.monotonic() + 30
    while wanted not in seen:
        ready, _, _ = select.select([tty], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"{wanted} was not drawn"
        seen += os.read(tty, 4096).decode("utf-8", "replace")
    return seen
