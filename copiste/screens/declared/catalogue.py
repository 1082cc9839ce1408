"""The application's messages, what confirms a commit, and what comes in between; as declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from copiste.screens.declared.base import Declaration


class MessageKind(StrEnum):
    """What a message means for the one who took the action."""

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


_SILENT: Final = (MessageKind.CONFIRMATION, MessageKind.INFORMATION)
_REFUSALS: Final = (MessageKind.BUSINESS, MessageKind.TRY_LATER)


def _check_values(values: Mapping[str, str]) -> None:
    for name, pattern in values.items():
        if re.compile(pattern).groups != 1:
            raise ValueError(f"the pattern of {name} needs one group")


class CatalogueEntry(Declaration):
    """One message of the application."""

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
    #: Of a refusal that comes on a screen of its own: that it proves that nothing was recorded.
    nothing_recorded: bool = False
    #: Name → regular expression with one group: what the message carries besides (a receipt).
    values: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_complete(self) -> CatalogueEntry:
        if self.kind not in _SILENT and not self.code:
            raise ValueError(f"a message of kind {self.kind} needs a code")
        if (self.kind is MessageKind.WARNING) != (self.confirm is not None):
            raise ValueError("confirm belongs to a warning, and every warning needs it")
        if bool(self.confirm) != (self.by is not None):
            raise ValueError("by belongs to a warning that is confirmed, and it needs it")
        if self.exists and self.kind is not MessageKind.BUSINESS:
            raise ValueError("exists belongs to a message of kind business")
        if self.nothing_recorded and (self.exists or self.kind not in _REFUSALS):
            raise ValueError("nothing_recorded belongs to a refusal, of a record that does not exist yet")
        _check_values(self.values)
        return self


class TextMessage(CatalogueEntry):
    """A message without a number: `text` is all of it, with `...` for what the screen fills in.

    Of several that a text could be, it is the first one declared, a screen's own before the application's.
    """

    #: The screens on which it means this; every screen when empty.
    screens: tuple[str, ...] = ()
    #: The messages' place that it stands in, by its name in the face's declaration; any when empty.
    place: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What such a message looks like, blanks as one."""
        return re.compile(".*?".join(map(re.escape, self._parts)), re.DOTALL)

    @property
    def is_anything(self) -> bool:
        """Whether any text is it: a message by its place alone."""
        return not any(map(str.strip, self._parts))

    @property
    def _parts(self) -> list[str]:
        return re.split(r"\.\.\.|…", " ".join(self.text.split()))


class Confirmation(Declaration):
    """How a commit is confirmed, and where its receipt is. One way is given; by default a message."""

    #: The value of a message that is the receipt.
    message: str = ""
    #: Or a field of the screen that arrives.
    field: str = ""
    #: Or the group of a regular expression that the address of the page that arrives holds.
    address: str = ""
    #: Or nothing does: the look afterwards alone proves the commit.
    lookup: bool = False

    @model_validator(mode="before")
    @classmethod
    def _in_a_word(cls, declared: Any) -> Any:
        if declared == "lookup":
            return {"lookup": True}
        if isinstance(declared, str):
            raise ValueError(  # noqa: TRY004 - pydantic's own
                "write lookup, or one of {message: …}, {field: …}, {address: …}"
            )
        return declared

    @model_validator(mode="after")
    def _is_one(self) -> Confirmation:
        if sum(map(bool, (self.message, self.field, self.address, self.lookup))) > 1:
            raise ValueError("a commit is confirmed in one way: message, field, address or lookup")
        if self.address:
            _check_values({"address": self.address})
        return self

    @property
    def value(self) -> str:
        """The value of a message that is the receipt."""
        return self.message or "receipt"

    def __str__(self) -> str:
        if self.lookup:
            return "lookup"
        where = "field" if self.field else "address" if self.address else "message"
        return f"{where} {self.field or self.address or self.value}"


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
        _check_values(self.values)
        return self


class Interruption(Declaration):
    """A screen that comes in between, whatever was expected."""

    #: Take this action of that screen and go on …
    press: str = ""
    #: … or give up, as this kind, under this code.
    kind: MessageKind | None = None
    code: str = ""
    #: It proves that nothing was recorded by the action before.
    nothing_recorded: bool = False

    @model_validator(mode="after")
    def _decides(self) -> Interruption:
        if bool(self.press) == bool(self.kind and self.code):
            raise ValueError("give either press, or kind and code")
        if self.kind in _SILENT:
            raise ValueError(f"kind {self.kind} ends nothing: give press")
        if self.nothing_recorded and self.kind not in _REFUSALS:
            raise ValueError("nothing_recorded belongs to a refusal")
        return self
