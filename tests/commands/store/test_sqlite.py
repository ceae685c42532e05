"""What only a file can get wrong: durability, foreign files, disks, locks and deletes."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from atomizer.commands.store import (
    EventStore,
    StoreUnavailable,
    Unreadable,
    VersionTaken,
    open_store,
    recorder,
)
from atomizer.commands.store.bell import IDLE_AFTER, Bell
from atomizer.commands.store.codec import CODEC, seal, sealed
from atomizer.commands.store.recorder import connect
from atomizer.commands.store.sqlite import SqliteStore
from atomizer.commands.store.sqlite_rows import ANSWER
from tests.commands.store.examples import added, envelope, record, story

Open = Callable[[str], EventStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def by_hand(path: Path, *statements: str) -> None:
    """Do to the file what no part of the program does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_every_connection_syncs_every_commit(path: Path) -> None:
    with SqliteStore(path) as store:
        for connection in (store.recorder._writer, store._take()):
            asked = {n: connection.execute(f"PRAGMA {n}").fetchone()[0] for n in recorder.PRAGMAS}
            assert asked["synchronous"] == 2
            assert asked["journal_mode"] == "wal"
            assert asked["busy_timeout"] == 10_000
            store._give_back(connection)
    with closing(store.recorder.datastore.pool._create_connection()) as pooled:
        assert pooled._sqlite_conn.execute("PRAGMA synchronous").fetchone()[0] == 2


