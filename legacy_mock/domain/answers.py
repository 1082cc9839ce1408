"""What the domain answers: a record made, a question to confirm, or an exception that says why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from legacy_mock.messages import MESSAGES, Kind, message_text

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Notice:
    """A numbered message with its values."""

    number: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What the message means."""
        return MESSAGES[self.number].kind

    @property
    def text(self) -> str:
        """The line for row 22, number included."""
        return message_text(self.number, **self.values)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record is made, with its journal row, in one database transaction."""

    #: The confirmation to show; it ends in the receipt.
    notice: Notice
    #: ``YYDDD-nnnnnn``.
    receipt: str
    #: The file concerned; after a creation, the new number.
    member_number: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Nothing is recorded: the same call with ``confirmed=True`` goes through."""

    #: At least one, the most important first.
    notices: tuple[Notice, ...]


class DomainError(Exception):
    """Base of what the domain raises at its callers; ``text`` is the line for row 22."""

    def __init__(self, number: str, **values: object) -> None:
        self.notice = Notice(number, values)
        super().__init__(self.notice.text)

    @property
    def number(self) -> str:
        """Message number."""
        return self.notice.number

    @property
    def text(self) -> str:
        """The line for row 22, number included."""
        return self.notice.text


class Refused(DomainError):  # noqa: N818 - reads as the answer it is
    """The data or the rules refuse; nothing is recorded."""


class Locked(DomainError):  # noqa: N818 - reads as the answer it is
    """The member's file is locked by another seat; nothing is recorded, try later."""

    def __init__(self, operator: str, terminal: str) -> None:
        super().__init__("ADH0040", operateur=operator, terminal=terminal)
        self.operator = operator
        self.terminal = terminal
