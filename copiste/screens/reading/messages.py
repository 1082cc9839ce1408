"""Read what the application says, by the catalogue: messages with numbers and without. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from copiste.screens.declared.catalogue import CatalogueEntry, Interruption, MessageKind, TextMessage
from copiste.screens.declared.model import Application, Screen
from copiste.screens.errors import (
    AnsweredError,
    BusinessRefusedError,
    MessageUnknownError,
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
_REFUSALS = (BusinessRefusedError, TryLaterError)
#: Of several messages at once, the kind that comes first here decides.
_GRAVEST_FIRST = (
    MessageKind.SESSION_EXPIRED,
    MessageKind.SIGN_ON,
    MessageKind.TECHNICAL,
    MessageKind.TRY_LATER,
    MessageKind.BUSINESS,
    MessageKind.WARNING,
    MessageKind.CONFIRMATION,
    MessageKind.INFORMATION,
)


@dataclass(frozen=True, slots=True)
class Message:
    """What the application says: a message of the catalogue, or the gravest of several."""

    entry: CatalogueEntry
    #: Its number; empty where it has none.
    number: str = ""
    #: What it and the others carried, by the names under `values:` (a receipt).
    values: Values = field(default_factory=Values)
    #: The names of all that it and the others should carry, as declared.
    carries: frozenset[str] = frozenset()
    #: It, or one beside it, confirms that something was recorded.
    confirms: bool = False

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


def message_in(text: str, application: Application, screen: Screen | None, place: str = "") -> Message | None:
    """The message that `text` is when it stands on `screen`; `None` when it is none that is declared.

    Args:
        text: One message, as it was shown.
        application: Whose message it is.
        screen: Where it is shown, or over which as a dialog.
        place: The name of the place that it stands in, where the face names several.

    Raises:
        MessageUnknownError: it has a number, and the catalogue does not have that.
    """
    return _numbered(text, application) or _of_text(text, _declared(application, screen), place)


def texts_of(view: View) -> Counter[str]:
    """Every text of `view` that may be a message, and how often it is shown."""
    return Counter(_texts(view) if view.messages is None else (one.text for one in view.messages))


def message_of(
    view: View,
    application: Application,
    screen: Screen,
    said: Iterable[Message] = (),
    heard: Counter[str] | None = None,
) -> Message | None:
    """The message that `view` shows, recognised as `screen`; of several, with those in `said`, the gravest.

    Messages stand in the place that the face declares for them; where it declares none, anywhere. Those in
    `heard` were there before, and are no answer to what was done since.

    Raises:
        MessageUnknownError: a number, or a text in the messages' place, is not in the catalogue.
        UnreadableError: a character of the messages' place is not known for certain.
    """
    shown = view.messages or ()
    if any(UNKNOWN in one.text for one in shown):
        raise UnreadableError.of("The message of the screen that is shown")
    found, left = list(said), Counter(heard)
    for one in shown:
        if _is_left(one.text, left):
            continue
        message = message_in(one.text, application, screen, one.place)
        if message is None:
            raise MessageUnknownError(screen=screen.screen)
        found.append(message)
    if not shown:
        numbers_only = view.messages is not None
        found += _anywhere(view, application, screen, numbers_only=numbers_only, left=left)
    return _gravest(found)


def _is_left(text: str, left: Counter[str]) -> bool:
    """Whether `text` is one of those in `left`, which it is taken from."""
    left[text] -= 1
    return left[text] >= 0


def interruption_of(
    view: View, application: Application, screen: Screen, interruption: Interruption
) -> Message:
    """What `screen`, an interruption that ends what was begun, means: its message, or what it declares."""
    if interruption.kind is None:
        raise ValueError("an interruption that is passed means nothing")
    default = CatalogueEntry(kind=interruption.kind, code=interruption.code, text=screen.about)
    found = [message for one in view.messages or () if (message := _known(one.text, application, screen))]
    found += _anywhere(view, application, screen, numbers_only=False)
    message = _gravest(one for one in found if one.kind in _RAISED) or Message(default, screen.screen)
    if not interruption.nothing_recorded or message.entry.exists:
        return message
    return replace(message, entry=message.entry.model_copy(update={"nothing_recorded": True}))


def refusal(message: Message | None, *, same_screen: bool = False) -> AnsweredError | None:
    """The exception for what the application said; `None` for what only confirms or informs.

    `same_screen`: it came on the screen where the action was taken, and so answers that.
    """
    raised = _RAISED.get(message.kind) if message else None
    if message is None or raised is None:
        return None
    error: AnsweredError = raised(message.code or "", message.number, message.text)
    error.exists = message.entry.exists
    proves = message.entry.nothing_recorded or (same_screen and isinstance(error, _REFUSALS))
    # A record that exists may be this action's own; a confirmation beside it says that one was made.
    error.nothing_recorded = proves and not error.exists and not message.confirms
    return error


def _gravest(messages: Iterable[Message]) -> Message | None:
    known = sorted(messages, key=lambda one: _GRAVEST_FIRST.index(one.kind))
    if not known:
        return None
    # The gravest one's values last: they win.
    values = {name: value for one in reversed(known) for name, value in one.values.items()}
    confirms = any(one.kind is MessageKind.CONFIRMATION for one in known)
    carries = frozenset().union(*(one.carries for one in known))
    return replace(known[0], values=Values(values), carries=carries, confirms=confirms)


def _anywhere(
    view: View,
    application: Application,
    screen: Screen,
    *,
    numbers_only: bool,
    left: Counter[str] | None = None,
) -> Iterator[Message]:
    """Yield the messages among everything that `view` shows, each once, but for the texts in `left`."""
    declared = () if numbers_only else _declared(application, screen)
    if application.message is None and not declared:
        return
    seen: set[str] = set()
    left = Counter(left)
    for text in _texts(view):
        if _is_left(text, left):
            continue
        message = _numbered(text, application) or _of_text(text, declared, "", telling=True)
        if message is not None and (key := message.number or message.text) not in seen:
            seen.add(key)
            yield message


def _texts(view: View) -> Iterator[str]:
    """Yield each text of the screen, and each line of it as a whole."""
    for line in view.lines:
        texts = [cell.text for cell in line if cell.text and not cell.input]
        yield from texts
        if len(texts) > 1:
            yield " ".join(texts)


def _known(text: str, application: Application, screen: Screen) -> Message | None:
    try:
        return message_in(text, application, screen)
    except MessageUnknownError:
        return None


def _numbered(text: str, application: Application) -> Message | None:
    form = application.message
    match = _compiled(form.pattern).search(text) if form else None
    if form is None or match is None:
        return None
    entry = application.messages.get(match["number"])
    if entry is None:
        raise MessageUnknownError(match["number"])
    return _message(entry, match["number"], match["text"], {**form.values, **entry.values})


def _of_text(
    text: str, declared: Iterable[TextMessage], place: str, *, telling: bool = False
) -> Message | None:
    """The first of `declared` that `text` is; with `telling`, none that takes any text whatever."""
    flat = " ".join(text.split())
    for entry in declared:
        in_place = not entry.place or entry.place == place
        if in_place and not (telling and entry.is_anything) and entry.pattern.fullmatch(flat):
            return _message(entry, "", flat, entry.values)
    return None


def _declared(application: Application, screen: Screen | None) -> tuple[TextMessage, ...]:
    """The messages without numbers that may be shown on `screen`: its own first."""
    own = screen.messages if screen else ()
    name = screen.screen if screen else ""
    return (*own, *(one for one in application.texts if not one.screens or name in one.screens))


def _message(entry: CatalogueEntry, number: str, text: str, patterns: Mapping[str, str]) -> Message:
    found = {name: re.search(pattern, text) for name, pattern in patterns.items()}
    values = Values({name: match[1] for name, match in found.items() if match})
    return Message(entry, number, values, frozenset(patterns))


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
