"""`python orchestrator.py`: work the queue with no terminal to draw on."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from copiste import disks, environment
from copiste.orchestrator.context import RunEvent
from copiste.orchestrator.run import run
from copiste.orchestrator.stopping import Stop
from copiste.queue.errors import WorkItemsError
from copiste.settings import SettingsError, read_settings


def main() -> int:
    """Work the queue with the settings of this directory.

    Returns:
        The exit status: 0 when every seat saw it through, 3 for wrong settings, 4 when a seat gave up or the
        queue cannot be used, 130 when stopped at once.
    """
    environment.drop_switches()
    stop = Stop()
    stop.on_signals()
    try:
        summary = run(read_settings(), on_event=_print, stop=stop)
    except (SettingsError, WorkItemsError) as error:
        sys.stderr.write(f"{error}\n")
        return 3 if isinstance(error, SettingsError) else 4
    except OSError as error:
        if disks.cause(error) is None:
            raise
        sys.stderr.write(f"{disks.explain(error, disks.place_of(error) or Path.cwd())}\n")
        return 4
    if stop.at_once.is_set():
        return 130
    return 4 if summary.gave_up or summary.away else 0


def _print(event: RunEvent) -> None:
    if event.what in {"settled", "stopped", "paused", "resumed", "unpictured", "pictured"}:
        line = f"{event.bot} {event.what} {event.process} {event.reference} {event.state} {event.code}\n"
    elif event.what in {"away", "back"}:
        line = f"queue {event.what} {event.lasted or event.message}\n"
    else:
        return
    with suppress(OSError):  # a log on a full disk ends no run
        sys.stdout.write(line)
