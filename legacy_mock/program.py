"""What a transaction program is given, and what it may answer.

A program is pseudo-conversational: it is called once for each key, keeps nothing, and finds what it left
for itself in the commarea. It is called with `aid` None when another program, or the menu, transfers to it.
It may raise `Refused` or `Locked`: the host then leaves the screen as it is and shows the message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from legacy_mock.domain import Backend, Notice, Recorded, Signature, Warned, keyed_date

if TYPE_CHECKING:
    from legacy_mock.map import Aid, Map
    from legacy_mock.screen import Row

Commarea = Mapping[str, str]

#: Warnings that the host would like asked in a dialog, on a face that has dialogs.
DIALOG_WARNINGS = frozenset({"ADH0020", "AYD0021", "RAD0020"})


@dataclass(frozen=True, slots=True)
class Show:
    """Send a map, or only new values for the map that is already there, and wait for a key."""

    #: Name of the map; empty keeps the one on the screen, with what was typed.
    map: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] | None = None
    message: Notice | None = None
    cursor: str = ""
    #: What the program wants to find again at the next key.
    commarea: Commarea = field(default_factory=dict)

    @property
    def dialog(self) -> bool:
        """True when the message is a warning that is asked in a dialog."""
        return self.message is not None and self.message.number in DIALOG_WARNINGS


@dataclass(frozen=True, slots=True)
class Transfer:
    """Give control to another transaction, with this commarea."""

    transaction: str
    commarea: Commarea = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignOn:
    """The person is known: open the session and show the menu."""

    signature: Signature


@dataclass(frozen=True, slots=True)
class SignOff:
    """Close the session and show the identification again."""


Reply = Show | Transfer | SignOn | SignOff


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a program may know when it is called."""

    backend: Backend
    #: Who works, and where; empty before sign-on.
    signature: Signature
    now: datetime
    commarea: Commarea
    #: The map on the screen.
    map: Map
    #: The key pressed; None on a transfer.
    aid: Aid | None = None
    #: Values of the fields that can be typed into, in capitals, by name.
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def member(self) -> str:
        """Number of the member whose file is open."""
        return self.commarea["member"]

    def __getitem__(self, name: str) -> str:
        """Give what was typed in a field, without blanks around it."""
        return self.typed.get(name, "").strip()

    def day(self, name: str) -> date:
        """Give a date typed in three parts. Raises Refused (SAI0001, SAI0003)."""
        zone = self.map.field(name)
        day, month, year = zone.split(self.typed.get(name, ""))
        return keyed_date(day, month, year, zone.caption)

    def day_or_none(self, name: str) -> date | None:
        """Give a date typed in three parts, or None when all are empty. Raises Refused (SAI0003)."""
        return self.day(name) if self[name] else None

    def keep(self, **more: str) -> dict[str, str]:
        """Give the commarea with more in it."""
        return {**self.commarea, **more}


def commit(context: Context, record: Callable[[bool], Recorded | Warned]) -> Show:
    """Do what F10 does everywhere: record, or ask for each warning once more, on the screen as it is.

    A warning counts as seen only for the same typed data. The same data again, after it was recorded, records
    nothing: the screen says under which receipt it stands. Raises what ``record`` raises.
    """
    keyed = "\x1f".join(f"{name}={value}" for name, value in sorted(context.typed.items()))
    kept = context.commarea
    if kept.get("recorded") == keyed:
        return Show(message=Notice("HOT0030", {"receipt": kept["receipt"]}), commarea=kept)
    seen = int(kept.get("seen", "0")) if kept.get("warned") == keyed else 0
    answer = record(False)
    if isinstance(answer, Warned):
        if seen < len(answer.notices):
            return Show(message=answer.notices[seen], commarea=context.keep(warned=keyed, seen=str(seen + 1)))
        answer = record(True)
    assert isinstance(answer, Recorded), "a domain that got a yes has nothing left to ask"
    return Show(
        values={"member_number": answer.member_number, "receipt": answer.receipt},
        message=answer.notice,
        commarea=context.keep(recorded=keyed, receipt=answer.receipt, member=answer.member_number),
    )


def without_warnings(commarea: Commarea) -> dict[str, str]:
    """Forget which warnings were seen, because what they were about may change."""
    return {name: value for name, value in commarea.items() if name not in {"warned", "seen"}}
