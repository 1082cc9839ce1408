"""A bot process like those of `copiste.bots.bot`, forked from one that has imported and parsed everything."""

from __future__ import annotations

import importlib

from copiste.bots import bot_process, robot_run
from copiste.screens.declared.loading import load_application
from copiste.screens.pixels.terminal.layout import terminal_of

FACES = ("web", "pixels")
main = bot_process.main


def warm_up() -> None:
    """Do what every bot process does before it is told anything, but for its browser or terminal."""
    robot_run.warm_up()
    for face in FACES:
        importlib.import_module(f"copiste.screens.{face}.face")
    terminal_of(load_application("backend_sante"))
