"""A small application's screens as views, and a session on them."""

from __future__ import annotations

from pathlib import Path

from copiste.screens.drivers.driver import Driver
from copiste.screens.reading.view import View
from copiste.screens.session.session import ScreenSession
from tests.unit.screens.factories import small_application, view

SCREENS = {
    "member": """
recognise: {title: FICHE}
reach: {code: FICH, needs: [member_number]}
fields:
  member_number: {caption: ADHERENT, type: number, protected: true}
  last_name: {caption: NOM, max: 10}
  birth_date: {caption: NE LE, type: date, parts: [2, 2, 4], sensitive: true}
  receipt: {caption: ENREGISTREMENT, protected: true}
actions: {enter: ENTER, validate: F10, leave: F3}
""",
    "checked": """
recognise: {title: SAISIE}
reach: {code: SAIS}
fields:
  last_name: {caption: NOM, max: 10}
  birth_date: {caption: NE LE, type: date, parts: [2, 2, 4], sensitive: true}
actions: {check: ENTER, validate: F10, leave: F3}
""",
    "summary": """
recognise: {title: CONTROLE}
fields:
  last_name: {caption: NOM, max: 10, protected: true}
actions: {validate: F10, leave: F3}
""",
    "search": "recognise: {title: RECHERCHE}\nreach: {code: CHER}\nactions: {enter: ENTER, leave: F3}\n",
    "found": """
recognise: {title: TROUVES}
fields: {page: {caption: PAGE, protected: true}}
tables:
  members:
    columns:
      line: {caption: LIGNE, type: number}
      last_name: {caption: NOM, max: 4, cut: true, sensitive: true}
    page: page
    next: next_page
    previous: previous_page
actions: {next_page: F8, previous_page: F7, leave: F3}
""",
}


def session(folder: Path, driver: Driver) -> ScreenSession:
    return ScreenSession(small_application(folder, SCREENS), driver)


def member(
    message: str = "", *, number: str = "10000001", dialogs: tuple[str, ...] = (), name: str = ""
) -> View:
    drawing = (
        f"ADHERENT | : | {number}\nNOM | : | [{name}]10\nNE LE | : | []2 | []2 | []4\nENREGISTREMENT | : | |"
    )
    return view(drawing, title="FICHE", message=message, token=f"member{message}", dialogs=dialogs)


def checked(message: str = "", *, name: str = "", length: int = 10, token: str = "checked") -> View:
    drawing = f"NOM | : | [{name}]{length}\nNE LE | : | []2 | []2 | []4"
    return view(drawing, title="SAISIE", message=message, token=token)


def summary(name: str) -> View:
    return view(f"NOM | : | {name}", title="CONTROLE", token="summary")


def sign_on() -> View:
    return view("CODE | : | []8", title="IDENTIFICATION", token="sign_on")


def menu(token: str = "menu") -> View:
    return view("CHOIX | : | []4\nADHERENT | : | [10000009]8", title="MENU", token=token)


def found(page: int, of: int, *names: str) -> View:
    lines = "".join(f"\n{number} | {name}" for number, name in enumerate(names, 1))
    return view(f"LIGNE | NOM{lines}\nPAGE | : | {page}/{of}", title="TROUVES", token=f"found{page}")


NEWS = view("BONJOUR", title="NOUVELLES", token="news")
UNKNOWN = view("RIEN", title="AUTRE", token="unknown")
