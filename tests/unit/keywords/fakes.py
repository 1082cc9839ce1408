"""A screen session and a journal in memory, which write one trace together and can be cut off anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from copiste.queue import lifecycle
from copiste.queue.item import JournalEntry, LeaseLostError, StepState
from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Application
from copiste.screens.errors import (
    AnsweredError,
    BusinessRefusedError,
    ReadBackError,
    UnexpectedScreenError,
)
from copiste.screens.reading.view import Values
from copiste.screens.session.arrival import Arrival
from tests.unit.keywords.back_end import FakeBackEnd, Member

SCREENS = Path(__file__).parents[3] / "screens"


class PowerCutError(Exception):
    """From here on nothing answers any more: what `kill -9` looks like from inside the robot."""


class Trace:
    """What happened, in order; `cut_at` makes the n-th event, and all after it, a power cut."""

    def __init__(self, cut_at: int | None = None) -> None:
        self.events: list[str] = []
        self._cut_at = cut_at

    def __call__(self, event: str) -> None:
        if self._cut_at is not None and len(self.events) >= self._cut_at:
            raise PowerCutError
        self.events.append(event)

    def of(self, *kinds: str) -> list[str]:
        """The events whose first word is one of `kinds`."""
        return [event for event in self.events if event.split()[0] in kinds]


class FakeJournal:
    """Keeps entries as strictly as the store does; refuses the states in `refuses` as a lost lease."""

    def __init__(self, *entries: JournalEntry, item: int = 7) -> None:
        self.trace = Trace()
        self.refuses: set[StepState] = set()
        self._item = item
        self._entries = {entry.step: entry for entry in entries}

    def entries(self) -> Mapping[str, JournalEntry]:
        return dict(self._entries)

    def record(self, entry: JournalEntry) -> None:
        if entry.state in self.refuses:
            raise LeaseLostError("Lease 3 was taken over.")
        self.trace(f"journal {entry.step} {entry.state}")
        known = self._entries.get(entry.step)
        self._entries[entry.step] = lifecycle.follow(self._item, known, entry)
        self.trace(f"durable {entry.step} {entry.state}")


class FakeRow(dict[str, Any]):
    """One row of a list."""

    def shows(self, values: Mapping[str, object]) -> bool:
        return not _differences(self, values)


@dataclass
class CommitAnswer:
    """What the next commit key leads to, instead of a confirmation."""

    error: Exception | None
    #: Whether the back-end made the record all the same.
    recorded: bool = False
    #: The screen that comes instead of the same again.
    arrives: str = ""


#: Screens whose fields are empty when they are reached.
_BLANK = {"member_search", "member_identity", "affiliation", "dependant_add", "dependant_end", "termination"}
#: What Enter leads to, where it leads on.
_ENTER = {
    "member_identity": "member_situation",
    "member_situation": "member_summary",
    "termination": "termination_summary",
    "affiliation": "affiliation",
}


@cache
def _application() -> Application:
    return load_application(SCREENS / "backend_sante")


@dataclass
class FakeSession:
    """The part of `ScreenSession` that the keywords use, on a `FakeBackEnd`."""

    back_end: FakeBackEnd
    trace: Trace = field(default_factory=Trace)
    current: str | None = "menu"
    screen_unknown: bool = False
    #: Answers of the next commit keys, first one first; then confirmations.
    commits: list[CommitAnswer] = field(default_factory=list)
    #: Exceptions that methods raise, by name.
    broken: dict[str, Exception] = field(default_factory=dict)
    signed_off: bool = False
    closed: bool = False

    def __post_init__(self) -> None:
        self.application = _application()
        self._member: Member | None = None
        self._typed: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}
        self._rows: list[FakeRow] = []

    def go_to(self, screen: str, **fields: object) -> Arrival:
        self._event(f"go {screen}")
        number = fields.get("member_number")
        if number is not None and number not in self.back_end.members:
            raise BusinessRefusedError("MEMBER_UNKNOWN", "ADH0001", "ADHERENT INCONNU")
        self._member = self.back_end.members[str(number)] if number is not None else None
        self._typed = {}
        self._show(screen)
        return Arrival(screen)

    def fill(self, values: Mapping[str, object]) -> None:
        self._event(f"fill {self.current}")
        self._broken("fill")
        self._typed.update(values)
        self._shown.update(values)

    def submit(self, key: str, expect: str | tuple[str, ...] = (), *, commits: bool = False) -> Arrival:
        self._event(f"press {self.current} {key}")
        self._broken("submit")
        arrival = self._commit() if key == "validate" else self._enter()
        if expect and arrival.screen not in expect:
            raise UnexpectedScreenError(tuple(expect), arrival.screen, "")
        return arrival

    def verify(self) -> None:
        self._broken("verify")
        self.check_filled()

    def check_filled(self) -> None:
        wrong = _differences(self._shown, self._typed)
        if wrong:
            raise ReadBackError(str(self.current), wrong)

    def differences(self, values: Mapping[str, object]) -> tuple[str, ...]:
        return _differences(self._shown, values)

    def read(self, name: str) -> object:
        return self._shown.get(name, "")

    def rows(self, table: str) -> tuple[FakeRow, ...]:
        self._broken("rows")
        return tuple(self._rows)

    def capture(self, path: Path) -> Path:
        self._broken("capture")
        path.write_bytes(b"picture")
        return path

    def sign_on(self, credentials: Mapping[str, object], identity: object = None) -> None:
        """Always lets in."""

    def leave(self) -> None:
        """To the menu."""

    def sign_off(self) -> None:
        self._broken("sign_off")
        self.signed_off = True

    def close(self) -> None:
        self.closed = True

    def _event(self, event: str) -> None:
        self.trace(event)

    def _broken(self, method: str) -> None:
        if method in self.broken:
            raise self.broken[method]

    def _show(self, screen: str) -> None:
        self.current = screen
        self._rows = []
        if screen in _BLANK:
            self._shown = {}
            return
        assert self._member is not None, f"{screen} is reached with a member"
        member = self._member
        match screen:
            case "member_file":
                self._shown = {**member.address, **member.bank, **member.identity}
            case "address":
                self._shown = dict(member.address)
            case "bank_details":
                self._shown = dict(member.bank)
            case "member_affiliations":
                self._rows = [FakeRow(row) for row in member.affiliations]
            case "dependant_list":
                self._rows = [FakeRow(row) for row in member.dependants]
            case _:
                raise AssertionError(f"no such screen: {screen}")

    def _enter(self) -> Arrival:
        if self.current == "member_search":
            found = [
                member
                for member in self.back_end.members.values()
                if not _differences(member.identity, {k: self._typed[k] for k in ("last_name", "birth_date")})
            ]
            if found:
                self.current = "member_list"
                self._rows = [FakeRow(m.identity, member_number=m.number) for m in found]
            return Arrival(self.current)
        self.current = _ENTER[str(self.current)]
        return Arrival(self.current)

    def _commit(self) -> Arrival:
        answer = self.commits.pop(0) if self.commits else CommitAnswer(None, recorded=True)
        values = self._record() if answer.recorded else {}
        self._event(f"answer {self.current}")
        if answer.error is not None:
            self.current = answer.arrives or self.current
            if isinstance(answer.error, AnsweredError) and not answer.arrives:
                answer.error.nothing_recorded = not answer.error.exists
            raise answer.error
        return Arrival(str(self.current), values=Values(values))

    def _record(self) -> dict[str, object]:
        if self.current == "member_summary":
            created = self.back_end.create_member(self._typed)
            return {"receipt": created.identity["receipt"], "member_number": created.number}
        records = {
            "address": self.back_end.replace_address,
            "bank_details": self.back_end.replace_bank,
            "affiliation": self.back_end.affiliate,
            "dependant_add": self.back_end.add_dependant,
            "dependant_end": self.back_end.end_dependant,
            "termination_summary": self.back_end.terminate,
        }
        assert self._member is not None
        return {"receipt": records[str(self.current)](self._member, self._typed)}


def _differences(shown: Mapping[str, Any], asked: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(
        name
        for name, value in asked.items()
        if str(shown.get(name) or "") != str("" if value is None else value)
    )
