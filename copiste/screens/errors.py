"""What can go wrong on the screens. Texts name screens, fields, keys and messages, never a value.

Each class says what a transaction that meets it comes to (`kind`), whose fault it is (`blame`), and the
stable `code` by which baskets and reports name it.
"""

from __future__ import annotations

from pathlib import Path
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


class MisplacedAnswerError(ScreensError):
    """A screen came with a refusal of data that was not typed on it: the application handled a key twice."""

    code = "ANSWER_MISPLACED"

    def __init__(self, screen: str, message: str) -> None:
        super().__init__(
            f'Screen "{screen}" came with refusal {message}, which answers nothing that was typed on it. '
            "Next step: where the application refuses on another screen, and has recorded nothing then, "
            "declare nothing_recorded: true for the message."
        )


class PageMissedError(ScreensError):
    """A list showed another page than the next one: entries were not seen."""

    code = "PAGE_MISSED"

    def __init__(self, table: str, expected: int, found: int) -> None:
        super().__init__(f'List "{table}": expected page {expected}, got page {found}.')


class ListIncompleteError(ScreensError):
    """A list did not show each of its entries once."""

    code = "LIST_INCOMPLETE"

    def __init__(self, screen: str, table: str, why: str) -> None:
        super().__init__(f'Screen "{screen}", table "{table}": {why}.')


class FieldNotFoundError(ScreensError):
    """A declared field has no place on the screen that is shown, or several."""

    code = "FIELD_NOT_FOUND"


class FieldAmbiguousError(FieldNotFoundError):
    """Several places may be meant by what is declared of a field. The text shows them and what would help."""

    code = "FIELD_AMBIGUOUS"


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


class WayLostError(ScreensError):
    """A step of a way that follows texts is not shown, or several times with nothing to tell them apart."""

    code = "WAY_LOST"

    def __init__(self, text: str, opener: str, count: int) -> None:
        after = f' after "{opener}"' if opener else ""
        seen = f"{count} times" if count else "not shown"
        super().__init__(
            f'reach: path: "{text}"{after} is {seen}. Next step: correct the path in the screen\'s file.'
        )


class RowNotFoundError(ScreensError):
    """No row of a list shows what is needed, or several do."""

    code = "ROW_NOT_FOUND"

    def __init__(self, screen: str, table: str, columns: tuple[str, ...], count: int) -> None:
        rows = f"{count} rows show" if count else "no row shows"
        super().__init__(
            f'Screen "{screen}", table "{table}": {rows} what is needed in {", ".join(columns)}; '
            "expected one."
        )


class ActionBlockedError(ScreensError):
    """What an action clicks cannot be clicked by a person: it is covered or disabled. Nothing was clicked."""

    code = "ACTION_BLOCKED"


class RefusedByPageError(ScreensError):
    """The browser's own check of a field stopped a form: nothing was submitted. Drivers raise it."""

    code = "FIELD_REFUSED_BY_PAGE"

    def __init__(self, place: int, caption: str, constraint: str) -> None:
        super().__init__(f"The page's own check refuses a field: {constraint}.")
        #: The field's place; -1 when the view does not show it.
        self.place = place
        #: What the page calls it.
        self.caption = caption
        #: What it does not satisfy: required, type, pattern, min, max, step, minlength, maxlength, custom.
        self.constraint = constraint


class UnreadableError(ScreensError):
    """A face that reads pictures cannot tell for certain which character stands somewhere."""

    code = "UNREADABLE"

    def __init__(self, what: str, picture: Path | None = None) -> None:
        shown = f" Picture: {picture}." if picture else ""
        super().__init__(f"{what}{shown}")
        self.picture = picture

    @classmethod
    def of(cls, where: str, picture: Path | None = None) -> UnreadableError:
        """The error about `where`, which names a screen and a field and no value."""
        return cls(
            f"{where}: a character cannot be read for certain. Next step: copiste glyphs check.", picture
        )


class FieldValueError(ScreensError):
    """A value does not fit its field: too long, or a character that the field cannot take."""

    kind = "business"
    code = "FIELD_VALUE"
    blame = Blame.CASE

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f'Field "{field}": {why}. Correct the case, or the field\'s declaration.')
        self.field = field
        self.why = why


class ValueNotOfferedError(ScreensError):
    """A value is none of those that a field offers to choose from. Nothing of the record was submitted."""

    kind = "business"
    code = "VALUE_NOT_OFFERED"
    blame = Blame.CASE

    def __init__(self, where: str, field: str, count: int) -> None:
        super().__init__(
            f"{where}: its value is none of the {count} that are offered. Correct the case, or the field's "
            "codes: a text is chosen as the screen writes it."
        )
        self.field = field


class NotPickedError(ScreensError):
    """What was typed into a combined box brought no entry of that text, or several. For the session alone."""

    code = "NOT_PICKED"

    def __init__(self, place: int, offered: int, fitting: int) -> None:
        super().__init__(f"Of {offered} entries that appeared, {fitting} have the text that was typed.")
        self.place = place
        self.offered = offered
        self.fitting = fitting


class FormatFailedError(ScreensError):
    """A format (the project's, or ours) is defective: it failed on a value instead of refusing it."""

    code = "FORMAT_FAILED"
    blame = Blame.ROBOT

    def __init__(self, name: str, error: str) -> None:
        super().__init__(
            f'Type "{name}" raised {error} on a value. Correct its format: it refuses with FormatError.'
        )


class ReadBackError(ScreensError):
    """Fields do not hold what was typed into them."""

    code = "READ_BACK"

    def __init__(self, screen: str, fields: tuple[str, ...], doubt: str = "") -> None:
        names = ", ".join(fields)
        likely = f" {doubt}" if doubt else ""
        super().__init__(
            f'Screen "{screen}": not read back as filled: {names}. No key was pressed since.{likely}'
        )
        self.fields = fields


class LeavingRefusedError(ScreensError):
    """At an action that commits, the page asked whether to leave it and drop what is typed."""

    code = "LEAVING_REFUSED"

    def __init__(self) -> None:
        super().__init__(
            "The page asked whether to leave it and drop what is typed, at an action that commits; it was "
            "not left. Next step: see what the page still wants."
        )


class LineReadBackError(ReadBackError):
    """A grid does not show, line by line, what was filled into it and nothing else."""

    def __init__(self, screen: str, grid: str, line: int, columns: tuple[str, ...], what: str) -> None:
        Exception.__init__(
            self,
            f'Screen "{screen}", grid "{grid}": line {line} {what}: {", ".join(columns)}. Nothing was '
            "committed since. Next step: see the picture; what an untouched line shows by itself is declared "
            "under untouched, a line of sums below the grid under until.",
        )
        self.fields = columns


class GridFullError(ScreensError):
    """No line of a grid is free, and none could be added."""

    code = "GRID_FULL"

    def __init__(self, screen: str, grid: str, lines: int, *, added: str) -> None:
        why = f"its action {added} added none" if added else "it declares no action add"
        super().__init__(f'Screen "{screen}", grid "{grid}": none of its {lines} lines is free, and {why}.')


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


class SeatError(ScreensError):
    """What a seat has does not fit the application's sign-on screen; nothing was typed."""

    code = "SEAT"
    blame = Blame.SEAT

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Correct [[seats]] in copiste.toml, or the seat's secret.")


class SignOnError(AnsweredError):
    """The application does not let this operator in."""

    blame = Blame.SEAT
