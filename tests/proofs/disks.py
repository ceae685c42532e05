"""A disk that is full: said in words, nothing lost, and it works again when there is room."""

import resource
from collections import Counter
from pathlib import Path

from atomizer.commands.store import StoreUnavailable
from atomizer.commands.store.sqlite import SqliteStore
from tests.commands.store.examples import added, record

STREAM = "study-full"


def full_disks(count: int, folder: Path) -> dict[str, int]:
    """Fill the disk `count` times; `lost`, `unsaid`, `unread`, `stuck` and `faults` must be 0."""
    tally = Counter(filled=0, lost=0, unsaid=0, unread=0, stuck=0, faults=0)
    for number in range(count):
        with SqliteStore(folder / f"full-{number}.db") as store:
            _fill(store, tally, 100_000 + 50_000 * (number % 7))
    return dict(tally)


def _fill(store: SqliteStore, tally: Counter[str], limit: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    acknowledged = 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        while True:
            acknowledged = record(store, STREAM, added(1, "x" * 5000))[0].version
    except StoreUnavailable as said:
        tally["filled"] += 1
        tally["unsaid"] += "disk" not in str(said) or "Nothing that was accepted" not in str(said)
        tally["unread"] += len(list(store.read(STREAM))) != acknowledged
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    tally["stuck"] += record(store, STREAM, added(2))[0].version != acknowledged + 1
    tally["lost"] += store.head() != acknowledged + 1
    tally["faults"] += len(store.verify().faults)
