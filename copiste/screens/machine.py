"""What a face needs of this machine, and whether it is there.

A face that needs more than Python and a browser has a module `machine` with a function `check` like the one
here, without `face`. There is no list of such faces.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class MachineCheck:
    """What a face found on this machine."""

    #: What was looked at, for people.
    subject: str
    #: What is there; or what is missing, or why it does not start.
    found: str
    #: What to type or to change; empty when nothing is missing.
    remedy: str = ""
    #: Whether bots cannot work until that is done.
    hinders: bool = True


def check(face: str, url: str, application: str, *, headless: bool, start: bool) -> MachineCheck | None:
    """Whether bots can reach `url` through `face` on this machine; None when the face needs nothing special.

    Args:
        face: the name of its folder.
        url: the back-end's address; empty when it is not known.
        application: the folder under `screens/` that declares its screens; empty when it is not known.
        headless: whether windows are on displays of their own, or on a person's desktop.
        start: also start what a bot would start, within about a second. The back-end is not contacted.
    """
    if not (_FOLDER / face / "machine.py").is_file():
        return None
    found: MachineCheck = import_module(f"copiste.screens.{face}.machine").check(
        url, application, headless=headless, start=start
    )
    return found
