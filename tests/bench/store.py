"""How fast the event store is, as ratios to a peer measured in the same run.

`python -m tests.bench.store [events]`. CPU is that of the process, system time included; wall is
with every commit synced to the disk. Those who are compared take turns, and each figure is the
median of its rounds: what else the machine does meets all of them alike.
"""

import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from atomizer.commands.base import Command
from atomizer.commands.items import AddDesignVariable, ChangeDesignVariable
from atomizer.commands.store import EventStore, Snapshot, Transaction, Turns, open_store
from atomizer.commands.store.sqlite import SqliteStore
from atomizer.commands.studies import Delivery, Studies
from atomizer.commands.study import CreateStudy
from atomizer.domain.events import ItemChanged
from atomizer.domain.fold import fold
from atomizer.domain.items import Bounds
from atomizer.domain.recorded import Envelope
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


Row = tuple[str, int, str, bytes]
NUMBER = itertools.count(1)


class Work(NamedTuple):
    """What is measured is what is done with what was just made, not the making."""

    make: Callable[[], Any]
    do: Callable[[Any], object]


def main() -> None:
    """Print every figure."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="bench-", dir=_local()) as folder:
        appends(Path(folder))
        group_commit(Path(folder))
        replay(Path(folder), events)
    postgres_appends()


def appends(folder: Path, count: int = 100) -> None:
    """One event a commit, and one command, against one row a commit with sqlite3."""
    with (
        SqliteStore(folder / "one.db") as store,
        SqliteStore(folder / "commands.db") as other,
        closing(_raw(folder)) as raw,
    ):
        insert = "INSERT INTO stored_events VALUES (NULL,?,?,?,?)"
        row = Work(_row, lambda row: raw.execute(insert, row))
        works = _appending(store), _commanding(Studies(other)), row
        (append, command, peer), wall = _rounds(works, count)
    _say("append one event / raw insert, CPU", append, peer, "us", "<= 1.3")
    _say("append one event / raw insert, wall", wall[0], wall[2], "us", "<= 1.2")
    _say("one command / raw insert, CPU", command, peer, "us", "<= 3")
    _say("one command / raw insert, wall", wall[1], wall[2], "us", "<= 1.2")


def _appending(store: EventStore, events: int = 1) -> Work:
    """Appends events of one command."""

    def make() -> tuple[Envelope, list[ItemChanged]]:
        number = next(NUMBER)
        return envelope(f"c-{number}"), [_changed(number) for _ in range(events)]

    def append(made: tuple[Envelope, list[ItemChanged]]) -> None:
        with store.writing() as transaction:
            transaction.append(STREAM, transaction.head_of(STREAM).version, *made)

    return Work(make, append)


def _commanding(studies: Studies) -> Work:
    """Decides, appends and folds edits of one design variable, each with a command id."""
    web = AddDesignVariable(name="Web", expression_name="W", bounds=Bounds(min=0, max=1e9))
    studies.handle("bench", CreateStudy(name="Bench"))
    studies.handle("bench", web)

    def make() -> tuple[Command, Delivery]:
        number = next(NUMBER)
        change = ChangeDesignVariable(id="dv_web", baseline=number + 0.5)
        return change, Delivery(command_id=f"c-{number}")

    return Work(make, lambda made: studies.handle("bench", made[0], delivery=made[1]))


def group_commit(folder: Path, count: int = 40) -> None:
    """64 clients that share commits, against one client; commands a second."""
    with SqliteStore(folder / "group.db") as store:
        turns = Turns(_committing(store))
        rates = [[_rate(turns, 1, 3 * count), _rate(turns, 64, count)] for _ in range(ROUNDS)]
    alone, together = (median(rate) for rate in zip(*rates, strict=True))
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
    with SqliteStore(folder / "long.db") as store, _library(folder) as library:
        _grow(store, count)
        peer = _declared(library, count)
        works = (
            Work(object, lambda _: fold(store.read(STREAM))),
            Work(object, lambda _: sum(1 for _ in store.read(STREAM))),
            Work(object, lambda _: library.repository.get(peer)),
        )
        spent, _ = _rounds(works, 1)
        ours, decode, theirs = (1e6 * count / cpu for cpu in spent)
        _say("cold replay (decode and fold) / library", ours, theirs, "/s", ">= 2, 100k/s")
        _say("  of it: read and decode / library", decode, theirs, "/s", "-")
        _load(store, count, spent[0])


def _grow(store: EventStore, count: int) -> None:
    """A history of edits in undo steps of ten."""
    record(store, STREAM, added(1))
    for first in range(1, count, 1000):
        with store.writing() as transaction:
            for version in range(first, min(first + 1000, count)):
                said = envelope(f"c-{version}", version)
                said = said.model_copy(update={"group": f"turn-{version // 10}"})
                transaction.append(STREAM, version, said, [_changed(version)])


def _load(store: SqliteStore, count: int, replayed: float) -> None:
    last = next(store.read(STREAM, after=count - 1))
    store.save_snapshot(Snapshot(STREAM, last.version, last.hash, "bench", b"x" * 20_000))

    def load(_: object) -> None:
        assert store.load_snapshot(STREAM, "bench")
        assert list(store.read(STREAM, after=last.version)) == []

    _, (loaded,) = _rounds((Work(object, load),), 10)
    _say("load with a snapshot / replay", loaded / 1e3, replayed / 1e3, "ms", "<= 5 ms")


def _library(folder: Path) -> Application:
    settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{folder}/peer.db"}
    return Application(settings)


def _declared(library: Application, count: int) -> UUID:
    declared = Declared(added(1).values)
    for number in range(1, count):
        declared.change({"baseline": float(number)}, {"baseline": number + 1.0})
    library.save(declared)
    return declared.id


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
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(
            "CREATE TABLE raw (id text, version bigint, topic text, state bytea, "
            "position bigserial, PRIMARY KEY (id, version))"
        )

        def batch(rows: list[Row]) -> None:
            with raw.transaction(), raw.cursor() as cursor:
                cursor.executemany(insert, rows)

        works = _appending(store), Work(_row, lambda row: raw.execute(insert, row))
        _, wall = _rounds(works, count)
        _say("Postgres append / psycopg, rate", *(1e6 / w for w in wall), "/s", ">= 0.35")
        works = _appending(store, 100), Work(lambda: [_row() for _ in range(100)], batch)
        _, wall = _rounds(works, count // 10)
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


def _rounds(works: Sequence[Work], count: int) -> tuple[list[float], list[float]]:
    """CPU and wall of each in microseconds a call: medians of rounds that take turns."""
    rounds = [[_cost(work, count) for work in works] for _ in range(ROUNDS)]
    cpu, wall = (
        [median(r[who][what] for r in rounds) for who in range(len(works))] for what in (0, 1)
    )
    return cpu, wall


def _cost(work: Work, count: int) -> tuple[float, float]:
    made = [work.make() for _ in range(count)]
    cpu, wall = time.process_time(), time.perf_counter()
    for one in made:
        work.do(one)
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return 1e6 * spent[0] / count, 1e6 * spent[1] / count


def _row() -> Row:
    """What the peers write: as many bytes as an event has."""
    return STREAM, next(NUMBER), "item_changed", b"x" * 420


def _rate(turns: Turns[int], clients: int, count: int) -> float:
    def client(_: int) -> None:
        for _ in range(count):
            turns.take(0)

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return clients * count / (time.perf_counter() - start)


def _local() -> str:
    """A folder on a disk: /tmp may be memory, where a sync costs nothing."""
    return "/var/tmp" if Path("/var/tmp").is_dir() else tempfile.gettempdir()


def _say(what: str, ours: float, peer: float, unit: str, goal: str) -> None:
    text = f"{what:42} {ours:10.1f} / {peer:10.1f} {unit:3} = {ours / peer:7.3f}   goal {goal}"
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
