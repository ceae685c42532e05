"""A log of studies and runs, as long as it is asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from atomizer.commands.store import EventStore
from atomizer.domain.events import Event, ItemChanged, RunStarted, StudyCreated
from atomizer.domain.recorded import Envelope
from atomizer.domain.run import Provenance, TrialCompleted, TrialStarted

TRIALS_A_RUN = 2_000
START = datetime(2030, 1, 1, tzinfo=UTC)
SOURCE = Provenance(deck_sha256="d" * 64, solver="embedded 1", result_sha256="r" * 64, seconds=1.5)


def fill(store: EventStore, count: int) -> None:
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
