"""The library's SQLite recorder on tables and connections that hold what an acknowledgement says.

What the library leaves open is settled here: `synchronous` is FULL and checked on every
connection, positions are an AUTOINCREMENT key (an implicit rowid is used again after a delete and
renumbered by dump and restore), statements stay compiled, the receipt of a command stands in the
rows of its events, and a file that is not ours is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic, sleep
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
)

from atomizer.commands.store.port import StoreUnavailable, VersionTaken
from atomizer.commands.store.sqlite_rows import INSERT, SqliteRows
from atomizer.commands.store.words import ERRORS, in_words

BUSY_SECONDS = 10.0
APPLICATION = 0x41544F4D
SCHEMA = 1
TABLES = {
    "stored_events": "CREATE TABLE stored_events ("
    "rowid INTEGER PRIMARY KEY AUTOINCREMENT, "
    "originator_id TEXT NOT NULL, "
    "originator_version INTEGER NOT NULL, "
    "topic TEXT NOT NULL, "
    "command_id TEXT, "
    "state BLOB NOT NULL, "
    "UNIQUE (originator_id, originator_version))",
    "receipts": "CREATE INDEX receipts ON stored_events "
    "(originator_id, command_id, originator_version)",
    "snapshots": "CREATE TABLE snapshots ("
    "stream TEXT PRIMARY KEY, "
    "version INTEGER NOT NULL, "
    "hash TEXT NOT NULL, "
    "shape TEXT NOT NULL, "
    "state BLOB NOT NULL, "
    "seal TEXT NOT NULL) WITHOUT ROWID",
}
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "trusted_schema": 0}
"""Set on every connection, then read back: who cannot keep a promise does not start."""


def connect(path: str) -> sqlite3.Connection:
    """A connection that syncs every commit.

    Raises:
        StoreUnavailable: the file cannot be opened, or the file system cannot do this.
    """
    try:
        connection = sqlite3.connect(
            path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=128,
        )
    except sqlite3.Error as error:
        raise in_words(path, error) from error
    try:
        for name, value in PRAGMAS.items():
            _patiently(connection, f"PRAGMA {name}={value}")
        connection.execute("PRAGMA fullfsync=1")  # only macOS knows the difference
        _assert_durable(connection, path)
    except ERRORS as error:
        connection.close()
        raise in_words(path, error) from error
    except StoreUnavailable:
        connection.close()
        raise
    return connection


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Wait for others: switching to WAL, SQLite does not, though it was told to."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def _assert_durable(connection: sqlite3.Connection, path: str) -> None:
    for name, value in PRAGMAS.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise StoreUnavailable(
                f"{path}: SQLite answers {name}={found!r} where {value!r} was asked for, so what "
                "is acknowledged could be lost. Put the store on a local disk."
            )


class Pool(SQLiteConnectionPool):
    """The library's pool, with our connections in it."""

    def _create_connection(self) -> SQLiteConnection:
        connection = connect(self.db_name)
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(connection, self.max_age)


class Datastore(SQLiteDatastore):
    """The library's datastore over that pool, with text ids."""

    def __init__(self, path: str) -> None:
        super().__init__(path, originator_id_type="text")
        self.pool = Pool(db_name=path)


class Recorder(SQLiteApplicationRecorder):
    """Appends on one dedicated connection, which takes the write lock before it reads."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore)
        self.path = datastore.pool.db_name
        self._lock = Lock()
        self._writer: SqliteRows | None = SqliteRows(connect(self.path))

    def construct_create_table_statements(self) -> list[str]:
        """Our tables instead of the library's."""
        return list(TABLES.values())

    def create_table(self) -> None:
        """Make the tables, unless they are there.

        Raises:
            StoreUnavailable: the file belongs to something else, or to a newer Atomizer.
        """
        with self.writing() as rows:
            if _is_empty(rows.connection):
                for statement in self.create_table_statements:
                    rows.execute(statement)
                rows.execute(f"PRAGMA application_id={APPLICATION}")
                rows.execute(f"PRAGMA user_version={SCHEMA}")
            _assert_ours(rows.connection, self.path)

    @contextmanager
    def writing(self) -> Iterator[SqliteRows]:
        """The rows under the write lock; committed and synced when the block ends."""
        with self._lock:
            rows = self._open()
            try:
                rows.execute("BEGIN IMMEDIATE")
                yield rows
                rows.execute("COMMIT")
            except ERRORS as error:
                _roll_back(rows.connection)
                raise in_words(self.path, error) from error
            except BaseException:
                _roll_back(rows.connection)
                raise

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """The library's door to the same table."""
        events = [
            (e.originator_id, e.originator_version, e.topic, None, e.state) for e in stored_events
        ]
        try:
            with self.writing() as rows:
                return [rows.execute(INSERT, event).lastrowid or 0 for event in events]
        except VersionTaken as taken:
            raise IntegrityError(str(taken)) from taken

    def close(self) -> None:
        """Close the writer, when nobody holds it, and the library's connections."""
        with self._lock:
            if self._writer:
                self._writer.connection.close()
            self._writer = None
        self.datastore.close()

    def _open(self) -> SqliteRows:
        if self._writer is None:
            raise StoreUnavailable(f"{self.path} was closed.")
        return self._writer


def _roll_back(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # the first error is the one to report
        connection.execute("ROLLBACK")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _assert_ours(connection: sqlite3.Connection, path: str) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if found != APPLICATION or version > SCHEMA:
        who = "by a newer Atomizer" if found == APPLICATION else "by another program"
        raise StoreUnavailable(f"{path} was written {who}. Choose another file for the store.")
    select = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
    for name, sql in connection.execute(select):
        if sql != TABLES.get(name):
            raise StoreUnavailable(f"{path}: {name!r} is not as Atomizer makes it. Use a backup.")
