"""What is declared about a legacy application: its screens, fields, keys, messages and interruptions.

The declarations are YAML, which `loading` reads; these are the frozen values they become.
A screen's labels, positions, actions and messages are written there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from copiste.screens.declared.action import Action, Actions
from copiste.screens.declared.base import Declaration, KeyName, pick
from copiste.screens.declared.catalogue import (
    CatalogueEntry,
    Confirmation,
    Interruption,
    MessageForm,
    TextMessage,
)
from copiste.screens.declared.day_journal import DayJournal
from copiste.screens.declared.entering import Home, Reach, SignOn
from copiste.screens.declared.field import FieldDefaults, ScreenField
from copiste.screens.declared.recognition import Recognise
from copiste.screens.declared.tables import Grid, Table


class Screen(Declaration):
    """One declared screen."""

    screen: str
    #: What it is for, for people.
    about: str = ""
    recognise: Recognise = Recognise()
    reach: Reach | None = None
    fields: Mapping[str, ScreenField] = Field(default_factory=dict)
    #: `ignored`: only part of the screen is declared, and checks say nothing of the rest.
    others: Literal["told", "ignored"] = "told"
    tables: Mapping[str, Table] = Field(default_factory=dict)
    grids: Mapping[str, Grid] = Field(default_factory=dict)
    #: What one can do here, by the names that keywords use.
    actions: Actions = Field(default_factory=dict)
    #: Messages without numbers that this screen alone shows.
    messages: tuple[TextMessage, ...] = ()
    #: How a record that is committed here is confirmed.
    confirmed_by: Confirmation = Confirmation()
    #: What each face must know besides; checked by the face's own `declaration` module.
    faces: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)

    def field(self, name: str) -> ScreenField:
        """The field `name`. Raises `UndeclaredError`."""
        return pick(self.fields, name, "field", f'Screen "{self.screen}"')

    def table(self, name: str) -> Table:
        """The table `name`. Raises `UndeclaredError`."""
        return pick(self.tables, name, "table", f'Screen "{self.screen}"')

    def grid(self, name: str) -> Grid:
        """The grid `name`. Raises `UndeclaredError`."""
        return pick(self.grids, name, "grid", f'Screen "{self.screen}"')

    def action(self, name: str) -> Action:
        """The action `name`, or the one whose key has this name. Raises `UndeclaredError`."""
        for action in self.actions.values():
            if action.key == name:
                return action
        return pick(self.actions, name, "action", f'Screen "{self.screen}"')

    @property
    def captions(self) -> frozenset[str]:
        """Every caption of its fields."""
        captions = (caption for field in self.fields.values() for caption, _ in field.captions)
        return frozenset(filter(None, captions))

    @property
    def words(self) -> frozenset[str]:
        """Every text by which its fields are found: captions, headings, keys of rows."""
        around = (word for field in self.fields.values() for word in (field.within, field.row))
        return self.captions | frozenset(filter(None, around))


class Application(Declaration):
    """Everything declared about one application; `load_application` makes it."""

    application: str
    about: str = ""
    sign_on: SignOn
    home: Home = Home()
    #: How numbered messages look, where there are any.
    message: MessageForm | None = None
    #: What every field declares that says nothing else itself.
    defaults: FieldDefaults = FieldDefaults()
    interruptions: Mapping[str, Interruption] = Field(default_factory=dict)
    #: What the screens call keys that have other names here (`ENTREE: ENTER`).
    key_words: Mapping[str, KeyName] = Field(default_factory=dict)
    #: Whether a screen that names keys names all that work on it. With `some`, an unnamed one may work.
    keys_named: Literal["all", "some"] = "all"
    #: The language (BCP 47, such as `en-GB`) and the IANA time zone that a browser states; without them, this
    #: machine's.
    locale: str | None = None
    timezone: str | None = None
    #: Its own list of what an operator recorded; without one, the report has nothing to compare with.
    day_journal: DayJournal | None = None
    faces: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    #: Where its files are.
    folder: Path = Path()
    #: From the other files of its folder.
    screens: Mapping[str, Screen] = Field(default_factory=dict)
    #: Messages by their numbers, and those without.
    messages: Mapping[str, CatalogueEntry] = Field(default_factory=dict)
    texts: tuple[TextMessage, ...] = ()

    def screen(self, name: str) -> Screen:
        """The screen `name`. Raises `UndeclaredError`."""
        return pick(self.screens, name, "screen", f'Application "{self.application}"')

    @property
    def home_screen(self) -> str:
        """The name of the screen from which others are reached; empty when none is declared."""
        return self.home.screen or next(iter(self.sign_on.arrives), "")
