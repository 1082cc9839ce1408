"""A keyed hash of what each item was added with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the items; those that are there have none, and are compared by their case."""
    op.add_column("items", sa.Column("fingerprint", sa.Text(), nullable=True))
