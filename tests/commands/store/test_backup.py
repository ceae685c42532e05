"""Backups are whole, and only a sound one replaces a store."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from atomizer.commands.store import EventStore, StoreUnavailable, restore_backup
from atomizer.commands.store.sqlite import SqliteStore
from tests.commands.store.examples import added, record, story


def test_a_backup_of_any_store_holds_everything(store: EventStore, tmp_path: Path) -> None:
    story(store)
    store.backup(tmp_path / "copy.db")
    assert [p.name for p in tmp_path.glob("copy.db*")] == ["copy.db"]
    with SqliteStore(tmp_path / "copy.db") as copy:
        assert copy.frames() == store.frames()
        assert copy.verify().ok


def test_a_backup_is_not_written_over_a_file(store: EventStore, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreUnavailable, match="exists"):
        store.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_backup_into_a_missing_folder_is_said(store: EventStore, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        store.backup(tmp_path / "missing" / "copy.db")


def test_a_backup_is_sound_while_others_write(tmp_path: Path) -> None:
    stop = Event()
    with SqliteStore(tmp_path / "events.db") as store:

        def write() -> None:
            while not stop.is_set():
                record(store, "study-a", added(1), added(2))

        writer = Thread(target=write)
        writer.start()
        try:
            for number in range(5):
                store.wait(store.head() + 5, 5.0)
                store.backup(tmp_path / f"{number}.db")
        finally:
            stop.set()
            writer.join()
    for number in range(5):
        with SqliteStore(tmp_path / f"{number}.db") as copy:
            assert copy.verify().ok
            assert copy.head() % 2 == 0


def test_a_restore_puts_the_old_state_back_and_keeps_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "events.db"
    with SqliteStore(target) as store:
        record(store, "study-a", added(1))
        store.backup(tmp_path / "copy.db")
        record(store, "study-a", added(2))
    kept = restore_backup(tmp_path / "copy.db", target)
    with SqliteStore(target) as store:
        assert [r.event for r in store.log()] == [added(1)]
    assert kept is not None and kept.parent == tmp_path
    with SqliteStore(kept) as store:
        assert [r.event for r in store.log()] == [added(1), added(2)]


def test_a_backup_can_be_restored_where_nothing_was(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "copy.db") as store:
        record(store, "study-a", added(1))
    assert restore_backup(tmp_path / "copy.db", tmp_path / "events.db") is None
    with SqliteStore(tmp_path / "events.db") as store:
        assert store.head() == 1


def test_an_unsound_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "events.db"
    with SqliteStore(target) as store:
        record(store, "study-a", added(1))
        store.backup(tmp_path / "copy.db")
        record(store, "study-a", added(2))
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection, connection:
        connection.execute("UPDATE stored_events SET topic='item_removed'")
    with pytest.raises(StoreUnavailable, match="not sound"):
        restore_backup(tmp_path / "copy.db", target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.db", "events.db"]
    with SqliteStore(target) as store:
        assert store.head() == 2


@pytest.mark.parametrize("content", [b"", b"Dear diary"])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreUnavailable):
        restore_backup(tmp_path / "copy.db", tmp_path / "events.db")
    assert not (tmp_path / "events.db").exists()


def test_a_missing_backup_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be restored"):
        restore_backup(tmp_path / "copy.db", tmp_path / "events.db")


def test_a_store_in_use_is_not_replaced(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "events.db") as store:
        record(store, "study-a", added(1))
        store.backup(tmp_path / "copy.db")
        record(store, "study-a", added(2))
        with pytest.raises(StoreUnavailable, match=r"is in use.*Stop Atomizer"):
            restore_backup(tmp_path / "copy.db", tmp_path / "events.db")
        record(store, "study-a", added(3))
        assert store.head() == 3
        assert store.verify().ok


def test_a_ruined_store_can_be_replaced(tmp_path: Path) -> None:
    target = tmp_path / "events.db"
    with SqliteStore(target) as store:
        record(store, "study-a", added(1))
        store.backup(tmp_path / "copy.db")
    target.write_bytes(b"ruined" * 1000)
    kept = restore_backup(tmp_path / "copy.db", target)
    assert kept is not None and kept.read_bytes().startswith(b"ruined")
    with SqliteStore(target) as store:
        assert store.verify().ok
