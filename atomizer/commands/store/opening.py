"""From an address to a store. The libraries behind a store are imported when it is opened."""

from __future__ import annotations

from pathlib import Path

from atomizer.commands.store.codec import CODEC, Codec
from atomizer.commands.store.port import EventStore, StoreUnavailable


def open_store(url: str, codec: Codec = CODEC) -> EventStore:
    """Open the store at an address, and make it if it is not there.

    Args:
        url: `sqlite:///relative/path.db`, `sqlite:////absolute/path.db`,
            `postgresql://user@host/database`, or `memory:`.

    Raises:
        StoreUnavailable: the address is none of these, or the store cannot be opened.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory" and not rest:
        return _memory(codec)
    if scheme in ("postgresql", "postgres") and rest.startswith("//"):
        return _postgres(url, codec)
    if url.startswith("sqlite:///") and rest.strip("/"):
        return _sqlite(Path(rest.removeprefix("///")), codec)
    raise StoreUnavailable(
        f"{url!r} is not the address of a store. Write sqlite:///path/to/events.db, "
        "postgresql://user@host/database, or memory:"
    )


def restore_backup(backup: Path, target: Path) -> Path | None:
    """Put a backup in the place of a SQLite store that nobody has open.

    Returns:
        Where the store that was there is kept, if there was one.

    Raises:
        StoreUnavailable: the backup is not sound, or the store is in use; nothing was changed.
    """
    from atomizer.commands.store.backup import restore

    return restore(backup, target)


def _memory(codec: Codec) -> EventStore:
    from atomizer.commands.store.memory import MemoryStore

    return MemoryStore(codec)


def _sqlite(path: Path, codec: Codec) -> EventStore:
    from atomizer.commands.store.sqlite import SqliteStore

    return SqliteStore(path, codec)


def _postgres(url: str, codec: Codec) -> EventStore:
    try:
        from atomizer.commands.store.postgres import PostgresStore
    except ImportError as error:
        raise StoreUnavailable(
            f"A store in PostgreSQL needs psycopg ({error}). Install it with: "
            "pip install 'atomizer[postgres]'"
        ) from error
    return PostgresStore(url, codec)
