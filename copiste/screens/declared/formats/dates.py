"""Dates and times by a pattern, such as `DD/MM/YYYY` or `HH:mm`. Pure.

| in a pattern | is |
|---|---|
| `YYYY`, `YY` | the year; of two digits, in the hundred years that begin with `century` |
| `MM`, `M` | the month, with or without a leading zero |
| `MMM`, `MMMM` | the month's name, cut to three letters or whole; or as `months` has it |
| `DD`, `D` | the day of the month, with or without a leading zero |
| `DDD` | the day of the year, 001 to 366 |
| `HH`, `H`, `hh`, `h` | the hour of 24, or of 12 with `A` (AM or PM) |
| `mm`, `ss` | minutes and seconds |
| anything but a letter or digit, and `T` | itself |
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from copiste.screens.declared.formats.charsets import DIGITS
from copiste.screens.declared.formats.format import FieldOptions, Format, FormatError
from copiste.screens.declared.formats.moments import DATE, DATETIME, MONTH, TIME, Moment

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
#: What each part of a pattern looks like, and what it says.
_PARTS: Final = {
    "YYYY": (r"\d{4}", "year"), "YY": (r"\d{2}", "short"),
    "MM": (r"\d{2}", "month"), "M": (r"\d{1,2}", "month"), "MMM": ("", "name"), "MMMM": ("", "name"),
    "DD": (r"\d{2}", "day"), "D": (r"\d{1,2}", "day"), "DDD": (r"\d{3}", "nth"),
    "HH": (r"\d{2}", "hour"), "H": (r"\d{1,2}", "hour"), "hh": (r"\d{2}", "of12"), "h": (r"\d{1,2}", "of12"),
    "A": ("[AP]M", "half"), "mm": (r"\d{2}", "minute"), "ss": (r"\d{2}", "second"),
}  # fmt: skip
#: What a pattern may leave out.
_FIELDS: Final = {"year": 2000, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
#: Of unequal length: they need a sign beside them to be read.
_UNPADDED = {"M", "D", "H", "h", "MMM", "MMMM"}


def _format(moment: Moment, options: FieldOptions) -> Format:
    """The format of a field of this type. Raises `ValueError` for a pattern that says something else."""
    pattern = _Pattern(moment, options.format, options.century, options.months)
    return Format(
        typed=pattern.typed,
        shown=pattern.shown,
        same=pattern.same,
        characters=pattern.characters,
        native={moment.native: moment.own},
    )


date_format, time_format, datetime_format, month_format = (
    partial(_format, moment) for moment in (DATE, TIME, DATETIME, MONTH)
)


class _Pattern:
    """One pattern, ready to write and read."""

    def __init__(self, moment: Moment, pattern: str, century: int, months: tuple[str, ...]) -> None:
        self._moment = moment
        self._century = century
        language = f"Write {moment.language}"
        if not pattern:
            raise ValueError(f"a {moment.name} needs its format, as the screen shows it. {language}.")
        pieces = re.findall(r"([A-SU-Za-z0-9])(\1*)|([^A-SU-Za-z0-9]+)", pattern)
        self._pieces = [(letter + more, sign) for letter, more, sign in pieces]
        tokens = [token for token, _ in self._pieces if token]
        for token in tokens:
            if token not in _PARTS:
                raise ValueError(f'"{token}" is no part of a {moment.name}\'s format. {language}.')
        if sorted(filter(None, map(_said, tokens))) not in list(map(sorted, moment.parts)):
            raise ValueError(f'"{pattern}" does not say {moment.says}. {language}.')
        self._names = _named(months, short="MMM" in tokens)
        self._padded = _UNPADDED.isdisjoint(tokens)
        if not self._padded and any(one and other for (one, _), (other, _) in self._neighbours()):
            raise ValueError(f'"{pattern}": without leading zeros, signs must stand between the numbers.')
        if ("A" in tokens) != bool({"h", "hh"} & set(tokens)):
            raise ValueError(f'"{pattern}": h and A (AM or PM) belong together.')
        signs = "".join("".join(sign.split()) for _, sign in self._pieces)
        self._regex = re.compile("".join(self._piece(token, sign) for token, sign in self._pieces))
        named = any(token in ("MMM", "MMMM", "A") for token in tokens)
        #: Every character that it may show; any when empty.
        self.characters = "" if named else DIGITS + "".join(sorted(set(signs)))

    def typed(self, value: object) -> str:
        moment = self._moment.read(value)
        text = self._write(moment)
        if self._read(text) != moment:
            raise FormatError(self._lost(moment))
        return text

    def shown(self, text: str) -> str:
        moment = self._read(text)
        if moment is None:
            raise FormatError(f"no {self._moment.name}")
        return self._moment.case(moment)

    def same(self, typed: str, shown: str) -> bool:
        if self._padded:
            return _alike(typed) == _alike(shown)
        return (moment := self._read(shown)) is not None and moment == self._read(typed)

    def _write(self, moment: datetime) -> str:
        parts = {
            "YYYY": f"{moment.year:04}", "YY": f"{moment.year % 100:02}",
            "MM": f"{moment.month:02}", "M": str(moment.month),
            "MMM": self._names[moment.month - 1], "MMMM": self._names[moment.month - 1],
            "DD": f"{moment.day:02}", "D": str(moment.day), "DDD": f"{moment.timetuple().tm_yday:03}",
            "HH": f"{moment.hour:02}", "H": str(moment.hour),
            "hh": f"{(moment.hour - 1) % 12 + 1:02}", "h": str((moment.hour - 1) % 12 + 1),
            "A": "AM" if moment.hour < 12 else "PM",
            "mm": f"{moment.minute:02}", "ss": f"{moment.second:02}",
        }  # fmt: skip
        return "".join(parts[token] if token else sign for token, sign in self._pieces)

    def _lost(self, moment: datetime) -> str:
        """What the pattern cannot write of `moment`."""
        if moment.second and ("ss", "") not in self._pieces:
            return "the screen takes no seconds"
        return f"its year is not in {self._century} to {self._century + 99}, which two digits mean here"

    def _read(self, text: str) -> datetime | None:
        """The moment that `text` says; `None` when none. Signs do not count where they are not needed."""
        match = self._regex.fullmatch(_alike(text) if self._padded else text.strip().casefold())
        if match is None:
            return None
        found = match.groupdict()
        half = (found.pop("half", None) or "").upper()
        name = found.pop("name", None)
        said = dict(_FIELDS)
        said |= {what: int(digits) for what, digits in found.items()}
        if name is not None:
            said["month"] = list(map(str.casefold, self._names)).index(name) + 1
        if (short := said.pop("short", None)) is not None:
            said["year"] = short + self._century - self._century % 100
            said["year"] += 100 if said["year"] < self._century else 0
        if (hour := said.pop("of12", None)) is not None:
            if not 1 <= hour <= 12:
                return None
            said["hour"] = hour % 12 + (12 if half == "PM" else 0)
        days = said.pop("nth", 1) - 1
        year, month, day, hour, minute, second = said.values()
        try:
            moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the case's have no zone
            moment += timedelta(days)
        except (ValueError, OverflowError):
            return None
        return moment if moment.year == said["year"] and days >= 0 else None

    def _piece(self, token: str, sign: str) -> str:
        if not token:
            if self._padded:
                return "T" if "T" in sign else ""
            return r"\s*".join(map(re.escape, ("", *_joined(sign), ""))) if sign.strip() else r"\s+"
        digits, says = _PARTS[token]
        if says == "name":
            digits = "|".join(re.escape(name.casefold()) for name in self._names)
        return f"(?P<{says}>{digits if self._padded else digits.replace('[AP]M', '[ap]m')})"

    def _neighbours(self) -> zip[tuple[tuple[str, str], tuple[str, str]]]:
        return zip(self._pieces, self._pieces[1:], strict=False)


def _said(token: str) -> str:
    """What a part of a pattern says, however it is written."""
    says = _PARTS[token][1]
    return {"short": "year", "name": "month", "of12": "hour", "half": ""}.get(says, says)


def _named(months: tuple[str, ...], *, short: bool) -> tuple[str, ...]:
    if not months:
        return tuple(name[:3] for name in _MONTHS) if short else _MONTHS
    if len(set(map(str.casefold, months))) != len(_MONTHS):
        raise ValueError("months holds twelve names, each once")
    return months


def _joined(text: str) -> str:
    return "".join(text.split()).casefold()


def _alike(text: str) -> str:
    """Letters and digits alone: letters, so that what is no date stays none."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())
