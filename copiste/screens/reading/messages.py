"""Read the application's numbered messages by the catalogue. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from copiste.screens.declared.catalogue import CatalogueEntry, MessageForm, MessageKind
from copiste.screens.declared.model import Application
from copiste.screens.errors import (
    AnsweredError,
    BusinessRefusedError,
    MessageUnknownError,
    ScreenNotRecognisedError,
    SessionExpiredError,
    SignOnError,
    TechnicalError,
    TryLaterError,
    UnreadableError,
)
from copiste.screens.reading.view import UNKNOWN, Values, View

_RAISED: Mapping[MessageKind, type[AnsweredError]] = {
    MessageKind.BUSINESS: BusinessRefusedError,
    MessageKind.WARNING: BusinessRefusedError,
    MessageKind.TRY_LATER: TryLaterError,
    MessageKind.TECHNICAL: TechnicalError,
    MessageKind.SIGN_ON: SignOnError,
    MessageKind.SESSION_EXPIRED: SessionExpiredError,
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the catalogue, as it was shown."""

    number: str
    entry: CatalogueEntry
    #: The numbers it carried, by the names under `message: values:` of the application.
    values: Values = field(default_factory=Values)

    @property
    def kind(self) -> MessageKind:
        """What it means."""
        return self.entry.kind

    @property
    def code(self) -> str | None:
        """Our stable name for it."""
        return self.entry.code

    @property
    def text(self) -> str:
        """The catalogue's own text, without what the screen filled in."""
        return self.entry.text


def message_in(text: str, application: Application) -> Message | None:
    """The message that `text` is; `None` when it does not look like one.

    Raises:
        MessageUnknownError: it looks like one, and the catalogue does not have its number.
    """
    if application.message is None:
        return None
    match = _compiled(application.message).search(text)
    if match is None:
        return None
    entry = application.messages.get(match["number"])
    if entry is None:
        raise MessageUnknownError(match["number"])
    values = {}
    for name, pattern in application.message.values.items():
        carried = re.search(pattern, match["text"])
        if carried:
            values[name] = carried[1]
    return Message(match["number"], entry, Values(values))


def message_of(view: View, application: Application) -> Message | None:
    """The message that `view` shows: its message cell, or the one cell that looks like a message.

    Raises:
        MessageUnknownError: its number is not in the catalogue.
        ScreenNotRecognisedError: several cells look like messages.
        UnreadableError: a character of the message cell is not known for certain.
    """
    if UNKNOWN in view.message:
        raise UnreadableError.of("The message of the screen that is shown")
    if view.message:
        return message_in(view.message, application)
    if application.message is None:
        return None
    pattern = _compiled(application.message)
    texts = {cell.text for cell in view.cells() if not cell.input and pattern.search(cell.text)}
    if len(texts) > 1:
        raise ScreenNotRecognisedError(f"{len(texts)} cells look like messages.")
    return message_in(texts.pop(), application) if texts else None


def refusal(kind: MessageKind, code: str, number: str, text: str) -> AnsweredError | None:
    """The exception for a message of this kind; `None` for one that confirms or informs."""
    raised = _RAISED.get(kind)
    return raised(code, number, text) if raised else None


def _compiled(form: MessageForm) -> re.Pattern[str]:
    return re.compile(form.pattern, re.MULTILINE)
