"""Every change to what was written is found, and named."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from atomizer.commands.store import Snapshot, Unreadable
from atomizer.commands.store.codec import body_of, seal, sealed
from atomizer.commands.store.sqlite import SqliteStore
from tests.commands.store.examples import added, record

STATE = "UPDATE stored_events SET state=CAST(replace(CAST(state AS TEXT), '3.5', '3.6') AS BLOB)"
TAMPERED = {
    "a payload": (STATE + " WHERE rowid=2", "version 2: its hash is"),
    "a type": ("UPDATE stored_events SET topic='item_removed' WHERE rowid=2", "2: its hash is"),
    "an unknown type": ("UPDATE stored_events SET topic='x' WHERE rowid=2", "2: its hash is"),
    "a version": (
        "UPDATE stored_events SET originator_version=9 WHERE rowid=2",
        "version 2: version 2 is missing",
    ),
    "a stream": ("UPDATE stored_events SET originator_id='study-b' WHERE rowid=2", "is missing"),
    "a deleted event": ("DELETE FROM stored_events WHERE rowid=2", "version 2 is missing"),
    "a deleted end": ("DELETE FROM stored_events WHERE rowid=4", "4 events were recorded, 3 are"),
    "a deleted stream": ("DELETE FROM stored_events", "4 events were recorded, 0 are there"),
    "a hash": (
        'UPDATE stored_events SET state=CAST(replace(CAST(state AS TEXT), \'"hash":"\', '
        '\'"hash":"0\') AS BLOB) WHERE rowid=3',
        "version 3: its hash is",
    ),
    "two states exchanged": (
        "UPDATE stored_events SET state=(SELECT state FROM stored_events AS o WHERE "
        "o.rowid=5-stored_events.rowid) WHERE rowid IN (2,3)",
        "version 2: its hash is",
    ),
    "two positions exchanged": (
        "UPDATE stored_events SET originator_version=5-originator_version+100 WHERE rowid IN (2,3)",
        "is missing",
    ),
    "the last position": (
        "UPDATE stored_events SET rowid=9 WHERE rowid=4",
        "4 events were recorded, 4 are there, up to position 9",
    ),
    "a receipt": (
        "UPDATE stored_events SET command_id='x' WHERE rowid=2",
        "receipt names command 'x'",
    ),
    "a lost receipt": (
        "UPDATE stored_events SET command_id=NULL WHERE rowid=2",
        "receipt names command None",
    ),
    "text in place of bytes": (
        "UPDATE stored_events SET state=CAST(state AS TEXT) WHERE rowid=2",
        "the type of a column was changed",
    ),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "events.db") as opened:
        for number in range(4):
            record(opened, "study-a", added(number))
        yield opened


def tamper(store: SqliteStore, statement: str) -> None:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute(statement)


def test_what_nobody_touched_is_in_order(store: SqliteStore) -> None:
    verdict = store.verify()
    assert verdict.ok
    assert (verdict.events, verdict.streams, verdict.faults) == (4, 1, ())


@pytest.mark.parametrize("what", TAMPERED)
def test_a_change_is_found_and_named(store: SqliteStore, what: str) -> None:
    statement, said = TAMPERED[what]
    tamper(store, statement)
    verdict = store.verify()
    assert not verdict.ok
    assert any(said in str(fault) for fault in verdict.faults), verdict.faults


def test_the_first_bad_version_of_each_broken_stream_is_named(store: SqliteStore) -> None:
    for number in range(4):
        record(store, "study-b", added(number))
    tamper(store, STATE + " WHERE rowid IN (2, 3, 7)")
    assert [(f.stream, f.version) for f in store.verify().faults] == [
        ("study-a", 2),
        ("study-b", 3),
    ]
    assert [f.stream for f in store.verify(["study-b"]).faults] == ["study-b"]


def test_a_sound_chain_of_an_unknown_type_is_a_fault(store: SqliteStore) -> None:
    head = store.frames()[-1]
    body = body_of(head.state)
    state = sealed(seal(head.hash, "study-a", 5, "from_the_future", body), body)
    with store.locked() as rows:
        rows.insert("study-a", [(5, "from_the_future", state)], "c")
    fault = store.verify().faults[0]
    assert fault.version == 5
    assert "no event is called 'from_the_future'" in fault.what


def test_a_damaged_index_is_found(store: SqliteStore) -> None:
    """The rows are sound, but a version could be taken twice."""
    tamper(store, "PRAGMA writable_schema=1")
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=1")
        connection.execute(
            "UPDATE sqlite_master SET rootpage=(SELECT rootpage FROM sqlite_master "
            "WHERE name='snapshots') WHERE name='sqlite_autoindex_stored_events_1'"
        )
    with SqliteStore(store.path) as again:
        assert not again.verify().ok


def test_a_stream_that_is_not_there_is_a_fault(store: SqliteStore) -> None:
    assert "no such stream" in str(store.verify(["study-x"]).faults[0])


def test_a_broken_chain_is_not_exported(store: SqliteStore) -> None:
    tamper(store, STATE + " WHERE rowid=2")
    with pytest.raises(Unreadable, match="study-a version 2: its hash is"):
        list(store.export())


@pytest.mark.parametrize(
    "change",
    ["state=CAST('stage' AS BLOB)", "state='state'", "hash=CAST(x'ff' AS TEXT)"],
)
def test_a_changed_snapshot_is_not_used(store: SqliteStore, change: str) -> None:
    snapshot = Snapshot("study-a", 4, store.frames()[-1].hash, "study 1", b"state")
    store.save_snapshot(snapshot)
    assert store.load_snapshot("study-a", "study 1") == snapshot
    tamper(store, f"UPDATE snapshots SET {change}")
    assert store.load_snapshot("study-a", "study 1") is None
