"""Brings a queue's database to the tables of this version, through Alembic."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection

from copiste.queue.db import postgresql
from copiste.queue.db.database import Database, shown
from copiste.queue.errors import QueueVersionError

#: The newest revision in `versions/`; a test holds it against them.
HEAD: Final = "0003"

#: Key of the migration's PostgreSQL advisory lock; any number that no other lock uses.
_LOCK: Final = 0xC0B157E
#: Alembic keeps what it works on in module globals, whichever database each thread brings up to date.
_ONE_AT_A_TIME: Final = threading.Lock()


def upgrade(database: Database) -> None:
    """Create the tables, or bring them up to date; both at once or not at all.

    Raises:
        QueueVersionError: a newer Copiste wrote this database.
    """
    with database.read() as connection:
        if revision(connection) == HEAD:
            return
    with database.write() as connection:
        if connection.dialect.name == "postgresql":  # where a write transaction does not keep the others out
            # Whoever is first may have a large queue to bring up to date.
            postgresql.unlimited(connection)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        if revision(connection) != HEAD:
            _migrate(connection)


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; None when it is empty.

    Raises:
        QueueVersionError: no revision of this version's.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found > HEAD:
        place = shown(connection.engine.url)
        raise QueueVersionError(
            f"The queue {place} is at revision {found}, newer than this Copiste ({HEAD}). "
            "Install the version that wrote it, or name another database."
        )
    return found


def configuration() -> Config:
    """Alembic's configuration, in memory: there is no `alembic.ini`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _migrate(connection: Connection) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")
