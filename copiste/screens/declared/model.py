"""What is declared about a legacy application: its screens, fields, keys, messages and interruptions.

The declarations are YAML, which `loading` reads; these are the frozen values they become.
A screen's labels, positions, keys and messages are written there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration, KeyName, pick
from copiste.screens.declared.catalogue import CatalogueEntry, Interruption, MessageForm
from copiste.screens.declared.day_journal import DayJournal


class FieldType(StrEnum):
    """How a case value and what is typed correspond; `copiste.screens.declared.format` has the rules."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"
    NIR = "nir"
    IBAN = "iban"
    BOOL = "bool"


class Charset(StrEnum):
    """Which characters a field takes, and what is done to a case value to get there."""

    #: Printable ASCII in capitals: accents stripped, œ → OE, typographic quotes and dashes made plain.
    LEGACY_UPPER = "legacy_upper"
    #: Capital letters and digits.
    CODE = "code"
    DIGITS = "digits"
    #: As it is.
    ANY = "any"


class Part(Declaration):
    """One input of a field that is split over several captions."""

    caption: Annotated[str, Field(min_length=1)]
    max: Annotated[int, Field(ge=1)]


class ScreenField(Declaration):
    """A named value on a screen."""

    #: The text to the left of it. Not needed when every part has its own.
    caption: str = ""
    type: FieldType = FieldType.TEXT
    #: Characters it takes; the sum of its parts when it has some.
    max: Annotated[int, Field(ge=1)] | None = None
    charset: Charset = Charset.LEGACY_UPPER
    #: Split inputs: their lengths (behind one caption), or their captions and lengths.
    parts: tuple[Annotated[int, Field(ge=1)], ...] | tuple[Part, ...] = ()
    #: Of a date: how it is typed and shown, as in the French `JJMMAAAA`.
    format: Literal["JJMMAAAA", "JJMMAA", "JJ/MM/AAAA", "AAAA-MM-JJ"] = "JJMMAAAA"
    #: Of a code: what the screen calls each of the case's codes, when they differ.
    codes: Mapping[str, str] = Field(default_factory=dict)
    #: Of a bool: what is typed for yes and for no.
    yes: str = "O"
    no: str = "N"
    #: Shown, never typed.
    protected: bool = False
    #: What is typed does not show (a password): only its length can be read back.
    hidden: bool = False
    #: Painted over in every picture.
    sensitive: bool = False
    #: The screen shows only the first `max` characters of a longer value.
    cut: bool = False

    @property
    def lengths(self) -> tuple[int | None, ...]:
        """The length of each part; one entry for a field that is not split."""
        if not self.parts:
            return (self.max,)
        return tuple(part.max if isinstance(part, Part) else part for part in self.parts)

    @property
    def captions(self) -> tuple[tuple[str, int], ...]:
        """Each caption with how many inputs follow it."""
        if self.parts and isinstance(self.parts[0], Part):
            return tuple((part.caption, 1) for part in self.parts if isinstance(part, Part))
        return ((self.caption, max(1, len(self.parts))),)

    @model_validator(mode="after")
    def _has_captions(self) -> ScreenField:
        if not all(caption for caption, _ in self.captions):
            raise ValueError("a field needs a caption, or parts that have one")
        return self


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

    @model_validator(mode="after")
    def _says_something(self) -> Recognise:
        if not self.title and not self.texts:
            raise ValueError("give a title or texts; nothing else recognises a screen")
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
    #: Menu fields that this screen needs (`member_number`).
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
        return frozenset(caption for field in self.fields.values() for caption, _ in field.captions)


class SignOn(Declaration):
    """How a session begins and ends."""

    screen: str
    key: str
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
    interruptions: Mapping[str, Interruption] = Field(default_factory=dict)
    #: What the screens call keys that have other names here (`ENTREE: ENTER`).
    key_words: Mapping[str, KeyName] = Field(default_factory=dict)
    #: What a browser says of whoever sits before it: a language such as `fr-FR`, an IANA time zone such as
    #: `Europe/Paris`; without them, this machine's.
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
