"""Read anti-aliased text: what is certain, character by character, and `UNKNOWN` for the rest.

Three sources are compared: two engines of optical recognition, and the shapes of letters that were certain
before. A character is certain when it looks exactly as it was learnt, when its shape and one engine agree,
or when both engines agree with confidence. In a word that mixes letters and digits, a character with a
look-alike needs its shape. Nothing is a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from copiste.screens.pixels.text.ocr import Engine, Symbol, engines
from copiste.screens.pixels.text.shapes import Shapes
from copiste.screens.pixels.text.strips import Strip, Word
from copiste.screens.pixels.text.vocabulary import ALIKE, Vocabulary
from copiste.screens.reading.view import UNKNOWN

DIGITS = "0123456789"
#: The characters of codes, whose context does not separate letters from digits.
CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS
#: Least confidence of both engines when they agree.
_SURE = 93.0
#: The same where only digits are possible, and for marks: fewer characters look like them.
_SURE_DIGIT = 75.0
_SURE_MARK = 60.0
#: By attempt, the enlargement of a word for the first engine and for the second.
_SIZES = ((2, 3), (3, 2), (4, 4))
#: Marks, which a word of digits or of letters may contain.
_MARKS = frozenset("-/.,:'&()")
_LOOK_ALIKES = frozenset("".join(ALIKE))
#: The most words that are remembered with their text.
_KEPT = 4000

_Key = tuple[bytes, int, str]


@dataclass(slots=True)
class TextReader:
    """Reads strips of text. Not for several threads."""

    vocabulary: Vocabulary
    #: Tesseract's names.
    languages: tuple[str, ...]
    shapes: Shapes = field(default_factory=Shapes)
    _engines: tuple[Engine, Engine] | None = field(default=None, repr=False)
    _known: dict[_Key, str] = field(default_factory=dict, repr=False)

    def caption(self, strip: Strip, alphabet: str = "") -> str:
        """The text of a caption; a known text is recognised by its similarity."""
        words = list(strip.words())
        texts = [self._word(word, alphabet, known=True) for word in words]
        said = " ".join(texts)
        if UNKNOWN not in said:
            return said
        guessed = [self._guess(word, alphabet) for word in words]
        whole = self.vocabulary.text(" ".join(guessed))
        if whole is None or len(whole.split()) != len(words):
            return said
        for word, text in zip(words, whole.split(), strict=True):
            self._keep(word, alphabet, text)
            self.shapes.learn(word, text)
        return whole

    def value(self, strip: Strip, alphabet: str = "") -> str:
        """The text of a value, `UNKNOWN` for each character that is not certain."""
        return " ".join(self._word(word, alphabet, known=False) for word in strip.words())

    # --- words -----

    def _word(self, word: Word, alphabet: str, *, known: bool) -> str:
        key = (word.ink.tobytes(), word.ink.shape[1], f"{alphabet}|{known}")
        text = self._known.get(key)
        if text is None:
            text = self._read(word, alphabet, known=known)
            if UNKNOWN not in text:
                self._keep_as(key, text)
        return text

    def _read(self, word: Word, alphabet: str, *, known: bool) -> str:
        spelt = "-" if word.is_dash else self.shapes.spell(word)
        if spelt is not None and (not alphabet or set(spelt) <= set(alphabet)):
            return spelt
        said: list[str] = []
        agreed: dict[int, tuple[str | None, ...]] = {}
        text = ""
        for sizes in _SIZES:
            symbols = [
                engine.symbols(word.ink, size, alphabet)
                for engine, size in zip(self._both(), sizes, strict=True)
            ]
            texts = ["".join(symbol.text for symbol in one) for one in symbols]
            said += texts
            sure = self._contradicted(word, _agreed(symbols, alphabet))
            if sure and not self.shapes.denies(word, texts[0]):
                agreed[len(sure)] = _together(agreed.get(len(sure), sure), sure)
                if None not in sure:
                    self.shapes.learn(word, texts[0])
                    return texts[0]
            if known and texts[0] == texts[1] and (match := self.vocabulary.word(texts[0])) is not None:
                self.shapes.learn(word, match)
                return match
            text = self._decided(word, said, agreed)
            if UNKNOWN not in text:
                break
        matches = {self.vocabulary.word(one) for one in said} if known and UNKNOWN in text else set()
        match = matches.pop() if len(matches) == 1 else None
        return match or text

    def _contradicted(self, word: Word, sure: tuple[str | None, ...]) -> tuple[str | None, ...]:
        """What is still sure after comparison with the shapes."""
        letters = self.shapes.read(word, len(sure)) or ((None, False),) * len(sure)
        return tuple(
            both if letter is None or letter == both else None
            for both, (letter, _) in zip(sure, letters, strict=True)
        )

    def _decided(self, word: Word, said: Sequence[str], agreed: Mapping[int, tuple[str | None, ...]]) -> str:
        """The word by its shapes, each confirmed by an engine, and by what both engines are sure of."""
        for count in dict.fromkeys(len(one) for one in said if one):
            letters = self.shapes.read(word, count)
            if not letters:
                continue
            seen = [{one[at] for one in said if len(one) == count} for at in range(count)]
            sure = agreed.get(count) or (None,) * count
            return "".join(
                (both if letter is None else letter if exact or letter in here else None) or UNKNOWN
                for (letter, exact), here, both in zip(letters, seen, sure, strict=True)
            )
        return UNKNOWN * max(1, len(said[0]))

    def _guess(self, word: Word, alphabet: str) -> str:
        symbols = self._both()[0].symbols(word.ink, _SIZES[0][0], alphabet)
        return "".join(symbol.text for symbol in symbols)

    def _both(self) -> tuple[Engine, Engine]:
        if self._engines is None:
            self._engines = engines(self.languages)
        return self._engines

    def _keep(self, word: Word, alphabet: str, text: str) -> None:
        self._keep_as((word.ink.tobytes(), word.ink.shape[1], f"{alphabet}|True"), text)

    def _keep_as(self, key: _Key, text: str) -> None:
        if len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = text


def _is_pure(text: str) -> bool:
    """Whether a word is all letters or all digits, so that context excludes look-alikes."""
    bare = "".join(character for character in text if character not in _MARKS)
    return bare.isalpha() or bare.isdigit() or not bare


def _together(one: Sequence[str | None], other: Sequence[str | None]) -> tuple[str | None, ...]:
    """The certain characters of two attempts; nothing where they differ."""
    return tuple(
        (first or second) if None in {first, second} or first == second else None
        for first, second in zip(one, other, strict=True)
    )


def _agreed(symbols: Sequence[tuple[Symbol, ...]], alphabet: str) -> tuple[str | None, ...]:
    """Each character that both engines are sure of, `None` for the others; empty when their lengths differ.

    In codes and mixed words, a character that has a look-alike is never sure.
    """
    one, other = symbols
    if len(one) != len(other):
        return ()
    digits = bool(alphabet) and not any(character.isalpha() for character in alphabet)
    bound = (_SURE_DIGIT if digits else _SURE, _SURE_MARK)
    pure = alphabet != CODES and all(_is_pure("".join(symbol.text for symbol in by)) for by in symbols)
    return tuple(
        first.text
        if first.text == second.text
        and min(first.confidence, second.confidence) >= bound[first.text in _MARKS]
        and (pure or first.text not in _LOOK_ALIKES)
        else None
        for first, second in zip(one, other, strict=True)
    )
