"""What `--help` says of every command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from copiste.console.main import app

#: Rich takes it for markup and leaves it out of what is shown.
_SWALLOWED = re.compile(r"(?<!\\)\[[a-z_/]+\]")


def commands(command: Any, name: str = "copiste") -> Iterator[tuple[str, Any]]:
    yield name, command
    for sub, its in sorted(getattr(command, "commands", {}).items()):
        yield from commands(its, f"{name} {sub}")


EVERY = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", EVERY)
def test_help_says_something_of_the_command_and_of_each_option_and_loses_no_word(name: str) -> None:
    command = EVERY[name]
    texts = {"": command.help or ""}
    for parameter in command.params:
        texts[str(parameter.name)] = getattr(parameter, "help", None) or ""
    assert [of for of, text in texts.items() if not text.strip()] == []
    assert [of for of, text in texts.items() if _SWALLOWED.search(text)] == []
