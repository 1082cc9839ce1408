"""Changing the key: every case and file sealed anew under the vault's first one, beside normal work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from copiste.queue.audit.trail import write_act
from copiste.queue.personal_data.sealing import ID_LENGTH, UNSEALED, PayloadUnreadableError, is_key_id
from copiste.queue.personal_data.subjects import hashes_of, write_subjects
from copiste.queue.schema import files, items
from copiste.queue.transactions.transitions import StorePart

#: Rows of one transaction: few enough that a bot's write never waits long.
_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Resealed:
    """What a rotation came to."""

    #: Payloads and files that are sealed with the newest key now, and were not before.
    count: int
    #: Items whose payload or file no key at hand opens; left as they were.
    unreadable: tuple[int, ...]


class Rotation(StorePart):
    """Says which key seals what, and seals anew."""

    def sealed_by(self) -> dict[str, int]:
        """How many payloads and files each key seals, by its id; `unsealed` for those of before."""
        found: Counter[str] = Counter()
        with self._database.read() as db:
            for column in (items.c.payload, files.c.content):
                prefix = sa.func.substr(column, 1, ID_LENGTH + 1)
                question = sa.select(prefix, sa.func.count()).where(column != "").group_by(prefix)
                for begins, number in db.execute(question):
                    sealed = begins.endswith(":") and is_key_id(begins[:ID_LENGTH])
                    found[begins[:ID_LENGTH] if sealed else UNSEALED] += number
        return dict(found)

    def reseal(
        self, *, who: str, why: str, now: datetime, on_progress: Callable[[int], None] = lambda _count: None
    ) -> Resealed:
        """Seal with the newest key whatever is not; go on from there when it was interrupted.

        A case that somebody corrects meanwhile stays as corrected. Unsealed ones get their search hashes.
        """
        self._sealer.ids()  # the vault may have changed since this store was opened
        with self._database.write() as db:
            write_act(
                db, at=now, who=who, what="rotation begun", why=why, details={"key": self._sealer.current}
            )
        count = 0
        unreadable: list[int] = []
        for reseal, key in ((self._reseal_payloads, items.c.id), (self._reseal_files, files.c.item_id)):
            after: Any = None
            while (batch := self._foreign(key, after)) is not None:
                after, rows = batch
                done, bad = reseal(rows)
                count += done
                unreadable += bad
                on_progress(count)
        told = {"key": self._sealer.current, "resealed": count, "unreadable": len(unreadable)}
        with self._database.write() as db:
            write_act(db, at=now, who=who, what="rotation ended", why=why, details=told)
        self._database.forget()
        return Resealed(count, tuple(sorted(set(unreadable))))

    def _foreign(self, key: sa.Column[Any], after: Any) -> tuple[Any, list[Row[Any]]] | None:
        """The next rows that another key seals, and where they end; None behind the last."""
        payloads = key.table is items
        content = items.c.payload if payloads else files.c.content
        order = (items.c.id,) if payloads else (files.c.item_id, files.c.name)
        columns = (items.c.id, items.c.process, content) if payloads else tuple(files.c)
        question = (
            sa.select(*columns)
            .where(content != "", sa.func.substr(content, 1, ID_LENGTH) != self._sealer.current)
            .order_by(*order)
            .limit(_BATCH)
        )
        if after is not None:
            question = question.where(sa.tuple_(*order) > sa.tuple_(*after))
        with self._database.read() as db:
            rows = list(db.execute(question))
        if not rows:
            return None
        last = rows[-1]
        return ((last.id,) if payloads else (last.item_id, last.name)), rows

    def _reseal_payloads(self, rows: list[Row[Any]]) -> tuple[int, list[int]]:
        sealed: list[tuple[Row[Any], str, dict[str, Any]]] = []
        unreadable = []
        for row in rows:
            try:
                payload = self._sealer.open(row.payload, f"Work item {row.id}")
            except PayloadUnreadableError:
                unreadable.append(row.id)
            else:
                sealed.append((row, self._sealer.seal(payload), payload))
        with self._database.write() as db:
            return sum(self._replace_payload(db, *one) for one in sealed), unreadable

    def _replace_payload(self, db: Connection, row: Row[Any], sealed: str, payload: dict[str, Any]) -> int:
        # Only over what was read: a corrected or erased payload stays.
        written = db.execute(
            sa.update(items)
            .where(items.c.id == row.id, items.c.payload == row.payload)
            .values(payload=sealed)
        ).rowcount
        if written:
            write_subjects(db, {row.id: hashes_of(self._sealer, row.process, payload)})
        return written

    def _reseal_files(self, rows: list[Row[Any]]) -> tuple[int, list[int]]:
        done, unreadable = 0, []
        for row in rows:
            try:
                content = self._sealer.open_bytes(row.content, f"File {row.name} of work item {row.item_id}")
            except PayloadUnreadableError:
                unreadable.append(row.item_id)
                continue
            its = (files.c.item_id == row.item_id, files.c.name == row.name, files.c.content == row.content)
            with self._database.write() as db:
                done += db.execute(
                    sa.update(files).where(*its).values(content=self._sealer.seal_bytes(content))
                ).rowcount
        return done, unreadable
