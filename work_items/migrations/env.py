"""Alembic runs this around the revisions; the connection comes from `work_items.migrations`."""

from __future__ import annotations

from alembic import context

from work_items.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
