"""Rows in SQLite, as one connection sees them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from atomizer.commands.store.port import HASH_AT, Frame, Head
from atomizer.commands.store.rows import Rows

COLUMNS = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "
INSERT = (
    "INSERT INTO stored_events (originator_id, originator_version, topic, command_id, state) "
    "VALUES (?,?,?,?,?)"
)
ANSWER = COLUMNS + "WHERE originator_id=? AND command_id=? ORDER BY originator_version"
_PAGE = (
    COLUMNS + "WHERE originator_id=? AND originator_version>? AND originator_version<=? "
    "ORDER BY originator_version LIMIT ?"
)
_HEAD = (
    "SELECT originator_version, state FROM stored_events WHERE originator_id=? "
    "ORDER BY originator_version DESC LIMIT 1"
)


class SqliteRows(Rows):
    """Rows seen through one connection.

    Attributes:
        execute: Runs a statement on it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection, self.execute = connection, connection.execute

    def page(self, stream: str, after: int, up_to: int, limit: int) -> list[Frame]:
        """Rows of a stream beyond a version, oldest first."""
        return list(map(Frame._make, self.execute(_PAGE, (stream, after, up_to, limit))))

    def head_of(self, stream: str) -> Head:
        """Where a stream ends."""
        row = self.execute(_HEAD, (stream,)).fetchone()
        return Head(row[0], row[1][HASH_AT].decode()) if row else Head()

    def answer(self, stream: str, command_id: str) -> list[Frame]:
        """The rows that a command left."""
        return list(map(Frame._make, self.execute(ANSWER, (stream, command_id))))

    def insert(self, stream: str, rows: Sequence[tuple[int, str, bytes]], command: str) -> int:
        """Add (version, type, state) rows, each with its receipt; the position of the last one."""
        position = 0
        for version, kind, state in rows:
            row = stream, version, kind, command, state
            position = self.execute(INSERT, row).lastrowid or 0
        return position
