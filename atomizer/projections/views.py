"""All views: brought up to date, looked at, built again.

Built again means: into shadow tables while readers see the old ones, then swapped in one
transaction. It happens when somebody asks, when the shape or meaning of a view has changed, and
when the log is not the one the rows came from (a restored backup).
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag

from atomizer.commands.base import there_is_no
from atomizer.commands.store import EventStore, StoreUnavailable
from atomizer.projections.database import SHADOW, Database, Rows
from atomizer.projections.view import Reader, View, advance

PATIENCE = 0.5
"""Seconds that a follower waits before it looks whether it should stop, or tries again."""
BREATH = 0.01
"""Seconds between two looks at a store that does not wait, as one that was closed."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """How far a view is. It is stopped when `error` says why."""

    name: str
    position: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that stopped a view."""

    view: str
    position: int
    stream: str
    version: int
    type: str
    error: str


class Views:
    """The views of a workspace."""

    def __init__(self, path: Path, store: EventStore, views: Sequence[View]) -> None:
        self._database, self._store = Database(path), store
        self._readers = {view.name: Reader(view) for view in views}
        self._checked = False

    def catch_up(self) -> int:
        """Take in everything recorded so far; the position that the views are at.

        Stopped views stay where they are: `states` shows them, `rebuild` mends them.
        """
        self._prepare()
        head = self._store.head()
        while self._lowest() < head:
            with self._database.writing() as connection:
                if not advance(connection, self._store, list(self._readers.values())):
                    break
        return head

    def follow(self, stop: Flag, then: Callable[[], None] | None = None) -> None:
        """Keep the views up to date until `stop` is set; `then` is called after each time."""
        position = -1
        while not stop.is_set():
            try:
                if not self._store.wait(position, PATIENCE):
                    stop.wait(BREATH)
                    continue
                position = self.catch_up()
                if then:
                    then()
            except (StoreUnavailable, sqlite3.OperationalError, OSError):
                stop.wait(PATIENCE)

    def rebuild(self, names: Collection[str] = ()) -> list[ViewState]:
        """Build views again from the first event, all of them without names.

        A view that fails on the way keeps its old rows and is stopped. Several processes may do
        this at once: they share the work.

        Raises:
            Refused: there is no view of that name.
        """
        self._prepare()
        for name in names:
            if name not in self._readers:
                raise there_is_no("view", name, list(self._readers))
        return self._build([self._readers[name] for name in names or self._readers])

    def states(self) -> list[ViewState]:
        """How far each view is."""
        self._prepare()
        return self._look()

    def dead_letters(self) -> list[DeadLetter]:
        """The events that views stopped at; a view that is built again leaves none."""
        with self.reading() as connection:
            found = connection.execute("SELECT * FROM dead_letters ORDER BY view, position")
            return [DeadLetter(*row) for row in found]

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection that sees one state of all views."""
        return self._database.reading()

    @contextmanager
    def current(self) -> Iterator[sqlite3.Connection]:
        """Likewise, of everything recorded so far."""
        self.catch_up()
        with self._database.reading() as connection:
            yield connection

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction, for those who keep their own books beside the views."""
        return self._database.writing()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _look(self) -> list[ViewState]:
        with self.reading() as connection:
            found = connection.execute("SELECT name, position, error FROM views ORDER BY name")
            return [ViewState(*row) for row in found if row[0] in self._readers]

    def _lowest(self) -> int:
        """The position of the running view that is furthest behind; the head when none runs."""
        with self.reading() as connection:
            found = connection.execute("SELECT name, position FROM views WHERE error = ''")
            places = [place for name, place in found if name in self._readers]
        return min(places, default=self._store.head())

    def _prepare(self) -> None:
        """Make new views; build those again whose rows mean something else, or another log."""
        if self._checked and not self._is_ahead():
            return
        with self._database.writing() as connection:
            known = dict(connection.execute("SELECT name, fingerprint FROM views").fetchall())
            for name, reader in self._readers.items():
                if name not in known:
                    reader.begin(connection)
        changed = [
            r for n, r in self._readers.items() if known.get(n) not in (None, r.view.fingerprint)
        ]
        self._checked = True
        self._build(self._foreign() or changed)

    def _is_ahead(self) -> bool:
        """Whether a view took in more than the log has."""
        places = [state.position for state in self._look()]
        return max(places, default=0) > self._store.head()

    def _foreign(self) -> list[Reader]:
        """Every reader, if the last event that a view took in is not in the log."""
        with self.reading() as connection:
            found = connection.execute("SELECT name, position, seal FROM views WHERE position > 0")
            seals = {(place, seal) for name, place, seal in found if name in self._readers}
        for position, seal in seals:
            frames = self._store.frames(position - 1, 1)
            if not frames or frames[0].hash != seal:
                return list(self._readers.values())
        return []

    def _build(self, readers: Sequence[Reader]) -> list[ViewState]:
        if not readers:
            return []
        shadows = [Reader(reader.view, SHADOW) for reader in readers]
        with self._database.writing() as connection:
            for shadow in shadows:
                shadow.begin(connection)
        more = True
        while more:
            with self._database.writing() as connection:
                more = advance(connection, self._store, shadows)
        with self._database.writing() as connection:
            while advance(connection, self._store, shadows):
                pass
            for shadow in shadows:
                _swap(connection, shadow)
        names = {reader.view.name for reader in readers}
        return [state for state in self._look() if state.name in names]


def _swap(connection: sqlite3.Connection, shadow: Reader) -> None:
    """Put the shadow tables of a view in the place of its live ones."""
    name = shadow.view.name
    found = connection.execute("SELECT error FROM views WHERE name = ?", (shadow.key,)).fetchone()
    if found is None:
        return
    if found[0]:
        _give_up(connection, shadow)
        return
    old = connection.execute("SELECT tables FROM views WHERE name = ?", (name,)).fetchone()
    Rows(connection).drop(json.loads(old[0]) if old else ())
    for table in shadow.view.tables:
        connection.execute(f'ALTER TABLE "{table}{SHADOW}" RENAME TO "{table}"')
    connection.execute("DELETE FROM dead_letters WHERE view = ?", (name,))
    connection.execute("DELETE FROM views WHERE name = ?", (name,))
    connection.execute("UPDATE views SET name = ? WHERE name = ?", (name, shadow.key))


def _give_up(connection: sqlite3.Connection, shadow: Reader) -> None:
    """Keep the live tables, and say what the view failed on, and where."""
    Rows(connection, SHADOW).drop(shadow.view.tables)
    connection.execute(
        "UPDATE views SET (error, position, seal) ="
        " (SELECT error, position, seal FROM views WHERE name = ?) WHERE name = ?",
        (shadow.key, shadow.view.name),
    )
    connection.execute("DELETE FROM views WHERE name = ?", (shadow.key,))
