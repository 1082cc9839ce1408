"""What the YAML may say about the web face. Imports no browser library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from copiste.screens.declared.base import Declaration, KeyName


def _nameless(declared: Any) -> Any:
    return {"": declared} if isinstance(declared, str) and declared else declared or {}


class ApplicationFace(Declaration):
    """`faces: web:` of `application.yaml`."""

    #: Name of the frame that holds the screens, or the names of nested ones, outermost first; the page while
    #: it has no such frame. Without any, the page and all its frames together are the screen, as far as they
    #: are shown and of one origin.
    frame: tuple[str, ...] = ()
    #: Name of a frame whose links, with a menu code as their text, lead straight to that screen.
    shortcuts: str = ""
    #: `page`: keys are events in the page, like the characters typed. `browser`: they come from the browser's
    #: own keyboard, for pages that only believe those; slower.
    keys: Literal["page", "browser"] = "page"
    #: `on_demand`: in a headless shell, pages are painted for pictures only. For pages that wait for no
    #: animation frame, as pages of that time do not.
    painting: Literal["continuous", "on_demand"] = "continuous"
    #: CSS selector of the title cell; never an id or a name that changes.
    title: str = ""
    #: CSS selector of what holds a message each, or one for each kind of place, by a name that messages use:
    #: `{done: li.success, wrong: .errornote}`. Any text there that is not declared is an error.
    message: Annotated[Mapping[str, Annotated[str, Field(min_length=1)]], BeforeValidator(_nameless)] = Field(
        default_factory=dict
    )
    #: And of the cell that says, with any text, that the keyboard is locked: such a page is no answer yet.
    locked: str = ""
    #: Paths of requests that the page's scripts make all the time, and whose answers are no part of a screen;
    #: `*` is anything: `/poll*`. Answers to all others are waited for.
    background: tuple[str, ...] = ()
    #: A window that the application opens is either the next screen, or closed at once …
    popups: Literal["follow", "close"] = "follow"
    #: … and a window that was followed is closed by these keys; by none, when it is empty.
    popup_keys: tuple[KeyName, ...] = ()

    @field_validator("frame", mode="before")
    @classmethod
    def _one_or_nested(cls, declared: Any) -> Any:
        return tuple(filter(None, [declared])) if isinstance(declared, str) else declared


class ScreenFace(Declaration):
    """`faces: web:` of a screen. Captions say everything so far."""
