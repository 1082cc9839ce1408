"""Numbers: as they stand, or amounts with the signs that the screen writes in them. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from copiste.screens.declared.formats.charsets import DIGITS
from copiste.screens.declared.formats.format import FieldOptions, Format, FormatError, text_of

#: Kinds of controls that hold a number in the browser's own form, whatever they show.
_NATIVE = ("number", "range")


def number_format(options: FieldOptions) -> Format:
    """The format of a number.

    Where neither sign is declared it is an identifier: its characters are typed and compared as they stand,
    leading zeros included. Otherwise it is an amount: typed without thousands, compared by its worth, read as
    `-1234.50`.
    """
    if not (options.decimal or options.thousands):
        return Format(characters=DIGITS, native=dict.fromkeys(_NATIVE, Format(characters=DIGITS)))
    if options.decimal == options.thousands:
        raise ValueError("decimal and thousands must be different signs")
    amount = _amount(_Signs(options.decimal, options.thousands))
    own = _amount(_Signs(".", ""))
    return replace(amount, native=dict.fromkeys(_NATIVE, own))


def _amount(signs: _Signs) -> Format:
    return Format(typed=signs.typed, shown=signs.shown, same=signs.same, characters=signs.characters)


class _Signs:
    """The signs of a screen's amounts."""

    def __init__(self, decimal: str, thousands: str) -> None:
        self._decimal = decimal
        self._thousands = thousands
        self.characters = DIGITS + "-" + (decimal + thousands).strip()

    def typed(self, value: object) -> str:
        try:
            amount = Decimal(text_of(value))
        except InvalidOperation:
            raise FormatError("expected a number, such as 1234.5") from None
        if not amount.is_finite():
            raise FormatError("expected a finite number")
        text = f"{amount:f}"
        if "." in text and not self._decimal:
            raise FormatError("expected a whole number: the field declares no decimal sign")
        return text.replace(".", self._decimal)

    def shown(self, text: str) -> str:
        # Blanks are signs between thousands too, broken or not; some hosts write the minus behind.
        plain = "".join(text.split()) if self._thousands.isspace() else text.replace(self._thousands, "")
        plain = plain.replace(self._decimal, ".") if self._decimal else plain
        match = re.fullmatch(r"(-?)\s*(\d+(?:\.\d+)?|\.\d+)\s*(-?)", plain.strip())
        if match is None or (match[1] and match[3]):
            raise FormatError("no number")
        return f"{match[1] or match[3]}{match[2]}"

    def same(self, typed: str, shown: str) -> bool:
        try:
            return Decimal(self.shown(typed)) == Decimal(self.shown(shown))
        except FormatError:
            return False
