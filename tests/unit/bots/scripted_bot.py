"""A bot process that does what a script says. It writes JSON by itself: both ends of the wire are tested.

`script.json` in the folder given as argument holds a list of actions for each process that is started, the
last list for all that follow: `read` a line, which `heard.jsonl` keeps, and end when it is `close`;
`{"say": message}`; `{"raw": text}`; `{"note": text}` on standard error; `{"exit": status}`; `hang`;
`{"child": fifo}`, a child that keeps the FIFO open for as long as it lives.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any


def main(folder: Path) -> None:
    starts = folder / "starts"
    with starts.open("a") as file:
        file.write(f"{os.getpid()}\n")
    scripts = json.loads((folder / "script.json").read_text())
    mine = min(len(starts.read_text().splitlines()), len(scripts)) - 1
    for action in scripts[mine]:
        act(folder, action if isinstance(action, dict) else {action: None})


def act(folder: Path, action: dict[str, Any]) -> None:
    ((what, value),) = action.items()
    match what:
        case "read":
            read(folder)
        case "say":
            write(1, json.dumps(value))
        case "raw":
            write(1, value)
        case "note":
            write(2, value)
        case "exit":
            os._exit(value)
        case "hang":
            signal.pause()
        case "child":
            fifo = os.open(value, os.O_WRONLY)
            subprocess.Popen(["sleep", "600"], pass_fds=[fifo], stdin=subprocess.DEVNULL)
            os.close(fifo)
        case _:
            raise AssertionError(what)


def read(folder: Path) -> None:
    line = sys.stdin.readline()
    with (folder / "heard.jsonl").open("a") as heard:
        heard.write(line)
    if not line or json.loads(line)["type"] == "close":
        sys.exit(0)


def write(descriptor: int, text: str) -> None:
    os.write(descriptor, text.encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
