"""Pictures of a page: places are painted over for one; another shows all that one has to scroll to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from copiste.screens.drivers.driver import Photograph
from copiste.screens.errors import ScreenReplacedError
from copiste.screens.reading.view import Box, View
from copiste.screens.web.answers import view_of
from copiste.screens.web.asking import Asking
from copiste.screens.web.camera import Camera
from copiste.screens.web.scripts import HUB

#: CSS pixels beyond which a page is cut, as an endless list would be.
_WIDEST, _LONGEST = 4000, 12000
#: How often the window grows: what it then shows may be larger again.
_STEPS = 3
#: How often a picture is taken of a page on which something moves.
_TRIES = 5


@contextmanager
def painted_over(asking: Asking, token: str, masked: Sequence[int], *, watched: bool) -> Iterator[None]:
    """Paint over the places `masked` of the page of `token`; where it is `watched`, not afterwards any more.

    Raises:
        ScreenReplacedError: another page is shown, or it was drawn anew meanwhile.
    """
    covered = asking.ask(f"([t, m]) => {HUB}.ask('cover', t, m)", [token, list(masked)])
    if covered is None or "stale" in covered:
        raise ScreenReplacedError("it was painted over for a picture")
    try:
        yield
    finally:
        covered = asking.ask(f"s => {HUB}.ask('uncover', s)", watched)
    if covered is None or not covered.get("covered"):
        raise ScreenReplacedError("its picture was taken")


def photograph(page: Page, camera: Camera, asking: Asking, token: str) -> Photograph:
    """The page of `token` in a window as large as the page; the window has its own size again afterwards.

    Raises:
        ScreenReplacedError: another page is shown, or it changed meanwhile.
    """
    try:
        shown = (0, 0)
        for _ in range(_STEPS):
            wanted = _asked(asking, "size")
            size = min(round(wanted["width"]), _WIDEST), min(round(wanted["height"]), _LONGEST)
            if size == shown:
                break
            camera.resize(page, *size)
            shown = size
        for _ in range(_TRIES):
            before = _seen(asking)
            boxes = _asked(asking, "messageBoxes")
            png = camera.shoot(page, ".png")
            if before.token != token:
                break
            if _drawn(before) == _drawn(_seen(asking)):
                return Photograph(png, before, messages=_joined(boxes))
    finally:
        camera.size_as_before(page)
    raise ScreenReplacedError("its picture was taken")


def _drawn(view: View) -> list[tuple[int, Box | None, bool]]:
    """Where everything is, and what shows something: a clock may tick meanwhile."""
    return [(cell.place, cell.box, bool(cell.text)) for cell in view.cells()]


def _asked(asking: Asking, name: str) -> Any:
    answer = asking.ask(f"n => {HUB}.ask(n)", name)
    if answer is None or "stale" in answer:
        raise ScreenReplacedError("its picture was taken")
    return answer


def _seen(asking: Asking) -> View:
    return view_of(_asked(asking, "scan"), ())


def _joined(boxes: list[tuple[str, list[float]]]) -> dict[str, Box]:
    """One box for each place of messages: several messages stand in it."""
    joined: dict[str, Box] = {}
    for name, corners in boxes:
        box = Box(*corners)
        one = joined.get(name, box)
        joined[name] = Box(*map(min, one[:2], box[:2]), *map(max, one[2:], box[2:]))
    return joined
