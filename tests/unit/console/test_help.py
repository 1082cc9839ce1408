"""Help texts are shown whole: Rich would take a bracketed word for markup, and leave it out."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from copiste.console.main import app


def commands(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command, by the words that call it."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, *path, name)


COMMANDS = dict(commands(typer.main.get_command(app)))


def shown(path: tuple[str, ...]) -> str:
    """The help of a command, on one line."""
    told = CliRunner().invoke(app, [*path, "--help"], terminal_width=500, env={"COLUMNS": "500"})
    assert told.exit_code == 0, told.output
    return re.sub(r"[│\s]+", " ", told.output)


def bracketed(text: str) -> set[str]:
    """The words in square brackets, escaped for Rich or not."""
    return set(re.findall(r"\[[\w./ -]+\]", text))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_bracketed_word_is_shown(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    options = [str(getattr(parameter, "help", None) or "") for parameter in command.params]
    texts = [inspect.getdoc(command.callback) or "", command.help or "", *options]
    text = shown(path)
    assert [word for one in texts for word in bracketed(one) if word not in text] == []
    assert "\\[" not in text


def test_there_is_one_to_be_shown() -> None:
    assert "the settings' [retention];" in shown(("purge",))
    assert "the settings' [retention];" in shown(())
