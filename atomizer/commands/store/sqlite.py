"""The store in one SQLite file: one writer at a time, any number of readers and processes."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from atomizer.commands.store.base import RowStore
from atomizer.commands.store.bell import BRISK
from atomizer.commands.store.codec import CODEC, Codec
from atomizer.commands.store.files import new_file
from atomizer.commands.store.port import HASH_AT, Frame, Head, Snapshot, StoreUnavailable
from atomizer.commands.store.recorder import Datastore, Recorder, connect
from atomizer.commands.store.rows import Census, Rows
from atomizer.commands.store.words import ERRORS, in_words

_COLUMNS = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "
_PAGE = (
    _COLUMNS + "WHERE originator_id=? AND originator_version>? AND originator_version<=? "
    "ORDER BY originator_version LIMIT ?"
)
_HEAD = (
    "SELECT originator_version, state FROM stored_events WHERE originator_id=? "
    "ORDER BY originator_version DESC LIMIT 1"
)
_ANSWER = _COLUMNS + "WHERE originator_id=? AND command_id=? ORDER BY originator_version"
_KEEP = (
    "INSERT INTO snapshots (stream, version, hash, shape, state, seal) VALUES (?,?,?,?,?,?) "
    "ON CONFLICT (stream) DO UPDATE SET version=excluded.version, hash=excluded.hash, "
    "shape=excluded.shape, state=excluded.state, seal=excluded.seal"
)
_STREAMS = """
    WITH RECURSIVE each(name) AS (
        SELECT min(originator_id) FROM stored_events WHERE originator_id>=?1
        UNION ALL
        SELECT (SELECT min(originator_id) FROM stored_events WHERE originator_id>name)
        FROM each WHERE substr(name, 1, ?2)=?1
    ) SELECT name FROM each WHERE substr(name, 1, ?2)=?1 ORDER BY name
"""
"""Jumps from stream to stream along the index instead of reading it all."""
_CENSUS = (
    "SELECT count(*), coalesce(max(rowid), 0), coalesce((SELECT seq FROM sqlite_sequence "
    "WHERE name='stored_events'), 0) FROM stored_events"
)


class SqliteRows(Rows):
    """Rows seen through one connection."""

    def __init__(self, connection: sqlite3.Connection, insert: str) -> None:
        self._execute, self._insert = connection.execute, insert

    def page(self, stream: str, after: int, up_to: int, limit: int) -> list[Frame]:
        """Rows of a stream beyond a version, oldest first."""
        return list(map(Frame._make, self._execute(_PAGE, (stream, after, up_to, limit))))

    def head_of(self, stream: str) -> Head:
        """Where a stream ends."""
        row = self._execute(_HEAD, (stream,)).fetchone()
        return Head(row[0], row[1][HASH_AT].decode()) if row else Head()

    def answer(self, stream: str, command_id: str) -> list[Frame]:
        """The rows that a command left."""
        return list(map(Frame._make, self._execute(_ANSWER, (stream, command_id))))

    def insert(self, stream: str, rows: Sequence[tuple[int, str, bytes]], command: str) -> int:
        """Add (version, type, state) rows, each with its receipt; the position of the last one."""
        position = 0
        for version, kind, state in rows:
            row = stream, version, kind, command, state
            position = self._execute(self._insert, row).lastrowid or 0
        return position


class SqliteStore(RowStore):
    """A store in one SQLite file."""

    def __init__(self, path: Path | str, codec: Codec = CODEC) -> None:
        super().__init__(codec)
        self.path = str(path)
        self.recorder = Recorder(Datastore(self.path))
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        try:
            self.recorder.create_table()
        except BaseException:
            self.recorder.close()
            raise

    @contextmanager
    def locked(self) -> Iterator[Rows]:
        """The rows under the write lock."""
        with self.recorder.writing() as connection:
            yield SqliteRows(connection, self.recorder.insert_events_statement)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """The rows without a lock."""
        with self._reader() as connection:
            yield SqliteRows(connection, "")

    def frames(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Frame]:
        """Undecoded events beyond a position, in the order of the log; empty means all."""
        among = _among("originator_id", streams) + _among("topic", types)
        select = f"{_COLUMNS}WHERE rowid>? {among}ORDER BY rowid LIMIT ?"
        with self._reader() as connection:
            rows = connection.execute(select, (after, *streams, *types, limit))
            return list(map(Frame._make, rows))

    def head(self) -> int:
        """The last position; 0 when nothing was ever recorded."""
        with self._reader() as connection:
            row = connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
            return row[0] or 0

    def streams(self, prefix: str = "") -> list[str]:
        """The names of all streams that begin so, sorted."""
        with self._reader() as connection:
            return [name for (name,) in connection.execute(_STREAMS, (prefix, len(prefix)))]

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until something is recorded beyond a position, by any process."""
        return self.bell.wait(self.head, after, timeout, pause=BRISK)

    def receipts(self, stream: str) -> dict[int, str]:
        """version -> the command id under which it would be found again."""
        select = "SELECT originator_version, command_id FROM stored_events WHERE originator_id=?"
        with self._reader() as connection:
            return dict(connection.execute(select, (stream,)))

    def census(self) -> Census:
        """How many events there are and were."""
        with self._reader() as connection:
            return Census._make(connection.execute(_CENSUS).fetchone())

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file and its indexes."""
        with self._reader() as connection:
            found = [said for (said,) in connection.execute("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def kept(self, stream: str) -> tuple[Snapshot, str] | None:
        """The snapshot of a stream as it is stored, with its seal."""
        select = "SELECT stream, version, hash, shape, state, seal FROM snapshots WHERE stream=?"
        with self._reader() as connection:
            row = connection.execute(select, (stream,)).fetchone()
        return (Snapshot(*row[:5]), row[5]) if row else None

    def keep(self, snapshot: Snapshot, seal: str) -> None:
        """Store a snapshot in place of an older one."""
        kept = snapshot.stream, snapshot.version, snapshot.hash, snapshot.schema, snapshot.state
        with self.recorder.writing() as connection:
            connection.execute(_KEEP + " WHERE excluded.version>snapshots.version", (*kept, seal))

    def close(self) -> None:
        """Let go of the file; a reader at work lets go when it has finished."""
        self._closed = True
        self.bell.close()
        self.recorder.close()
        while self._idle:
            self._idle.pop().close()

    def backup(self, target: Path) -> None:
        """Write a copy of the whole store to a new SQLite file, while others go on writing."""
        with new_file(target) as unfinished, self._reader() as source:
            copy = sqlite3.connect(unfinished, isolation_level=None)
            try:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            finally:
                copy.close()

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        connection = self._take()
        try:
            yield connection
        except ERRORS as error:
            raise in_words(self.path, error) from error
        finally:
            self._give_back(connection)

    def _take(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreUnavailable(f"{self.path} was closed.")
        try:
            return self._idle.pop()
        except IndexError:
            return connect(self.path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)


def _among(column: str, names: Collection[str]) -> str:
    return f"AND {column} IN ({','.join('?' * len(names))}) " if names else ""
