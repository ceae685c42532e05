"""Processes that write to one store at the same time, from its very first moment."""

import subprocess
import sys
from pathlib import Path

from atomizer.commands.store import open_store
from tests.commands.store.examples import added, record

RIVALS = 2
STREAMS = ("study-shared", "study-other")


def rivals(count: int, folder: Path) -> dict[str, int]:
    """Two processes append `count` events each to one file; all but `events` must be 0."""
    return rivalry(f"sqlite:///{folder / 'rivals.db'}", count)


def rivalry(url: str, count: int) -> dict[str, int]:
    """The same for a store anywhere."""
    command = [sys.executable, "-m", "tests.proofs.rivals", url, str(count)]
    processes = [subprocess.Popen([*command, f"rival{n}"]) for n in range(RIVALS)]
    failed = sum(process.wait(120) != 0 for process in processes)
    with open_store(url) as store:
        found = [r.event.id for r in store.log(limit=10 * RIVALS * count)]
        faults = len(store.verify().faults)
    lost = RIVALS * count - len(set(found))
    doubled = len(found) - len(set(found))
    return {
        "events": len(found),
        "lost": lost,
        "doubled": doubled,
        "failed": failed,
        "faults": faults,
    }


def _write(url: str, count: int, name: str) -> None:
    with open_store(url) as store:
        for number in range(count):
            event = added().model_copy(update={"id": f"{name}_{number}"})
            record(store, STREAMS[number % 3 == 0], event, command_id=f"{name}-{number}")


if __name__ == "__main__":
    _write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
