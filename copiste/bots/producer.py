"""A producer in an OS process of its own: a robot of this project that makes work items of another process.

Started by `copiste robocorp run`, in the project's folder: `python -m copiste.bots.producer PROCESS FOLDER`.
The robot asks for its item and hands over what it makes through `RPA.Robocorp.WorkItems`, which gets its
`Adapter` here. What it prints is dropped, for it may hold values.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from copiste import project
from copiste.bots import robot_run
from copiste.keywords import library


def main() -> int:
    """Run the robot of a process; the exit status, 0 when it passed."""
    process, folder = sys.argv[1], Path(sys.argv[2])
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # programs that it starts inherit these
        os.dup2(nothing, stream)
    folder.mkdir(parents=True, exist_ok=True)
    passed = robot_run.run(process, folder, project.current().producers)
    robot_run.write_log(folder)
    return 0 if passed else 1


def as_raised(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Why an item failed, with the kind and the code of the keyword's exception that the words are of.

    Robot Framework turns exceptions into texts, and the library releases what failed without a code.
    """
    if told is None or told.get("code"):
        return told
    words = told.get("message") or ""
    for error in reversed(library.raised):
        if str(error) in words:
            return {"type": error.kind.upper(), "code": error.code, "message": str(error)}
    return told


def __getattr__(name: str) -> Any:
    """`Adapter`, made when the library asks for it: only a robot's process has what it is made from."""
    if name != "Adapter":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    base: Any = import_module("copiste_work_items").RpaAdapter

    class Adapter(base):  # type: ignore[misc]
        """Work items of the queue; what a keyword raised keeps its kind and code."""

        def release_input(self, item_id: str, state: Any, exception: dict[str, Any] | None = None) -> None:
            super().release_input(item_id, state, as_raised(exception))

    return Adapter


if __name__ == "__main__":
    sys.exit(main())
