"""What goes wrong with a field: where it is, what it takes, what it shows."""

from __future__ import annotations

from pathlib import Path

from copiste.errors import Blame
from copiste.screens.errors.base import ScreensError


class FieldNotFoundError(ScreensError):
    """A declared field has no place on the screen that is shown, or several."""

    code = "FIELD_NOT_FOUND"


class FieldAmbiguousError(FieldNotFoundError):
    """Several places may be meant by what is declared of a field. The text shows them and what would help."""

    code = "FIELD_AMBIGUOUS"


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
