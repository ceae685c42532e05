"""The file that keeps every view: `.atomizer/views.db`, plain SQLite, thrown away at any time.

`NORMAL` is enough here: a power cut may take the last transactions, never a part of one, and the
events they came from are still in the log.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

FORMAT = 1
"""Of the tables below; another one is not migrated but built again."""
_OWN = (
    "CREATE TABLE views (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, tables TEXT NOT NULL,"
    " position INTEGER NOT NULL, seal TEXT NOT NULL, error TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE dead_letters (view TEXT NOT NULL, position INTEGER NOT NULL,"
    " stream TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, error TEXT NOT NULL,"
    " PRIMARY KEY (view, position)) STRICT, WITHOUT ROWID",
    "CREATE TABLE spec_files (study TEXT PRIMARY KEY, version INTEGER NOT NULL,"
    " sha256 TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID",
)
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_RUINED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Value = str | int | float | bytes | None
SHADOW = "@new"
"""Ends the names of the tables of a rebuild that is not finished."""


class Rows:
    """The tables of one view, live or of a rebuild. SQL names a table in braces: `{trials}`."""

    def __init__(self, connection: sqlite3.Connection, mark: str = "") -> None:
        self._execute, self._mark = connection.execute, mark
        self._known: dict[str, str] = {}

    def run(self, sql: str, *values: Value) -> sqlite3.Cursor:
        """Carry out one statement."""
        known = self._known.get(sql)
        if known is None:
            known = self._known[sql] = _PLACEHOLDER.sub(rf'"\1{self._mark}"', sql)
        return self._execute(known, values)

    def create(self, tables: Mapping[str, str]) -> None:
        """Make tables, empty; what has their names goes."""
        self.drop(tables)
        for name, columns in tables.items():
            self.run(f"CREATE TABLE {{{name}}} ({columns}) STRICT, WITHOUT ROWID")

    def drop(self, names: Iterable[str]) -> None:
        """Take tables away, if they are there."""
        for name in names:
            self.run(f"DROP TABLE IF EXISTS {{{name}}}")


class Database:
    """The file, with one connection that writes; who reads gets one of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = RLock()
        self._writer: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of all views, whatever is written meanwhile."""
        self._opened()
        connection = _connect(self.path)
        try:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction under the write lock: all of it is kept, or none."""
        with self._turn:
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file; closing twice is fine."""
        with self._turn:
            if self._writer:
                self._writer.close()
            self._writer = None

    def _opened(self) -> sqlite3.Connection:
        with self._turn:
            if self._writer is None:
                self._writer = _open(self.path)
            return self._writer


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _prepared(path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _RUINED:
            raise
        _throw_away(path)
        return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            _lay_out(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=10.0, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def _lay_out(connection: sqlite3.Connection) -> None:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    Rows(connection).drop([name for (name,) in found])
    for statement in _OWN:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={FORMAT}")


def _throw_away(path: Path) -> None:
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
