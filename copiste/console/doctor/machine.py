"""What this machine has, what it lacks and how to get it. Each check looks at one thing, changes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from copiste import environment
from copiste.console.doctor.back_end import back_end, signed_on
from copiste.console.doctor.finding import Finding, Health
from copiste.console.exit_codes import ConsoleError
from copiste.errors import CopisteError

if TYPE_CHECKING:
    from copiste.settings import Settings


#: Below this, pictures and logs of one night may not fit.
_ENOUGH_DISK = 1_000_000_000


def look(settings: Settings | None, *, start_things: bool = True, sign_on: bool = False) -> Iterator[Finding]:
    """Every finding, in the order in which one would repair.

    Args:
        settings: the settings, or `None` when they cannot be read.
        start_things: also start a browser and the mock, which takes some seconds.
        sign_on: also sign on and off at each seat.
    """
    yield python()
    yield packages()
    yield browser(start=start_things)
    yield fonts()
    yield declared_screens(settings.back_end.application if settings else "")
    if start_things:
        yield mock()
    if settings is not None:
        yield from face(settings, start=start_things)
        yield folder("evidence", settings.evidence)
        yield folder("reports", settings.reports)
        yield queue(settings.database)
        yield seats(settings)
        yield keys(settings)
        yield back_end(settings)
        if sign_on:
            yield from signed_on(settings)


def python() -> Finding:
    """The interpreter's version."""
    version = tuple(sys.version_info[:3])
    shown = ".".join(map(str, version))
    if version < (3, 11):
        return Finding("python", Health.MISSING, shown, "Install Python 3.11 or newer, then: make setup")
    return Finding("python", Health.OK, shown)


def packages() -> Finding:
    """The packages that Copiste itself requires."""
    from packaging.requirements import Requirement

    wrong = []
    names = [Requirement(text) for text in metadata.requires("copiste") or ()]
    wanted = [r for r in names if r.marker is None or r.marker.evaluate({"extra": ""})]
    for requirement in wanted:
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} is {version}, wanted {requirement.specifier}")
    if wrong:
        return Finding("packages", Health.MISSING, "; ".join(wrong), "make setup")
    return Finding("packages", Health.OK, f"{len(wanted)} present, Copiste {metadata.version('copiste')}")


def browser(*, start: bool) -> Finding:
    """An installed Chrome, Chromium or Edge, else Playwright's own; and whether it starts."""
    from copiste.screens.drivers.browsers import installed_browsers

    path = next(installed_browsers(headless=True), None)
    version = _first_line_of(path, "--version") if path else "Playwright's own Chromium"
    if start and (trouble := _browser_trouble()):
        return Finding(
            "browser", Health.MISSING, f"{path or version}: {trouble}", "make setup (or install Chromium)"
        )
    if not path and not start:
        return Finding("browser", Health.ADVICE, "none installed", "make setup fetches Playwright's own")
    return Finding("browser", Health.OK, f"{version} ({path})" if path else version)


def _browser_trouble() -> str:
    from playwright.sync_api import sync_playwright

    from copiste.screens.errors import ScreensError
    from copiste.screens.web.browser import launch

    try:
        with environment.only_passed(), sync_playwright() as playwright:
            launch(playwright.chromium, headless=True, executable=None).close()
    except ScreensError as error:
        return str(error)
    return ""


def fonts() -> Finding:
    """A monospaced font, for readable pictures."""
    name = _first_line_of("fc-match", "monospace:family", "family")
    if not name:
        return Finding("fonts", Health.ADVICE, "none found", "sudo apt-get install -y fonts-dejavu-core")
    return Finding("fonts", Health.OK, name)


def declared_screens(application: str) -> Finding:
    """Whether the application's declared screens can be read."""
    from copiste.screens.declared.loading import load_application
    from copiste.screens.errors import ScreensError

    try:
        count = len(load_application(application).screens)
    except (ScreensError, OSError) as error:
        return Finding("screens", Health.MISSING, str(error), f"Correct the files in screens/{application}")
    return Finding("screens", Health.OK, f"{count} declared for {application}")


