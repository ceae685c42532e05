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
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import singledispatchmethod
from pathlib import Path
from typing import Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteTrackingRecorder

from atomizer.commands.store import EventStore, open_store
from atomizer.domain.events import Event, ItemChanged, RunStarted, StudyCreated
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.run import Provenance, TrialCompleted, TrialStarted
from atomizer.projections.activity import ActivityView
from atomizer.projections.database import Rows
from atomizer.projections.folds import Folds
from atomizer.projections.opening import open_views
from atomizer.projections.studies import StudiesView
from atomizer.projections.trials import TrialsView
from atomizer.projections.view import View
from atomizer.projections.views import Views

EVENTS, DUEL = 1_000_000, 20_000
TRIALS_A_RUN = 2_000
START = datetime(2030, 1, 1, tzinfo=UTC)
SOURCE = Provenance(deck_sha256="d" * 64, solver="embedded 1", result_sha256="r" * 64, seconds=1.5)


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
        _fill(store, count)
        for label, views in (("one small view", [Counts()]), ("every view", _every(store))):
            ours, peer = _ours(folder, store, views), _peer(folder, store, views)
            sys.stdout.write(
                f"{f'rebuild, {label} / ProjectionRunner':44} {peer / ours:5.1f}x  (goal >= 8x)"
                f"  {count / ours:9.0f} / {count / peer:7.0f} events/s\n"
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


class Told(Aggregate):
    """The peer's stream of events."""

    class Happened(Aggregate.Event):
        """One of our events as the library stores it: class, plain data, envelope."""

        type: str
        data: dict[str, Any]
        meta: dict[str, Any]
        position: int


class Library(Application):
    """The peer's application; every instance shares what was recorded."""

    shared: ClassVar[POPOApplicationRecorder]

    def construct_recorder(self) -> POPOApplicationRecorder:
        """The recorder that all instances share."""
        return type(self).shared


class PeerView(SQLiteTrackingRecorder):
    """The same views in the library's frame: rows and tracking in one transaction an event."""

    views: ClassVar[list[View]]
    records: ClassVar[list[Recorded[Event]]]

    def construct_create_table_statements(self) -> list[str]:
        """The library's tables and those of the views."""
        tables = [item for view in self.views for item in view.tables.items()]
        ours = [f'CREATE TABLE "{name}" ({columns}) STRICT' for name, columns in tables]
        return [*super().construct_create_table_statements(), *ours]

    def take(self, position: int, tracking: Tracking) -> None:
        """Apply one event."""
        recorded = self.records[position - 1]
        with self.datastore.transaction(commit=True) as cursor:
            rows = Rows(cursor.sqlite_cursor.connection)
            for view in self.views:
                if recorded.event.type in view.types:
                    view.apply(rows, recorded)
            self._insert_tracking(cursor, tracking)


class PeerProjection(Projection[PeerView]):
    """The peer: hands every event to the views."""

    name = "peer"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Apply one event."""
        if isinstance(domain_event, Told.Happened):
            self.view.take(domain_event.position, tracking)


def _peer(folder: Path, store: EventStore, views: list[View]) -> float:
    """CPU seconds that the library takes for the same."""
    PeerView.views, PeerView.records = views, list(_all(store))
    Library.shared = POPOApplicationRecorder()
    application = Library()
    last = 0
    for page in _pages(PeerView.records):
        last = application.save(*page)[-1].notification.id
    settings = {
        "PEER_PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "PEER_SQLITE_DBNAME": f"{folder}/peer-{len(views)}.db",
    }
    start = time.process_time()
    with ProjectionRunner(
        application_class=Library,
        projection_class=PeerProjection,
        view_class=PeerView,
        env=settings,
    ) as runner:
        runner.wait(last, timeout=600)
        return time.process_time() - start


def _all(store: EventStore) -> Iterator[Recorded[Event]]:
    position = 0
    while page := store.log(position, 5_000):
        yield from page
        position = page[-1].position


def _pages(records: list[Recorded[Event]]) -> Iterator[list[Aggregate]]:
    for first in range(0, len(records), 500):
        told = Told()
        for recorded in records[first : first + 500]:
            told.trigger_event(
                Told.Happened,
                type=recorded.event.type,
                data=recorded.event.model_dump(mode="json"),
                meta=recorded.envelope.model_dump(mode="json"),
                position=recorded.position,
            )
        yield [told]


def _weigh(folder: Path, count: int) -> None:
    """Rebuild in a child: time and peak memory."""
    url = f"sqlite:///{folder}/large.db"
    with open_store(url) as store:
        _fill(store, count)
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


def _fill(store: EventStore, count: int) -> None:
    """Studies of 50 edits and a run of trials each, until there are so many events."""
    number = 0
    while (left := count - store.head()) > 0:
        number += 1
        edits = [_created(), *(_edit(n) for n in range(48)), _started()][:left]
        _append(store, f"study-s{number}", edits)
        trials = (event for n in range(TRIALS_A_RUN) for event in _trial(n))
        run = [event for event, _ in zip(trials, range(left - len(edits)), strict=False)]
        for first in range(0, len(run), 1_000):
            _append(store, f"run-s{number}.1", run[first : first + 1_000], first)


def _append(store: EventStore, stream: str, events: list[Event], after: int = 0) -> None:
    meta = Envelope(
        at=START + timedelta(seconds=after),
        command_id=f"{stream}-{after}",
        actor="user:ann",
        principal="user:ann",
        source="cli",
        command="bench",
        group=f"{after}",
    )
    if events:
        with store.writing() as transaction:
            transaction.append(stream, after, meta, events)


def _created() -> Event:
    return StudyCreated(meta={"name": "Bracket", "description": "", "tags": [], "archived": False})


def _edit(n: int) -> Event:
    return ItemChanged(
        kind="meta",
        id="meta",
        before={"description": f"text {n}"},
        after={"description": f"text {n + 1}"},
    )


def _started() -> Event:
    plan = {"timeout_hours": None, "seed": 0, "solver": "embedded", "algorithm": "TPE"}
    place = {"run": "run-1", "version": 49, "spec_version": 49, "max_trials": TRIALS_A_RUN}
    return RunStarted.model_validate(plan | place)


def _trial(n: int) -> Iterator[Event]:
    yield TrialStarted(
        number=n,
        attempt=1,
        parameters={f"dv_{i}": 1.0 + i / 7 + n / 1000 for i in range(5)},
        runner="here",
        cause="proposed",
    )
    yield TrialCompleted(
        number=n,
        attempt=1,
        outputs={"ext_mass": {"mass": 2.5 + n / 7}, "ext_stress": {"max_stress": 200.0 + n}},
        objectives={"obj_mass": 2.5 + n / 7},
        margins={"con_stress": -0.1},
        feasible=True,
        provenance=SOURCE,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["rebuild"]:
        _rebuild(*sys.argv[2:4])
    else:
        main()
