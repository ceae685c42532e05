"""What SQLite says, in words that tell what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atomizer.commands.store.port import StoreUnavailable, VersionTaken

_HINTS = {
    "SQLITE_FULL": "The disk is full. Nothing that was accepted is lost; make room, try again.",
    "SQLITE_IOERR": "The disk refuses to write or read. Nothing that was accepted is lost; look "
    "for a full disk, a quota or a failing drive, then try again.",
    "SQLITE_READONLY": "The store cannot be written. Give this account the right to write the "
    "file and its folder.",
    "SQLITE_BUSY": "Another process has held the store for 10 s. Try again, or stop it.",
    "SQLITE_LOCKED": "Another process holds the store. Try again, or stop it.",
    "SQLITE_CANTOPEN": "The file cannot be opened. Create its folder, or choose another with "
    "--workspace.",
    "SQLITE_CORRUPT": "The file is damaged. Run `atomizer verify`, then restore a backup.",
    "SQLITE_NOTADB": "The file is no SQLite database. Choose another file for the store.",
}


@contextmanager
def in_words(path: str | Path) -> Iterator[None]:
    """Turn the errors of SQLite into ours.

    Raises:
        VersionTaken: a unique place in a stream is taken.
        StoreUnavailable: anything else.
    """
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise VersionTaken(f"{path}: {error}.") from error
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path}: {error}. {_hint(error)}".strip()) from error
    except UnicodeDecodeError as error:  # sqlite3 quotes what is stored, which is no text any more
        raise StoreUnavailable(f"{path}: {error}. {_HINTS['SQLITE_CORRUPT']}") from error


def _hint(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    return next((hint for start, hint in _HINTS.items() if name.startswith(start)), "")