def mock() -> Finding:
    """Whether the bundled back-end comes up."""
    from copiste.console.mock_process import running_mock

    try:
        with tempfile.TemporaryDirectory() as place, running_mock(Path(place) / "mock.db"):
            return Finding("mock back-end", Health.OK, "starts")
    except ConsoleError as error:
        return Finding("mock back-end", Health.MISSING, str(error), "make setup")


def folder(what: str, path: Path) -> Finding:
    """Whether a folder can be written, and has room."""
    place = path.resolve()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Finding(
            what, Health.MISSING, f"{path}: {error.strerror}", f"Make {path} writable for this account"
        )
    free = shutil.disk_usage(place).free
    if free < _ENOUGH_DISK:
        return Finding(what, Health.ADVICE, f"{path}: {free // 1_000_000} MB free", "Make room on this disk")
    return Finding(what, Health.OK, f"{path} is writable, {free // 1_000_000_000} GB free")


def queue(url: str) -> Finding:
    """Whether the queue's database answers and has today's tables. Makes and changes nothing."""
    from copiste.queue import migrations
    from copiste.queue.db import durability
    from copiste.queue.db.database import Database, shown
    from copiste.queue.errors import WorkItemsError

    try:
        database = Database(url, patience=3, answer=5)
    except WorkItemsError as error:
        return Finding("queue", Health.MISSING, str(error), "Correct `database`")
    address = database.engine.url
    place = shown(address)
    if address.get_backend_name() == "sqlite" and address.database and not Path(address.database).exists():
        return Finding("queue", Health.OK, f"{place}: not made yet, `copiste load` makes it")
    try:
        with database.read() as connection:
            found = migrations.revision(connection)
            weak = durability.weaknesses(connection)
        database.try_writing()
    except WorkItemsError as error:
        return Finding("queue", Health.MISSING, str(error), "Correct `database`, or start the server")
    finally:
        database.engine.dispose()
    if weak:
        return Finding("queue", Health.ADVICE, f"{place}: answers", " ".join(weak))
    if found != migrations.HEAD:
        return Finding(
            "queue", Health.ADVICE, f"{place}: of an older version", "The next command upgrades it"
        )
    return Finding("queue", Health.OK, f"{place}: answers, up to date")


def seats(settings: Settings) -> Finding:
    """Whether every seat has what the application's sign-on screen asks for."""
    from copiste.console.seats import check_seats

    try:
        check_seats(settings)
    except CopisteError as error:
        step = "Needed by `copiste run`; `copiste demo` makes its own"
        return Finding("seats", Health.ADVICE, str(error), step)
    return Finding("seats", Health.OK, f"{len(settings.seats)}, with what each signs on with")


def keys(settings: Settings) -> Finding:
    """Whether the keys that seal cases can be had. Makes none."""
    from copiste.settings import SettingsError

    place = settings.keys_beside_queue
    if settings.vault is None and not settings.keyring and place and not place.exists():
        return Finding(
            "keys", Health.OK, f"{place}: not made yet, the first command that needs them makes it"
        )
    try:
        count = len(settings.keys().payload_keys)
    except SettingsError as error:
        return Finding("keys", Health.MISSING, str(error), "copiste keys make")
    return Finding("keys", Health.OK, f"{count} for payloads, the first of which seals")


def face(settings: Settings, *, start: bool) -> Iterator[Finding]:
    """What the face of the settings needs of this machine, when it needs anything of its own."""
    from copiste.screens.machine import check

    back_end, headless = settings.back_end, settings.bots.headless
    url = str(back_end.url or "")
    if found := check(back_end.face, url, back_end.application, headless=headless, start=start):
        lacking = Health.MISSING if found.hinders else Health.ADVICE
        health = lacking if found.remedy else Health.OK
        yield Finding(found.subject, health, found.found, found.remedy)


def _first_line_of(*command: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=False, env=environment.of_child()
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else ""
