"""Finding an anchor on a screen, where it was last and anywhere, against pyautogui and RPA Framework.

One browser's window on a display of its own, the same pieces cut from it, found by each in turn. Each side
looks as its users do: capture and search, by its own means where it has some. Where pyautogui cannot take a
picture here (it wants a program for it), it searches the picture that our camera took, capture included.
RPA Framework has an environment of its own: `RPA_PYTHON` names a Python that has rpaframework and
rpaframework-recognition, else `.venv-robocorp` is asked; without them it is said not to be there.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from benchmarks.support.output import Report, Spread, Table, run
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.pixels.finding.anchor import Anchor
from copiste.screens.pixels.finding.template import Template
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.keyboard import pyautogui_loading
from copiste.screens.pixels.windows.kiosk import Kiosk
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display
from tests.support.mock import running_mock

_ROOT = Path(__file__).parents[1]
#: Pieces of the sign-on page: an application's name, a heading, a caption, a title.
_PIECES = {
    "application": Region(12, 14, 165, 20),
    "heading": Region(3, 50, 100, 18),
    "caption": Region(226, 110, 110, 14),
    "title": Region(500, 76, 135, 20),
}
_LAST, _PYRAMID = "anchor, where it was last", "anchor, anywhere"
_PYAUTOGUI_GRAY, _PYAUTOGUI = "pyautogui.locateOnScreen, grayscale", "pyautogui.locateOnScreen"
_RPA_IMAGES, _RPA_DESKTOP = "RPA.Images.find_template_in_image", "RPA.Desktop.find_element"
_ABSENT = "not there"

#: Run by the other Python: seconds of each find, by library, as JSON.
_RPA = """
import json, os, sys, time
from RPA.Desktop import Desktop
from RPA.Images import Images
import RPA.recognition
screen, turns, *pieces = sys.argv[1:]
images, desktop, taken = Images(), Desktop(), {"images": [], "desktop": []}
for turn in range(int(turns)):
    for piece in pieces:
        begun = time.perf_counter()
        assert images.find_template_in_image(screen, piece)
        taken["images"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        assert desktop.find_element("image:" + piece)
        taken["desktop"].append(time.perf_counter() - begun)
print(json.dumps(taken))
"""


def measure(turns: int) -> Report:
    """Find each piece `turns` times with each."""
    with tempfile.TemporaryDirectory() as place, _page(Path(place)) as (display, camera, picture):
        pieces = {name: region.of(picture).copy() for name, region in _PIECES.items()}
        seconds = _ours(camera, pieces, turns)
        others, pictures = _pyautogui(display, camera, pieces, max(1, turns // 5))
        seconds |= others
        seconds |= _rpa(display, picture, pieces, Path(place), max(1, turns // 10))
    ours = Spread.of(seconds[_PYRAMID]).median
    last = Spread.of(seconds[_LAST]).median
    figures: dict[str, float | int | str] = {"anywhere_ms": _ms(ours), "last_place_ms": _ms(last)}
    for name, key in (
        (_PYAUTOGUI_GRAY, "pyautogui_gray"),
        (_RPA_IMAGES, "rpa_images"),
        (_RPA_DESKTOP, "rpa_desktop"),
    ):
        there = bool(seconds[name])
        middle = Spread.of(seconds[name]).median if there else 0.0
        figures[f"{key}_anywhere_ratio"] = round(middle / ours, 1) if there else _ABSENT
        figures[f"{key}_last_place_ratio"] = round(middle / last, 1) if there else _ABSENT
    return Report(
        "finding",
        figures,
        (
            Table(
                f"Milliseconds from looking to a place, median (quartiles), {len(_PIECES)} pieces of a page",
                ("", "ms", "times our first find", "times our next finds"),
                tuple(_row(name, taken, ours, last) for name, taken in seconds.items()),
            ),
        ),
        (
            "Capture included. Each search gave the one place, ours and pyautogui's to the pixel.",
            f"pyautogui searched {pictures} pictures; RPA Framework is "
            + ("there." if seconds[_RPA_IMAGES] else f"{_ABSENT}: see RPA_PYTHON in this module's text."),
        ),
    )


def _row(name: str, taken: list[float], ours: float, last: float) -> tuple[str, ...]:
    if not taken:
        return name, _ABSENT, "", ""
    spread = Spread.of([one * 1000 for one in taken])
    return name, f"{spread:.2f}", f"{spread.median / ours / 1000:.1f}", f"{spread.median / last / 1000:.1f}"


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


@contextmanager
def _page(folder: Path) -> Iterator[tuple[Display, Camera, Picture]]:
    """The sign-on page of a back-end in a kiosk, once it is painted."""
    display = Display()
    with running_mock(folder) as mock:
        camera = Camera(display.name)
        kiosk = Kiosk(display, mock.url)
        try:
            deadline = Deadline(30)
            while len(np.unique(_PIECES["caption"].of(camera.grab()))) < 30:
                if not camera.changed(deadline):
                    raise TimeoutError("The page was not painted.")
            while camera.changed(Deadline(0.3)) and not deadline.passed:
                camera.grab()
            yield display, camera, camera.grab()
        finally:
            kiosk.close()
            camera.close()
            display.close()


def _ours(camera: Camera, pieces: Mapping[str, Picture], turns: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {_LAST: [], _PYRAMID: []}
    for name, piece in pieces.items():
        anchor = Anchor(Template(name, piece))
        for _ in range(turns):
            anchor.forget()
            for kind in (_PYRAMID, _LAST):
                begun = time.perf_counter()
                found = anchor.find(camera.grab())
                taken[kind].append(time.perf_counter() - begun)
                assert found.region == _PIECES[name]
    return taken


def _pyautogui(
    display: Display, camera: Camera, pieces: Mapping[str, Picture], turns: int
) -> tuple[dict[str, list[float]], str]:
    """Seconds of each of its ways, and whose pictures it searched."""
    os.environ["DISPLAY"] = display.name  # pyautogui works on the display of its import
    pyautogui = pyautogui_loading.load()
    screens: Callable[[Any, bool], Any]

    def on_screen(piece: Any, gray: bool) -> Any:
        return pyautogui.locateOnScreen(piece, grayscale=gray, confidence=0.9)

    def in_ours(piece: Any, gray: bool) -> Any:
        return pyautogui.locate(piece, Image.fromarray(camera.grab()), grayscale=gray, confidence=0.9)

    try:
        pyautogui.screenshot()
        screens = on_screen
    except Exception:  # whatever the program that it wants makes of it
        screens = in_ours
    taken: dict[str, list[float]] = {_PYAUTOGUI_GRAY: [], _PYAUTOGUI: []}
    for _ in range(turns):
        for name, piece in pieces.items():
            image = Image.fromarray(piece)
            for kind, gray in ((_PYAUTOGUI_GRAY, True), (_PYAUTOGUI, False)):
                begun = time.perf_counter()
                found = screens(image, gray)
                taken[kind].append(time.perf_counter() - begun)
                assert (found.left, found.top) == (_PIECES[name].left, _PIECES[name].top)
    return taken, "its own" if screens is on_screen else "our camera's"


def _rpa(
    display: Display, picture: Picture, pieces: Mapping[str, Picture], folder: Path, turns: int
) -> dict[str, list[float]]:
    python = _rpa_python()
    if python is None:
        return {_RPA_IMAGES: [], _RPA_DESKTOP: []}
    paths = []
    for name, content in {"screen": picture, **pieces}.items():
        paths.append(str(folder / f"{name}.png"))
        cv2.imwrite(paths[-1], content[..., ::-1])
    screen, *cut = paths
    told = subprocess.run(
        [python, "-c", _RPA, screen, str(turns), *cut],
        env={**os.environ, "DISPLAY": display.name},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if told.returncode:
        print(f"RPA Framework failed: {told.stderr.strip().splitlines()[-1]}")
        return {_RPA_IMAGES: [], _RPA_DESKTOP: []}
    taken = json.loads(told.stdout.splitlines()[-1])
    return {_RPA_IMAGES: taken["images"], _RPA_DESKTOP: taken["desktop"]}


def _rpa_python() -> str | None:
    """A Python with RPA Framework's image recognition; `None` when there is none."""
    named = os.environ.get("RPA_PYTHON")
    for python in filter(None, (named, str(_ROOT / ".venv-robocorp" / "bin" / "python"))):
        if Path(python).exists():
            asked = subprocess.run(
                [python, "-c", "import RPA.Desktop, RPA.recognition"], capture_output=True, check=False
            )
            if asked.returncode == 0:
                return python
    return None


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, turns=50)


if __name__ == "__main__":
    main()
