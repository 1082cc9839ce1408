"""The tables of the case queue, in SQLAlchemy Core; the same on SQLite and PostgreSQL.

`migrations/` builds them; a test holds the two against each other. Times are UTC. No row of an item is ever
deleted: its payload may be erased, its history stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

from copiste.queue.item import OutcomeKind, State, StepState

#: What a damaged moment reads as.
NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite, which knows no time zones, gets it as sortable text.

    A value that is no moment reads as `NO_MOMENT`: one damaged row does not stop the queue.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """From what the driver gives."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def process(value: Any) -> datetime | None:
            try:
                return read(value)
            except (ValueError, TypeError):
                return NO_MOMENT

        return process

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC.

        Raises:
            ValueError: `value` has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("The queue keeps aware datetimes only; give the moment its time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_of(column: str, *values: str | None) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


#: SQLite numbers rows only when the key is INTEGER.
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

items = Table(
    "items",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("process", sa.Text, nullable=False),
    Column("reference", sa.Text, nullable=False),
    # Sealed (`copiste.queue.personal_data.sealing`); empty once it was erased.
    Column("payload", sa.Text, nullable=False, server_default=sa.text("''")),
    Column("state", sa.Text, nullable=False),
    Column("priority", sa.Integer, nullable=False),
    # Priority less the hour in which the item became ready: who waits an hour gains one point on newcomers.
    Column("precedence", sa.Integer, nullable=False, server_default=sa.text("0")),
    Column("not_before", Moment, nullable=False),
    # PENDING and not_before still ahead. Such items stay out of the claim's index, however many they are.
    Column("waiting", sa.Boolean, nullable=False),
    Column("due", Moment),
    # Grows with each claim and fences every write of the transaction.
    Column("token", sa.Integer, nullable=False),
    Column("holder", sa.Text),
    Column("lease_until", Moment),
    Column("attempt", sa.Integer, nullable=False),
    Column("failures", sa.Integer, nullable=False),
    Column("crashes", sa.Integer, nullable=False),
    Column("postponements", sa.Integer, nullable=False),
    Column("postponed_since", Moment),
    # Milliseconds that bots have worked on it since a person last queued it.
    Column("spent", sa.Integer, nullable=False, server_default=sa.text("0")),
    Column("code", sa.Text, nullable=False),
    Column("message", sa.Text, nullable=False),
    Column("source_file", sa.Text),
    Column("source_sheet", sa.Text),
    Column("source_row", sa.Integer),
    Column("added_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # The item whose transaction made it, for outputs of existing robots.
    Column("parent_id", _NUMBER),
    # Keyed hash of what was added (`copiste.queue.references`); none from an earlier version, or once erased.
    Column("fingerprint", sa.Text),
    # When its payload, files and evidence were erased.
    Column("erased_at", Moment),
    UniqueConstraint("process", "reference"),
    _one_of("state", *State),
    CheckConstraint(
        "(state = 'RESERVED') = (holder IS NOT NULL AND lease_until IS NOT NULL)", name="lease_when_reserved"
    ),
    sqlite_autoincrement=True,
)

# Conditions are spelled as literals, in the indexes and in the statements that want them: a partial index is
# used only when the database sees, while planning, that it covers the question.
PENDING: Final = items.c.state == sa.literal_column(f"'{State.PENDING}'")
RESERVED: Final = items.c.state == sa.literal_column(f"'{State.RESERVED}'")
READY: Final = sa.and_(PENDING, items.c.waiting == sa.false())
WAITING: Final = sa.and_(PENDING, items.c.waiting == sa.true())
DATED: Final = sa.and_(PENDING, items.c.due.is_not(None))
SETTLED: Final = items.c.state.not_in(
    [sa.literal_column(f"'{State.PENDING}'"), sa.literal_column(f"'{State.RESERVED}'")]
)
#: The claim's order; an item without a due date comes after those with one, on every database.
ORDER: Final = (items.c.precedence.desc(), items.c.due.is_(None), items.c.due, items.c.id)


def _partial(name: str, where: sa.ColumnElement[bool], *columns: sa.ColumnElement[Any]) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


_partial("ix_items_ready", READY, *ORDER)
_partial("ix_items_ready_by_process", READY, items.c.process, *ORDER)
_partial("ix_items_waiting", WAITING, items.c.not_before, items.c.process)
_partial("ix_items_due", DATED, items.c.due)
_partial("ix_items_leased", RESERVED, items.c.lease_until)
# Of what is settled only: SQLite's planner would prefer it to the others wherever a state is asked for.
_partial("ix_items_settled", SETTLED, items.c.state, items.c.process, items.c.code)

#: The journal: how far each step of an item has gone.
steps = Table(
    "steps",
    metadata,
    Column("item_id", _NUMBER, ForeignKey(items.c.id), primary_key=True),
    Column("step", sa.Text, primary_key=True),
    Column("state", sa.Text, nullable=False),
    Column("receipt", sa.Text),
    # Of the transaction that wrote it last.
    Column("token", sa.Integer, nullable=False),
    Column("attempt", sa.Integer, nullable=False),
    Column("at", Moment, nullable=False),
    # When our commit key went down for it; none for a record that was there already.
    Column("pressed_at", Moment),
    # Then: ["field=path", …], what stood on the screen, written by `pressed`; paths, no values.
    Column("keyed", _DOCUMENT),
    _one_of("state", *StepState),
)

#: The history: one row per transition, never changed (`APPEND_ONLY` below).
events = Table(
    "events",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("item_id", _NUMBER, ForeignKey(items.c.id), nullable=False),
    Column("at", Moment, nullable=False),
    # A person, a seat, or the part of Copiste that acted on its own.
    Column("who", sa.Text, nullable=False),
    # Empty when the item entered the queue.
    Column("from_state", sa.Text),
    Column("to_state", sa.Text, nullable=False),
    Column("code", sa.Text, nullable=False),
    Column("why", sa.Text, nullable=False),
    Index("ix_events_item", "item_id"),
    sqlite_autoincrement=True,
)

#: One row per attempt at one item.
transactions = Table(
    "transactions",
    metadata,
    Column("item_id", _NUMBER, ForeignKey(items.c.id), primary_key=True),
    Column("token", sa.Integer, primary_key=True, autoincrement=False),
    Column("attempt", sa.Integer, nullable=False),
    Column("run_id", _NUMBER, ForeignKey("runs.id")),
    Column("holder", sa.Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("outcome", sa.Text),
    Column("code", sa.Text, nullable=False),
    Column("message", sa.Text, nullable=False),
    # [[step, seconds], …] in the order of the run.
    Column("timings", _DOCUMENT, nullable=False),
    # Folder of pictures and Robot's log, relative to the evidence root.
    Column("evidence", sa.Text),
    _one_of("outcome", *OutcomeKind),
    Index("ix_transactions_run", "run_id"),
)

#: One row per run of an orchestrator.
runs = Table(
    "runs",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),
    Column("host", sa.Text, nullable=False),
    # Its settings: application, face, seats. Never a secret.
    Column("settings", _DOCUMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: What is scarce on the back-end's side, such as its licensed sessions.
capacities = Table(
    "capacities",
    metadata,
    Column("name", sa.Text, primary_key=True),
    Column("seats", sa.Integer, nullable=False),
    CheckConstraint("seats >= 0", name="seats_countable"),
)

#: One row per unit of a capacity, claimed with a lease: counting and then claiming leaks.
slots = Table(
    "slots",
    metadata,
    Column("capacity", sa.Text, ForeignKey(capacities.c.name), primary_key=True),
    Column("number", sa.Integer, primary_key=True, autoincrement=False),
    Column("token", sa.Integer, nullable=False),
    Column("holder", sa.Text),
    Column("lease_until", Moment),
)

#: One row per back-end: when it may be sent its next commit, for a rate that all machines keep together.
rates = Table(
    "rates",
    metadata,
    Column("name", sa.Text, primary_key=True),
    # Microseconds since 1970: both databases can add to that.
    Column("next_at", sa.BigInteger, nullable=False),
)

#: Keyed hashes by which the items about a person are found; no value can be read from them.
subjects = Table(
    "subjects",
    metadata,
    Column("item_id", _NUMBER, ForeignKey(items.c.id), primary_key=True),
    Column("hash", sa.Text, primary_key=True),
    Index("ix_subjects_hash", "hash"),
)

#: Files that travel with an item, sealed like payloads.
files = Table(
    "files",
    metadata,
    Column("item_id", _NUMBER, ForeignKey(items.c.id), primary_key=True),
    Column("name", sa.Text, primary_key=True),
    Column("content", sa.Text, nullable=False),
)

#: The trail of acts that are about no single item: runs, purges, rotations of keys. Never changed.
acts = Table(
    "acts",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    # A person or an account.
    Column("who", sa.Text, nullable=False),
    Column("what", sa.Text, nullable=False),
    Column("why", sa.Text, nullable=False),
    # Counts and digests; never a secret, never a value of a case.
    Column("details", _DOCUMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: The chain over `events` and `acts`: each seal covers what came since the one before, and hashes it too.
seals = Table(
    "seals",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    # The last event and act covered.
    Column("events_to", _NUMBER, nullable=False),
    Column("acts_to", _NUMBER, nullable=False),
    Column("covered", sa.Integer, nullable=False),
    # A short digest of each line covered: proves nothing, but tells which line it was.
    Column("lines", sa.Text, nullable=False),
    Column("hash", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

#: Append-only tables.
ONLY_GROW: Final = ("events", "acts", "seals")

#: By dialect: what keeps them so.
APPEND_ONLY: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
        for table in ONLY_GROW
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$",
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in ONLY_GROW
        ),
    ),
}

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _ddl = sa.DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        sa.event.listen(metadata, "after_create", _ddl.execute_if(dialect=_dialect))
