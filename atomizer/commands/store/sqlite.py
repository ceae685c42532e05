"""The store in one SQLite file: one writer at a time, any number of readers and processes."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from atomizer.commands.store.base import RowStore
from atomizer.commands.store.bell import BRISK
from atomizer.commands.store.codec import CODEC, Codec
from atomizer.commands.store.files import new_file
from atomizer.commands.store.port import Frame, Snapshot, StoreUnavailable
from atomizer.commands.store.recorder import Datastore, Recorder, connect
from atomizer.commands.store.rows import Census, Rows
from atomizer.commands.store.sqlite_rows import COLUMNS, SqliteRows
from atomizer.commands.store.words import ERRORS, in_words

_KEEP = (
    "INSERT INTO snapshots (stream, version, hash, shape, state, seal) VALUES (?,?,?,?,?,?) "
    "ON CONFLICT (stream) DO UPDATE SET version=excluded.version, hash=excluded.hash, "
    "shape=excluded.shape, state=excluded.state, seal=excluded.seal"
)
_STREAMS = """
    WITH RECURSIVE each(name) AS (
        SELECT min(originator_id) FROM stored_events WHERE originator_id>=:prefix
        UNION ALL
        SELECT (SELECT min(originator_id) FROM stored_events WHERE originator_id>name)
        FROM each WHERE substr(name, 1, :length)=:prefix
    ) SELECT name FROM each WHERE substr(name, 1, :length)=:prefix ORDER BY name
"""
"""Jumps from stream to stream along the index instead of reading it all."""
_CENSUS = (
    "SELECT count(*), coalesce(max(rowid), 0), coalesce((SELECT seq FROM sqlite_sequence "
    "WHERE name='stored_events'), 0) FROM stored_events"
)


class SqliteStore(RowStore):
    """A store in one SQLite file."""

    def __init__(self, path: Path | str, codec: Codec = CODEC) -> None:
        super().__init__(codec)
        self.path = str(path)
        self.recorder = Recorder(Datastore(self.path))
        self._idle: deque[SqliteRows] = deque()
        self._closed = False
        try:
            self.recorder.create_table()
        except BaseException:
            self.recorder.close()
            raise

    def locked(self) -> AbstractContextManager[Rows]:
        """The rows under the write lock."""
        return self.recorder.writing()

    @contextmanager
    def reading(self) -> Iterator[SqliteRows]:
        """The rows without a lock."""
        rows = self._take()
        try:
            yield rows
        except ERRORS as error:
            raise in_words(self.path, error) from error
        finally:
            self._give_back(rows)

    def frames(
        self,
        after: int = 0,
        limit: int = 500,
        streams: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[Frame]:
        """Undecoded events beyond a position, in the order of the log; empty means all."""
        among = _among("originator_id", streams) + _among("topic", types)
        select = f"{COLUMNS}WHERE rowid>? {among}ORDER BY rowid LIMIT ?"
        with self.reading() as rows:
            return list(map(Frame._make, rows.execute(select, (after, *streams, *types, limit))))

    def head(self) -> int:
        """The last position; 0 when nothing was ever recorded."""
        with self.reading() as rows:
            return rows.execute("SELECT max(rowid) FROM stored_events").fetchone()[0] or 0

    def streams(self, prefix: str = "") -> list[str]:
        """The names of all streams that begin so, sorted."""
        with self.reading() as rows:
            found = rows.execute(_STREAMS, {"prefix": prefix, "length": len(prefix)})
            return [name for (name,) in found]

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until something is recorded beyond a position, by any process."""
        return self.bell.wait(self.head, after, timeout, pause=BRISK)

    def receipts(self, stream: str) -> dict[int, str]:
        """version -> the command id under which it would be found again."""
        select = "SELECT originator_version, command_id FROM stored_events WHERE originator_id=?"
        with self.reading() as rows:
            return dict(rows.execute(select, (stream,)))

    def census(self) -> Census:
        """How many events there are and were."""
        with self.reading() as rows:
            return Census._make(rows.execute(_CENSUS).fetchone())

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file and its indexes."""
        with self.reading() as rows:
            found = [said for (said,) in rows.execute("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def kept(self, stream: str) -> tuple[Snapshot, str] | None:
        """The snapshot of a stream as it is stored, with its seal."""
        select = "SELECT stream, version, hash, shape, state, seal FROM snapshots WHERE stream=?"
        with self.reading() as rows:
            row = rows.execute(select, (stream,)).fetchone()
        return (Snapshot(*row[:5]), row[5]) if row else None

    def keep(self, snapshot: Snapshot, seal: str) -> None:
        """Store a snapshot in place of an older one."""
        kept = snapshot.stream, snapshot.version, snapshot.hash, snapshot.schema, snapshot.state
        with self.recorder.writing() as rows:
            rows.execute(_KEEP + " WHERE excluded.version>snapshots.version", (*kept, seal))

    def close(self) -> None:
        """Let go of the file; a reader at work lets go when it has finished."""
        self._closed = True
        self.bell.close()
        self.recorder.close()
        while self._idle:
            self._idle.pop().connection.close()

    def backup(self, target: Path) -> None:
        """Write a copy of the whole store to a new SQLite file, while others go on writing."""
        with new_file(target) as unfinished, self.reading() as source:
            copy = sqlite3.connect(unfinished, isolation_level=None)
            try:
                source.connection.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            finally:
                copy.close()

    def _take(self) -> SqliteRows:
        if self._closed:
            raise StoreUnavailable(f"{self.path} was closed.")
        try:
            return self._idle.pop()
        except IndexError:
            return SqliteRows(connect(self.path))

    def _give_back(self, rows: SqliteRows) -> None:
        if self._closed:
            rows.connection.close()
        else:
            self._idle.append(rows)


def _among(column: str, names: Collection[str]) -> str:
    return f"AND {column} IN ({','.join('?' * len(names))}) " if names else ""
