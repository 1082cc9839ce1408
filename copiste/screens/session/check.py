"""Compare declared screens with those of a live application, without running a robot.

Only screens that are reached without changing anything are walked to; nothing is committed on the way. Run in
the evening, it finds a changed screen before a bot meets it at two in the morning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from copiste.screens.declared.model import Screen
from copiste.screens.errors import AnsweredError, FieldNotFoundError, ScreensError
from copiste.screens.reading.captions import normal
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.view import View
from copiste.screens.session.session import ScreenSession


class Verdict(StrEnum):
    """What came of checking one screen."""

    SAME = "same"
    DIFFERS = "differs"
    #: No declared way leads there without typing a case, or the application did not go there.
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class ScreenCheck:
    """What is declared about one screen against what it shows. Names and captions, never values."""

    screen: str
    verdict: Verdict
    #: Why it was not reached, or was not recognised.
    reason: str = ""
    #: Declared fields and lists that were found, and those that were not.
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    #: Declared fields whose inputs are shorter than declared, or protected where they are to be typed into.
    changed: tuple[str, ...] = ()
    #: Captions with something to type beside them that no field declares.
    undeclared: tuple[str, ...] = ()
    #: Declared keys that the screen's line of keys does not offer.
    keys_missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """One line about it."""
        parts = [
            f"{label} {', '.join(names)}"
            for label, names in (
                ("missing", self.missing),
                ("changed", self.changed),
                ("keys not offered", self.keys_missing),
                ("not declared", self.undeclared),
            )
            if names
        ]
        return self.reason or "; ".join(parts) or f"{len(self.found)} found"


def check_screens(
    session: ScreenSession, names: Collection[str] = (), known: Mapping[str, object] | None = None
) -> Iterator[ScreenCheck]:
    """Walk to each declared screen of a signed-on `session` and yield what differs.

    Args:
        session: Signed on; it is left on the home screen, unless a screen was not recognised and it is lost.
        names: Only these screens; all when empty.
        known: Values that screens need, such as the number of a record.

    Raises:
        UndeclaredError: one of `names` is no declared screen.
    """
    application = session.application
    wanted = [application.screen(name) for name in names] or list(application.screens.values())
    for screen in wanted:
        yield _check(session, screen, known or {})
        if session.screen_unknown:
            return
    session.leave()


def compare(view: View, screen: Screen, key_words: Mapping[str, str]) -> ScreenCheck:
    """What is declared about `screen` against `view`, which was recognised as it. Pure."""
    places = Places(view, screen)
    found, missing, changed = [], [], []
    for name, field in screen.fields.items():
        try:
            cells = places.cells(name)
        except FieldNotFoundError:
            missing.append(name)
            continue
        found.append(name)
        short = any(
            cell.length is not None and length is not None and cell.length < length
            for cell, length in zip(cells, field.lengths, strict=True)
        )
        if short or (not field.protected and any(cell.protected for cell in cells)):
            changed.append(name)
    for name in screen.tables:
        try:
            rows(view, screen, name)
            found.append(name)
        except FieldNotFoundError:
            missing.append(name)
    offered = _keys_offered(view, key_words)
    keys = tuple(
        name
        for name, action in screen.actions.items()
        if offered and action.key and action.key not in offered
    )
    undeclared = tuple(_undeclared(view, screen))
    same = not (missing or changed or keys or undeclared)
    verdict = Verdict.SAME if same else Verdict.DIFFERS
    return ScreenCheck(
        screen.screen, verdict, "", tuple(found), tuple(missing), tuple(changed), undeclared, keys
    )


def _check(session: ScreenSession, screen: Screen, known: Mapping[str, object]) -> ScreenCheck:
    reach = screen.reach
    try:
        if screen.screen == session.application.home_screen:
            session.leave()
        elif reach is None:
            return ScreenCheck(
                screen.screen, Verdict.NOT_REACHED, "declares no way to it without typing a case"
            )
        elif unknown := [name for name in reach.needs if name not in known]:
            return ScreenCheck(screen.screen, Verdict.NOT_REACHED, f"needs a value for {', '.join(unknown)}")
        else:
            session.go_to(screen.screen, **{name: known[name] for name in reach.needs})
        session.expect(screen.screen)
        view = session.inspected()
    except AnsweredError as error:
        return ScreenCheck(screen.screen, Verdict.NOT_REACHED, str(error))
    except ScreensError as error:
        return ScreenCheck(screen.screen, Verdict.DIFFERS, str(error))
    return compare(view, screen, session.application.key_words)


def _keys_offered(view: View, key_words: Mapping[str, str]) -> frozenset[str]:
    """The keys that the last line naming several of them offers; empty when no line does."""
    pattern = re.compile("|".join([r"\bF\d{1,2}\b", *(rf"\b{re.escape(word)}\b" for word in key_words)]))
    for line in reversed(view.lines):
        named = pattern.findall(" ".join(cell.text for cell in line if not cell.input))
        if named:
            return frozenset(key_words.get(name, name) for name in named)
    return frozenset()


def _undeclared(view: View, screen: Screen) -> Iterator[str]:
    """Captions that stand before inputs and belong to no declared field."""
    for line in view.lines:
        caption = ""
        for before, cell in zip((None, *line), line, strict=False):
            if not cell.input and any(map(str.isalnum, cell.text)):
                caption = normal(cell.text)
            elif cell.input and caption and not (before and before.input) and caption not in screen.captions:
                yield caption
