"""Open a session through a face: the only place that loads drivers."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, cast

from copiste import environment
from copiste.connection import Connection
from copiste.screens.declared.entering import SignOn
from copiste.screens.declared.loading import face_declaration, load_application
from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import Look, OpenDriver
from copiste.screens.drivers.waiting import Deadline, Patience
from copiste.screens.session.current_screen import at_rest
from copiste.screens.session.session import ScreenSession


def connect(connection: Connection) -> ScreenSession:
    """Open the application of `connection`, through its face, at its address.

    Raises:
        DeclarationError, FaceError: as `open_session`.
    """
    authority = connection.certificate_authority
    trusting = {"certificate_authority": authority} if authority else {}
    return open_session(
        connection.application,
        connection.face,
        patience=Patience(arrival=connection.answer_limit.total_seconds()),
        url=connection.url,
        headless=connection.headless,
        **trusting,
        **({"lu": connection.lu} if connection.lu else {}),
    )


def look_at(url: str, face: str, **options: Any) -> Look:
    """What is shown at `url` to somebody who does not sign on; no declaration is needed.

    Raises:
        FaceError: the face cannot start here; the text says what is missing.
        UnreachableError, ArrivalTimeoutError: nothing is shown there.
    """
    nothing = Application(application="undeclared", sign_on=SignOn(by="none"))
    driver = _opener(face)(nothing, {"url": url, **options})
    try:
        return driver.examine(at_rest(driver, "", Deadline(Patience().arrival)))
    finally:
        driver.close()


def open_session(
    application: str | Path, face: str, *, patience: Patience | None = None, **options: Any
) -> ScreenSession:
    """Open `application` through `face`; `options` are the face's own (`url`, `headless`, `connect`…).

    Raises:
        DeclarationError: the application or the face is not declared as it should.
        FaceError: the face cannot start here; the text says what is missing.
    """
    declared = load_application(application)
    return ScreenSession(declared, _opener(face)(declared, options), patience)


def _opener(face: str) -> OpenDriver:
    # Before the libraries of a face are imported: some look for their switches then.
    environment.drop_switches()
    face_declaration(face, "ApplicationFace")
    return cast("OpenDriver", importlib.import_module(f"copiste.screens.{face}.face").open_driver)
