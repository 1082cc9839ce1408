"""How a session begins, ends, and comes back to where every screen is reached from; as declared."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from copiste.screens.declared.action import AnAction
from copiste.screens.declared.base import Declaration

#: `screen`: typed on a screen. `http`: the browser's own question, answered with a seat's `user` and the
#: `password` of its secret. `already`: by whoever opened the window. `none`: nobody is asked.
SignOnBy = Literal["screen", "http", "already", "none"]


class SignOnPage(Declaration):
    """One screen of a sign-on that takes several."""

    screen: str
    #: Its action that goes on.
    action: str


class SignOn(Declaration):
    """How a session begins and ends. `sign_on: none` says that nobody is asked."""

    by: SignOnBy = "screen"
    #: The first screen, whose fields a seat has, and its action that signs on.
    screen: str = ""
    action: str = ""
    #: The screens that follow, each with fields of the seat's, where the sign-on takes several; the
    #: application may leave some out.
    then: tuple[SignOnPage, ...] = ()
    #: Fields in which no two seats may agree: where a second sign-on would end the first.
    exclusive: tuple[str, ...] = ()
    #: The screens that say it worked.
    arrives: tuple[str, ...] = ()
    #: The action of the home screen that ends the session; without one, the window is just closed.
    sign_off: str = ""

    @model_validator(mode="before")
    @classmethod
    def _in_a_word(cls, declared: Any) -> Any:
        return {"by": declared} if isinstance(declared, str) else declared

    @field_validator("arrives", mode="before")
    @classmethod
    def _one_or_several(cls, declared: Any) -> Any:
        return (declared,) if isinstance(declared, str) else declared

    @model_validator(mode="after")
    def _is_complete(self) -> SignOn:
        typed = self.by == "screen"
        if typed and not (self.screen and self.action and self.arrives):
            raise ValueError("give screen, action and arrives; or none, already or http in a word")
        if not typed and (self.screen or self.action or self.then):
            raise ValueError(f"{self.by} types nothing: screen, action and then do not belong to it")
        if self.exclusive and self.by in {"none", "already"}:
            raise ValueError(f"{self.by} asks for nothing that could be exclusive")
        return self

    @property
    def pages(self) -> tuple[SignOnPage, ...]:
        """Every screen on which something is typed, in this order."""
        return (SignOnPage(screen=self.screen, action=self.action), *self.then) if self.screen else ()


class Home(Declaration):
    """The screen from which others are reached, and to which a session comes back after each case."""

    #: Without a name, the first one that signing on arrives at.
    screen: str = ""
    #: How every screen leads back here without keeping what was typed, pressed as often as it takes. Without
    #: it, the application's address is opened anew.
    leave: AnAction | None = None
    #: A menu: its field that takes the code of a screen, and its action that goes there.
    code: str = ""
    action: str = ""

    @model_validator(mode="after")
    def _menu_is_whole(self) -> Home:
        if bool(self.code) != bool(self.action):
            raise ValueError("a menu needs both: code, its field, and action, which goes there")
        return self


class Reach(Declaration):
    """How a screen is reached without changing anything in the application. One of its ways is given."""

    #: The code that the menu takes.
    code: str = ""
    #: What to click one after the other, from the home screen on: links, tree entries, tabs, buttons.
    path: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    #: Or its address, or the end of it, with `{needed}` values: `/members/{number}/change`.
    address: str = ""
    #: Or another screen, and the action there …
    screen: str = ""
    action: str = ""
    #: … or the action in the one row of its list that shows what is needed.
    table: str = ""
    #: Values that this screen needs, such as the number of the record that it shows: fields of the menu,
    #: names in the address, columns of the list, or fields of `screen` that are filled before the action.
    needs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_one_way(self) -> Reach:
        ways = [way for way in ("code", "path", "address", "screen") if getattr(self, way)]
        if len(ways) != 1:
            raise ValueError("give one way: code, path, address, or screen and action")
        if bool(self.screen) != bool(self.action) or (self.table and not self.screen):
            raise ValueError("screen and action belong together, and table to them")
        return self