@pytest.mark.parametrize("pragma", ["synchronous", "journal_mode", "busy_timeout"])
def test_a_connection_that_cannot_keep_the_promise_is_refused(
    path: Path, pragma: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            return super().execute("SELECT 1" if f"{pragma}=" in statement else statement, *values)

    real = sqlite3.connect
    weak = {"synchronous": "PRAGMA synchronous=NORMAL", "busy_timeout": "PRAGMA busy_timeout=1"}

    def forgetful(*args: object, **kwargs: object) -> sqlite3.Connection:
        connection = real(*args, **kwargs, factory=Forgetful)
        connection.cursor().execute(weak.get(pragma, "SELECT 1"))
        return connection

    monkeypatch.setattr(sqlite3, "connect", forgetful)
    with pytest.raises(StoreUnavailable, match=f"{pragma}=.* could be lost"):
        connect(str(path))


def test_processes_that_start_at_the_same_time_wait_for_each_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switching to WAL answers "locked" at once, whatever the timeout: 4 times in 2800 starts."""

    class Contested(sqlite3.Connection):
        busy = 2

        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            if "journal_mode=" in statement and Contested.busy:
                Contested.busy -= 1
                locked = sqlite3.OperationalError("database is locked")
                locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise locked
            return super().execute(statement, *values)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **k, factory=Contested))
    with SqliteStore(path) as store:
        assert store.head() == 0
    assert not Contested.busy


def test_a_position_is_never_given_twice(path: Path, opened: Open) -> None:
    """An implicit rowid would be: SQLite uses the highest one plus one."""
    with open_store(f"sqlite:///{path}") as store:
        record(store, "study-a", added(1), added(2), added(3))
    by_hand(path, "DELETE FROM stored_events WHERE originator_version=3")
    store = opened(f"sqlite:///{path}")
    assert record(store, "study-b", added(4))[0].position == 4
    assert "4 events were recorded, 3 are there" in " ".join(map(str, store.verify().faults))


def test_positions_survive_dump_and_load(path: Path, tmp_path: Path) -> None:
    """An implicit rowid would be numbered anew."""
    with open_store(f"sqlite:///{path}") as store:
        story(store)
        before = store.log()
    by_hand(path, "DELETE FROM stored_events WHERE rowid=1")
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(tmp_path / "loaded.db")) as target,
    ):
        script = [line for line in source.iterdump() if "sqlite_sequence" not in line]
        target.executescript("\n".join(script))
        rows = target.execute("SELECT rowid, originator_version FROM stored_events ORDER BY 1")
        assert list(rows) == [(r.position, r.version) for r in before[1:]]


def test_the_database_itself_refuses_a_version_twice(path: Path) -> None:
    with SqliteStore(path) as store:
        record(store, "study-a", added(1))
        with pytest.raises(VersionTaken), store.locked() as rows:
            rows.insert("study-a", [(1, "item_added", b"{}")], "c")
        assert store.verify().ok


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    by_hand(path, "CREATE TABLE stored_events (originator_id TEXT)")
    with pytest.raises(StoreUnavailable, match="was written by another program"):
        SqliteStore(path)


def test_a_store_of_a_newer_atomizer_is_refused(path: Path) -> None:
    SqliteStore(path).close()
    by_hand(path, "PRAGMA user_version=2")
    with pytest.raises(StoreUnavailable, match="by a newer Atomizer"):
        SqliteStore(path)


def test_a_trigger_smuggled_into_the_file_is_refused(path: Path) -> None:
    SqliteStore(path).close()
    by_hand(
        path,
        "CREATE TRIGGER gone AFTER INSERT ON stored_events BEGIN DELETE FROM snapshots; END",
    )
    with pytest.raises(StoreUnavailable, match="'gone' is not as Atomizer makes it"):
        SqliteStore(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"Dear diary" * 1000)
    with pytest.raises(StoreUnavailable, match="Choose another file"):
        SqliteStore(path)
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_missing_folder_is_said(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="Create its folder"):
        SqliteStore(path / "events.db")


def test_a_store_that_somebody_else_holds_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "BUSY_SECONDS", 0.1)
    monkeypatch.setitem(recorder.PRAGMAS, "busy_timeout", 100)
    with SqliteStore(path) as store, SqliteStore(path) as other:
        with store.writing() as transaction:
            transaction.append("study-a", 0, envelope(), [added(1)])
            with pytest.raises(StoreUnavailable, match="Another process has held the store"):
                record(other, "study-a", added(2))
        assert record(other, "study-a", added(2))[0].version == 2


def test_a_store_that_cannot_be_written_is_said_and_can_still_be_read(path: Path) -> None:
    with SqliteStore(path) as store:
        record(store, "study-a", added(1))
        store.recorder._writer.execute("PRAGMA query_only=1")  # root may write any file
        with pytest.raises(StoreUnavailable, match="Give this account the right"):
            record(store, "study-a", added(2))
        assert len(store.log()) == 1
        store.recorder._writer.execute("PRAGMA query_only=0")
        record(store, "study-a", added(2))
        assert store.verify().ok


def test_a_foreign_topic_in_the_database_is_never_imported(path: Path) -> None:
    with SqliteStore(path) as store:
        body = CODEC.encode(envelope(), (added(1),))[0].body
        state = sealed(seal("0" * 32, "study-a", 1, "antigravity:Event", body), body)
        with store.locked() as rows:
            rows.insert("study-a", [(1, "antigravity:Event", state)], "c-1")
        for door in (lambda: list(store.read("study-a")), store.log, lambda: [*store.export()]):
            with pytest.raises(Unreadable, match="no event is called 'antigravity:Event'"):
                door()
        assert "antigravity" not in sys.modules
        assert "antigravity:Event" in str(store.verify().faults[0])


def test_a_receipt_is_looked_up_and_not_searched_for(path: Path) -> None:
    """With the shorter index (stream, command), SQLite walks the stream instead."""
    with SqliteStore(path) as store, store.reading() as rows:
        plan = rows.execute(f"EXPLAIN QUERY PLAN {ANSWER}", ("study-a", "c-1"))
        assert [row[3] for row in plan] == [
            "SEARCH stored_events USING INDEX receipts (originator_id=? AND command_id=?)"
        ]


def test_readers_are_reused_and_closed(path: Path) -> None:
    with SqliteStore(path) as store:
        for _ in range(5):
            store.head()
        assert len(store._idle) == 1
    assert not store._idle


def test_who_waits_looks_often_at_first_and_less_when_nothing_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[float] = []
    bell = Bell()
    clock = iter([0.0, 0.0, 0.5, IDLE_AFTER + 1, IDLE_AFTER + 9])
    monkeypatch.setattr("atomizer.commands.store.bell.monotonic", lambda: next(clock))
    monkeypatch.setattr(bell, "_sleep", lambda seen, seconds: looks.append(seconds))
    assert not bell.wait(lambda: 0, after=0, timeout=5.0, pause=0.01)
    assert looks == [0.01, 0.01, 0.05]
