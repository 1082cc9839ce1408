"""How safe a commit is on the queue's server: what weakens "durable before the key", in words."""

from __future__ import annotations

from sqlalchemy.engine import Connection

_STANDBY = (
    "A standby follows this server, but no commit waits for it (synchronous_standby_names is empty), so "
    '"durable before the key" is weaker: a failover may lose the last commits. Name the standby in '
    "synchronous_standby_names, or reconcile with the back-end before going on after a failover."
)
_FSYNC = (
    "The server runs with fsync = off: a power cut may lose or damage the whole queue, and what was keyed is "
    "keyed again. Set fsync = on."
)
_PAGES = (
    "The server runs with full_page_writes = off: a power cut in mid-write may damage the queue. "
    "Set full_page_writes = on."
)


def weaknesses(db: Connection) -> tuple[str, ...]:
    """What of the server's settings a person should know; SQLite's are our own and sound."""
    if db.dialect.name != "postgresql":
        return ()
    # Whoever may not see a standby's details sees its row all the same.
    fsync, pages, named, standbys = db.exec_driver_sql(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'), "
        "current_setting('synchronous_standby_names'), "
        "(SELECT count(*) FROM pg_stat_replication WHERE application_name IS DISTINCT FROM 'pg_basebackup')"
    ).one()
    found = ((fsync != "on", _FSYNC), (pages != "on", _PAGES), (standbys and not named.strip(), _STANDBY))
    return tuple(told for weak, told in found if weak)
