"""What is declared about a legacy application: its screens, fields, keys, messages and interruptions.

The declarations are YAML, which `loading` reads; these are the frozen values they become.
A screen's labels, positions, keys and messages are written there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from copiste.screens.declared.base import Declaration, KeyName, pick
from copiste.screens.declared.catalogue import CatalogueEntry, Interruption, MessageForm
from copiste.screens.declared.day_journal import DayJournal
from copiste.screens.declared.field import FieldDefaults, ScreenField
from copiste.screens.declared.place import TextAt


class Table(Declaration):
    """A list on a screen: a line of headings, entries below it, perhaps several pages."""

    #: Column name → its declaration; the caption is the heading as the screen cuts it.
    columns: Annotated[Mapping[str, ScreenField], Field(min_length=1)]
    #: Keys (by their names in `keys`) that turn the pages, and the field that shows `1/3`.
    next: str = ""
    previous: str = ""
    page: str = ""


class Recognise(Declaration):
    """What tells a screen from all others; everything named must hold."""

    #: The title cell's text; with a `*` at its end, how it begins.
    title: str = ""
    #: The screen has no title at all, as technical failures have none.
    bare: bool = False
    #: Texts that are cells of the screen.
    texts: tuple[str, ...] = ()
    #: Texts that are no cells of it.
    absent: tuple[str, ...] = ()
    #: On a terminal: texts by row and column, whatever stands beside them.
    at: tuple[TextAt, ...] = ()
    #: On a terminal: nothing is shown, as after CLEAR.
    blank: bool = False

    @field_validator("at", mode="before")
    @classmethod
    def _one_or_several(cls, declared: Any) -> Any:
        return (declared,) if isinstance(declared, Mapping) else declared

    @model_validator(mode="after")
    def _says_something(self) -> Recognise:
        if not (self.title or self.texts or self.at or self.blank):
            raise ValueError("give a title, texts, or texts at places (at): nothing else recognises a screen")
        if self.blank and (self.title or self.texts or self.at):
            raise ValueError("a blank screen shows no title and no text")
        if self.title and self.bare:
            raise ValueError("a bare screen has no title")
        return self

    def has_title(self, text: str) -> bool:
        """Whether `text` is the title wanted."""
        return text.startswith(self.title[:-1]) if self.title.endswith("*") else text == self.title

    def excludes(self, other: Recognise) -> bool:
        """Whether no screen can satisfy both, as far as the declarations show."""
        if (self.title and other.bare) or (self.bare and other.title):
            return True
        if self.blank is not other.blank:
            return True
        if any(one.excludes(another) for one in self.at for another in other.at):
            return True
        if self.title and other.title:
            one, another = self.title.removesuffix("*"), other.title.removesuffix("*")
            if not self.has_title(another) and not other.has_title(one):
                return True
        return bool(set(self.absent) & other.shown or set(other.absent) & self.shown)

    @property
    def shown(self) -> set[str]:
        """Every text it wants to see."""
        return {*self.texts, *([self.title] if self.title else [])}


class Reach(Declaration):
    """How a screen is reached without changing anything in the application."""

    #: The code that the menu takes.
    code: str = ""
    #: Or another screen, and the key pressed there.
    screen: str = ""
    key: str = ""
    #: Menu fields that this screen needs, such as the number of the record that it shows.
    needs: tuple[str, ...] = ()


class Screen(Declaration):
    """One declared screen."""

    screen: str
    #: What it is for, for people.
    about: str = ""
    recognise: Recognise
    reach: Reach | None = None
    fields: Mapping[str, ScreenField] = Field(default_factory=dict)
    tables: Mapping[str, Table] = Field(default_factory=dict)
    #: What a key means here → the key.
    keys: Mapping[str, KeyName] = Field(default_factory=dict)
    #: What each face must know besides; checked by the face's own `declaration` module.
    faces: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)

    def field(self, name: str) -> ScreenField:
        """The field `name`. Raises `UndeclaredError`."""
        return pick(self.fields, name, "field", f'Screen "{self.screen}"')

    def table(self, name: str) -> Table:
        """The table `name`. Raises `UndeclaredError`."""
        return pick(self.tables, name, "table", f'Screen "{self.screen}"')

    def key(self, name: str) -> str:
        """The keyboard key for a declared key name, or for its keyboard name. Raises `UndeclaredError`."""
        if name in self.keys.values():
            return name
        return pick(self.keys, name, "key", f'Screen "{self.screen}"')

    @property
    def captions(self) -> frozenset[str]:
        """Every caption of its fields."""
        captions = {caption for field in self.fields.values() for caption, _ in field.captions}
        return frozenset(captions - {""})


class SignOn(Declaration):
    """How a session begins and ends."""

    screen: str
    key: str
    #: Fields in which no two seats may agree: where a second sign-on would end the first.
    exclusive: tuple[str, ...] = ()
    #: The screen that says it worked.
    arrives: str
    #: The key of the menu that ends the session.
    sign_off: str


class Menu(Declaration):
    """The screen from which others are reached by their code."""

    screen: str
    #: Its field that takes the code, and its key that goes there.
    code: str
    key: str
    #: The key by which every screen leads back here without keeping what was typed.
    leave: KeyName


class Application(Declaration):
    """Everything declared about one application; `load_application` makes it."""

    application: str
    about: str = ""
    sign_on: SignOn
    menu: Menu
    message: MessageForm
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
    messages: Mapping[str, CatalogueEntry] = Field(default_factory=dict)

    def screen(self, name: str) -> Screen:
        """The screen `name`. Raises `UndeclaredError`."""
        return pick(self.screens, name, "screen", f'Application "{self.application}"')
