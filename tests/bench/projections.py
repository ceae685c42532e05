"""How fast views are built, as ratios to the library's `ProjectionRunner` in the same run.

`python -m tests.bench.projections [events]`. Both fold the same events with the same views into
the same tables of SQLite files on a RAM disk, where there is one; times are CPU times. The peer
reads from memory: the library cannot subscribe to SQLite. What a view does with an event costs
both the same, so the loop itself shows with the small view. The peak memory is that of a child
process which does nothing but rebuild every view of a log of a million events, unless the
argument says otherwise.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from atomizer.commands.store import EventStore, open_store
from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded
from atomizer.projections.activity import ActivityView
from atomizer.projections.database import Rows
from atomizer.projections.folds import Folds
from atomizer.projections.opening import open_views
from atomizer.projections.studies import StudiesView
from atomizer.projections.trials import TrialsView
from atomizer.projections.view import View
from atomizer.projections.views import Views
from tests.bench.projections_log import fill
from tests.bench.projections_peer import peer

EVENTS, DUEL = 1_000_000, 20_000


def main() -> None:
    """Print every figure."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else EVENTS
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        _race(folder, min(events, DUEL))
        _weigh(folder, events)


def _race(folder: Path, count: int) -> None:
    with open_store(f"sqlite:///{folder}/duel.db") as store:
        fill(store, count)
        for label, views in (("one small view", [Counts()]), ("every view", _every(store))):
            ours, theirs = _ours(folder, store, views), peer(folder, store, views)
            sys.stdout.write(
                f"{f'rebuild, {label} / ProjectionRunner':44} {theirs / ours:5.1f}x  (goal >= 8x)"
                f"  {count / ours:9.0f} / {count / theirs:7.0f} events/s\n"
            )


def _every(store: EventStore) -> list[View]:
    return [StudiesView(Folds(store)), TrialsView(Folds(store)), ActivityView(Folds(store))]


class Counts(View):
    """As little as a view can do: what is measured is the loop."""

    name: ClassVar[str] = "counts"
    tables: ClassVar[Mapping[str, str]] = {"counts": "stream TEXT PRIMARY KEY, n INTEGER"}
    types: ClassVar[frozenset[str]] = frozenset({"trial_started", "trial_completed"})

    def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
        """Count the events of each stream."""
        rows.run(
            "INSERT INTO {counts} VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
            recorded.stream,
        )


def _ours(folder: Path, store: EventStore, views: list[View]) -> float:
    """CPU seconds of a rebuild, the best of three."""
    opened = Views(folder / f"ours-{len(views)}.db", store, views)
    opened.catch_up()
    found = min(_timed(opened.rebuild) for _ in range(3))
    opened.close()
    return found


def _timed(work: Any) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _weigh(folder: Path, count: int) -> None:
    """Rebuild in a child: time and peak memory."""
    url = f"sqlite:///{folder}/large.db"
    with open_store(url) as store:
        fill(store, count)
    words = [sys.executable, "-m", "tests.bench.projections", "rebuild", url, str(folder)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    seconds, peak, base = map(float, said.split())
    sys.stdout.write(
        f"{f'rebuild of every view, {count} events':44} {peak:5.0f} MB (goal <= 200 MB)"
        f"  {base:.0f} MB before, {seconds:.1f} s, {count / seconds:.0f} events/s\n"
    )


def _rebuild(url: str, folder: str) -> None:
    """What the child does."""
    with open_store(url) as store:
        views = open_views(Path(folder) / "weighed.db", store)
        base = _peak()
        seconds = _timed(views.rebuild)
        views.close()
    sys.stdout.write(f"{seconds} {_peak()} {base}\n")


def _peak() -> float:
    """The most memory this process ever had, in MB; on Linux without what its parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["rebuild"]:
        _rebuild(*sys.argv[2:4])
    else:
        main()
