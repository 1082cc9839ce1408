"""Where captions stand on a row, and what leads from them to their fields. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

#: A caption is a whole: nothing but the begin of what is searched, or two blanks, comes before it.
_START = r"(?:^ ?|(?<=  ))"
#: The last of several dots that lead to a field.
_DOTS = r"(?:(?<=\.)|(?<=\. ))\."


def caption_pattern(captions: Iterable[str], leads: Iterable[str]) -> re.Pattern[str]:
    """Where one of `captions` stands as a whole, dots or blanks after it, and a lead; dots alone are one.

    The groups `caption` and `lead` say where.
    """
    return re.compile(f"{_START}(?P<caption>{_any_of(captions)})[ .]*{_lead(leads, _DOTS)}")


@lru_cache(maxsize=512)
def bare_pattern(captions: tuple[str, ...]) -> re.Pattern[str]:
    """Where one of `captions` stands as a whole, and a blank after it; its group `lead` is empty."""
    return re.compile(f"{_START}(?P<caption>{_any_of(captions)})(?P<lead>)(?= |$)")


@lru_cache(maxsize=8)
def undeclared_pattern(leads: tuple[str, ...]) -> re.Pattern[str]:
    """Where any text with single blanks in it leads to something."""
    return re.compile(rf"{_START}(?P<caption>[^\s.:]\S*(?: [^\s.]\S*)*?)[ .]*{_lead(leads)}")


@lru_cache(maxsize=8)
def sign_pattern(leads: tuple[str, ...]) -> re.Pattern[str]:
    """The last character of any lead: a row without one has no caption that needs a lead."""
    return re.compile("[" + "".join(re.escape(lead[-1]) for lead in (*leads, ".") if lead) + "]")


def is_lead(caption: str) -> bool:
    """Whether a caption is nothing but a lead (`===>`)."""
    return not any(map(str.isalnum, caption))


def stands_before(caption: str, text: str, leads: Iterable[str]) -> bool:
    """Whether `text` ends with a caption, and perhaps blanks and a lead."""
    if is_lead(caption):
        return bool(re.search(rf"{_START}{re.escape(caption)} *$", text))
    signs = "|".join(["", *map(re.escape, filter(None, leads))])
    return bool(re.search(rf"{_START}{re.escape(caption)}[ .]*(?:{signs})[ .]*$", text))


def _lead(leads: Iterable[str], *patterns: str) -> str:
    signs = [*map(re.escape, filter(None, leads)), *patterns]
    return rf"(?P<lead>{'|'.join(signs)})(?= |$)"


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
