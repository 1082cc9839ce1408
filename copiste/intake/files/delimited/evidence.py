"""How well text reads under an encoding: what a person would look at, as numbers.

A person who sees `LefŠvre` knows that nobody wrote it: a capital inside a word, a letter that French has
not. Each word of a file that holds bytes beyond ASCII is read under every candidate and costs what is odd
about it: nothing when the word is known, little for a letter between neighbours that it is known between,
much for a capital after a small letter, a symbol inside a word or a control character. Pure: bytes in,
values out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

#: Encodings of eight bits that files of this trade come in. Of several that say the same, the first is named.
CANDIDATES: Final = (
    "cp1252",
    "iso8859-15",
    "iso8859-1",
    "cp850",
    "cp858",
    "cp437",
    "mac-roman",
    "cp1250",
    "cp852",
    "mac-latin2",
)
#: By how much the best decoding must be ahead of another: where its words are familiar, where at least its
#: letters are French and the other's are not, and otherwise.
_MARGIN: Final = 1.8
_MARGIN_FRENCH: Final = 2.6
_MARGIN_STRANGE: Final = 4.5
#: What an accented letter of familiar words costs at most, on average.
_FAMILIAR: Final = 2.4
#: Cost from which on a word cannot have been written so.
IMPLAUSIBLE: Final = 7.0
_MOST_A_WORD: Final = 16.0
_UNKNOWN_WORD: Final = 1.0
_SPACE: Final = re.compile("[\u00a0\u202f\u2007\u2009 ]")
_APOSTROPHES: Final = frozenset("’ʼ‘´")
_ELISION: Final = re.compile(
    r"(?:^|\W)(?:[cdjlmnost]|qu|lorsqu|puisqu|jusqu|presqu|quelqu|aujourd)$", re.IGNORECASE
)
_VOWEL: Final = re.compile("[aeiouyhàâäéèêëîïôöùûüœæø]", re.IGNORECASE)
_OPENING: Final = frozenset("«“")
_CLOSING: Final = frozenset("»”")
_DASHES: Final = frozenset("–—…•")
_SIGNS: Final = frozenset("²³ªº·®©§½¼¾±×µ™£")
#: Controls, what is not assigned, what is private.
_NO_TEXT: Final = frozenset({"Cc", "Cn", "Co"})
#: Letters of which words are made. Others that Unicode calls letters, such as ª and ˇ, are not.
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0218-\u021b]")
_RUN: Final = re.compile(f"{_LATIN.pattern}+")
_FRENCH: Final = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ")


@dataclass(frozen=True, slots=True)
class Decoding:
    """What a file's words come to under one encoding."""

    encoding: str
    #: Of each word, in order: what it says, and what that costs. Payload, so no `repr` shows it.
    words: tuple[tuple[str, float], ...] = field(repr=False)

    @property
    def cost(self) -> float:
        """Of all words together, from 0."""
        return sum(cost for _text, cost in self.words)

    @property
    def average(self) -> float:
        """What a word costs."""
        return self.cost / len(self.words)


class _Known:
    """The bundled words, and what stands beside their accented letters."""

    def __init__(self) -> None:
        text = files(__package__).joinpath("accented_words.txt").read_text(encoding="utf-8")
        french, _, foreign = text.partition("[foreign]")
        own, other = _words(french), _words(foreign)
        self.words = own | other
        self.around: set[str] = set()
        self.before: set[str] = set()
        self.after: set[str] = set()
        self.further: set[str] = set()
        counts: Counter[str] = Counter()
        for word in self.words:
            framed = f" {word}  "
            for at in range(1, len(framed) - 2):
                letter = framed[at]
                if not letter.isascii():
                    self.further.add(framed[at : at + 3].rstrip())
                    counts[letter] += 1
                    self.around.add(framed[at - 1 : at + 2])
                    self.before.add(framed[at - 1 : at + 1])
                    self.after.add(framed[at : at + 2])
        frequent = Counter(letter for word in own for letter in word if not letter.isascii())
        #: What a letter costs by itself: the rarer, the more.
        self.rarity = {letter: 1.5 if number < 10 else 1.0 for letter, number in counts.items()}
        self.rarity |= {letter: 0.0 if number > 100 else 1.0 for letter, number in frequent.items()}


def _words(section: str) -> set[str]:
    lines = (line for line in section.splitlines() if line[:1] not in "#[")
    return {word for line in lines for word in line.split()}


@cache
def _known() -> _Known:
    return _Known()


def decodings(words: Sequence[bytes], encodings: Iterable[str]) -> list[Decoding]:
    """What `words` cost under each encoding, the best first.

    Args:
        words: the distinct words of a file that hold bytes beyond ASCII; not empty.
        encodings: one for each decoding, see `distinct`.
    """
    found = []
    for encoding in encodings:
        texts = [word.decode(encoding, "replace") for word in words]
        found.append(Decoding(encoding, tuple((text, cost_of(text)) for text in texts)))
    return sorted(found, key=lambda one: one.cost)


