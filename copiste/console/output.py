"""What the command line writes: sentences, tables, and JSON for scripts."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Output to a pipe or a file is not cut to the width of a terminal.
_PIPE_WIDTH = 240


def _console(*, stderr: bool) -> Console:
    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal:
        made.width = _PIPE_WIDTH
    return made


#: Results. Progress and errors go to `err`, so that a pipe gets results only.
out = _console(stderr=False)
err = _console(stderr=True)

#: One style for each state, the same in tables and in live progress.
STATE_STYLES = {
    "PENDING": "cyan",
    "RESERVED": "blue",
    "DONE": "green",
    "REJECTED": "yellow",
    "FAILED": "red",
    "HELD": "bold red",
    "EXPIRED": "magenta",
    "CANCELLED": "dim",
    "CLOSED": "dim",
}


def print_json(value: Any) -> None:
    """Write `value` as one JSON document; instants in ISO 8601, sets and tuples as lists."""
    out.out(json.dumps(value, ensure_ascii=False, indent=2, default=_jsonable), highlight=False)


def complain(text: str) -> None:
    """One error, on standard error."""
    err.print(Text.assemble(("error: ", "bold red"), text), soft_wrap=True)


def note(text: str) -> None:
    """One line about progress, on standard error."""
    err.print(text, markup=False, soft_wrap=True)


def say(text: str | Text) -> None:
    """A result, on standard output; never wrapped nor interpreted."""
    out.print(text, markup=False, soft_wrap=True)


def program(folder: Path | None = None) -> str:
    """How a shell in `folder`, by default the working directory, calls this `copiste` again."""
    mine = Path(sys.argv[0]).absolute()
    found = shutil.which("copiste")
    if mine.stem != "copiste" or (found and Path(found).absolute() == mine):
        return "copiste"
    place = (folder or Path.cwd()).absolute()
    return shlex.quote(str(mine.relative_to(place) if mine.is_relative_to(place) else mine))


def working(text: str) -> AbstractContextManager[object]:
    """Show a spinner on a terminal meanwhile; nothing where there is no terminal."""
    return err.status(text) if err.is_terminal else nullcontext()


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """A light table; `#` after a caption makes a right-aligned column of numbers, `!` one without wraps."""
    made = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        number = column.endswith("#")
        made.add_column(
            column.rstrip("#!"),
            justify="right" if number else "left",
            header_style="dim",
            no_wrap=number or column.endswith("!"),
        )
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return made


def state(name: str) -> Text:
    """A state in its colour."""
    return Text(name, STATE_STYLES.get(name, ""))


def local(moment: datetime | None) -> str:
    """An instant in this machine's time zone, to the second; empty for none."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def minute(moment: datetime) -> str:
    """An instant in this machine's time zone, to the minute, for tables."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def why(code: str, message: str) -> str:
    """Code and message in one line, the code once."""
    return f"{code} {plain(code, message)}".strip()


def plain(code: str, message: str) -> str:
    """The message without the code that some errors put before it."""
    return message.removeprefix(f"{code}: ") if code else message


def span(length: timedelta | float) -> str:
    """A length of time in the two units that matter: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    if seconds < 10 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def thousands(number: int) -> str:
    """`12345` → `12 345`, with a narrow space that does not break."""
    return f"{number:,}".replace(",", "\u202f")


def _jsonable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
