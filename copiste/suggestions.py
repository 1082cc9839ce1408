"""The known name that looks like an unknown one, for error texts."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, whatever its capitals; None when none is near."""
    by_fold = {one.casefold(): one for one in known}
    close = get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.5)
    return by_fold[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence with the nearest known name, a space before it; nothing when none is near."""
    near = nearest(name, known)
    return f" Did you mean {near}?" if near else ""


def did_you_mean_or_all(name: str, known: Iterable[str]) -> str:
    """A sentence with the nearest known name, or with all of them when none is near; a space before it."""
    known = sorted(known)
    return did_you_mean(name, known) or f" Known: {', '.join(known) or 'none'}."
