"""Texts that a screen is known to show: captions, titles, the words of messages. Pure.

A recognised text becomes the known text that it is similar to, if there is only one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

#: Characters that recognition confuses.
ALIKE = ("O0QDo", "I1lLJT|!i", "S5", "B8", "Z2", "G6")
_STANDS_FOR = str.maketrans({character: group[0] for group in ALIKE for character in group})


def _alike(text: str) -> str:
    return "".join(text.split()).translate(_STANDS_FOR)


class Vocabulary:
    """Known texts, and their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: defaultdict[str, set[str]] = defaultdict(set)
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        for text in texts:
            self._texts[_alike(text)].add(text)
            for word in text.split():
                self._words[_alike(word)].add(word)

    def text(self, read: str) -> str | None:
        """The known text that is similar to `read`; `None` when there is none, or several."""
        return _only(self._texts.get(_alike(read), set()))

    def word(self, read: str) -> str | None:
        """The known word that is similar to `read`; `None` when there is none, or several."""
        return _only(self._words.get(_alike(read), set()))


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
