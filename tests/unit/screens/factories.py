"""Views drawn as text, and small applications, so that a test shows what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copiste.cases.fr.formats import NIR
from copiste.screens.declared.field import FieldContext
from copiste.screens.declared.formats.known import ENGINE, Known
from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Application, Screen
from copiste.screens.reading.view import Cell, Line, Said, View, said

#: As the bundled application declares: a type of its own, and what its fields say by default.
FRENCH = FieldContext(
    Known({**ENGINE.formats, "nir": NIR}, ENGINE.charsets),
    {"charset": "legacy_upper", "format": "DDMMYYYY", "yes": "O", "no": "N"},
)


def view(
    drawing: str,
    *,
    title: str = "",
    message: str = "",
    messages: tuple[Said, ...] | None = None,
    token: str = "t1",
    dialogs: tuple[str, ...] = (),
) -> View:
    """A view from lines of cells between bars: `NOM | : | [DUPONT]25`; `[…]` is an input, `{…}` protected.

    Its face declares a place for messages when `message` or `messages` stand in it.
    """
    place = 0
    lines: list[Line] = []
    for drawn in drawing.strip("\n").splitlines():
        cells = []
        for text in drawn.split("|"):
            cells.append(_cell(text.strip(), place))
            place += 1
        lines.append(tuple(cells))
    return View(tuple(lines), token, title, said(message) or messages, dialogs)


def screen(**declared: Any) -> Screen:
    """A screen of a French application; its title is `ECRAN` unless `declared` says otherwise."""
    whole = {"screen": "ecran", "recognise": {"title": "ECRAN"}, **declared}
    return Screen.model_validate(whole, context=FRENCH)


def write_application(
    folder: Path, screens: dict[str, str], *, application: str = "", messages: str = ""
) -> Path:
    """Write the YAML of a small application: `screens` by name, beside a sign-on screen and a menu."""
    (folder / "application.yaml").write_text(application or APPLICATION, encoding="utf-8")
    (folder / "messages.yaml").write_text(messages or MESSAGES, encoding="utf-8")
    for name, body in {**SCREENS, **screens}.items():
        (folder / f"{name}.yaml").write_text(f"screen: {name}\n{body}", encoding="utf-8")
    return folder


def small_application(folder: Path, screens: dict[str, str] | None = None) -> Application:
    """Load what `write_application` writes."""
    return load_application(write_application(folder, screens or {}))


def _cell(text: str, place: int) -> Cell:
    for opening, closing, protected in (("[", "]", False), ("{", "}", True)):
        if text.startswith(opening):
            shown, _, length = text[1:].partition(closing)
            hidden = shown.startswith("•")
            return Cell(shown, place, True, protected, hidden, int(length) if length else None)
    return Cell(text, place)


APPLICATION = """
application: small
defaults: {charset: legacy_upper, format: DDMMYYYY}
sign_on: {screen: sign_on, action: enter, arrives: menu, sign_off: leave}
home: {screen: menu, code: choice, action: enter, leave: F3}
message:
  pattern: '^(?P<number>[A-Z]{3}\\d{4}) (?P<text>.*)'
  values: {receipt: '(\\d{5}-\\d{6})'}
interruptions:
  news: {press: enter}
  over: {kind: session_expired, code: SESSION_EXPIRED}
"""

MESSAGES = """
messages:
  OKA0001: {kind: confirmation, text: "FAIT - ENREGISTREMENT ..."}
  OKA0002: {kind: information, text: "RIEN"}
  BAD0001: {kind: business, code: CONTRACT_UNKNOWN, text: "CONTRAT ... INCONNU"}
  BAD0004: {kind: business, code: MEMBER_EXISTS, exists: true, text: "DEJA CONNU"}
  BAD0002: {kind: try_later, code: RECORD_LOCKED, text: "VERROUILLE PAR ..."}
  BAD0003: {kind: technical, code: KEY_NOT_ALLOWED, text: "TOUCHE NON AUTORISEE"}
  ASK0001: {kind: warning, code: CLAIMS_OPEN, confirm: true, by: key, text: "F10 POUR CONFIRMER"}
  ASK0002: {kind: warning, code: HOMONYM, confirm: true, by: dialog, text: "HOMONYME"}
  ASK0003: {kind: warning, code: TOO_OLD, confirm: false, text: "TROP AGE"}
"""

SCREENS = {
    "sign_on": """
recognise: {title: IDENTIFICATION}
fields:
  operator: {caption: CODE, max: 8}
  password: {caption: MOT DE PASSE, max: 8, charset: any, hidden: true, sensitive: true}
actions: {enter: ENTER}
""",
    "menu": """
recognise: {title: MENU}
fields:
  choice: {caption: CHOIX, max: 4}
  member_number: {caption: ADHERENT, type: number, max: 8, charset: digits}
actions: {enter: ENTER, leave: F3}
""",
    "news": "recognise: {title: NOUVELLES}\nactions: {enter: ENTER}\n",
    "over": "recognise: {title: FINI}\nactions: {enter: ENTER}\n",
}
