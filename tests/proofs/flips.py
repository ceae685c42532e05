"""One flipped bit anywhere in the store: noticed, or nothing that is stored is different."""

import gc
import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from atomizer.commands.store import Snapshot, StoreUnavailable
from atomizer.commands.store.sqlite import SqliteStore
from tests.commands.store.examples import record, story

COLUMNS = ("state", "topic", "originator_id", "originator_version", "rowid", "command_id")


def flipped_bits(count: int, folder: Path) -> dict[str, int]:
    """Flip one bit of the file `count` times; `unnoticed` must be 0."""
    path, dice = folder / "flipped.db", random.Random(count)
    wanted = _make(path)
    sound = path.read_bytes()
    tally = Counter(flips=0, noticed=0, harmless=0, unnoticed=0)
    for _ in range(count):
        flipped = bytearray(sound)
        flipped[dice.randrange(len(sound))] ^= 1 << dice.randrange(8)
        _replace(path, bytes(flipped))
        tally["flips"] += 1
        tally[_look(path, wanted)] += 1
    return dict(tally)


def flipped_columns(count: int, folder: Path) -> dict[str, int]:
    """Flip one bit of a stored value `count` times; every one must be `noticed`."""
    path, dice = folder / "columns.db", random.Random(count)
    wanted = _make(path)
    sound = path.read_bytes()
    tally = Counter(flips=0, noticed=0, harmless=0, unnoticed=0)
    for _ in range(count):
        _replace(path, sound)
        if _flip_value(path, dice):
            tally["flips"] += 1
            tally[_look(path, wanted)] += 1
    return dict(tally)


def _make(path: Path) -> list[object]:
    """A small store, and all that can be read from it."""
    with SqliteStore(path) as store:
        for _ in range(3):
            story(store)
        last = record(store, "study-a", *(r.event for r in store.log(limit=3)))[-1]
        store.save_snapshot(Snapshot("study-a", last.version, last.hash, "s", b"state" * 20))
        return _content(store)


def _content(store: SqliteStore) -> list[object]:
    receipts = [store.receipts(stream) for stream in store.streams()]
    return [*store.export(), receipts, store.load_snapshot("study-a", "s")]


def _look(path: Path, wanted: list[object]) -> str:
    try:
        with SqliteStore(path) as store:
            if not store.verify().ok:
                return "noticed"
            found = _content(store)
    except StoreUnavailable:
        return "noticed"
    same = found[:-1] == wanted[:-1] and found[-1] in (wanted[-1], None)  # a snapshot is a cache
    return "harmless" if same else "unnoticed"


def _replace(path: Path, content: bytes) -> None:
    gc.collect()  # an error's frames may still hold a cursor, and so the file
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    path.write_bytes(content)


def _flip_value(path: Path, dice: random.Random) -> bool:
    """False when the database itself does not take the flipped value."""
    column = dice.choice(COLUMNS)
    select = f"SELECT rowid, {column}, typeof({column}) FROM stored_events"
    with closing(sqlite3.connect(path)) as connection, connection:
        place, value, kind = dice.choice(connection.execute(select).fetchall())
        update = f"UPDATE stored_events SET {column}=CAST(? AS {kind}) WHERE rowid=?"
        try:
            connection.execute(update, (_flipped(value, dice), place))
        except sqlite3.IntegrityError:
            return False
    return True


def _flipped(value: bytes | str | int, dice: random.Random) -> bytes | int:
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(40))
    content = bytearray(value.encode() if isinstance(value, str) else value)
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(content)
