"""The store in a PostgreSQL database: any number of processes and machines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import psycopg
from psycopg import Connection

from atomizer.commands.store import pg_recorder as pg
from atomizer.commands.store.base import RowStore
from atomizer.commands.store.codec import CODEC, Codec
from atomizer.commands.store.port import HASH_AT, Frame, Head, Snapshot, StoreUnavailable
from atomizer.commands.store.rows import Census, Rows

LOOK = 0.5
"""Seconds between two looks without a notification, in case one was lost with its connection."""
_COLUMNS = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events "
)
_PAGE = (
    _COLUMNS + "WHERE originator_id=%s AND originator_version>%s AND originator_version<=%s "
    "ORDER BY originator_version LIMIT %s"
)
_HEAD = (
    "SELECT originator_version, state FROM stored_events WHERE originator_id=%s "
    "ORDER BY originator_version DESC LIMIT 1"
)
_ANSWER = _COLUMNS + "WHERE originator_id=%s AND command_id=%s ORDER BY originator_version"
_STREAMS = """
    WITH RECURSIVE each(name) AS (
        SELECT min(originator_id) FROM stored_events
        UNION ALL
        SELECT (SELECT min(originator_id) FROM stored_events WHERE originator_id>name)
        FROM each WHERE name IS NOT NULL
    ) SELECT name FROM each WHERE starts_with(name, %s)
