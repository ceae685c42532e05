"""How fast the event store is, as ratios to a peer measured in the same run.

`python -m tests.bench.store [events]`. CPU is that of the process, system time included; wall is
with every commit synced to the disk.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from atomizer.commands.store import EventStore, Snapshot, Transaction, Turns, open_store
from atomizer.commands.store.sqlite import SqliteStore
from atomizer.domain.events import ItemChanged
from atomizer.domain.fold import fold
from tests import postgres
from tests.commands.store.examples import added, envelope, record

STREAM = "study-bench"
RAW = (
    "CREATE TABLE stored_events (rowid INTEGER PRIMARY KEY AUTOINCREMENT, "
    "originator_id TEXT NOT NULL, originator_version INTEGER NOT NULL, topic TEXT NOT NULL, "
    "state BLOB NOT NULL, UNIQUE (originator_id, originator_version))"
)
"""The peer: our table without receipts."""
ROUNDS = 9


def main() -> None:
    """Print every figure."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="bench-", dir=_local()) as folder:
        appends(Path(folder))
        group_commit(Path(folder))
        replay(Path(folder), events)
    postgres_appends()


def appends(folder: Path, count: int = 100) -> None:
    """One event a commit, against one row a commit with sqlite3 in the same kind of file."""
    with SqliteStore(folder / "one.db") as store, closing(_raw(folder)) as raw:
        state = b"x" * 420
        number = iter(range(10**9))
        insert = "INSERT INTO stored_events VALUES (NULL,?,?,?,?)"

        def peer() -> None:
            raw.execute(insert, (STREAM, next(number), "item_changed", state))

        cpu, wall = _duel(_appending(store), peer, count)
    _say("append one event / raw insert, CPU", *cpu, "us", "<= 1.3")
    _say("append one event / raw insert, wall", *wall, "us", "<= 1.2")


def _appending(store: EventStore, events: int = 1) -> Callable[[], None]:
    """Appends what was made before: making events and envelopes is not the store's work."""
    made = [[_changed(n + e) for e in range(events)] for n in range(ROUNDS * 400)]
    ready = iter([(envelope(f"c-{n}", n), made[n]) for n in range(len(made))])

    def append() -> None:
        said, what = next(ready)
        with store.writing() as transaction:
            transaction.append(STREAM, transaction.head_of(STREAM).version, said, what)

    return append


def group_commit(folder: Path, count: int = 40) -> None:
    """64 clients that share commits, against one client; commands a second."""
    with SqliteStore(folder / "group.db") as store:
        turns = Turns(_committing(store))
        alone = _rate(turns, 1, 10 * count)
        together = _rate(turns, 64, count)
    _say("group commit, 64 clients / 1", together, alone, "/s", ">= 8")


def _committing(store: EventStore) -> Callable[[Sequence[int]], None]:
    def commit(jobs: Sequence[int]) -> None:
        with store.writing() as transaction:
            for _ in jobs:
                _append(transaction)

    return commit


def _append(transaction: Transaction) -> None:
    version = transaction.head_of(STREAM).version
    transaction.append(STREAM, version, envelope(f"c-{version}"), [_changed(version)])


def replay(folder: Path, count: int) -> None:
    """Decode and fold a long history, against the library's declarative aggregate."""
    with SqliteStore(folder / "long.db") as store:
        _grow(store, count)
        ours = count / _best(lambda: fold(store.read(STREAM)))
        decode = count / _best(lambda: sum(1 for _ in store.read(STREAM)))
        peer = _library_replay(folder, min(count, 20_000))
        _say("cold replay (decode and fold) / library", ours, peer, "/s", ">= 2, 100k/s")
        _say("  of it: read and decode / library", decode, peer, "/s", "-")
        _load(store, count)


def _grow(store: EventStore, count: int) -> None:
    """A history of edits in undo steps of ten."""
    record(store, STREAM, added(1))
    for first in range(1, count, 1000):
        with store.writing() as transaction:
            for version in range(first, min(first + 1000, count)):
                said = envelope(f"c-{version}", version)
                said = said.model_copy(update={"group": f"turn-{version // 10}"})
                transaction.append(STREAM, version, said, [_changed(version)])


