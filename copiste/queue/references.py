"""A reference that comes back: whether it names the same case, or another one.

The content of a case is its payload and its files; when it is worked (priority, dates) is not part of it. A
keyed hash of what was added stays with the item, so that the same file loaded again is known even after
somebody corrected the case. Where that does not settle it, as for items of earlier versions, which have
none, what the item holds now is compared. A hash without the key tells nothing, and goes when the case is
erased.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from copiste.queue.item import Source, State
from copiste.queue.personal_data.sealing import (
    PayloadErasedError,
    PayloadUnreadableError,
    Sealer,
    damaged,
    encode,
)
from copiste.queue.schema import files, items

#: Process and reference.
Key = tuple[str, str]

# Whatever the order in which the keys were written.
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode

_WITH_FILES = sa.exists().where(files.c.item_id == items.c.id).label("with_files")
_HOLDERS: Final[sa.Select[Any]] = sa.select(
    *(items.c.id, items.c.process, items.c.reference, items.c.state, items.c.payload, items.c.fingerprint),
    *(items.c.source_file, items.c.source_sheet, items.c.source_row, items.c.added_at, _WITH_FILES),
)


class Doubt(StrEnum):
    """Why a case is not known, although another one has its reference."""

    OTHER = "it holds something else"
    ERASED = "its case was erased since, so nobody can compare them"
    UNREADABLE = "no key at hand opens its case, so nobody can compare them"


@dataclass(frozen=True, slots=True)
class Used:
    """A case that did not enter the queue, for another one has its reference."""

    process: str
    reference: str
    #: Where it was read.
    source: Source | None
    #: The item that has the reference, and where that was read.
    item: int
    origin: Source | None
    added_at: datetime
    state: State
    doubt: Doubt

    def told(self) -> str:
        """Whose the reference is, and why the two are not the same case; no value."""
        origin = self.origin
        places = ["no file"] if origin is None else [f"{origin.file}"]
        if origin and origin.sheet is not None:
            places.append(f"sheet {origin.sheet}")
        if origin and origin.row is not None:
            places.append(f"row {origin.row}")
        added = f"{self.added_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"item {self.item} from {', '.join(places)}, added {added}, {self.state}: {self.doubt}"


@dataclass(frozen=True, slots=True)
class Content:
    """What an item is added with."""

    #: The payload, as `sealing.encode` writes it.
    text: str = field(repr=False)
    #: Name → SHA-256 of each file that travels with it.
    files: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, payload: Mapping[str, Any], attached: Mapping[str, bytes]) -> Self:
        """The content of a payload and its files."""
        return cls(encode(payload), {name: _sha256(content) for name, content in attached.items()})

    def is_same(self, other: Content) -> bool:
        """Whether both say the same, in whatever order."""
        if self.files != other.files:
            return False
        return self.text == other.text or _canonical(json.loads(self.text)) == _canonical(
            json.loads(other.text)
        )


def fingerprint(sealer: Sealer, process: str, reference: str, content: Content) -> str:
    """The keyed hash of a content under its reference: equal contents of two items do not show."""
    attached = f"\n{_canonical(content.files)}" if content.files else ""
    return sealer.hash(f"content\n{process}\n{reference}\n{content.text}{attached}")


def fingerprint_of(db: Connection, sealer: Sealer, item: int) -> str | None:
    """What the item was added with; of an item of an earlier version, what it holds now.

    None: it was erased, or no key at hand opens it.
    """
    holder: Row[Any] = db.execute(_HOLDERS.where(items.c.id == item)).one()
    if holder.fingerprint is not None:
        return str(holder.fingerprint)
    try:
        content = Content.of(*_opened(db, sealer, holder))
    except (PayloadErasedError, PayloadUnreadableError):
        return None
    return fingerprint(sealer, holder.process, holder.reference, content)


def holders(db: Connection, keys: Iterable[Key]) -> dict[Key, Row[Any]]:
    """The items that have these references, in one question; for `doubt_about`."""
    by_process: dict[str, list[str]] = defaultdict(list)
    for process, reference in keys:
        by_process[process].append(reference)
    if not by_process:
        return {}
    theirs = (
        sa.and_(items.c.process == process, items.c.reference.in_(references))
        for process, references in by_process.items()
    )
    return {(row.process, row.reference): row for row in db.execute(_HOLDERS.where(sa.or_(*theirs)))}


def doubt_about(db: Connection, sealer: Sealer, content: Content, holder: Row[Any]) -> Doubt | None:
    """Why a content is not that of an item with its reference; None when it is."""
    if fingerprint(sealer, holder.process, holder.reference, content) == holder.fingerprint:
        return None
    try:
        payload, attached = _opened(db, sealer, holder)
    except PayloadErasedError:
        return Doubt.ERASED
    except PayloadUnreadableError:
        return Doubt.UNREADABLE if holder.fingerprint is None else Doubt.OTHER
    held = Content.of(payload, attached)
    if content.is_same(held):
        return None
    renewed = _as_checked_today(holder.process, payload, holder.added_at.date())
    same = renewed is not None and content.is_same(Content(encode(renewed), held.files))
    return None if same else Doubt.OTHER


def source_of(holder: Row[Any]) -> Source | None:
    """Where an item was read."""
    if holder.source_file is None:
        return None
    return Source(holder.source_file, holder.source_sheet, holder.source_row)


def _opened(db: Connection, sealer: Sealer, holder: Row[Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    what = f"Work item {holder.id}"
    if not isinstance(holder.payload, str):  # SQLite keeps whatever somebody writes
        raise damaged(what)
    payload = sealer.open(holder.payload, what)
    if not holder.with_files:
        return payload, {}
    theirs = sa.select(files.c.name, files.c.content).where(files.c.item_id == holder.id)
    return payload, {row.name: sealer.open_bytes(row.content, what) for row in db.execute(theirs)}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _as_checked_today(process: str, payload: Mapping[str, Any], day: date) -> dict[str, Any] | None:
    """What this version's model makes of a case that an earlier one checked on `day`; None: it has none."""
    from copiste.cases import check, processes  # noqa: PLC0415 - slow; only who adds cases needs it

    found = check(process, payload, day) if process in processes() else None
    return found if isinstance(found, dict) else None
