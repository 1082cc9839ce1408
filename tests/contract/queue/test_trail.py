"""The trail: what is written down, what is sealed, and what somebody who changes it by hand cannot hide."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from copiste.queue.audit.trail import account
from copiste.queue.item import OutcomeKind, State
from copiste.queue.records import Verification
from copiste.queue.store import Store
from tests.contract.queue.queue import HOUR, MINUTE, NOW, add, claimed, new, settle

ALL = "item_id, at, who, from_state, to_state, code, why FROM events"


def night(store: Store) -> None:
    """A run with a case done and one refused, sealed in between and at its end."""
    run = store.start_run(host="here", settings={}, now=NOW)
    add(store, new("C-1"), new("C-2"))
    for kind in (OutcomeKind.DONE, OutcomeKind.BUSINESS):
        lease = store.claim(holder="R001", now=NOW, run=run)
        assert lease is not None
        settle(store, lease, kind, now=NOW + MINUTE)
        store.seal(now=NOW + MINUTE)
    store.end_run(run, now=NOW + HOUR)


class TestTheTrail:
    def test_holds_who_began_and_ended_each_run(self, store: Store) -> None:
        night(store)
        told = [(act.what, act.who, act.details) for act in store.acts()]
        assert told == [
            ("run begun", account(), {"run": 1, "host": "here"}),
            ("run ended", account(), {"run": 1}),
        ]

    def test_is_sealed_and_fits(self, store: Store) -> None:
        night(store)
        found = store.verify()
        assert found.fault == ""
        assert (found.sealed, found.unsealed) == (8, 0)
        assert found.last == store.last_seal()

    def test_says_what_no_seal_covers_yet(self, store: Store) -> None:
        night(store)
        store.note(who="amartin", what="case exported", why="asked for", now=NOW)
        add(store, new("C-3"))
        found = store.verify()
        assert (found.fault, found.sealed, found.unsealed) == ("", 8, 2)

    def test_is_not_sealed_again_when_nothing_happened(self, store: Store) -> None:
        night(store)
        assert store.seal(now=NOW + HOUR) == store.seal(now=NOW + 2 * HOUR)

    def test_an_empty_queue_has_nothing_to_seal(self, store: Store) -> None:
        assert store.seal(now=NOW) is None
        assert store.verify() == Verification("", 0, 0, None, 0)

    def test_a_long_history_is_sealed_piece_by_piece(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("copiste.queue.audit.trail._MOST_LINES", 3)
        add(store, *(new(f"C-{number}") for number in range(10)))
        last = store.seal(now=NOW)
        assert last is not None
        assert last.id == 4
        assert (store.verify().fault, store.verify().sealed) == ("", 10)

    def test_is_exported_as_plain_values_line_by_line(self, store: Store) -> None:
        night(store)
        lines = [json.dumps(line) for line in store.trail()]
        kinds = [json.loads(line)["kind"] for line in lines]
        assert [kinds.count(kind) for kind in ("event", "act", "seal")] == [6, 2, 3]

    def test_a_hash_noted_elsewhere_is_found_again(self, store: Store) -> None:
        night(store)
        last = store.last_seal()
        assert last is not None
        add(store, new("C-3"))
        store.seal(now=NOW + 2 * HOUR)
        assert store.verify(known=last.hash).fault == ""
        assert "no seal has the hash" in store.verify(known="f" * 64).fault

    def test_holds_items_against_their_history(self, store: Store) -> None:
        night(store)
        with store._database.write() as db:
            db.execute(sa.text("UPDATE items SET state = 'CLOSED' WHERE id = 2"))
        assert store.verify().fault.startswith("item 2 is CLOSED, but its history ends at REJECTED")


# --- somebody who opens the file and takes the triggers out first


def copy_of_a_night(folder: Path) -> Path:
    path = folder / "queue.db"
    with Store.open(f"sqlite:///{path}") as store:
        night(store)
    return path


def tampered(path: Path, *statements: str) -> Verification:
    with sqlite3.connect(path) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
    db.close()
    with Store.open(f"sqlite:///{path}") as store:
        return store.verify()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE events SET who = 'nobody' WHERE id = 3", "event 3 was changed"),
        ("UPDATE events SET at = '2026-11-20 22:00:01.000000' WHERE id = 3", "event 3 was changed"),
        ("UPDATE events SET at = 'when it suited' WHERE id = 3", "event 3 was changed"),
        ("UPDATE events SET why = x'00ff' WHERE id = 5", "event 5 was changed"),
        ("DELETE FROM events WHERE id = 2", "event 2 is missing"),
        (
            f"INSERT INTO events SELECT -1, {ALL} LIMIT 1",
            "event -1 was put in",
        ),
        ("UPDATE acts SET who = 'nobody' WHERE id = 1", "act 1 was changed"),
        ("UPDATE acts SET details = '{' WHERE id = 1", "act 1 was changed"),
        ("DELETE FROM acts WHERE id = 2", "act 2 is missing"),
        ("UPDATE seals SET hash = 'abc' WHERE id = 1", "seal 1 was changed"),
        ("UPDATE seals SET lines = '' WHERE id = 1", "event 1 was put in afterwards"),
        ("UPDATE seals SET at = '2026-11-20 22:30:00.000000' WHERE id = 2", "seal 2 was changed"),
        ("UPDATE seals SET covered = 99 WHERE id = 2", "seal 2 was changed"),
        ("DELETE FROM seals WHERE id = 1", "event 1 was put in afterwards"),
        ("DELETE FROM seals", "seals end at 0, but 3 were written"),
    ],
)
def test_what_was_tampered_with_is_named(tmp_path: Path, statement: str, fault: str) -> None:
    assert fault in tampered(copy_of_a_night(tmp_path), statement).fault


def test_a_line_put_in_between_is_named(tmp_path: Path) -> None:
    path = copy_of_a_night(tmp_path)
    make_room = "UPDATE events SET id = id + 1 WHERE id = 6"
    put_in = f"INSERT INTO events SELECT 6, {ALL} WHERE id = 1"
    assert "event 6 was changed" in tampered(path, make_room, put_in).fault


CUT = ("DELETE FROM seals WHERE id > 1", "DELETE FROM events WHERE id > 5", "DELETE FROM acts WHERE id = 2")
HIDE = (
    "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'seals'",
    "UPDATE sqlite_sequence SET seq = 5 WHERE name = 'events'",
    "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'acts'",
)


def test_a_tail_that_was_cut_off_is_seen_by_the_numbers_given(tmp_path: Path) -> None:
    found = tampered(copy_of_a_night(tmp_path), *CUT)
    assert found.fault == "events end at 5, but 6 were written: the last ones are missing"


def test_and_by_the_items_that_went_on(tmp_path: Path) -> None:
    found = tampered(copy_of_a_night(tmp_path), *CUT, *HIDE)
    assert found.fault.startswith("item 2 is REJECTED, but its history ends at RESERVED")


def test_a_tail_cut_without_a_trace_is_seen_by_a_hash_kept_elsewhere(tmp_path: Path) -> None:
    path = copy_of_a_night(tmp_path)
    with Store.open(f"sqlite:///{path}") as store:
        printed = store.last_seal()
    assert printed is not None
    undone = "UPDATE items SET state = 'RESERVED', holder = 'R001', lease_until = changed_at WHERE id = 2"
    assert tampered(path, *CUT, *HIDE, undone).fault == ""
    with Store.open(f"sqlite:///{path}") as store:
        assert "cut off or made anew" in store.verify(known=printed.hash).fault


def test_the_trail_of_both_databases_only_grows(store: Store) -> None:
    night(store)
    for table in ("events", "acts", "seals"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET at = at"):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), store._database.write() as db:
                db.execute(sa.text(statement))
    assert store.verify().fault == ""


def test_sealing_while_others_write_leaves_no_line_out_and_none_twice(store: Store) -> None:
    """What several orchestrators do at once: each writes, each seals."""

    def work(number: int) -> None:
        for turn in range(12):
            add(store, new(f"C-{number}-{turn}"))
            lease = store.claim(holder=f"R{number:03d}", now=NOW)
            assert lease is not None
            settle(store, lease, OutcomeKind.DONE)
            store.note(who="amartin", what="case exported", why="asked for", now=NOW)
            if turn % 3 == 0:
                store.seal(now=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    store.seal(now=NOW)
    found = store.verify()
    assert (found.fault, found.sealed, found.unsealed) == ("", 4 * 12 * 4, 0)


@pytest.mark.parametrize("dialect", ["postgresql"], scope="session")  # SQLite has one writer at a time
def test_a_line_of_a_transaction_still_open_is_not_left_behind(store: Store) -> None:
    """On PostgreSQL a smaller number may be committed later; sealing waits, or leaves it to the next time."""
    claimed(store, new("C-1"))
    line = {"at": NOW, "who": "R009", "what": "run begun", "why": "", "details": {}}
    with store._database.write() as db:
        db.execute(sa.insert(sa.table("acts", *map(sa.column, line))), {**line, "details": "{}"})
        assert store.seal(now=NOW) is None
    assert store.seal(now=NOW) is not None
    assert (store.verify().fault, store.verify().unsealed) == ("", 0)
    assert store.items().items[0].state is State.RESERVED
