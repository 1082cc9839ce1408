"""Faces are found as folders, and say about themselves what settings and bots need, without being loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import copiste
from copiste.screens import faces
from copiste.screens.errors import FaceError

SCREENS = Path(copiste.__file__).parent / "screens"
#: What takes a moment to load, or is not installed everywhere.
HEAVY = {
    "PIL",
    "Xlib",
    "cv2",
    "mss",
    "numpy",
    "playwright",
    "pyautogui",
    "pydantic",
    "pytesseract",
    "tesserocr",
}


def test_every_folder_that_opens_drivers_is_a_face_and_no_other() -> None:
    assert faces.names() == tuple(sorted(path.parent.name for path in SCREENS.glob("*/face.py")))


def test_a_face_is_named_as_its_folder() -> None:
    assert [faces.about(name).name for name in faces.names()] == [*faces.names()]


@pytest.mark.parametrize(
    ("scheme", "reached_by"),
    [
        ("http", ("pixels", "web")),
        ("https", ("pixels", "web")),
        ("tn3270", ("pixels",)),
        ("tn3270s", ("pixels",)),
        ("ftp", ()),
    ],
)
def test_a_face_says_which_addresses_it_reaches(scheme: str, reached_by: tuple[str, ...]) -> None:
    assert faces.reaching(scheme) == reached_by


def test_only_windows_that_are_typed_into_from_outside_share_the_desktops_keyboard() -> None:
    assert {name: faces.about(name).one_keyboard for name in faces.names()} == {"pixels": True, "web": False}


def test_an_unknown_face_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(FaceError, match=r'No face "pixel"\. Did you mean pixels\?'):
        faces.about("pixel")


def test_asking_loads_no_library_of_a_face() -> None:
    asked = "import sys; from copiste.screens import faces; [faces.about(name) for name in faces.names()]; "
    loaded = subprocess.run(
        [sys.executable, "-c", asked + "print(*{name.partition('.')[0] for name in sys.modules})"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert HEAVY.isdisjoint(loaded.stdout.split())
