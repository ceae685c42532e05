"""What SQLite says, in words that tell what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from atomizer.commands.store.port import StoreUnavailable, VersionTaken

ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""The second one comes from SQLite too, when it quotes what is stored and is no text any more."""
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


def in_words(path: str | Path, error: Exception) -> StoreUnavailable | VersionTaken:
    """The error of ours for one of SQLite: `VersionTaken` when a place in a stream is taken."""
    if isinstance(error, sqlite3.IntegrityError):
        return VersionTaken(f"{path}: {error}.")
    return StoreUnavailable(f"{path}: {error}. {_hint(error)}".strip())


def _hint(error: Exception) -> str:
    name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
    return next((hint for start, hint in _HINTS.items() if name.startswith(start)), "")
