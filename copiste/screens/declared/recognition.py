"""What tells one screen from all others, as declared."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from pydantic import field_validator, model_validator

from copiste.screens.declared.base import Declaration
from copiste.screens.declared.place import TextAt


class Recognise(Declaration):
    """What tells a screen from all others; everything named must hold.

    A screen that names nothing is recognised by what it declares: every field and action is shown.
    """

    #: The title cell's text; with a `*` at its end, how it begins.
    title: str = ""
    #: The screen has no title at all, as technical failures have none.
    bare: bool = False
    #: Texts that are cells of the screen.
    texts: tuple[str, ...] = ()
    #: Texts that are no cells of it.
    absent: tuple[str, ...] = ()
    #: Of a page: the path of its address, with its query where that is written; `*` is anything.
    address: str = ""
    #: On a terminal: texts by row and column, whatever stands beside them.
    at: tuple[TextAt, ...] = ()
    #: On a terminal: nothing is shown, as after CLEAR.
    blank: bool = False

    @field_validator("at", mode="before")
    @classmethod
    def _one_or_several(cls, declared: Any) -> Any:
        return (declared,) if isinstance(declared, Mapping) else declared

    @model_validator(mode="after")
    def _is_possible(self) -> Recognise:
        if self.title and self.bare:
            raise ValueError("a bare screen has no title")
        if self.blank and (self.title or self.texts or self.at):
            raise ValueError("a blank screen shows no title and no text")
        return self

    @property
    def says_nothing(self) -> bool:
        """Whether the screen is recognised by what it declares."""
        return not (self.title or self.bare or self.texts or self.address or self.at or self.blank)

    def has_title(self, text: str) -> bool:
        """Whether `text` is the title wanted."""
        return text.startswith(self.title[:-1]) if self.title.endswith("*") else text == self.title

    def has_address(self, address: str) -> bool:
        """Whether `address`, a path that may have a query, is the one wanted."""
        path = address.partition("?")[0]
        return fnmatchcase(address if "?" in self.address else path, self.address)

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
        if (
            self.address
            and other.address
            and not (self.has_address(other.address) or other.has_address(self.address))
        ):
            return True
        return bool(set(self.absent) & other.shown or set(other.absent) & self.shown)

    @property
    def shown(self) -> set[str]:
        """Every text it wants to see."""
        return {*self.texts, *([self.title] if self.title else [])}
