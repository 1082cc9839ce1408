"""What the application said, in a message or a dialog, and what nobody declared."""

from __future__ import annotations

from copiste.errors import Blame
from copiste.screens.errors.base import ScreensError
from copiste.screens.errors.fields import RefusedByPageError


class MisplacedAnswerError(ScreensError):
    """A screen came with a refusal of data that was not typed on it: the application handled a key twice."""

    code = "ANSWER_MISPLACED"

    def __init__(self, screen: str, message: str) -> None:
        super().__init__(
            f'Screen "{screen}" came with refusal {message}, which answers nothing that was typed on it. '
            "Next step: where the application refuses on another screen, and has recorded nothing then, "
            "declare nothing_recorded: true for the message."
        )


class DialogError(ScreensError):
    """The application asked something in a dialog that no message of the catalogue answers."""

    code = "DIALOG_UNKNOWN"


class MessageUnknownError(ScreensError):
    """The application shows a message that the catalogue does not have. Its text may hold data: not shown."""

    code = "MESSAGE_UNKNOWN"

    def __init__(self, number: str = "", *, screen: str = "") -> None:
        where = f'Screen "{screen}" shows a message that is' if screen else f"Message {number} is"
        how = "add it under texts" if screen else "add it"
        super().__init__(
            f"{where} not in messages.yaml. Next step: see the picture, and {how} there with its kind."
        )
        self.number = number


class AnsweredError(ScreensError):
    """Base of what the application said in a message of the catalogue; `code` is the catalogue's."""

    code = "ANSWERED"
    #: Whether it says that such a record is there already.
    exists = False
    #: Whether it proves that nothing was recorded, whatever screen it came on.
    nothing_recorded = False

    def __init__(self, code: str, number: str, text: str) -> None:
        super().__init__(f"{code}: {f'{number} {text}'.strip()}".removesuffix(": "))
        self.code = code
        #: The message's number on the screen; empty where messages have none.
        self.number = number
        #: The catalogue's own text: what the screen added to it is left out, for it may be personal.
        self.text = text


class BusinessRefusedError(AnsweredError):
    """The application refuses the data. A person corrects it; it is not retried."""

    kind = "business"
    blame = Blame.CASE


class FieldRefusedByPageError(BusinessRefusedError):
    """The browser's own check of a field (`required`, `pattern` …) stopped the form; nothing was sent."""

    nothing_recorded = True

    def __init__(self, field: str, constraint: str) -> None:
        super().__init__(
            RefusedByPageError.code, f'Field "{field}"', f"is refused by the page's own check: {constraint}."
        )
        self.field = field
        self.constraint = constraint


class TryLaterError(AnsweredError):
    """The application asks to come back later: a record is locked, it is closed."""

    kind = "try_later"


class TechnicalError(AnsweredError):
    """The application itself failed."""


class SessionExpiredError(AnsweredError):
    """The application ended the session: sign on again."""


class SignOnError(AnsweredError):
    """The application does not let this operator in."""

    blame = Blame.SEAT
