"""What can be declared of a terminal's screen: places, keys, lists, texts by which it is known. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Look
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.proposing.fields import Fields, Proposed, unused_name
from copiste.screens.proposing.rest import Actions, Tables
from copiste.screens.reading.keys import named_keys
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.owning.captions import is_sign
from copiste.screens.reading.view import Cell, Line, View

#: Captions of fields whose text a terminal does not show: there is nothing else that tells.
_SECRET: Final = re.compile(r"\b(mot de passe|password|passwort|kennwort|contrase|pin)\b", re.IGNORECASE)
#: Words in a row, none with a figure or a sign in it.
_WORDS: Final = re.compile(r"(?<!\S)[^\W\d]+(?:[ '-][^\W\d]+)*(?!\S)")
#: What a comment says of a field whose end a terminal does not show.
_NOT_SHOWN: Final = "add max: where it ends does not show"
_AT_MOST: Final = "correct its length: where it ends does not show, and there is no room for more"
#: A part of a field that another follows, such as a day, is no longer than this.
_SMALL = 8
#: A title stands in one of so many rows.
_TOP = 5

At = tuple[int, int]


def propose_texts(view: View, captions: frozenset[str]) -> Mapping[str, Any]:
    """The title where its row is declared, or where a text stands alone on a row; else what is at the top."""
    if view.title:
        return {"title": view.title}
    top = [line for line in view.lines if _row_of(line) <= _TOP]
    alone = [line[0] for line in top if len(line) == 1 and _tells(line[0], captions)]
    if alone:
        return {"title": alone[-1].text}
    texts = [cell for line in top[:1] for cell in line if not cell.input and cell.text not in captions]
    places = [(cell.at, *words) for cell in texts if cell.at for words in _steady(cell.text)]
    return {"at": [{"row": at[0], "column": at[1] + start, "text": text} for at, start, text in places]}


def _steady(text: str) -> Iterator[tuple[int, str]]:
    """Yield the last words of a text between which no figures stand, and where they begin; figures change."""
    if found := _WORDS.findall(text):
        yield text.rindex(found[-1]), found[-1]


def propose_places(look: Look) -> Fields:
    """A field for each place that takes typing, and for each value beside a caption, from the top.

    By its caption where that leads to it in every look that work takes, else by row and column.
    """
    found: list[Proposed] = []
    for line in look.view.lines:
        for run in _runs(line, look.view):
            first = run[0]
            caption = _caption(line, first.cell)
            called = caption or f"row {first.row} column {first.column}"
            name = unused_name(called, {one.name for one in found})
            words = _leading_to(look, run, caption, name, found)
            shown = all(part.cell.length for part in run)
            note = "" if shown else _AT_MOST if "at" in words or "parts" in words else _NOT_SHOWN
            found.append(Proposed(name, {**words, **_secret(caption)}, note=note))
    for caption, place in _values(look.view):
        name = unused_name(caption, {one.name for one in found})
        words = {"caption": caption, "protected": True}
        if _begins(_ats(look, words, name, found), place):
            found.append(Proposed(name, words))
    return Fields(tuple(found))


def propose_keys(view: View, key_words: Mapping[str, str]) -> Actions:
    """ENTER, and the keys that the screen names, each called what the screen says that it does."""
    found: dict[str, Mapping[str, Any]] = {}
    named = named_keys(view, key_words)
    if "ENTER" not in key_words.values():
        found["enter"] = {"key": "ENTER"}
    for one in named:
        if {"key": one.key} not in found.values():
            found[unused_name(one.does or one.key, found)] = {"key": one.key}
    return Actions(found)


def propose_lists(look: Look, fields: Fields) -> Tables:
    """Rows of two texts or more, above rows with figures in them that keep to the same columns."""
    found: dict[str, Mapping[str, Any]] = {}
    declared = {one.name: dict(one.words) for one in fields.proposed}
    bottom = 0
    for heading in look.view.lines:
        below = _entries(look.view, heading) if _row_of(heading) > bottom else []
        if not any(_digits(text) for text in below):
            continue
        columns: dict[str, Any] = {}
        for cell in heading:
            columns[unused_name(cell.text, columns)] = {"caption": cell.text}
        name = unused_name("list", found)
        tables = {name: {"columns": columns}}
        screen = Screen.model_validate({"screen": "proposed", "fields": declared, "tables": tables})
        try:
            if rows(look.seen_by(screen), screen, name):
                found |= tables
                bottom = _row_of(heading) + len(below)
        except FieldNotFoundError:
            continue
    return Tables(found, frozenset())


# --- places -----


@dataclass(frozen=True, slots=True)
class _Part:
    """A place that takes typing; row and column count from 1."""

    cell: Cell
    row: int
    column: int
    #: Up to what follows it on its row, which may be more than it takes.
    room: int

    @property
    def length(self) -> int:
        """What it takes, or may take at most."""
        return self.cell.length or self.room


def _runs(line: Line, view: View) -> Iterator[list[_Part]]:
    """Yield the places of a line, those together that are parts of one field: small, nothing between."""
    run: list[_Part] = []
    for at, cell in enumerate(line):
        if not cell.input or not cell.at or cell.protected:
            continue
        row, column = cell.at
        after = line[at + 1].at if at + 1 < len(line) else None
        room = (after[1] - 1 if after else len(view.rows[row - 1]) + 1) - column
        part = _Part(cell, row, column, max(room, 1))
        if run and (not _follows(part, run[-1]) or not line[at - 1].input):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _follows(part: _Part, before: _Part) -> bool:
    return before.length <= _SMALL and before.column + before.length + 1 == part.column


def _caption(line: Line, place: Cell) -> str:
    """The text before `place`: next to it but for signs, or the only one on its row."""
    before = [cell for cell in line if cell.at and place.at and cell.at[1] < place.at[1]]
    if not before or any(cell.input for cell in before):
        before = before[next((at + 1 for at in reversed(range(len(before))) if before[at].input), 0) :]
    texts = [cell for cell in before if not is_sign(cell.text)]
    led = bool(before) and is_sign(before[-1].text)
    alone = len(texts) == 1 and not _digits(texts[0].text)
    return texts[-1].text if texts and (led or alone) else ""


def _leading_to(
    look: Look, run: Sequence[_Part], caption: str, name: str, before: Sequence[Proposed]
) -> dict[str, Any]:
    """The caption where it leads to exactly these places, else the place of the first."""
    wanted = tuple(part.cell.at for part in run)
    lengths = [part.length for part in run]
    place: dict[str, Any] = {"row": run[0].row, "column": run[0].column}
    by_caption: dict[str, Any] = {"caption": caption}
    if len(run) > 1:
        by_place: dict[str, Any] = {"at": place, "parts": lengths}
        by_caption["parts"] = lengths
    else:
        by_place = {"at": {**place, "length": lengths[0]}}
        by_caption |= {"max": run[0].cell.length} if run[0].cell.length else {}
    for words in (by_caption, {"caption": caption, **by_place}):
        if caption and _ats(look, words, name, before) == wanted:
            return words
    return by_place


def _ats(
    look: Look, words: Mapping[str, Any], name: str, before: Sequence[Proposed]
) -> tuple[At | None, ...]:
    """Row and column of each part that `words` lead to, beside the fields `before`; none when to nothing."""
    fields = {**{one.name: dict(one.words) for one in before}, name: dict(words)}
    screen = Screen.model_validate({"screen": "proposed", "fields": fields})
    try:
        return tuple(cell.at for cell in Places(look.seen_by(screen), screen).cells(name))
    except FieldNotFoundError:
        return ()


def _begins(found: Sequence[At | None], caption: At) -> bool:
    """Whether what was found stands on the row of `caption`, behind it."""
    first = found[0] if found else None
    return first is not None and first[0] == caption[0] and first[1] > caption[1]


def _values(view: View) -> Iterator[tuple[str, At]]:
    """Yield each caption that leads to no input, and where it stands."""
    for line in view.lines:
        for at, (cell, sign) in enumerate(pairwise(line)):
            if cell.input or not cell.at or sign.input or not is_sign(sign.text) or is_sign(cell.text):
                continue
            if at + 2 >= len(line) or not line[at + 2].input:
                yield cell.text, cell.at


def _secret(caption: str) -> dict[str, Any]:
    return {"hidden": True, "sensitive": True} if _SECRET.search(caption) else {}


# --- lists and texts -----


def _entries(view: View, heading: Line) -> list[str]:
    """The rows right below `heading` that keep to its columns; none where it is no heading."""
    starts = [cell.at[1] - 1 for cell in heading if cell.at]
    plain = all(not cell.input and not is_sign(cell.text) and not _digits(cell.text) for cell in heading)
    if len(starts) < 2 or not plain:
        return []
    led = {_row_of(line) for line in view.lines if any(one.input or is_sign(one.text) for one in line)}
    found = []
    for row, text in enumerate(view.rows[_row_of(heading) :], start=_row_of(heading) + 1):
        kept = all(start == 0 or text[start - 1] == " " for start in starts)
        if row in led or not kept or sum(text[start] != " " for start in starts) < 2:
            break
        found.append(text)
    return found


def _tells(cell: Cell, captions: frozenset[str]) -> bool:
    """Whether it may be what tells the screen: no caption, and nothing that changes."""
    told = cell.text and not cell.input and not is_sign(cell.text)
    return bool(told) and cell.text not in captions and not _digits(cell.text)


def _digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def _row_of(line: Line) -> int:
    return next((cell.at[0] for cell in line if cell.at), 0)
