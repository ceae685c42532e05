"""What a view is, and how a batch of events is taken in.

Position and rows change in one transaction. A view that fails on an event stops itself in front
of it and leaves a dead letter; the log and the other views go on.
"""

import hashlib
import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from atomizer.commands.store import EventStore, Frame, Unreadable
from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded
from atomizer.projections.database import Rows

BATCH = 500
"""Events taken in by one transaction."""


class View(ABC):
    """Tables folded from the log.

    Attributes:
        tables: Name -> its columns, as SQLite has them.
        version: Of the meaning of the rows; another one builds them again.
        types: The events it looks at, by their stored names.
    """

    name: ClassVar[str]
    tables: ClassVar[Mapping[str, str]]
    version: ClassVar[int] = 1
    types: ClassVar[frozenset[str]]

    @abstractmethod
    def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
        """Take in one event. It may be rolled back and come again."""

    @property
    def fingerprint(self) -> str:
        """Digest of the shape and meaning of the rows."""
        shape = json.dumps([self.version, dict(self.tables), sorted(self.types)])
        return hashlib.sha256(shape.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Reader:
    """A view reading the log, for its live tables or for those of a rebuild."""

    view: View
    mark: str = ""

    @property
    def key(self) -> str:
        """Its row in `views`."""
        return self.view.name + self.mark

    def begin(self, connection: sqlite3.Connection) -> None:
        """Empty tables, at the start of the log."""
        view = self.view
        Rows(connection, self.mark).create(view.tables)
        connection.execute(
            "INSERT OR REPLACE INTO views VALUES (?, ?, ?, 0, '', '')",
            (self.key, view.fingerprint, json.dumps(list(view.tables))),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """What the log holds next: events, and perhaps one behind them that cannot be read."""

    records: Sequence[Recorded[Event]]
    unreadable: Frame | None = None
    why: str = ""


def advance(connection: sqlite3.Connection, store: EventStore, readers: Sequence[Reader]) -> bool:
    """Take in one batch, inside a transaction that holds the write lock.

    The places are read under the lock too, so two processes never take in an event twice.

    Returns:
        False when there was nothing left to read.
    """
    places = {r: place for r in readers if (place := _place(connection, r)) is not None}
    if not places:
        return False
    page = _read(store, min(places.values()))
    for reader, place in places.items():
        _feed(connection, reader, page, place)
    return bool(page.records or page.unreadable)


def _place(connection: sqlite3.Connection, reader: Reader) -> int | None:
    """How far a reader is; None when it is stopped, or is not there any more."""
    row = connection.execute(
        "SELECT position FROM views WHERE name = ? AND error = ''", (reader.key,)
    ).fetchone()
    return int(row[0]) if row else None


def _read(store: EventStore, after: int) -> Page:
    try:
        return Page(store.log(after, BATCH))
    except Unreadable:
        return _read_singly(store, after)


def _read_singly(store: EventStore, after: int) -> Page:
    records: list[Recorded[Event]] = []
    for frame in store.frames(after, BATCH):
        try:
            records += store.log(frame.position - 1, 1)
        except Unreadable as error:
            return Page(records, frame, str(error))
    return Page(records)


def _feed(connection: sqlite3.Connection, reader: Reader, page: Page, place: int) -> None:
    types = reader.view.types
    new = [r for r in page.records if r.position > place]
    failed = _apply(connection, reader, [r for r in new if r.event.type in types])
    if failed is None and page.unreadable and page.unreadable.position > place:
        failed = (page.unreadable, page.why) if page.unreadable.type in types else None
    taken = [r for r in new if failed is None or r.position < failed[0].position]
    if taken:
        _move(connection, reader, taken[-1].position, taken[-1].hash)
    if failed:
        _stop(connection, reader, *failed)
    elif page.unreadable and page.unreadable.position > place:
        _move(connection, reader, page.unreadable.position, page.unreadable.hash)


def _apply(
    connection: sqlite3.Connection, reader: Reader, records: Sequence[Recorded[Event]]
) -> tuple[Frame, str] | None:
    """Apply events; those in front of one that fails stay applied, and it is returned."""
    rows, apply = Rows(connection, reader.mark), reader.view.apply
    connection.execute("SAVEPOINT fed")
    count = 0
    try:
        for recorded in records:
            apply(rows, recorded)
            count += 1
    except Exception as error:  # any failure stops this view only
        if not _is_ours(error):
            raise
        connection.execute("ROLLBACK TO fed")
        for recorded in records[:count]:
            apply(rows, recorded)
        return _frame(records[count]), f"{type(error).__name__}: {error}"
    return None


def _is_ours(error: Exception) -> bool:
    """Whether the view failed, and not the disk it is kept on."""
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_ERROR
    return True


def _frame(recorded: Recorded[Event]) -> Frame:
    place = recorded.position, recorded.stream, recorded.version
    return Frame(*place, recorded.event.type, b"")


def _move(connection: sqlite3.Connection, reader: Reader, position: int, seal: str) -> None:
    connection.execute(
        "UPDATE views SET position = ?, seal = ? WHERE name = ?", (position, seal, reader.key)
    )


def _stop(connection: sqlite3.Connection, reader: Reader, frame: Frame, error: str) -> None:
    connection.execute("UPDATE views SET error = ? WHERE name = ?", (error, reader.key))
    connection.execute(
        "INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?, ?, ?, ?)",
        (reader.view.name, frame.position, frame.stream, frame.version, frame.type, error),
    )
