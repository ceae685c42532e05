"""The library's PostgreSQL recorder with an append of our own.

The library's own way to append in one call (`POSTGRES_ENABLE_DB_FUNCTIONS`) takes no lock, so a
reader at the tail can pass over events that commit late, and it drops tracking rows; here it does
not even exist in the database. An advisory lock held until the commit makes the order of
positions the order of commits, and positions are counted under it, so a rollback leaves no gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row
from psycopg.sql import SQL

from atomizer.commands.store.port import StoreUnavailable, VersionTaken

LOCK = "pg_advisory_xact_lock(1096045389)"
SESSION = (
    "SET synchronous_commit TO on",
    "SET lock_timeout TO '10s'",
    "SET default_transaction_isolation TO 'read committed'",
)
"""What every connection promises: synced commits, and a view as new as the lock it waited for."""
_CREATE = (
    "ALTER TABLE stored_events ADD COLUMN IF NOT EXISTS command_id text",
    "CREATE INDEX IF NOT EXISTS receipts ON stored_events "
    "(originator_id, command_id, originator_version)",
    "CREATE TABLE IF NOT EXISTS snapshots (stream text PRIMARY KEY, version bigint NOT NULL, "
    "hash text NOT NULL, shape text NOT NULL, state bytea NOT NULL, seal text NOT NULL)",
)
INSERT = """
    INSERT INTO stored_events
    (originator_id, command_id, originator_version, notification_id, topic, state)
    SELECT %s, %s, %s + place, %s + place, topic, state
    FROM unnest(%b::text[], %b::bytea[]) WITH ORDINALITY AS rows (topic, state, place)
"""
"""Two arrays: what can be counted need not be sent."""
_LAST = "SELECT max(notification_id) FROM stored_events"


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the errors of the library and of psycopg into ours.

    Raises:
        VersionTaken: a unique place in a stream is taken.
        StoreUnavailable: anything else.
    """
    try:
        yield
    except (persistence.IntegrityError, psycopg.IntegrityError) as error:
        raise VersionTaken(f"PostgreSQL: {error}") from error
    except (persistence.PersistenceError, psycopg.Error) as error:
        raise StoreUnavailable(
            f"PostgreSQL: {error}. Nothing that was accepted is lost; see that the server runs "
            "and has room, then try again."
        ) from error


def assert_durable(connection: Connection[Any]) -> None:
    """Refuse a server that would acknowledge what it can still lose."""
    for name in ("fsync", "full_page_writes"):
        row = connection.execute(f"SHOW {name}").fetchone()
        if row != ("on",):
            raise StoreUnavailable(
                f"PostgreSQL: {name} is off, so what is acknowledged could be lost. Set it to on."
            )


Row = tuple[int, str, bytes]


class Place(NamedTuple):
    """Where rows go: their stream, behind which position, and on whose command."""

    stream: str
    command_id: str | None
    after: int


class Datastore(PostgresDatastore):
    """The library's datastore, made from a whole address: no option of it is dropped."""

    def __init__(self, url: str) -> None:
        super().__init__("", "", "", "", "", originator_id_type="text", max_overflow=15)
        self.pool.kwargs = {**conninfo_to_dict(url), "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        """What the library sets on a new connection, and what we promise."""
        configure = super().after_connect_func()

        def promise(connection: Connection[Any]) -> None:
            configure(connection)
            for statement in SESSION:
                connection.execute(statement)

        return promise


class Recorder(PostgresApplicationRecorder):
    """Appends under an advisory lock, in two round trips."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore)
        del self.sql_create_statements[self.create_insert_function_statement_index]
        self.sql_create_statements += [SQL(text).format() for text in _CREATE]

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """The library's door to the same table."""
        with self.writing() as (connection, last):
            for place, event in enumerate(stored_events):
                row = event.originator_version, event.topic, event.state
                insert(connection, Place(str(event.originator_id), None, last() + place), [row])
            first = last() + 1
        return list(range(first, first + len(stored_events)))

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection[Any], Callable[[], int]]]:
        """A connection under the lock, and the last position; committed when the block ends."""
        with self.datastore.get_connection() as connection:
            try:
                with connection.pipeline() as pipeline:
                    connection.execute("BEGIN")
                    connection.execute(f"SELECT {LOCK}", prepare=True)
                    yield connection, _once(connection, _LAST)
                    connection.execute(f"NOTIFY {self.channel_name}")
                    commit = connection.execute("COMMIT")
                    pipeline.sync()
            except BaseException:
                _roll_back(connection)
                raise
        if commit.statusmessage != "COMMIT":
            raise persistence.OperationalError(f"COMMIT was answered by {commit.statusmessage}")


def insert(connection: Connection[Any], place: Place, rows: Sequence[Row]) -> None:
    """Queue (version, type, state) rows of consecutive versions."""
    versions, types, states = zip(*rows, strict=True)
    columns = versions[0] - 1, place.after, list(types), list(states)
    connection.execute(INSERT, (place.stream, place.command_id, *columns), prepare=True)


def rows_of(connection: Connection[Any], select: str, values: Sequence[object]) -> Cursor[Any]:
    """The answer to a query as plain tuples."""
    cursor = connection.cursor(binary=True, row_factory=tuple_row)
    return cursor.execute(select, values, prepare=True)


def _once(connection: Connection[Any], select: str) -> Callable[[], int]:
    """Ask now, wait for the answer when it is needed first."""
    cursor = rows_of(connection, select, ())
    known: list[int] = []

    def answer() -> int:
        if not known:
            row = cursor.fetchone()
            known.append(row[0] or 0 if row else 0)
        return known[0]

    return answer


def _roll_back(connection: Connection[Any]) -> None:
    """Outside of the pipeline: inside, psycopg forgets to prepare its statements again."""
    try:
        connection.rollback()
    except psycopg.Error:
        connection.close()  # the pool replaces it; the server rolls back what it had begun
