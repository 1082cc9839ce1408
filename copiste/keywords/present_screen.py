"""The session of the current transaction, and the case's values for its present screen."""

from __future__ import annotations

from collections.abc import Mapping

from copiste.keywords import transaction
from copiste.screens.session.session import ScreenSession


def present() -> ScreenSession:
    """The session, for a use that changes nothing."""
    return transaction.current().seat.session


def touched() -> ScreenSession:
    """The session, for a use that changes the present screen."""
    transaction.current().untouched = None
    return present()


def values_of(fields: Mapping[str, str | bool | None]) -> dict[str, object]:
    """The case's values for `{field: path}`, by field; true, false and none are themselves."""
    case = transaction.current().case
    return {name: case.value(path) if isinstance(path, str) else path for name, path in fields.items()}


def note_keyed(what: list[str]) -> None:
    """Remember for people what was filled in, as `field=path`, should the step be held."""
    step = transaction.current().step
    if step is not None and step.may_commit:
        step.keyed += what


def receipt_on(session: ScreenSession, field: str | None) -> str | None:
    """The receipt that the present screen shows in `field`, by default in a field called `receipt`."""
    if field is None:
        field = "receipt" if "receipt" in session.application.screen(str(session.current)).fields else ""
    return str(session.read(field)) if field else None
