"""Alembic runs this around the revisions; the connection comes from `copiste.queue.migrations`."""

from __future__ import annotations

from alembic import context

from copiste.queue.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
