"""Copies of a store, and the way back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from atomizer.commands.store.files import new_file, sync
from atomizer.commands.store.port import EventStore, StoreUnavailable
from atomizer.commands.store.recorder import APPLICATION
from atomizer.commands.store.sqlite import SqliteStore
from atomizer.commands.store.words import in_words

BESIDE = ("", "-wal", "-shm")
"""What SQLite adds to the name of a database for the files that belong to it."""


def copy_of(store: EventStore, target: Path) -> None:
    """Write every event of a store to a new SQLite file, checked on the way."""
    with new_file(target) as unfinished:
        with SqliteStore(unfinished) as copy:
            copy.import_lines(store.export())
        _settle(unfinished)


def restore(backup: Path, target: Path) -> Path | None:
    """Put a backup in the place of a store that nobody has open.

    Returns:
        Where the store that was there is kept: beside it, as `<name>.before-<time>`.

    Raises:
        StoreUnavailable: the backup is not sound, or the store is in use; nothing was changed.
    """
    restored = target.with_name(f"{target.name}.restored")
    try:
        _checked_copy(backup, restored)
        kept = _put_aside(target) if target.exists() else None
        restored.replace(target)
        sync(target.parent)
    except OSError as error:
        raise StoreUnavailable(f"{backup} cannot be restored: {error}.") from error
    finally:
        for end in BESIDE:
            Path(f"{restored}{end}").unlink(missing_ok=True)
    return kept


def _checked_copy(backup: Path, restored: Path) -> None:
    shutil.copyfile(backup, restored)
    _assert_store(restored, backup)
    with SqliteStore(restored) as store:
        verdict = store.verify()
    if not verdict.ok:
        raise StoreUnavailable(f"{backup} is not sound: {verdict.faults[0]}. Use another backup.")
    _settle(restored)
    sync(restored)


def _assert_store(copy: Path, backup: Path) -> None:
    """An empty file would be a sound store, but it is nobody's backup."""
    with closing(sqlite3.connect(copy)) as connection:
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
        except sqlite3.Error as error:
            raise in_words(backup, error) from error
    if found != APPLICATION:
        raise StoreUnavailable(f"{backup} is no backup of a store. Choose another file.")


def _put_aside(target: Path) -> Path:
    _settle(target)
    before = f"{target}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    for end in BESIDE:
        if (part := Path(f"{target}{end}")).exists():
            part.replace(f"{before}{end}")
    return Path(before)


def _settle(path: Path) -> None:
    """Bring a database into one file, which works only when nobody has it open."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=1.0)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            text = f"{path} is in use: {error}. Stop Atomizer, then try again."
            raise StoreUnavailable(text) from error
        except sqlite3.DatabaseError:
            return  # too damaged to be read: it is put aside with the files beside it
