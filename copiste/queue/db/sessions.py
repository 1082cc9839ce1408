"""One connection to PostgreSQL: its settings are made after connecting and verified; answers have a limit.

Nothing hangs on startup parameters, which poolers refuse or swallow, nor on which pooler it is. A connection
carries a mark of its own in its server session; every transaction looks for it as it begins, in the same
round trip. A session that was exchanged on the way is found before anything is done in it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg.abc import PQGen

from copiste.errors import Blame

#: Limit for the answer to a statement, in seconds; the server gives up a little earlier.
ANSWER: Final = 150.0
#: How long a transaction waits for another one's lock, in seconds; less where answers must come sooner.
PATIENCE: Final = 30.0

#: Limit for an idle transaction, in seconds.
_IDLE: Final = 30.0
#: Limit for an answer after a stop was requested, in seconds.
_HURRIED: Final = 2.0
#: A second connection that gets no server session within this time proves that the first one keeps its own,
#: in seconds.
SECOND: Final = 3.0
#: How often two connections are compared.
_ROUNDS: Final = 3
#: Of the server's `on` and stronger levels: with both, a commit is on the server's disk when it returns.
_DURABLE: Final = frozenset({"on", "remote_apply"})

_MARK = "copiste.session"
_SETTINGS: Final = {
    "idle_session_timeout": "0",
    # psycopg reads and writes what these say; roles and databases may say otherwise.
    "client_encoding": "UTF8",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    # Rows that a policy would hide are an error, not missing.
    "row_security": "off",
    # The server's side of a connection that was cut.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
#: Known to servers from this version on.
_SINCE: Final = {"idle_session_timeout": 14_00_00, "transaction_timeout": 17_00_00}
_WITHOUT_LIMIT: Final = ("lock_timeout", "statement_timeout", "transaction_timeout")

# A commit is on the disk when it returns, whatever role, database and server say: a SUBMITTING that a power
# cut undoes would be keyed again. What is stronger stays.
_DURABLY = (
    "set_config('synchronous_commit', CASE current_setting('synchronous_commit') "
    "WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)"
)
_BEGINNINGS: Final = {
    True: "BEGIN ISOLATION LEVEL READ COMMITTED",
    False: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
_LOOK: Final = (
    f"SELECT current_setting('{_MARK}', true), pg_is_in_recovery(), current_setting('transaction_read_only')"
)


class ServerError(psycopg.OperationalError):
    """What a server or a pooler does that PostgreSQL itself has no error for; with what to do about it."""

    code = "QUEUE_UNUSABLE"
    blame = Blame.QUEUE
    #: Whether it may pass by itself.
    passes = True
    remedy = ""


class NoAnswerError(ServerError):
    """A statement was sent and not answered in time; whether it was done is not known."""

    remedy = "See whether the server, and what stands between, still works."


class NotPrimaryError(ServerError):
    """The server takes no writes: it is a standby, or it was set read-only."""

    remedy = (
        "After a failover, let the address lead to the new primary: a list of hosts with "
        "target_session_attrs=read-write finds it (docs/many-machines.md)."
    )


class NotReplicatedError(ServerError):
    """A commit was confirmed without the synchronous standby's: somebody ended the wait."""

    remedy = "A failover could undo it. See why the synchronous standby does not answer."


class PoolingError(ServerError):
    """A pooler between does not keep the server session of a connection."""

    passes = False
    remedy = (
        "Set pool_mode = session for this database in the pooler (transaction and statement pooling cannot "
        "keep Copiste's promises), or connect to PostgreSQL itself."
    )


class DurabilityError(ServerError):
    """The session does not take the settings that make a commit durable."""

    passes = False
    remedy = "Let Copiste's user set synchronous_commit, or connect to PostgreSQL itself."


