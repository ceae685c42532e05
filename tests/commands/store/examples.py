"""One of each event, with an envelope, for tests that need some history."""

from datetime import UTC, datetime, timedelta

from atomizer.commands.store import EventStore
from atomizer.domain import events as ev
from atomizer.domain import run
from atomizer.domain.patch import Op
from atomizer.domain.recorded import Envelope

START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
THICKNESS = ("design_variable", "dv_thickness")


def envelope(command_id: str = "c-1", seconds: int = 0) -> Envelope:
    return Envelope(
        at=START + timedelta(seconds=seconds),
        command_id=command_id,
        actor="assistant:claude",
        principal="user:ann",
        source="chat",
        command="add_item",
        group="turn-1",
        correlation_id="conversation-1",
    )


def added(number: int = 1, text: str = "") -> ev.ItemAdded:
    values = {"name": f"thickness {number}", "bounds": {"min": 1.0, "max": 3.5}, "note": text}
    return ev.ItemAdded(kind="design_variable", id=f"dv_{number}", values=values)


def record(store: EventStore, stream: str, *events: ev.Event, command_id: str = "") -> list:
    """Append events at the end of a stream, wherever that is."""
    with store.writing() as transaction:
        version = transaction.head_of(stream).version
        name = command_id or f"{stream}-{version + 1}"
        return transaction.append(stream, version, envelope(name, version), events)


def story(store: EventStore) -> None:
    """One of each event: a study, its edits, a run and its trials."""
    for event in STUDY:
        record(store, "study-bracket", event)
    for event in RUN:
        record(store, "run-bracket-run-1", event)


OPS = (
    Op((*THICKNESS, "baseline"), (2.0,), (2.5,), ("user:ann",), ("user:bob",)),
    Op((*THICKNESS, "units"), (), ("mm",), (), ("user:ann",)),
)
STUDY: tuple[ev.Event, ...] = (
    ev.StudyCreated(meta={"name": "Bügel", "tags": ["a", "b"], "archived": False}),
    ev.ItemAdded(
        kind="design_variable",
        id="dv_thickness",
        values={"name": "Dicke ½ 厚さ", "bounds": {"min": 1.0, "max": 3.0}, "baseline": 2.0},
    ),
    ev.ItemChanged(
        kind="design_variable",
        id="dv_thickness",
        before={"baseline": 2.0},
        after={"baseline": 1e-7, "units": None},
    ),
    ev.NodesMoved(positions={"dv_thickness": (10.5, -20.0)}),
    ev.LayoutTidied(nodes=("dv_thickness",)),
    ev.Undone(group="turn-1", patch=OPS),
    ev.Redone(group="turn-1", patch=OPS[::-1]),
    ev.VersionLabelled(version=3, label="before the change"),
    ev.VersionRestored(to=3, patch=OPS[:1]),
    ev.ItemRemoved(kind="design_variable", id="dv_thickness", values={"baseline": 2.0}),
    ev.RunStarted(
        run="run-1",
        version=9,
        spec_version=7,
        max_trials=20,
        timeout_hours=None,
        seed=42,
        solver="embedded",
        algorithm="TPE",
    ),
    ev.RunPaused(run="run-1"),
    ev.RunResumed(run="run-1"),
    ev.TrialsRetried(run="run-1", attempts={2: 0, 10: 1}),
    ev.DesignInjected(run="run-1", parameters={"dv_thickness": 2.25, "material": "steel"}),
    ev.RunFinished(run="run-1", reason="stopped", message="by hand"),
)
RUN: tuple[ev.Event, ...] = (
    run.TrialStarted(
        number=0,
        attempt=0,
        parameters={"dv_thickness": 2.0, "material": "steel"},
        runner="host-1:4711",
        cause="proposed",
    ),
    run.TrialDelayed(number=0, attempt=0, reason="no licence", wait_seconds=30.0),
    run.TrialCompleted(
        number=0,
        attempt=0,
        outputs={"stress": {"max_von_mises": 187.25}, "mass": {"mass": 0.00042}},
        objectives={"mass": 0.00042},
        margins={"stress": -0.25},
        feasible=True,
        provenance=run.Provenance(
            deck_sha256="0" * 64,
            solver="embedded 1",
            result_sha256="f" * 64,
            seconds=1.25,
            warnings=("the reactions do not add up",),
        ),
    ),
    run.TrialFailed(
        number=1, attempt=0, kind="diverged", reason="FATAL 9050", by_design=True, seconds=0.5
    ),
)
