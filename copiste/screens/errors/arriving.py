"""What goes wrong between two screens: what came, what did not, and what could not be clicked."""

from __future__ import annotations

from pathlib import Path

from copiste.screens.errors.base import ScreensError


class ScreenNotRecognisedError(ScreensError):
    """No declared screen matches what is shown, or several do."""

    code = "SCREEN_UNKNOWN"

    def __init__(self, what: str, picture: Path | None = None) -> None:
        shown = f" Picture: {picture}." if picture else ""
        super().__init__(f"{what}{shown}")
        self.picture = picture


class UnexpectedScreenError(ScreensError):
    """A declared screen is shown, but none of those that were expected."""

    code = "SCREEN_UNEXPECTED"

    def __init__(self, expected: tuple[str, ...], found: str, message: str) -> None:
        said = f" with message {message}" if message else ""
        super().__init__(f"Expected screen {' or '.join(expected)}, found {found}{said}.")
        self.found = found


class ArrivalTimeoutError(ScreensError):
    """A key was pressed and nothing recognisable arrived before the deadline."""

    code = "ARRIVAL_TIMEOUT"


class ScreenReplacedError(ScreensError):
    """Another screen took the place of the one that was looked at; nothing was typed or pressed in it."""

    code = "SCREEN_REPLACED"

    def __init__(self, before: str) -> None:
        super().__init__(f"The screen was replaced by another one before {before}. Look at it again.")


class UnreachableError(ScreensError):
    """The face itself failed: its address does not answer, or the browser or terminal is gone."""

    code = "UNREACHABLE"


class KeyRefusedError(ScreensError):
    """The terminal itself refused a key; it was reset, and nothing was sent to the application."""

    code = "KEY_REFUSED"

    def __init__(self, key: str) -> None:
        super().__init__(f"The terminal refused {key} before anything was sent. Look at the screen again.")


class SignedOffError(ScreensError):
    """The application asks who one is, in the middle of a session."""

    code = "SIGNED_OFF"

    def __init__(self) -> None:
        super().__init__("The application asks for identification in mid-session: the session is over.")


class LeavingRefusedError(ScreensError):
    """At an action that commits, the page asked whether to leave it and drop what is typed."""

    code = "LEAVING_REFUSED"

    def __init__(self) -> None:
        super().__init__(
            "The page asked whether to leave it and drop what is typed, at an action that commits; it was "
            "not left. Next step: see what the page still wants."
        )


class WayLostError(ScreensError):
    """A step of a way that follows texts is not shown, or several times with nothing to tell them apart."""

    code = "WAY_LOST"

    def __init__(self, text: str, opener: str, count: int) -> None:
        after = f' after "{opener}"' if opener else ""
        seen = f"{count} times" if count else "not shown"
        super().__init__(
            f'reach: path: "{text}"{after} is {seen}. Next step: correct the path in the screen\'s file.'
        )


class ActionNotFoundError(ScreensError):
    """What an action clicks is not on the screen that is shown, or is there several times."""

    code = "ACTION_NOT_FOUND"

    def __init__(
        self, kind: str, text: str, count: int, where: str = "", nearest: tuple[str, ...] = ()
    ) -> None:
        self.count = count
        if count:
            groups = f" (in {where})" if where else ""
            super().__init__(
                f'The {kind} "{text}" is {count} times on the screen{groups}. Next step: say which '
                "with within, a row, or nth."
            )
        else:
            near = f" Nearest: {', '.join(nearest)}." if nearest else ""
            super().__init__(
                f'The {kind} "{text}" is not on the screen.{near} Next step: correct the action, or see with '
                "copiste screens check what changed."
            )


class ActionBlockedError(ScreensError):
    """What an action clicks cannot be clicked by a person: it is covered or disabled. Nothing was clicked."""

    code = "ACTION_BLOCKED"
