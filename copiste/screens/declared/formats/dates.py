"""Dates by a pattern, such as `DD/MM/YYYY`. Pure.

| in a pattern | is |
|---|---|
| `YYYY`, `YY` | the year; of two digits, in the hundred years that begin with `century` |
| `MM`, `M` | the month, with or without a leading zero |
| `DD`, `D` | the day of the month, likewise |
| `DDD` | the day of the year, 001 to 366 |
| anything but a letter or digit | itself |
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from copiste.screens.declared.formats.charsets import DIGITS
from copiste.screens.declared.formats.format import FieldOptions, Format, FormatError

_PARTS = {"YYYY", "YY", "MM", "M", "DD", "D", "DDD"}
#: Without a leading zero: they need a sign beside them to be read.
_UNPADDED = {"M", "D"}
_LANGUAGE = "Write DD, MM and YYYY (or YY; D or M without a leading zero; DDD for the day of the year)"


def date_format(options: FieldOptions) -> Format:
    """The format of a date field. Raises `ValueError` for a pattern that names no day, or anything else."""
    pattern = _Pattern(options.format, options.century)
    return Format(
        typed=pattern.typed,
        shown=pattern.shown,
        same=pattern.same,
        characters=DIGITS + "".join(sorted(set(pattern.signs))),
    )


class _Pattern:
    """One pattern, ready to write and read."""

    def __init__(self, pattern: str, century: int) -> None:
        if not pattern:
            raise ValueError(f"a date needs its format, as the screen shows it. {_LANGUAGE}.")
        pieces = re.findall(r"([A-Za-z0-9])(\1*)|(.)", pattern)
        self._pieces = [(letter + more, sign) for letter, more, sign in pieces]
        self._century = century
        tokens = [token for token, _ in self._pieces if token]
        for token in tokens:
            if token not in _PARTS:
                raise ValueError(f'"{token}" is no part of a date\'s format. {_LANGUAGE}.')
        kinds = sorted("DDD" if "DDD" in token else token[0] for token in tokens)
        if kinds not in (["D", "M", "Y"], ["DDD", "Y"]):
            raise ValueError(f'"{pattern}" does not say one day of one year. {_LANGUAGE}.')
        self._padded = _UNPADDED.isdisjoint(tokens)
        if not self._padded and any(one and other for (one, _), (other, _) in self._neighbours()):
            raise ValueError(f'"{pattern}": without leading zeros, signs must stand between the numbers.')
        self.signs = "".join(sign for _, sign in self._pieces if sign.strip())
        self._regex = re.compile("".join(self._piece(token, sign) for token, sign in self._pieces))

    def typed(self, value: object) -> str:
        try:
            # Of a date with a time, the date.
            value = date(value.year, value.month, value.day) if isinstance(value, date) else _iso(value)
        except ValueError:
            raise FormatError("expected an ISO date (YYYY-MM-DD)") from None
        parts = {
            "YYYY": f"{value.year:04}",
            "YY": f"{value.year % 100:02}",
            "MM": f"{value.month:02}",
            "M": str(value.month),
            "DD": f"{value.day:02}",
            "D": str(value.day),
            "DDD": f"{value.timetuple().tm_yday:03}",
        }
        text = "".join(parts[token] if token else sign for token, sign in self._pieces)
        if self._read(text) != value:
            first = self._century
            raise FormatError(f"its year is not in {first} to {first + 99}, which two digits mean here")
        return text

    def shown(self, text: str) -> str:
        day = self._read(text)
        if day is None:
            raise FormatError("no date")
        return day.isoformat()

    def same(self, typed: str, shown: str) -> bool:
        if self._padded:
            return _digits(typed) == _digits(shown)
        return (day := self._read(shown)) is not None and day == self._read(typed)

    def _read(self, text: str) -> date | None:
        """The day that `text` says; `None` when none. Signs do not count where they are not needed."""
        match = self._regex.fullmatch(_digits(text) if self._padded else "".join(text.split()))
        if match is None:
            return None
        found = {name: int(digits) for name, digits in match.groupdict().items()}
        year = found["y2"] if "y2" in found else found["y"]
        if "y2" in found:
            year += self._century - self._century % 100
            year += 100 if year < self._century else 0
        try:
            if "n" in found:
                day = date(year, 1, 1) + timedelta(found["n"] - 1)
                return day if day.year == year else None
            return date(year, found["m"], found["d"])
        except (ValueError, OverflowError):
            return None

    def _piece(self, token: str, sign: str) -> str:
        if not token:
            return "" if self._padded else re.escape(sign.strip())
        name = {"YYYY": "y", "YY": "y2", "DDD": "n"}.get(token, token[0].lower())
        return rf"(?P<{name}>\d{{{'1,2' if token in _UNPADDED else len(token)}}})"

    def _neighbours(self) -> zip[tuple[tuple[str, str], tuple[str, str]]]:
        return zip(self._pieces, self._pieces[1:], strict=False)


def _iso(value: object) -> date:
    return date.fromisoformat(str(value))


def _digits(text: str) -> str:
    """Letters and digits alone: letters, so that what is no date stays none."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())
