"""The faults by name, and the options of each. What they do is in `storm.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from legacy_mock.map import Aid


class Fault(StrEnum):
    """What can go wrong with one key."""

    #: The key is handled at once and answered some seconds later.
    SLOW_ANSWER = "slow_answer"
    #: `6000 ERREUR SEND MAP` and nothing else: the program failed before its work, or while sending its map.
    SEND_MAP_ERROR = "send_map_error"
    #: The connection drops and the commit key is never handled.
    LOST_BEFORE_COMMIT = "lost_before_commit"
    #: The record is made, and the connection drops instead of its confirmation.
    LOST_AFTER_COMMIT = "lost_after_commit"
    #: The connection drops, and the commit key is handled some seconds later.
    LATE_COMMIT = "late_commit"
    #: The record is made at once and confirmed much later.
    LATE_CONFIRMATION = "late_confirmation"
    #: One key press is handled twice.
    DOUBLE_PRESS = "double_press"
    #: A colleague opens the file that is asked for, and keeps it for a while.
    RECORD_LOCK = "record_lock"
    #: A message of the operations desk stands in front of the answer.
    BROADCAST = "broadcast"
    #: The session is over; the key is not handled.
    SESSION_EXPIRED = "session_expired"
    #: The key is handled, and the keyboard stays locked (X SYSTEM) for a while.
    INPUT_INHIBITED = "input_inhibited"
    #: From the screen that is sent on, the host silently keeps fewer characters of a field.
    TRUNCATED_FIELD = "truncated_field"
    #: The screen that is sent has a field on another row.
    MOVED_FIELD = "moved_field"
    #: The screen that is sent has another caption at a field.
    RENAMED_CAPTION = "renamed_caption"
    #: The chosen entry of the menu is refused to everybody for a while.
    MENU_REFUSED = "menu_refused"
    #: The application closes for everybody, and opens again after a while; the key is not handled.
    CLOSING = "closing"
    #: The journal's page leaves out the records of the last seconds.
    JOURNAL_LAG = "journal_lag"


@dataclass(frozen=True, slots=True)
class Kind:
    """The options of one fault, beside those of every fault, and their defaults."""

    #: How long it lasts, or comes late.
    seconds: float | None = None
    #: Further options of a rule.
    options: frozenset[str] = frozenset()
    #: Keys at which it strikes; any when empty.
    keys: frozenset[Aid] = frozenset()


_COMMIT = frozenset({Aid.F10})

KINDS: Mapping[Fault, Kind] = {
    Fault.SLOW_ANSWER: Kind(3),
    Fault.SEND_MAP_ERROR: Kind(options=frozenset({"handled"})),
    Fault.LOST_BEFORE_COMMIT: Kind(keys=_COMMIT),
    Fault.LOST_AFTER_COMMIT: Kind(keys=_COMMIT),
    Fault.LATE_COMMIT: Kind(5, keys=_COMMIT),
    Fault.LATE_CONFIRMATION: Kind(30, keys=_COMMIT),
    Fault.DOUBLE_PRESS: Kind(keys=frozenset({Aid.ENTER, Aid.F10})),
    Fault.RECORD_LOCK: Kind(5),
    Fault.BROADCAST: Kind(options=frozenset({"text"})),
    Fault.SESSION_EXPIRED: Kind(),
    Fault.INPUT_INHIBITED: Kind(3),
    Fault.TRUNCATED_FIELD: Kind(options=frozenset({"field", "characters"})),
    Fault.MOVED_FIELD: Kind(options=frozenset({"field"})),
    Fault.RENAMED_CAPTION: Kind(options=frozenset({"field", "caption"})),
    Fault.MENU_REFUSED: Kind(5),
    Fault.CLOSING: Kind(5),
    Fault.JOURNAL_LAG: Kind(5),
}
