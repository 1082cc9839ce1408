"""What can go wrong on the screens. Texts name screens, fields, keys and messages, never a value.

Each class says what a transaction that meets it comes to (`kind`), whose fault it is (`blame`), and the
stable `code` by which baskets and reports name it. Everything is imported from here.
"""

from __future__ import annotations

from copiste.screens.errors.answers import (
    AnsweredError,
    BusinessRefusedError,
    DialogError,
    FieldRefusedByPageError,
    MessageUnknownError,
    MisplacedAnswerError,
    SessionExpiredError,
    SignOnError,
    TechnicalError,
    TryLaterError,
)
from copiste.screens.errors.arriving import (
    ActionBlockedError,
    ActionNotFoundError,
    ArrivalTimeoutError,
    KeyRefusedError,
    LeavingRefusedError,
    ScreenNotRecognisedError,
    ScreenReplacedError,
    SignedOffError,
    UnexpectedScreenError,
    UnreachableError,
    WayLostError,
)
from copiste.screens.errors.base import (
    DeclarationError,
    FaceError,
    Kind,
    ScreensError,
    SeatError,
    UndeclaredError,
)
from copiste.screens.errors.fields import (
    FieldAmbiguousError,
    FieldNotFoundError,
    FieldValueError,
    FormatFailedError,
    NotPickedError,
    ReadBackError,
    RefusedByPageError,
    UnreadableError,
    ValueNotOfferedError,
)
from copiste.screens.errors.lists import (
    GridFullError,
    LineReadBackError,
    ListIncompleteError,
    PageMissedError,
    RowNotFoundError,
)

__all__ = [
    "ActionBlockedError",
    "ActionNotFoundError",
    "AnsweredError",
    "ArrivalTimeoutError",
    "BusinessRefusedError",
    "DeclarationError",
    "DialogError",
    "FaceError",
    "FieldAmbiguousError",
    "FieldNotFoundError",
    "FieldRefusedByPageError",
    "FieldValueError",
    "FormatFailedError",
    "GridFullError",
    "KeyRefusedError",
    "Kind",
    "LeavingRefusedError",
    "LineReadBackError",
    "ListIncompleteError",
    "MessageUnknownError",
    "MisplacedAnswerError",
    "NotPickedError",
    "PageMissedError",
    "ReadBackError",
    "RefusedByPageError",
    "RowNotFoundError",
    "ScreenNotRecognisedError",
    "ScreenReplacedError",
    "ScreensError",
    "SeatError",
    "SessionExpiredError",
    "SignOnError",
    "SignedOffError",
    "TechnicalError",
    "TryLaterError",
    "UndeclaredError",
    "UnexpectedScreenError",
    "UnreachableError",
    "UnreadableError",
    "ValueNotOfferedError",
    "WayLostError",
]
