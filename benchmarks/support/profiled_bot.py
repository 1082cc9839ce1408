"""A bot process that tells where its time goes: `copiste.bots.bot_process` with stopwatches put around it.

`warm_bot` starts it in the place of the ordinary one. One JSON object a line, for each item, goes to the
file named by the variable `BENCHMARK_PROFILE`: seconds and spans by kind, and the keys pressed with the
titles that came.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from robot.output.outputfile import OutputFile

from benchmarks.support.stopwatch import Stopwatch
from copiste.bots import bot_process, robot_run
from copiste.keywords.transaction import Transaction
from copiste.queue.item import Outcome
from copiste.screens.session.session import ScreenSession
from copiste.screens.web.driver import WebDriver

VARIABLE = "BENCHMARK_PROFILE"

REST = "bot process, the rest"
ROBOT = "Robot Framework, keyword libraries"
XML = "Robot's output.xml"
SCREENS = "screens: recognise, format, compare"
GO_TO = "screens: go to"
REACH = "choice to next screen"
PRESS = "key to next screen"
FILL = "typing and reading back"
LOOK = "looking again before a commit"
PICTURE = "pictures"
JOURNAL = "journal, seen from the bot"


def watch(stopwatch: Stopwatch, pressed: list[tuple[str, str]]) -> None:
    """Put the stopwatch around the layers of this OS process, and note each key with the title that comes."""
    _note_keys(pressed)
    patches = [
        stopwatch.on(robot_run, "run", ROBOT),
        *_methods(stopwatch, OutputFile, XML),
        *_methods(stopwatch, ScreenSession, SCREENS, except_for=("go_to",)),
        stopwatch.on(ScreenSession, "go_to", GO_TO),
        stopwatch.on(WebDriver, "press", PRESS, (GO_TO, REACH)),
        stopwatch.on(WebDriver, "shortcut", REACH),
        stopwatch.on(WebDriver, "enter", FILL, (GO_TO, REACH)),
        stopwatch.on(WebDriver, "look", LOOK),
        stopwatch.on(WebDriver, "picture", PICTURE),
        stopwatch.on(Transaction, "record", JOURNAL),
    ]
    for patch in patches:
        patch.start()


def _note_keys(pressed: list[tuple[str, str]]) -> None:
    for name in ("press", "shortcut"):
        setattr(WebDriver, name, _noting(getattr(WebDriver, name), pressed))


def _noting(move: Callable[..., Any], pressed: list[tuple[str, str]]) -> Callable[..., Any]:
    def noted(driver: WebDriver, key: str, *args: Any) -> Any:
        view = move(driver, key, *args)
        if view is not None:
            pressed.append((key, view.title))
        return view

    return noted


def _methods(stopwatch: Stopwatch, owner: type, kind: str, except_for: tuple[str, ...] = ()) -> list[Any]:
    names = [
        name
        for name, value in vars(owner).items()
        if callable(value) and not name.startswith("_") and name not in except_for
    ]
    return [stopwatch.on(owner, name, kind) for name in names]


def main() -> None:
    """Be the bot process, and tell after each item."""
    stopwatch, pressed = Stopwatch(), list[tuple[str, str]]()
    watch(stopwatch, pressed)
    work = stopwatch.timed(bot_process._work, REST)

    def told(*args: Any) -> Outcome:
        stopwatch.take()
        pressed.clear()
        outcome: Outcome = work(*args)
        line = json.dumps({"spent": stopwatch.take(), "pressed": pressed})
        with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        return outcome

    setattr(bot_process, "_work", told)  # noqa: B010 - mypy knows it by another signature
    bot_process.main()


if __name__ == "__main__":
    main()
