"""Ageing, time spent, sealed payloads, rates, files, search keys, and the trail with its seals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)

#: The whole hours of a moment since 1970, in the words of each dialect.
_HOURS = {
    "sqlite": "CAST(strftime('%s', added_at) AS INTEGER) / 3600",
    "postgresql": "CAST(floor(extract(epoch FROM added_at) / 3600) AS INTEGER)",
}


def upgrade() -> None:
    """Widen the items, then make the new tables."""
    _items()
    _steps()
    _payload_as_text()
    _tables()
    _append_only()


def _items() -> None:
    op.add_column("items", sa.Column("precedence", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("items", sa.Column("spent", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("items", sa.Column("parent_id", _NUMBER, nullable=True))
    op.add_column("items", sa.Column("erased_at", _MOMENT, nullable=True))
    op.execute(f"UPDATE items SET precedence = priority - {_HOURS[op.get_context().dialect.name]}")  # noqa: S608
    for name in ("ix_items_ready", "ix_items_ready_by_process"):
        op.drop_index(name, "items")
    ready = ["precedence DESC", "(due IS NULL)", "due", "id"]
    _ready("ix_items_ready", ready)
    _ready("ix_items_ready_by_process", ["process", *ready])


def _steps() -> None:
    op.add_column("steps", sa.Column("pressed_at", _MOMENT, nullable=True))
    op.add_column("steps", sa.Column("keyed", _DOCUMENT, nullable=True))
    # Nobody noted it until now: what was recorded is taken to be ours, and so is asked of our day journals.
    op.execute("UPDATE steps SET pressed_at = at WHERE state <> 'PREPARED'")


def _ready(name: str, columns: list[str]) -> None:
    op.create_index(
        name,
        "items",
        [sa.text(column) for column in columns],
        sqlite_where=sa.text("state = 'PENDING' AND waiting = 0"),
        postgresql_where=sa.text("state = 'PENDING' AND waiting = false"),
    )


def _payload_as_text() -> None:
    """From JSON to text; what is there stays readable, and is sealed by the next rotation of keys."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE items ALTER COLUMN payload TYPE TEXT USING payload::text")
        op.execute("ALTER TABLE items ALTER COLUMN payload SET DEFAULT ''")
        return
    # SQLite has no such ALTER; and a column that is NOT NULL is added with a default only.
    op.execute("ALTER TABLE items RENAME COLUMN payload TO payload_json")
    op.add_column("items", sa.Column("payload", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.execute("UPDATE items SET payload = payload_json")
    op.execute("ALTER TABLE items DROP COLUMN payload_json")


def _tables() -> None:
    op.create_table(
        "rates",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rates"),
    )
    op.create_table(
        "subjects",
        sa.Column("item_id", _NUMBER, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "hash", name="pk_subjects"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_subjects_item_id"),
    )
    op.create_index("ix_subjects_hash", "subjects", ["hash"])
    op.create_table(
        "files",
        sa.Column("item_id", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "name", name="pk_files"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_files_item_id"),
    )
    op.create_table(
        "acts",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("details", _DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seals",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("events_to", _NUMBER, nullable=False),
        sa.Column("acts_to", _NUMBER, nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seals"),
        sqlite_autoincrement=True,
    )


def _append_only() -> None:
    for table in ("acts", "seals"):
        if op.get_context().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
            )
