"""The application's numbered messages and what comes in between, as declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration


class MessageKind(StrEnum):
    """What a numbered message means for the one who pressed the key."""

    CONFIRMATION = "confirmation"
    INFORMATION = "information"
    #: The application asks whether to go on.
    WARNING = "warning"
    BUSINESS = "business"
    TRY_LATER = "try_later"
    TECHNICAL = "technical"
    #: The operator is not let in.
    SIGN_ON = "sign_on"
    #: The session is over.
    SESSION_EXPIRED = "session_expired"


class CatalogueEntry(Declaration):
    """One numbered message of the application."""

    kind: MessageKind
    #: The text, without what the screen fills in.
    text: str
    #: Our stable name for it; needed unless it only informs or confirms.
    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    #: Of a warning: whether it is confirmed, and by pressing the key again or in the dialog that it comes as.
    confirm: bool | None = None
    by: Literal["key", "dialog"] | None = None
    #: Of a refusal: that such a record is there already.
    exists: bool = False

    @model_validator(mode="after")
    def _is_complete(self) -> CatalogueEntry:
        silent = (MessageKind.CONFIRMATION, MessageKind.INFORMATION)
        if self.kind not in silent and not self.code:
            raise ValueError(f"a message of kind {self.kind} needs a code")
        if (self.kind is MessageKind.WARNING) != (self.confirm is not None):
            raise ValueError("confirm belongs to a warning, and every warning needs it")
        if bool(self.confirm) != (self.by is not None):
            raise ValueError("by belongs to a warning that is confirmed, and it needs it")
        if self.exists and self.kind is not MessageKind.BUSINESS:
            raise ValueError("exists belongs to a message of kind business")
        return self


class MessageForm(Declaration):
    """How messages look, whatever they say."""

    #: Regular expression with the groups `number` and `text`.
    pattern: str
    #: Name → regular expression with one group: numbers that a message may carry (a receipt).
    values: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _compiles(self) -> MessageForm:
        if not {"number", "text"} <= set(re.compile(self.pattern).groupindex):
            raise ValueError("the pattern needs the groups number and text")
        for name, pattern in self.values.items():
            if re.compile(pattern).groups != 1:
                raise ValueError(f"the pattern of {name} needs one group")
        return self


class Interruption(Declaration):
    """A screen that comes in between, whatever was expected."""

    #: Press this key of that screen and go on …
    press: str = ""
    #: … or give up, as this kind, under this code.
    kind: MessageKind | None = None
    code: str = ""

    @model_validator(mode="after")
    def _decides(self) -> Interruption:
        if bool(self.press) == bool(self.kind and self.code):
            raise ValueError("give either press, or kind and code")
        return self