def _load(store: SqliteStore, count: int) -> None:
    last = next(store.read(STREAM, after=count - 1))
    store.save_snapshot(Snapshot(STREAM, last.version, last.hash, "bench", b"x" * 20_000))

    def load() -> None:
        assert store.load_snapshot(STREAM, "bench")
        assert list(store.read(STREAM, after=last.version)) == []

    whole = _best(lambda: fold(store.read(STREAM)))
    _say("load with a snapshot / replay", 1e3 * _best(load), 1e3 * whole, "ms", "<= 5 ms")


def _library_replay(folder: Path, count: int) -> float:
    settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{folder}/peer.db"}
    library = Application(settings)
    declared = Declared(added(1).values)
    for number in range(1, count):
        declared.change({"baseline": float(number)}, {"baseline": number + 1.0})
    library.save(declared)
    rate = count / _best(lambda: library.repository.get(declared.id))
    library.close()
    return rate


class Declared(Aggregate):
    """The peer: the same history in the library's declarative style."""

    @event("Added")
    def __init__(self, values: dict) -> None:
        self.values = values

    @event("Changed")
    def change(self, before: dict, after: dict) -> None:
        """The same change that our event records."""
        self.values = {**self.values, **after}


def postgres_appends(count: int = 100) -> None:
    """Single appends and batches of 100, against psycopg; skipped without a server."""
    try:
        folder = postgres.binaries()
    except FileNotFoundError as missing:
        sys.stdout.write(f"{missing}\n")
        return
    with postgres.server(folder, Path(_local())) as address:
        url = postgres.database(address)
        with open_store(url) as store:
            _against_psycopg(store, url, count)


def _against_psycopg(store: EventStore, url: str, count: int) -> None:
    import psycopg

    insert = "INSERT INTO raw VALUES (%s,%s,%s,%s)"
    number = iter(range(10**9))

    def row() -> tuple[object, ...]:
        return STREAM, next(number), "item", b"x" * 420

    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(
            "CREATE TABLE raw (id text, version bigint, topic text, state bytea, "
            "position bigserial, PRIMARY KEY (id, version))"
        )

        def single() -> None:
            raw.execute(insert, row())

        def batch() -> None:
            with raw.transaction(), raw.cursor() as cursor:
                cursor.executemany(insert, [row() for _ in range(100)])

        _, wall = _duel(_appending(store), single, count)
        _say("Postgres append / psycopg, rate", *(1e6 / w for w in wall), "/s", ">= 0.35")
        _, wall = _duel(_appending(store, 100), batch, count // 10)
        _say("Postgres batch of 100 / psycopg, rate", *(1e8 / w for w in wall), "/s", ">= 1")


def _changed(number: int) -> ItemChanged:
    return ItemChanged(
        kind="design_variable",
        id="dv_1",
        before={"baseline": float(number)},
        after={"baseline": number + 1.0},
    )


def _raw(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None, cached_statements=128)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(RAW)
    return connection


def _duel(
    ours: Callable[[], None], peer: Callable[[], None], count: int
) -> tuple[list[float], list[float]]:
    """CPU and wall of both in microseconds a call: medians of rounds that take turns."""
    rounds = [[_cost(work, count) for work in (ours, peer)] for _ in range(ROUNDS)]
    cpu, wall = ([median(r[who][what] for r in rounds) for who in (0, 1)] for what in (0, 1))
    return cpu, wall


def _cost(work: Callable[[], None], count: int) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(count):
        work()
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return 1e6 * spent[0] / count, 1e6 * spent[1] / count


def _rate(turns: Turns[int], clients: int, count: int) -> float:
    def client(_: int) -> None:
        for _ in range(count):
            turns.take(0)

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return clients * count / (time.perf_counter() - start)


def _best(work: Callable[[], object]) -> float:
    durations = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return min(durations)


def _local() -> str:
    """A folder on a disk: /tmp may be memory, where a sync costs nothing."""
    return "/var/tmp" if Path("/var/tmp").is_dir() else tempfile.gettempdir()


def _say(what: str, ours: float, peer: float, unit: str, goal: str) -> None:
    text = f"{what:42} {ours:10.1f} / {peer:10.1f} {unit:3} = {ours / peer:7.3f}   goal {goal}"
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
