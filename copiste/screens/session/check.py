"""Compare declared screens with those of a live application, without running a robot.

Only screens that are reached without changing anything are walked to; nothing is committed on the way. Run in
the evening, it finds a changed screen before a bot meets it at two in the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from copiste.screens.declared.model import Screen
from copiste.screens.errors import AnsweredError, FieldNotFoundError, ScreensError
from copiste.screens.reading.grids import grid_lines
from copiste.screens.reading.keys import may_be_named, named_keys
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.undeclared import undeclared_inputs
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
    #: Declared buttons, links, images and tabs that are not there; those that turn a list's pages may be.
    actions_missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """One line about it."""
        parts = [
            f"{label} {', '.join(names)}"
            for label, names in (
                ("missing", self.missing),
                ("changed", self.changed),
                ("keys not offered", self.keys_missing),
                ("nothing to click for", self.actions_missing),
                ("not declared", self.undeclared),
            )
            if names
        ]
        return self.reason or "; ".join(parts) or f"{len(self.found)} found"


def check_screens(
    session: ScreenSession,
    names: Collection[str] = (),
    known: Mapping[str, object] | None = None,
    *,
    again: Callable[[], object] | None = None,
) -> Iterator[ScreenCheck]:
    """Walk to each declared screen of a signed-on `session` and yield what differs.

    Args:
        session: Signed on; it is left on the home screen, unless a screen was not recognised and it is lost.
        names: Only these screens; all when empty.
        known: Values that screens need, such as the number of a record.
        again: Signs on anew where a screen was not recognised, or did not come; without it, the screens after
            such a one are not reached.

    Raises:
        UndeclaredError: one of `names` is no declared screen.
    """
    application = session.application
    wanted = [application.screen(name) for name in names] or list(application.screens.values())
    for screen in wanted:
        if session.screen_unknown and (why := _begin_again(again)):
            yield ScreenCheck(screen.screen, Verdict.NOT_REACHED, why)
        else:
            yield _check(session, screen, known or {})
    if not session.screen_unknown:
        session.leave()


def _begin_again(sign_on: Callable[[], object] | None) -> str:
    """Sign on anew; why that was not possible, or an empty text."""
    if sign_on is None:
        return "not visited: the session was lost on a screen before"
    try:
        sign_on()
    except ScreensError as error:
        return f"not visited: signing on anew failed: {error}"
    return ""


def compare(
    view: View, screen: Screen, key_words: Mapping[str, str], *, keys_named: str = "all"
) -> ScreenCheck:
    """What is declared about `screen` against `view`, which was recognised as it. Pure.

    A key counts as not offered when the screen names keys, all of them, and could name this one: a function
    key, or one for which the application has a word. Where the number of a key could not be read, it may be
    any that fits.
    """
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
    for name in (*screen.tables, *screen.grids):
        try:
            if name in screen.tables:
                rows(view, screen, name)
            else:
                grid_lines(view, screen, name)
            found.append(name)
        except FieldNotFoundError:
            missing.append(name)
    offered = {one.key for one in named_keys(view, key_words)}
    keys = {name: action.key for name, action in screen.actions.items() if action.key}
    nameable = {key for key in keys.values() if key.startswith("F")} | {*key_words.values()}
    expected = nameable if offered and keys_named == "all" else set()
    not_offered = tuple(
        name
        for name, key in keys.items()
        if key in expected and key not in offered and not may_be_named(view, key_words, key)
    )
    undeclared = tuple(dict.fromkeys(undeclared_inputs(view, screen))) if screen.others == "told" else ()
    same = not (missing or changed or not_offered or undeclared)
    verdict = Verdict.SAME if same else Verdict.DIFFERS
    return ScreenCheck(
        screen.screen, verdict, "", tuple(found), tuple(missing), tuple(changed), undeclared, not_offered
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
    application = session.application
    compared = compare(view, screen, application.key_words, keys_named=application.keys_named)
    turning = {name for table in screen.tables.values() for name in (table.next, table.previous)}
    gone = tuple(name for name in screen.actions if name not in turning and not session.offers(name))
    verdict = Verdict.DIFFERS if gone else compared.verdict
    return replace(compared, actions_missing=gone, verdict=verdict)