"""
_KEEP = (
    "INSERT INTO snapshots AS s (stream, version, hash, shape, state, seal) "
    "VALUES (%s,%s,%s,%s,%s,%s) ON CONFLICT (stream) DO UPDATE SET version=excluded.version, "
    "hash=excluded.hash, shape=excluded.shape, state=excluded.state, seal=excluded.seal "
    "WHERE excluded.version>s.version"
)


class PgRows(Rows):
    """Rows seen through one connection."""

    def __init__(self, connection: Connection[Any], last: Callable[[], int]) -> None:
        self._connection, self._last, self._added = connection, last, 0

    def page(self, stream: str, after: int, up_to: int, limit: int) -> list[Frame]:
        """Rows of a stream beyond a version, oldest first."""
        rows = pg.rows_of(self._connection, _PAGE, (stream, after, up_to, limit))
        return list(map(Frame._make, rows.fetchall()))

    def head_of(self, stream: str) -> Head:
        """Where a stream ends."""
        row = pg.rows_of(self._connection, _HEAD, (stream,)).fetchone()
        return Head(row[0], row[1][HASH_AT].decode()) if row else Head()

    def answer(self, stream: str, command_id: str) -> list[Frame]:
        """The rows that a command left."""
        rows = pg.rows_of(self._connection, _ANSWER, (stream, command_id))
        return list(map(Frame._make, rows.fetchall()))

    def insert(self, stream: str, rows: Sequence[tuple[int, str, bytes]], command: str) -> int:
        """Add (version, type, state) rows, each with its receipt; the position of the last one."""
        pg.insert(self._connection, pg.Place(stream, command, self._last() + self._added), rows)
        self._added += len(rows)
        return self._last() + self._added


class PostgresStore(RowStore):
    """A store in a PostgreSQL database."""

    def __init__(self, url: str, codec: Codec = CODEC) -> None:
        super().__init__(codec)
        self.url = url
        self._closed, self._listening = Event(), Event()
        self._starting = Lock()
        self._ears: Thread | None = None
        with pg.in_words(), psycopg.connect(url, connect_timeout=10) as connection:
            pg.assert_durable(connection)
            connection.execute(f"SELECT {pg.LOCK}")  # two that start at once make one set of tables
            self.recorder = _made(pg.Datastore(url))

    @contextmanager
    def locked(self) -> Iterator[Rows]:
        """The rows under the write lock."""
        with self._healing(), self.recorder.writing() as (connection, last):
            yield PgRows(connection, last)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """The rows without a lock."""
        with self._reader() as connection:
            yield PgRows(connection, int)

    def frames(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Frame]:
        """Undecoded events beyond a position, in the order of the log; empty means all."""
        among = "AND originator_id=ANY(%s) " if streams else ""
        among += "AND topic=ANY(%s) " if types else ""
        select = f"{_COLUMNS}WHERE notification_id>%s {among}ORDER BY notification_id LIMIT %s"
        values = (after, *(list(names) for names in (streams, types) if names), limit)
        return list(map(Frame._make, self._ask(select, values)))

    def head(self) -> int:
        """The last position; 0 when nothing was ever recorded."""
        return self._ask("SELECT max(notification_id) FROM stored_events", ())[0][0] or 0

    def streams(self, prefix: str = "") -> list[str]:
        """The names of all streams that begin so, sorted."""
        return sorted(name for (name,) in self._ask(_STREAMS, (prefix,)))

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until something is recorded beyond a position, by any process."""
        self._listen()
        return self.bell.wait(self.head, after, timeout, pause=LOOK)

    def receipts(self, stream: str) -> dict[int, str]:
        """version -> the command id under which it would be found again."""
        select = "SELECT originator_version, command_id FROM stored_events WHERE originator_id=%s"
        return dict(self._ask(select, (stream,)))

    def census(self) -> Census:
        """How many events there are; the highest position is the last one given."""
        select = "SELECT count(*), coalesce(max(notification_id), 0) FROM stored_events"
        count, highest = self._ask(select, ())[0]
        return Census(count, highest, highest)

    def damage(self) -> list[str]:
        """Nothing: the server checks its own files."""
        return []

    def kept(self, stream: str) -> tuple[Snapshot, str] | None:
        """The snapshot of a stream as it is stored, with its seal."""
        select = "SELECT stream, version, hash, shape, state, seal FROM snapshots WHERE stream=%s"
        rows = self._ask(select, (stream,))
        return (Snapshot(*rows[0][:5]), rows[0][5]) if rows else None

    def keep(self, snapshot: Snapshot, seal: str) -> None:
        """Store a snapshot in place of an older one."""
        kept = snapshot.stream, snapshot.version, snapshot.hash, snapshot.schema, snapshot.state
        with self._reader() as connection:
            connection.execute(_KEEP, (*kept, seal))

    def backup(self, target: Path) -> None:
        """Write a copy of the whole store to a new SQLite file, while others go on writing."""
        from atomizer.commands.store.backup import copy_of

        copy_of(self, target)

    def close(self) -> None:
        """Let go of connections and waiters."""
        self._closed.set()
        self.bell.close()
        if self._ears:
            self._ears.join()
        self.recorder.datastore.close()

    def _ask(self, select: str, values: Sequence[object]) -> list[Any]:
        with self._reader() as connection:
            return pg.rows_of(connection, select, values).fetchall()

    @contextmanager
    def _reader(self) -> Iterator[Connection[Any]]:
        if self._closed.is_set():
            raise StoreUnavailable("The store was closed.")
        with self._healing(), self.recorder.datastore.get_connection() as connection:
            yield connection

    @contextmanager
    def _healing(self) -> Iterator[None]:
        """Say what failed, and replace the connections that a restarted server has dropped."""
        try:
            with pg.in_words():
                yield
        except StoreUnavailable:
            self.recorder.datastore.pool.check()
            raise

    def _listen(self) -> None:
        with self._starting:
            if self._ears is None:
                self._ears = Thread(target=self._hear, daemon=True, name="postgres-listen")
                self._ears.start()
        self._listening.wait(LOOK)

    def _hear(self) -> None:
        while not self._closed.is_set():
            try:
                self._hear_on(psycopg.connect(self.url, autocommit=True, connect_timeout=10))
            except psycopg.Error:  # waiters look by themselves until the server is back
                self._closed.wait(LOOK)

    def _hear_on(self, connection: Connection[Any]) -> None:
        with connection:
            connection.execute(f"LISTEN {self.recorder.channel_name}")
            self._listening.set()
            while not self._closed.is_set():
                for _ in connection.notifies(timeout=0.1, stop_after=1):
                    self.bell.ring()


def _made(datastore: pg.Datastore) -> pg.Recorder:
    try:
        recorder = pg.Recorder(datastore)
        recorder.create_table()
    except BaseException:
        datastore.close()
        raise
    return recorder
