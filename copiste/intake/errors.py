"""What can be wrong with a whole file or mapping; a wrong row is a reject, not an error."""

from __future__ import annotations

from collections.abc import Iterable

from copiste.errors import Blame, CopisteError
from copiste.suggestions import nearest


class IntakeError(CopisteError):
    """A file or mapping cannot be loaded; the text says what, where, the next step, and no value."""

    code = "INTAKE"
    blame = Blame.REQUEST


class FileMissingError(IntakeError):
    """There is no such file."""

    code = "FILE_MISSING"


class FileUnreadableError(IntakeError):
    """The file is not of the kind its name says, or breaks off."""

    code = "FILE_UNREADABLE"


class EncodingUnclearError(FileUnreadableError):
    """Two encodings make as good words of a file; the mapping must say which it is."""

    code = "ENCODING_UNCLEAR"


class LinesUnaccountedError(IntakeError):
    """A line of a CSV file belongs to no record or to two: a fault of the reader, not of the file."""

    code = "LINES_UNACCOUNTED"


class FileEmptyError(IntakeError):
    """The file or sheet has no row under its header, or no header."""

    code = "FILE_EMPTY"


class SheetMissingError(IntakeError):
    """The mapping names a sheet that the workbook has not."""

    code = "SHEET_MISSING"


class HiddenRowsError(IntakeError):
    """The workbook hides rows, and the mapping does not say what becomes of them."""

    code = "HIDDEN_ROWS"


class ColumnMissingError(IntakeError):
    """The mapping names a column that the header has not, or has twice."""

    code = "COLUMN_MISSING"


class MappingError(IntakeError):
    """The mapping itself is wrong: an unknown key, a path the process has not, a value of the wrong kind."""

    code = "MAPPING"


def hint(word: str, known: Iterable[str]) -> str:
    """`; nearest: "…"` when something known looks like `word`, otherwise nothing."""
    near = nearest(word, known)
    return f'; nearest: "{near}"' if near else ""
