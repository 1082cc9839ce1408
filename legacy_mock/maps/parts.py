"""Fields that several maps share, so that they look and measure the same everywhere."""

from __future__ import annotations

from legacy_mock.map import CAPTION_COLUMN, FIELD_COLUMN, Column, Field

DATE_PARTS = (2, 2, 4)
IBAN_PARTS = (4, 4, 4, 4, 4, 4, 3)
#: A receipt reads YYDDD-nnnnnn.
RECEIPT_LENGTH = 12


def text(name: str, caption: str, row: int, length: int, *, codes: str = "", hint: str = "") -> Field:
    """A field for free text or a code."""
    return Field(name, caption, row, (length,), codes=codes, hint=hint)


def digits(name: str, caption: str, row: int, length: int) -> Field:
    """A field that takes digits only."""
    return Field(name, caption, row, (length,), numeric=True)


def date(name: str, caption: str, row: int) -> Field:
    """A date typed in three parts: day, month, year."""
    return Field(name, caption, row, DATE_PARTS, numeric=True, hint="JJ MM AAAA")


def shown(
    name: str,
    caption: str,
    row: int,
    length: int,
    *,
    at: tuple[int, int] = (CAPTION_COLUMN, FIELD_COLUMN),
) -> Field:
    """A protected field, its caption and itself ``at`` two columns: nobody types there."""
    return Field(name, caption, row, (length,), at[1], at[0], protected=True)


def member_line(row: int = 5) -> tuple[Field, Field]:
    """Number and name of the member whose file is open."""
    return shown("member_number", "ADHERENT", row, 8), shown("member_name", "ASSURE", row, 30, at=(38, 48))


def receipt(row: int) -> Field:
    """The number under which the last record was made."""
    return shown("receipt", "ENREGISTREMENT", row, RECEIPT_LENGTH)


def page(row: int) -> Field:
    """Which page of a list is shown, as 1/3."""
    return shown("page", "PAGE", row, 7, at=(62, 70))


def receipt_column(column: int, line: int = 0) -> Column:
    """The receipt of each entry of a list."""
    return Column("receipt", "ENREGISTREMENT", column, RECEIPT_LENGTH, line)
