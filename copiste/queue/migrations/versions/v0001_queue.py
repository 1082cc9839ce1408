"""The case queue: items, journal, history, transactions, runs, capacities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; those that others refer to come first."""
    _items()
    _runs()
    _steps()
    _events()
    _transactions()
    _capacities()


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("payload", _DOCUMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("due", _MOMENT, nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("postponements", sa.Integer(), nullable=False),
        sa.Column("postponed_since", _MOMENT, nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("source_file", sa.Text(), nullable=True),
        sa.Column("source_sheet", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.UniqueConstraint("process", "reference", name="uq_items_process_reference"),
        sa.CheckConstraint(
            "state IN ('PENDING', 'RESERVED', 'DONE', 'REJECTED', 'FAILED', 'HELD', 'EXPIRED', 'CANCELLED', "
            "'CLOSED')",
            name=op.f("ck_items_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'RESERVED') = (holder IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_items_lease_when_reserved"),
        ),
        sqlite_autoincrement=True,
    )
    ready = ["priority DESC", "(due IS NULL)", "due", "id"]
    _partial("ix_items_ready", ready, "state = 'PENDING'", waiting=False)
    _partial("ix_items_ready_by_process", ["process", *ready], "state = 'PENDING'", waiting=False)
    _partial("ix_items_waiting", ["not_before", "process"], "state = 'PENDING'", waiting=True)
    _partial("ix_items_due", ["due"], "state = 'PENDING' AND due IS NOT NULL")
    _partial("ix_items_leased", ["lease_until"], "state = 'RESERVED'")
    settled = "state NOT IN ('PENDING', 'RESERVED')"
    _partial("ix_items_settled", ["state", "process", "code"], settled)


def _partial(name: str, columns: list[str], where: str, *, waiting: bool | None = None) -> None:
    on_sqlite = on_postgresql = where
    if waiting is not None:
        on_sqlite = f"{where} AND waiting = {int(waiting)}"
        on_postgresql = f"{where} AND waiting = {str(waiting).lower()}"
    op.create_index(
        name,
        "items",
        [sa.text(column) for column in columns],
        sqlite_where=sa.text(on_sqlite),
        postgresql_where=sa.text(on_postgresql),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("settings", _DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sqlite_autoincrement=True,
    )


def _steps() -> None:
    op.create_table(
        "steps",
        sa.Column("item_id", _NUMBER, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "step", name="pk_steps"),
        sa.CheckConstraint(
            "state IN ('PREPARED', 'SUBMITTING', 'COMMITTED', 'VERIFIED')", name=op.f("ck_steps_state_known")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_steps_item_id"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("item_id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_events_item_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_item", "events", ["item_id"])
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
                "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$"
        )
        op.execute(
            "CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _transactions() -> None:
    op.create_table(
        "transactions",
        sa.Column("item_id", _NUMBER, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("run_id", _NUMBER, nullable=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("finished", _MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("timings", _DOCUMENT, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "token", name="pk_transactions"),
        sa.CheckConstraint(
            "outcome IN ('DONE', 'BUSINESS', 'APPLICATION', 'TRY_LATER', 'HELD', 'CRASHED', 'RETURNED')",
            name=op.f("ck_transactions_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_transactions_item_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_transactions_run_id"),
    )
    op.create_index("ix_transactions_run", "transactions", ["run_id"])


def _capacities() -> None:
    op.create_table(
        "capacities",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_capacities"),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_capacities_seats_countable")),
    )
    op.create_table(
        "slots",
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("capacity", "number", name="pk_slots"),
        sa.ForeignKeyConstraint(["capacity"], ["capacities.name"], name="fk_slots_capacity"),
    )
