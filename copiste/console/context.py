"""What most commands begin with: the settings, the queue, the named item, this machine."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copiste.console.exit_codes import ConsoleError, MachineError

if TYPE_CHECKING:
    from copiste.queue.records import ItemSummary
    from copiste.queue.retry import Retry
    from copiste.queue.store import Store
    from copiste.settings import Settings

#: What the URL of a queue in a file begins with.
_FILE = "sqlite:///"

JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document, for scripts.")]
ReferenceArgument = Annotated[
    str,
    typer.Argument(
        metavar="ITEM", help="The case's reference, PROCESS/REFERENCE, or #NUMBER.", show_default=False
    ),
]


def read() -> "Settings":
    """The settings of this directory.

    Raises:
        SettingsError: they cannot be used.
    """
    from copiste.settings import read_settings

    return read_settings()


def require_face(face: str, url: str, application: str, *, headless: bool) -> None:
    """See that bots can reach `url` through `face` on this machine.

    Without it each bot would fail to open, and the run would wait as for a back-end that is away.

    Raises:
        MachineError: something is missing; the text names it, and what to type.
    """
    from copiste.screens.machine import check

    found = check(face, url, application, headless=headless, start=True)
    if found and found.remedy and found.hinders:
        what = found.found.rstrip(".")
        raise MachineError(f"The {found.subject} does not work on this machine: {what}.", found.remedy)


#: Seconds to wait for a queue that is away, where only its present state is asked for.
SOON = 3.0


def open_queue(
    settings: "Settings",
    *,
    make: bool = False,
    retry: "Retry | None" = None,
    soon: bool = False,
    hurried: Callable[[], bool] = lambda: False,
) -> "Store":
    """The queue; with `make`, made where there is none. `retry` for those who work it.

    A queue that is away is waited for, half a minute; not when the answer is wanted `soon`, and only briefly
    once `hurried`.

    Raises:
        ConsoleError: there is none.
        QueueUnusableError: it cannot be opened.
    """
    from copiste.queue.db.database import PATIENCE
    from copiste.queue.db.sessions import ANSWER
    from copiste.queue.personal_data.sealing import Sealer
    from copiste.queue.store import Store

    if not make and not queue_exists(settings):
        path = settings.database.removeprefix(_FILE)
        raise ConsoleError(f"There is no queue yet: {path} does not exist.", "Load a file: copiste load FILE")
    return Store.open(
        settings.database,
        sealer=Sealer(settings.keys),
        retry=retry,
        patience=SOON if soon else PATIENCE,
        answer=SOON if soon else ANSWER,
        hurried=hurried,
    )


def queue_exists(settings: "Settings") -> bool:
    """Whether there is something to open; a server's database is taken to exist."""
    path = settings.database.removeprefix(_FILE)
    return path in {settings.database, "", ":memory:"} or Path(path).exists()


def bots_at_work(store: "Store") -> bool:
    """Whether a bot works an item: a second sign-on at its seat would end its session."""
    from copiste.queue.item import State
    from copiste.queue.records import ItemFilter

    return bool(store.items(ItemFilter(states=frozenset({State.RESERVED})), limit=1).items)


def find_item(store: "Store", named: str) -> "ItemSummary":
    """The item with this reference, PROCESS/REFERENCE or #NUMBER.

    Raises:
        ConsoleError: no item, or several, are named so.
        ItemNotFoundError: no item has that number.
    """
    from copiste.queue.records import ItemFilter

    if named.startswith("#") and named[1:].isdigit():
        return store.item(int(named[1:])).summary
    found = store.items(ItemFilter(reference=named)).items
    if not found and "/" in named:
        process, _, reference = named.partition("/")
        found = store.items(ItemFilter(process=process, reference=reference)).items
    if not found:
        raise ConsoleError(f"No item has the reference {named}.", "List them: copiste items")
    if len(found) > 1:
        names = ", ".join(f"{item.process}/{item.reference}" for item in found)
        raise ConsoleError(f"{len(found)} items have the reference {named}.", f"Say which: {names}")
    return found[0]


def person(named: str | None) -> str:
    """Who acts: as named, or the account that runs this command."""
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, in a container
        return f"uid {os.getuid()}"
