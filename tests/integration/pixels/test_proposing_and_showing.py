"""A first declaration of a terminal's screens, checked and keyed with; and pictures of declared ones."""

from __future__ import annotations

import io
import json
import shutil
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from copiste.screens.declared.loading import load_application
from copiste.screens.errors import UnexpectedScreenError
from copiste.screens.proposing.screen import Proposal, propose
from copiste.screens.session.check import check_screens
from copiste.screens.session.opening import look_at, open_session
from copiste.screens.showing.screen import show
from tests.integration.pixels.screens_of_hosts import Field, place, screen
from tests.integration.pixels.test_odd_hosts import OddHost
from tests.integration.pixels.test_other_hosts import application
from tests.support.mock import PASSWORD, running_mock
from tests.support.programs import REPOSITORY

_SEAT = {"operator": "ROB01", "password": PASSWORD, "terminal": "R001"}
_FACE = {
    "titled": ((), "{codepage: french, title: {row: 3}, message: {row: 22}}"),
    "plain": (
        ("--terminal-rows", "43", "--terminal-plain"),
        "{model: 4, codepage: french, message: {row: 22}}",
    ),
}
_APPLICATION = """
application: own
defaults: {{charset: any}}
sign_on: {{screen: sign_on, action: enter, arrives: menu}}
home: {{screen: menu, code: choice, action: enter, leave: F3}}
key_words: {{ENTREE: ENTER}}
faces: {{pixels: {{terminal: {face}}}}}
"""


@pytest.mark.parametrize("kind", ["titled", "plain"])
def test_what_is_proposed_signs_on_is_found_again_and_is_keyed_with(kind: str, tmp_path: Path) -> None:
    """From nothing but an address: the sign-on screen, then one behind the menu, which is keyed."""
    options, face = _FACE[kind]
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(_menu(kind), folder / "menu.yaml")
    application_yaml = _APPLICATION.format(face=face)
    (folder / "application.yaml").write_text(application_yaml, encoding="utf-8")
    with running_mock(tmp_path, *options) as mock:
        member = mock.rows("members")[0]["number"]
        sign_on = propose(look_at(mock.terminal, "pixels"), "sign_on")
        (folder / "sign_on.yaml").write_text(_as_a_developer_would(sign_on), encoding="utf-8")
        with open_session(folder, "pixels", url=mock.terminal) as session:
            session.sign_on(_SEAT)
            look = session.undeclared_behind("RIBS", {"member_number": member})
            bank = propose(look, "bank", session.application.key_words)
        way = "reach: {code: RIBS, needs: [member_number]}\n"
        whole = shutil.copytree(folder, tmp_path / "whole")
        (whole / "bank.yaml").write_text(bank.yaml + way, encoding="utf-8")
        with open_session(whole, "pixels", url=mock.terminal) as session:
            session.sign_on(_SEAT)
            (found,) = check_screens(session, ["bank"], {"member_number": member})
            assert found.verdict == "same", found.text
            session.go_to("bank", member_number=member)
            typed = dict(zip(_typed(whole), ("CEPAFRPP", "ROBIN"), strict=True))
            session.fill(typed)
            assert {name: session.read(name) for name in typed} == typed
            with pytest.raises(UnexpectedScreenError, match="behind code NONE, found menu"):
                session.undeclared_behind("NONE", {})
    assert member not in bank.yaml


def _as_a_developer_would(sign_on: Proposal) -> str:
    """The declaration with names that seats have, and what the terminal does not show: lengths, a secret."""
    declared = [dict(one.words) for one in sign_on.fields.proposed]
    assert len(declared) == 3
    lines = [
        f"screen: sign_on\nrecognise: {json.dumps(sign_on.recognise)}\nactions: {{enter: ENTER}}\nfields:"
    ]
    for name, length, words in zip(_SEAT, (8, 8, 4), declared, strict=True):
        if "at" in words:
            words["at"] = {**words["at"], "length": length}
        else:
            words["max"] = length
        if name == "password":
            words |= {"hidden": True, "sensitive": True}
        lines.append(f"  {name}: {json.dumps(words)}")
    return "\n".join(lines)


def test_a_password_is_known_by_its_caption(tmp_path: Path) -> None:
    with running_mock(tmp_path) as mock:
        fields = propose(look_at(mock.terminal, "pixels")).fields.proposed
    assert [one.words.get("caption") for one in fields] == ["CODE OPERATEUR", "MOT DE PASSE", "TERMINAL"]
    assert [bool(one.words.get("hidden")) for one in fields] == [False, True, False]


def _menu(kind: str) -> Path:
    titled = REPOSITORY / "screens" / "backend_sante"
    plain = REPOSITORY / "tests" / "applications" / "plain_terminal" / "project" / "screens" / "plain"
    return (titled if kind == "titled" else plain) / "menu.yaml"


def _typed(folder: Path) -> list[str]:
    """The two fields below the account number: code of the bank, and holder."""
    screen = load_application(folder).screen("bank")
    return [name for name, field in screen.fields.items() if not field.protected and not field.parts][-2:]


Pixels = NDArray[np.uint8]


def test_a_box_is_where_the_host_put_the_field(tmp_path: Path) -> None:
    """Three marks on the host's screen say where rows and columns are in the picture."""
    marks = (Field(5, 2, "MMM"), Field(5, 70, "MMM"), Field(18, 2, "MMM"))
    shown = screen([Field(1, 2, "FIRST"), *place(12, 30, 20, cursor=True), *marks])
    folder = application(tmp_path, "", first="fields: {code: {at: {row: 12, column: 30, length: 20}}}")
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = OddHost(server, [shown])
        with open_session(folder, "pixels", url=f"tn3270://127.0.0.1:{host.port}") as session:
            session.sign_on({})
            png = show(session.photograph(), session.application, "first", "first")
        host.hang_up()
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    top = int(np.argmax((picture < 40).all(axis=2).mean(axis=1) > 0.5))
    one, right, below = _marks(picture[top:])
    across, down = (right[0] - one[0]) / 68, (below[1] - one[1]) / 13
    left, upper = one[0] + 28 * across, one[1] + 7 * down
    line = (picture[top:] == _colour(picture[top:], left, upper, across, down)).all(axis=2)
    rows, columns = np.nonzero(line[round(upper - down) : round(upper + 2 * down)])
    assert abs(columns.min() - left) < across / 2
    assert abs(columns.max() - (left + 20 * across)) < across / 2
    assert rows.max() - rows.min() == pytest.approx(down, abs=down / 4)


def _marks(picture: Pixels) -> list[tuple[float, float]]:
    """Left and top of the host's three marks, texts three letters wide: two on one row, one below."""
    bright = (picture.max(axis=2) > 110).astype(np.uint8)
    joined = cv2.dilate(bright, np.ones((1, 9), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [(x, y, w, h) for x, y, w, h, _ in found[1:] if 40 < w < 75 and 12 < h < 40]
    boxes.sort(key=lambda box: (round(box[1] / 8), box[0]))
    # What is below them is the status line.
    return [(float(x), float(y)) for x, y, _, _ in boxes[:3]]


def _colour(picture: Pixels, left: float, upper: float, across: float, down: float) -> Pixels:
    """The colour of the box's line: the one that fills most of the field's right half besides black."""
    part = picture[round(upper) : round(upper + down), round(left + 12 * across) : round(left + 20 * across)]
    colours, counts = np.unique(part.reshape(-1, 3), axis=0, return_counts=True)
    lit = colours.max(axis=1) > 60
    return np.asarray(colours[lit][counts[lit].argmax()], dtype=np.uint8)
