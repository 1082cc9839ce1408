"""What tells one screen from all others, as declared."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pydantic import model_validator

from copiste.screens.declared.base import Declaration


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

    @model_validator(mode="after")
    def _is_possible(self) -> Recognise:
        if self.title and self.bare:
            raise ValueError("a bare screen has no title")
        return self

    @property
    def says_nothing(self) -> bool:
        """Whether the screen is recognised by what it declares."""
        return not (self.title or self.bare or self.texts or self.address)

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
