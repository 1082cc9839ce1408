"""What every error of the screens has in common, and those of declarations, faces and seats."""

from __future__ import annotations

from typing import Literal

from copiste.errors import Blame, TransactionError

Kind = Literal["business", "try_later", "application"]


class ScreensError(TransactionError):
    """Base of everything this package raises."""

    #: business = the data or the rules refuse; try_later = come back; application = screen, machine or code.
    kind: Kind = "application"
    code = "SCREENS"
    blame = Blame.BACK_END


class DeclarationError(ScreensError):
    """A declaration cannot be used: the text names file, line, key and the nearest known key."""

    code = "DECLARATION"
    blame = Blame.ROBOT


class FaceError(ScreensError):
    """A face is unknown, or what it needs on this machine is missing."""

    code = "FACE"
    blame = Blame.MACHINE


class UndeclaredError(ScreensError):
    """A robot names a screen, field, key or table that the declarations do not have."""

    code = "UNDECLARED"
    blame = Blame.ROBOT

    def __init__(self, what: str, name: str, where: str, hint: str) -> None:
        super().__init__(f'{where} declares no {what} "{name}".{hint}')


class SeatError(ScreensError):
    """What a seat has does not fit the application's sign-on screen; nothing was typed."""

    code = "SEAT"
    blame = Blame.SEAT

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Correct [[seats]] in copiste.toml, or the seat's secret.")
