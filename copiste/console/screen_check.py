"""The declared screens against the live back-end, signed on at the first seat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from copiste.console.exit_codes import ConsoleError
from copiste.screens import faces
from copiste.screens.errors import ArrivalTimeoutError, ScreenNotRecognisedError, ScreenReplacedError

if TYPE_CHECKING:
    from copiste.screens.session.check import ScreenCheck
    from copiste.screens.session.session import ScreenSession
    from copiste.screens.session.trying import Tried
    from copiste.settings import Settings


def through(settings: Settings, face: str | None, url: str | None) -> Settings:
    """The settings with another face or address of the back-end, where one is given.

    Raises:
        ConsoleError: there is no such face, or it cannot open that address.
    """
    given = {name: value for name, value in (("face", face), ("url", url)) if value is not None}
    if not given:
        return settings
    try:
        back_end = type(settings.back_end).model_validate({**dict(settings.back_end), **given})
    except ValidationError as error:
        said = "; ".join(str(one["msg"]).removeprefix("Value error, ") for one in error.errors())
        ways = (f"--face {name} --url {_own_scheme(name)}://…" for name in faces.names())
        raise ConsoleError(f"Not checked: {said}.", f"copiste screens check {' or '.join(ways)}") from None
    return settings.model_copy(update={"back_end": back_end})


def _own_scheme(face: str) -> str:
    """The scheme of addresses that tells this face from the others, as far as one does."""
    return min(faces.about(face).schemes, key=lambda scheme: len(faces.reaching(scheme)))


def check_live(
    settings: Settings, names: Collection[str] = (), known: Mapping[str, str] | None = None
) -> Iterator[ScreenCheck]:
    """Sign on and compare each declared screen with the one shown; nothing is recorded on the way.

    Args:
        settings: which application, where, and who signs on.
        names: only these screens; all when empty.
        known: values for menu fields that screens need, by field name.

    Raises:
        ScreensError: the back-end cannot be opened or does not let the operator in; a name is not declared.
        SettingsError: there is no password.
    """
    return (finding for _, finding in _visits(settings, names, known))


def show_live(
    settings: Settings, names: Collection[str], known: Mapping[str, str], folder: Path
) -> Iterator[tuple[ScreenCheck, Path | None]]:
    """As `check_live`, with a picture of each screen in `folder`; `None` for one that did not come or rest.

    Raises:
        ScreensError, SettingsError: as `check_live`.
        ConsoleError: the folder cannot be written to.
    """
    from copiste.screens.showing.screen import show

    face = settings.back_end.face
    for session, finding in _visits(settings, names, known):
        if session.current != finding.screen or finding.verdict == "not reached":
            yield finding, None
            continue
        application, name = session.application, finding.screen
        title = f"{name}, {application.application}, {face} face"
        try:
            photograph = session.photograph()
        except ScreenReplacedError as error:
            yield replace(finding, reason=str(error)), None
            continue
        picture = show(photograph, application, name, title, finding.actions_missing)
        path = folder / f"{finding.screen}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture)
        except OSError as error:
            raise ConsoleError(f"{path} cannot be written: {error.strerror}.", "Give another --out") from None
        yield finding, path


def _visits(
    settings: Settings, names: Collection[str], known: Mapping[str, str] | None
) -> Iterator[tuple[ScreenSession, ScreenCheck]]:
    """Sign on, and yield what differs of each screen while the session stands on it."""
    from copiste import environment
    from copiste.screens.session.check import check_screens
    from copiste.screens.session.opening import connect
    from copiste.screens.session.signing_on import sign_on

    environment.allow(settings.bots.environment)
    credentials = settings.credentials(settings.first_seat)
    with connect(settings.connection_of(settings.first_seat)) as session:
        for name in names:
            session.application.screen(name)  # a wrong name is an error before anybody signs on
        sign_on(session, credentials)
        again = partial(sign_on, session, credentials)
        for finding in check_screens(session, names, known, again=again):
            yield session, finding
        if not session.screen_unknown:
            session.sign_off()


def try_live(settings: Settings, name: str, known: Mapping[str, str], *, visible: bool) -> Tried:
    """Sign on, go to screen `name` and say what it shows of its declaration.

    Args:
        settings: which application, where, and who signs on.
        name: the screen.
        known: values that the way to it needs, by field name.
        visible: whether a person sees it, on this machine's display.

    Raises:
        ScreensError: as `check_live`; or the screen was not reached or not recognised.
        ConsoleError: no way leads to it, or the way needs a value.
    """
    from copiste import environment
    from copiste.screens.session.opening import connect
    from copiste.screens.session.signing_on import sign_on
    from copiste.screens.session.trying import tried

    environment.allow(settings.bots.environment)
    credentials = settings.credentials(settings.first_seat)
    connection = settings.connection_of(settings.first_seat).model_copy(update={"headless": not visible})
    with connect(connection) as session:
        screen = session.application.screen(name)
        if screen.reach is None and name != session.application.home_screen:
            raise ConsoleError(
                f'Screen "{name}" is not tried: it declares no way to it without typing a case.',
                f"Give it a reach: in {name}.yaml",
            )
        needed = screen.reach.needs if screen.reach else ()
        if unknown := [one for one in needed if one not in known]:
            raise ConsoleError(
                f'Screen "{name}" is not tried: the way to it needs {", ".join(unknown)}.',
                f"copiste screens try {name} " + " ".join(f"--with {one}=VALUE" for one in unknown),
            )
        sign_on(session, credentials)
        try:
            if screen.reach:
                session.go_to(name, **{one: known[one] for one in needed})
            session.expect(name)
        except (ArrivalTimeoutError, ScreenNotRecognisedError) as error:
            error.args = (f'Going to screen "{name}": {error}',)
            raise
        found = tried(session.inspected(), screen)
        session.sign_off()
        return found
