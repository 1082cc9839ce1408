"""Somebody who shows on a live screen what a picture of it must hide: at the web face, or at a terminal."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator

from legacy_mock.maps import CATALOGUE
from tests.acceptance.pictures import Box, areas
from tests.support.cases import nir
from tests.support.person import Person
from tests.support.s3270 import S3270

NIR = nir(1, year=80, month=5)

#: Of a bot's x3270: where row 1 and column 1 begin in its window, and the size of a character, in pixels.
_LEFT, _TOP, _WIDTH, _HEIGHT = 3, 5, 9, 14


class Onlooker(Protocol):
    """Somebody in front of the back-end's screens."""

    def see_bank_details(self, member: str) -> None:
        """Have the bank details of a member shown."""

    def see_new_member(self) -> None:
        """Have the last page of a member's creation shown, with everything on it."""

    def boxes(self, caption: str) -> list[Box]:
        """Where a bot's picture has what stands beside a caption."""

    def is_filled(self, caption: str) -> bool:
        """Whether something stands there."""


class AtPage:
    """Somebody at the web face, in a window like a bot's."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def see_bank_details(self, member: str) -> None:
        self._person.go("RIBS", member)
        self._person.sees("COORDONNEES BANCAIRES")

    def see_new_member(self) -> None:
        self._person.go("ADHI")
        self._person.sees("CREATION ADHERENT - IDENTITE")
        self._person.types("durand", ">", "zoe", ">", "f", "09051980", NIR[:13], NIR[13:])
        self._person.press("Enter")
        self._person.sees("CREATION ADHERENT - SITUATION")
        self._person.types("ge", "c")
        self._person.press("Enter")
        self._person.sees("CREATION ADHERENT - RECAPITULATIF")

    def boxes(self, caption: str) -> list[Box]:
        found = [place.bounding_box() for place in self._places(caption)]
        return [Box(box["x"], box["y"], box["width"], box["height"]) for box in found if box is not None]

    def is_filled(self, caption: str) -> bool:
        shown = areas(self._person.page.screenshot(), self.boxes(caption))
        return bool(shown) and all(area.shows_something for area in shown)

    def _places(self, caption: str) -> list[Locator]:
        cell = self._person.cell(caption)
        return cell.locator("input").all() or [cell]


class AtTerminal:
    """Somebody at a terminal of their own; a bot's window is as the back-end's maps and the font make it."""

    def __init__(self, terminal: S3270) -> None:
        self._terminal = terminal
        self._map = CATALOGUE["menu"]

    def see_bank_details(self, member: str) -> None:
        self._terminal.go("RIBS", member)
        self._sees("bank_details")

    def see_new_member(self) -> None:
        self._terminal.go("ADHI")
        who = {"last_name": "DURAND", "first_name": "ZOE", "sex": "F", "birth_date": "09051980"}
        self._terminal.fill("member_identity", **who, nir=NIR[:13], nir_key=NIR[13:])
        self._terminal.press()
        self._terminal.fill("member_situation", regime="GE", family_status="C")
        self._terminal.press()
        self._sees("member_summary")

    def boxes(self, caption: str) -> list[Box]:
        (field,) = (field for field in self._map.fields if field.caption == caption)
        return [
            Box(
                _LEFT + (cell.column - 1) * _WIDTH,
                _TOP + (cell.row - 1) * _HEIGHT,
                cell.length * _WIDTH,
                _HEIGHT,
            )
            for cell in field.cells()
        ]

    def is_filled(self, caption: str) -> bool:
        (field,) = (field for field in self._map.fields if field.caption == caption)
        glass = self._terminal.glass
        return bool(glass[field.row - 1][field.column - 1 : field.end - 1].strip())

    def _sees(self, name: str) -> None:
        self._map = CATALOGUE[name]
        assert self._terminal.title == self._map.title