class Session(psycopg.Connection[Any]):
    """A connection whose statements are answered in time, or given up together with the connection."""

    #: Seconds until an answer.
    limit: float = ANSWER
    #: Whether somebody wants to end, and waits for nothing long.
    hurried: Callable[[], bool] = staticmethod(lambda: False)
    #: Whether something stands between that has server sessions of its own.
    pooled = False
    _mark = ""
    _patience = ANSWER
    _not_replicated = False

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """What `gen` comes to.

        Raises:
            NoAnswerError: not in time; the connection is closed, for its answer may still come.
        """
        try:
            return super().wait(self._in_time(gen), interval, timeout)
        except NoAnswerError:
            self.close()
            raise

    def _in_time(self, gen: PQGen[Any]) -> PQGen[Any]:
        began = time.monotonic()
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not ready:
                    limit = min(self.limit, _HURRIED) if self.hurried() else self.limit
                    if time.monotonic() - began > limit:
                        raise NoAnswerError(f"no answer within {limit:g} s")
                state = gen.send(ready)
        except StopIteration as end:
            return end.value

    def prepare(self, *, answer: float) -> None:
        """Make the session's settings, and see that they hold.

        Raises:
            PoolingError: the server session is exchanged under the connection.
            DurabilityError: commits would not be durable.
        """
        self.autocommit = True  # the driver begins nothing: `begin` does
        self.limit = self._patience = answer
        self._mark = secrets.token_hex(8)
        self.add_notice_handler(self._notice)
        process = self._settle()
        self.pooled = process != self.info.backend_pid
        if self.pooled:
            self.execute("DISCARD ALL")  # what another client left: statements, settings, tables
            self._settle()
            self._verify()

    def begin(self, *, writing: bool) -> None:
        """Begin a transaction on the primary, in the very session that was prepared.

        Raises:
            PoolingError: it is another session.
            NotPrimaryError: the server takes no writes.
        """
        self.limit = self._patience
        cursor = self.execute(f"{_BEGINNINGS[writing]}; {_LOOK}", prepare=False)
        cursor.nextset()
        mark, recovering, read_only = cursor.fetchone() or (None, None, None)
        if mark != self._mark:
            raise PoolingError(
                "a pooler between Copiste and PostgreSQL gave a connection another server session"
            )
        if recovering:
            raise NotPrimaryError("the server is a standby and takes no writes")
        if writing and read_only == "on":
            raise NotPrimaryError("the server is set read-only (default_transaction_read_only)")

    def commit(self) -> None:
        """Commit.

        Raises:
            NotReplicatedError: committed here, and perhaps nowhere else.
        """
        super().commit()
        if self._not_replicated:
            self._not_replicated = False
            raise NotReplicatedError("the wait for the synchronous standby was ended before it answered")

    def rollback(self) -> None:
        """Undo; nothing where the connection was given up, and the server undoes by itself."""
        if not self.closed:
            super().rollback()

    def unlimited(self) -> None:
        """Let the transaction that was begun take as long as it needs."""
        self.limit = float("inf")
        for name in _WITHOUT_LIMIT:
            if self._knows(name):
                self.execute(f"SET LOCAL {name} = 0")

    def _settle(self) -> int:
        """Make the settings; the number of the server's process."""
        told = {
            **_SETTINGS,
            _MARK: self._mark,
            "statement_timeout": f"{800 * self._patience:.0f}",
            "lock_timeout": f"{1000 * min(PATIENCE, 0.7 * self._patience):.0f}",
            "transaction_timeout": "0",
            # No transaction of ours waits for anything but the database. What one holds whose connection was
            # lost without a word is free again then.
            "idle_in_transaction_session_timeout": f"{1000 * min(_IDLE, self._patience):.0f}",
        }
        told = {name: value for name, value in told.items() if self._knows(name)}
        calls = ", ".join(["set_config(%s, %s, false)"] * len(told))
        values = [part for setting in told.items() for part in setting]
        # Fixed text, the values are parameters.
        row = self.execute(f"SELECT pg_backend_pid(), {_DURABLY}, {calls}", values, prepare=False).fetchone()
        process, durable, *_ = row or (0, "")
        if durable not in _DURABLE:
            raise DurabilityError(f"synchronous_commit is {durable!r} after it was set")
        return int(process)

    def _knows(self, name: str) -> bool:
        return self.info.server_version >= _SINCE.get(name, 0)

    def _verify(self) -> None:
        """See that the settings are still there, in a transaction and outside.

        Raises:
            PoolingError: they are not, or transactions are refused.
        """
        try:
            self.execute("BEGIN")
            found = self.execute(f"SELECT current_setting('{_MARK}', true)", prepare=False).fetchone()
            self.execute("ROLLBACK")
        except NoAnswerError:
            raise
        except psycopg.Error as error:
            reason = str(error).strip().partition("\n")[0]
            raise PoolingError(
                f"a pooler between Copiste and PostgreSQL refuses transactions ({reason})"
            ) from None
        if found != (self._mark,):
            raise PoolingError(
                "a pooler between Copiste and PostgreSQL does not keep the settings of a connection"
            )

    def shares_its_server_with(self, other: Session) -> bool:
        """Whether a server session is lent to several connections that are open at once.

        A pooler that lends sessions for one transaction gives `other` what this one used just now, or gives
        this one something else while `other` is in a transaction.
        """
        mine, others = {self._process()}, set[int]()
        usual, self.limit = self.limit, SECOND
        for _ in range(_ROUNDS):
            try:
                other.execute("BEGIN")
                others.add(other._process())
            except psycopg.Error:
                break  # it gets none of its own just now
            try:
                mine.add(self._process())
            except NoAnswerError:
                return True  # the other one has it
            with suppress(psycopg.Error):
                other.execute("ROLLBACK")
        self.limit = usual
        return len(mine) > 1 or len(others) > 1 or bool(mine & others)

    def _process(self) -> int:
        row = self.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
        return int(row[0]) if row else 0

    def listens(self, channel: str) -> bool:
        """Whether the server would still tell it, as the primary that it was.

        Raises:
            psycopg.Error: the connection is lost.
        """
        told = self.execute(
            "SELECT current_setting(%s, true), pg_is_in_recovery(), %s IN (SELECT pg_listening_channels())",
            (_MARK, channel),
        ).fetchone()
        return told == (self._mark, False, True)

    def _notice(self, told: psycopg.errors.Diagnostic) -> None:
        # Of the function, not of the text, which the server may say in any language.
        if told.source_function == "SyncRepWaitForLSN":
            self._not_replicated = True
