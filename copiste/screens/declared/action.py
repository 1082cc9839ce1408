"""What one can do on a screen, under one name whatever it is on the face: a key, a button, a link, a tab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from copiste.screens.declared.base import Declaration, KeyName

#: What an action may be besides a key: the kinds by which faces call what is clicked.
CLICKED: Final = ("button", "link", "image", "tab")


class Action(Declaration):
    """One action: a key, something to click with this text or accessible name, or one for each face."""

    #: On a face that has such a thing to click, it is clicked; on another one, the key is pressed.
    key: KeyName | None = None
    button: str = ""
    link: str = ""
    #: By its accessible name (`alt`, `title`).
    image: str = ""
    tab: str = ""
    #: The heading of the group that it stands in, where its text stands on the screen more than once.
    within: str = ""
    #: Which of several that nothing else tells apart, from 1 in reading order: the last resort.
    nth: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _is_something(self) -> Action:
        self._check()
        return self

    def _check(self) -> None:
        clicked = [kind for kind in CLICKED if getattr(self, kind)]
        if len(clicked) > 1:
            raise ValueError(f"it is one of {', '.join(clicked)}, not several")
        if not clicked and not self.key:
            raise ValueError(f"give a key, or what is clicked: {', '.join(CLICKED)}")
        if (self.within or self.nth) and not clicked:
            raise ValueError("within and nth belong to something that is clicked")

    @property
    def clicked(self) -> tuple[str, str] | None:
        """Kind and text of what is clicked; `None` when it is only a key."""
        return next(((kind, text) for kind in CLICKED if (text := getattr(self, kind))), None)

    def __str__(self) -> str:
        return " ".join(self.clicked) if self.clicked else str(self.key)


def named(declared: Any) -> Any:
    """An action in a word is a key."""
    return {"key": declared} if isinstance(declared, str) else declared


#: An action as it is written: `F10`, `{button: Save}`, `{key: F10, button: Save}`.
AnAction = Annotated[Action, BeforeValidator(named)]
Actions = Mapping[str, AnAction]
