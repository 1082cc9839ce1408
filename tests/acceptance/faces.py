"""The two faces of the back-end: each acceptance test that drives its screens is run through both."""

from __future__ import annotations

from tests.support.mock import Mock

FACES = ("web", "pixels")
#: Seconds in which nobody looks after a commit key without an answer. The bundled back-end finishes what it
#: began in milliseconds; a fault that makes it late says how late, and its test waits longer than that.
SETTLING = 1


def back_end(mock: Mock, face: str) -> str:
    """The table `[back_end]` of a settings file; more keys may follow."""
    return f'[back_end]\nurl = "{mock.address(face)}"\nface = "{face}"\nsettling = {SETTLING}\n'
