"""Pictures of declared pages: boxes are where the page puts its inputs, and nobody's data is in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from copiste.screens.errors import ScreenReplacedError
from copiste.screens.reading.view import Box
from copiste.screens.session.session import ScreenSession
from copiste.screens.showing.marks import Kind, Mark, marks, missing
from copiste.screens.showing.screen import show
from tests.integration.screens.small_pages import declare, serving, session_on

#: A square of a colour that nothing else has, at the page's beginning: where the page is in a picture.
CORNER = "<div style='position:absolute;left:0;top:0;width:8px;height:8px;background:#ff00ff'></div>"
#: Where the page puts things: left, top, width, height.
NAME, CITY, NOTE = (200, 100, 180, 24), (200, 3000, 180, 24), (500, 100, 120, 24)


def place(at: tuple[int, int, int, int], element: str) -> str:
    left, top, width, height = at
    style = f"position:absolute;box-sizing:border-box;left:{left}px;top:{top}px;"
    style += f"width:{width}px;height:{height}px"
    return element.replace("STYLE", f"style='{style}'", 1)


def form(name: str = "") -> str:
    """A page far longer than a window."""
    return (
        f"<html><body style='margin:0'>{CORNER}<h1 style='margin-left:20px'>Entry</h1>"
        + place((100, 100, 90, 24), "<label STYLE for=n>Name</label>")
        + place(NAME, f"<input STYLE id=n name=n value='{name}'>")
        + place((420, 100, 70, 24), "<label STYLE for=o>Note</label>")
        + place(NOTE, "<input STYLE id=o name=o>")
        + place((100, 3000, 90, 24), "<label STYLE for=c>City</label>")
        + place(CITY, "<input STYLE id=c name=c>")
        + place((200, 3050, 80, 24), "<button STYLE>Keep</button>")
        + "</body></html>"
    )


SCREENS = {
    "home": """
recognise: {title: Entry}
others: ignored
fields: {name: {caption: Name}, city: {caption: City}, shoe_size: {caption: Shoe size}}
actions: {keep: {button: Keep}}
"""
}


@contextmanager
def shown(folder: Path, page: str) -> Iterator[ScreenSession]:
    with serving({"/": page}) as site, session_on(declare(folder / "app", SCREENS), site.url) as session:
        yield session


def test_boxes_are_where_the_page_has_its_inputs_also_far_below_the_window(tmp_path: Path) -> None:
    with shown(tmp_path, form()) as session:
        picture, marked = picture_of(session)
    assert boxes(marked, Kind.FIELD) == {"name": NAME, "city": CITY}
    assert boxes(marked, Kind.UNDECLARED) == {"Note": NOTE}
    assert boxes(marked, Kind.ACTION) == {"keep": (200, 3050, 80, 24)}
    left, top = corner(picture)
    for at in (NAME, CITY):
        frame = edge(picture, left + at[0], top + at[1], at[2], at[3])
        assert len({tuple(pixel) for pixel in frame}) == 1, "the box's line goes around exactly the input"
        assert tuple(frame[0]) != (255, 255, 255)
    blue = picture[top + NAME[1], left + NAME[0]]
    yellow = picture[top + NOTE[1], left + NOTE[0]]
    assert tuple(blue) != tuple(yellow)


def test_a_name_without_a_place_is_listed(tmp_path: Path) -> None:
    with shown(tmp_path, form()) as session:
        view = session.photograph().view
        listed = list(missing(view, session.application.screen("home")))
    assert listed == ["shoe_size: no caption 'Shoe size' is shown."]


def test_what_an_input_holds_is_in_no_picture(tmp_path: Path) -> None:
    """Two people's pages make one picture, byte by byte, as long as both show something."""
    pictures = []
    for number, name in enumerate(("Lehmann", "Lovelace")):
        with shown(tmp_path / str(number), form(name)) as session:
            pictures.append(picture_of(session)[0])
    with shown(tmp_path / "empty", form()) as session:
        empty, _ = picture_of(session)
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], empty)


def test_the_page_is_as_before_when_its_picture_was_taken(tmp_path: Path) -> None:
    with shown(tmp_path, form()) as session:
        before = session.view
        session.photograph()
        session.expect("home")
        session.fill({"name": "Zoe", "city": "Lyon"})
        assert session.read("city") == "Lyon"
        assert session.view.token == before.token


def test_a_clock_on_the_page_does_not_prevent_its_picture(tmp_path: Path) -> None:
    clock = (
        "<pre style='position:absolute;left:700px;top:10px' id=k>1</pre><script>setInterval("
        "() => { k.textContent = (Number(k.textContent) + 1) % 10; }, 5)</script></body>"
    )
    with shown(tmp_path, form().replace("</body>", clock)) as session:
        _, marked = picture_of(session)
    assert boxes(marked, Kind.FIELD)["city"] == CITY


def test_a_page_that_moves_all_the_time_has_no_picture_and_says_so(tmp_path: Path) -> None:
    moving = (
        "<script>setInterval(() => { n.style.left = (parseInt(n.style.left) + 3) % 500 + 'px'; }, 1)</script>"
    )
    with shown(tmp_path, form() + moving) as session, pytest.raises(ScreenReplacedError):
        session.photograph()


@pytest.mark.parametrize("web", ["{frame: main}", "{}", "{frame: main, painting: on_demand}"])
def test_a_frame_is_shown_whole_where_it_stands(tmp_path: Path, web: str) -> None:
    pages = {
        "/": '<frameset cols="150,*" border=0 frameborder=0 framespacing=0>'
        '<frame name=menu src="/menu"><frame name=main src="/form"></frameset>',
        "/menu": f"<html><body style='margin:0'>{CORNER}<p>Menu</p></body></html>",
        "/form": form().replace(CORNER, ""),
    }
    application = f"application: small\nsign_on: none\nhome: {{screen: home}}\nfaces: {{web: {web}}}\n"
    declared = declare(tmp_path / "app", SCREENS, application)
    with serving(pages) as site, session_on(declared, site.url) as session:
        picture, marked = picture_of(session)
    left, top = corner(picture)
    for at in (NAME, CITY):
        frame = edge(picture, left + 150 + at[0], top + at[1], at[2], at[3])
        assert len({tuple(pixel) for pixel in frame}) == 1
        assert tuple(frame[0]) != (255, 255, 255)
    assert boxes(marked, Kind.FIELD)["city"] == (CITY[0] + 150, *CITY[1:])


# --- what a picture shows -----

Pixels = NDArray[np.uint8]


def picture_of(session: ScreenSession) -> tuple[Pixels, tuple[Mark, ...]]:
    photograph = session.photograph()
    application = session.application
    png = show(photograph, application, "home", "home")
    marked = marks(photograph.view, application.screen("home"), photograph.messages, application.key_words)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")), marked


def boxes(marked: tuple[Mark, ...], kind: Kind) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, width and height by label."""
    return {one.label: at(one.box) for one in marked if one.kind is kind}


def at(box: Box) -> tuple[float, float, float, float]:
    return (box.left, box.top, box.right - box.left, box.height)


def corner(picture: Pixels) -> tuple[int, int]:
    """The pixel at which the page begins."""
    rows, columns = np.nonzero((picture == (255, 0, 255)).all(axis=2))
    assert len(rows) == 64
    return int(columns.min()), int(rows.min())


def edge(picture: Pixels, left: int, top: int, width: int, height: int) -> Pixels:
    """The outermost pixels of a rectangle, without those at its left that a name stands on."""
    part = picture[top : top + height, left : left + width]
    return np.concatenate([part[0], part[-1], part[:, -1], part[:3, 0]])