def is_settled(best: Decoding, other: Decoding, refused: Collection[str] = ()) -> bool:
    """Whether `best` is ahead of `other` beyond doubt, by the words they disagree on.

    Words in `refused`, as `best` has them, do not count.
    """
    pairs = zip(best.words, other.words, strict=True)
    apart = [(one, two) for one, two in pairs if one[0] != two[0] and one[0] not in refused]
    if not apart:
        return True
    cost = sum(one for (_text, one), _two in apart)
    ahead = sum(two for _one, (_text, two) in apart) - cost
    letters = sum(not sign.isascii() and _is_letter(sign) for (text, _cost), _two in apart for sign in text)
    if cost <= _FAMILIAR * max(1, letters):
        return ahead >= _MARGIN
    french = not any(is_foreign(text) for (text, _cost), _two in apart)
    if french and all(is_foreign(text) for _one, (text, _cost) in apart):
        return ahead >= _MARGIN_FRENCH
    return ahead >= _MARGIN_STRANGE


def is_foreign(text: str) -> bool:
    """Whether `text` holds letters that French has not."""
    return any(not sign.isascii() and sign not in _FRENCH and _is_letter(sign) for sign in text)


def distinct(encodings: Iterable[str], seen: bytes) -> list[str]:
    """The first of `encodings` of each decoding: those that make the same of all bytes in `seen` are one."""
    first: dict[str, str] = {}
    for encoding in encodings:
        first.setdefault(seen.decode(encoding, "replace"), encoding)
    return list(first.values())


def cost_of(text: str) -> float:
    """How little it is to be believed that somebody wrote `text`, from 0."""
    parts = _SPACE.split(text)
    cost = sum(_space_cost(*pair) for pair in pairwise(parts))
    for part in parts:
        if not part.isascii():
            cost += _marks_cost(part)
            cost += sum(_run_cost(run) for run in _RUN.findall(part) if not run.isascii())
    return min(cost, _MOST_A_WORD)


def _space_cost(before: str, after: str) -> float:
    """A no-break space stands beside marks and figures, rarely between words, never after one letter."""
    if not (before[-1:].isalpha() and after[:1].isalpha()):
        return 0.3
    if min(len(before), len(after)) == 1:
        return 4.0
    return 1.0 if after[0].isupper() and not before.isupper() else 3.0


def _marks_cost(part: str) -> float:
    """What the signs cost that are no letters, and letters beside figures."""
    cost = 0.0
    framed = f" {part} "
    for at in range(1, len(framed) - 1):
        sign = framed[at]
        if sign.isascii():
            continue
        if _is_letter(sign):
            cost += 4.0 * (framed[at - 1].isdigit() + framed[at + 1].isdigit())
        else:
            cost += _mark_cost(sign, framed[:at].lstrip(), framed[at + 1 :].rstrip())
    return cost


def _mark_cost(sign: str, before: str, after: str) -> float:  # noqa: PLR0911 - a table of signs
    left, right = before[-1:], after[:1]
    inside = left.isalnum() and right.isalnum()
    if sign in _APOSTROPHES:
        elided = _ELISION.search(before) and _VOWEL.match(after)
        return (0.3 if elided else 5.0) + (sign != "’")
    if sign == "°":
        return 0.3 if left in {"n", "N"} else 1.5 if left.isdigit() else 5.0
    if sign == "€":
        return 0.5 if (not left or left.isdigit()) and not right.isalnum() else 6.0
    if sign in _OPENING:
        return 2.2 if not left.isalnum() else 6.0
    if sign in _CLOSING:
        return 2.2 if not right.isalnum() else 6.0
    if sign in _DASHES:
        return 9.0 if inside else 2.6 if left or right else 1.0
    if unicodedata.category(sign) in _NO_TEXT or sign == "\ufffd":
        return 14.0
    if sign in _SIGNS:
        if (sign in "²³" and left in {"m", "M"} and not right) or (
            sign == "½" and left.isdigit() and not right
        ):
            return 0.5
        return 9.0 if inside else 7.0 if left.isalpha() or right.isalpha() else 4.5
    return 12.0 if inside else 7.0


def _run_cost(run: str) -> float:
    """What a run of letters costs: how its capitals stand, and what it is not known for."""
    small = run.lower()
    known = _known()
    cost = _case_cost(run)
    if small in known.words:
        return cost
    cost += _UNKNOWN_WORD
    if not run[0].isascii() and run[0].islower():
        cost += 1.5
    framed = f" {small}  "
    for at in range(1, len(framed) - 2):
        letter = framed[at]
        if letter.isascii():
            continue
        cost += known.rarity.get(letter, 5.0)
        cost += 0.0 if framed[at : at + 3].rstrip() in known.further else 1.2
        if framed[at - 1 : at + 2] in known.around:
            cost += 0.3
        else:
            before = framed[at - 1 : at + 1] in known.before
            after = framed[at : at + 2] in known.after
            cost += (3.2, 2.0, 1.0)[before + after]
    return cost


def _case_cost(run: str) -> float:
    """A capital after a small letter is implausible; small accented letters among capitals do occur."""
    cost = 0.0
    for at, sign in enumerate(run):
        before, after = run[at - 1 : at] if at else "", run[at + 1 : at + 2]
        if (sign + before).isascii():
            continue
        if sign.isupper() and before.islower():
            cost += 2.0 if before.isascii() is False and run[: at - 1].isupper() else 7.0
        elif sign.isupper() and before and after.islower() and not sign.isascii():
            cost += 5.0
        elif (
            sign.islower() and not sign.isascii() and before.isupper() and at > 1 and after.islower() is False
        ):
            cost += 1.5
    return cost


@cache
def _is_letter(sign: str) -> bool:
    return _LATIN.fullmatch(sign) is not None
