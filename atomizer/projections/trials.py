"""The view of runs and their trials: one row each."""

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from atomizer.domain import events as ev
from atomizer.domain import ranking
from atomizer.domain.events import Event
from atomizer.domain.items import Objective
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.run import TrialCompleted, TrialDelayed, TrialFailed, TrialStarted
from atomizer.domain.values import ItemId, Value
from atomizer.projections.database import Rows
from atomizer.projections.folds import Folds
from atomizer.projections.places import Place, place_of
from atomizer.projections.view import View

Objectives = Mapping[ItemId, Objective]
OBJECTIVES: TypeAdapter[dict[ItemId, Objective]] = TypeAdapter(dict[ItemId, Objective])


_STARTED = (
    "INTO {trials} (study, run, number, state, attempt, cause, parameters, started_at, position)"
    " VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?)"
)


class Measured(Value):
    """What ranking looks at in a row."""

    number: int
    feasible: bool
    objectives: dict[ItemId, float]


class TrialsView(View):
    """Runs and trials. A trial's row holds its latest attempt."""

    name: ClassVar[str] = "trials"
    tables: ClassVar[Mapping[str, str]] = {
        "runs": """study TEXT NOT NULL, run TEXT NOT NULL, state TEXT NOT NULL,
            message TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL,
            spec_version INTEGER NOT NULL, max_trials INTEGER NOT NULL, seed INTEGER NOT NULL,
            solver TEXT NOT NULL, algorithm TEXT NOT NULL, objectives TEXT NOT NULL,
            started_at TEXT NOT NULL, ended_at TEXT, trials INTEGER NOT NULL DEFAULT 0,
            done INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
            best_trial INTEGER, best_objective REAL, PRIMARY KEY (study, run)""",
        "trials": """study TEXT NOT NULL, run TEXT NOT NULL, number INTEGER NOT NULL,
            state TEXT NOT NULL, attempt INTEGER NOT NULL, cause TEXT NOT NULL,
            parameters TEXT NOT NULL, outputs TEXT NOT NULL DEFAULT '{}',
            objectives TEXT NOT NULL DEFAULT '{}', margins TEXT NOT NULL DEFAULT '{}',
            feasible INTEGER, failure TEXT, reason TEXT, by_design INTEGER, seconds REAL,
            cached INTEGER, solver TEXT, warnings TEXT NOT NULL DEFAULT '[]',
            started_at TEXT NOT NULL, ended_at TEXT, deck_sha256 TEXT, result_sha256 TEXT,
            position INTEGER NOT NULL, PRIMARY KEY (study, run, number)""",
    }
    types: ClassVar[frozenset[str]] = frozenset(
        kind.type
        for kind in (
            ev.RunStarted,
            ev.RunPaused,
            ev.RunResumed,
            ev.RunFinished,
            ev.TrialsRetried,
            TrialStarted,
            TrialCompleted,
            TrialFailed,
            TrialDelayed,
        )
    )

    def __init__(self, folds: Folds) -> None:
        self._folds = folds

    def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
        """Take in one event."""
        place = place_of(recorded.stream)
        if place is None:
            return
        match recorded.event:
            case TrialStarted() as event:
                _start(rows, place, recorded, event)
            case TrialCompleted() as event:
                _complete(rows, place, recorded, event)
            case TrialFailed() as event:
                _fail(rows, place, recorded, event)
            case TrialDelayed() as event:
                _delay(rows, place, recorded, event)
            case ev.RunStarted() as event:
                study = self._folds.pinned(place.study, event.version)
                _start_run(rows, place.study, recorded.envelope, event, study.enabled(Objective))
            case ev.Event() as event:
                _steer(rows, place.study, recorded.envelope, event)


def connected(objectives: Objectives) -> dict[ItemId, Objective]:
    """The objectives that measure something: those that trials have values for."""
    return {i: objective for i, objective in objectives.items() if objective.source}


def instant(envelope: Envelope) -> str:
    """When an event was recorded, as text that sorts by time."""
    return envelope.at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _start_run(
    rows: Rows, study: str, envelope: Envelope, event: ev.RunStarted, objectives: Objectives
) -> None:
    pinned = OBJECTIVES.dump_json(connected(objectives)).decode()
    rows.run(
        "INSERT OR REPLACE INTO {runs} (study, run, state, version, spec_version, max_trials,"
        " seed, solver, algorithm, objectives, started_at)"
        " VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)",
        *(study, event.run, event.version, event.spec_version, event.max_trials, event.seed),
        *(event.solver, event.algorithm, pinned, instant(envelope)),
    )


def _steer(rows: Rows, study: str, envelope: Envelope, event: Event) -> None:
    match event:
        case ev.RunPaused(run=run):
            _set_state(rows, study, run, "paused")
        case ev.RunResumed(run=run) | ev.TrialsRetried(run=run):
            _set_state(rows, study, run, "running")
        case ev.RunFinished(run=run, reason=reason, message=message):
            _set_state(rows, study, run, reason)
            rows.run(
                "UPDATE {runs} SET message = ?, ended_at = ? WHERE study = ? AND run = ?",
                *(message, instant(envelope), study, run),
            )


def _set_state(rows: Rows, study: str, run: str, state: str) -> None:
    rows.run(
        "UPDATE {runs} SET state = ?, message = '', ended_at = NULL WHERE study = ? AND run = ?",
        *(state, study, run),
    )


def _start(rows: Rows, place: Place, recorded: Recorded[Event], event: TrialStarted) -> None:
    values = (
        *(*place, event.number, event.attempt, event.cause, _text(event.parameters)),
        *(instant(recorded.envelope), recorded.position),
    )
    if rows.run(f"INSERT OR IGNORE {_STARTED}", *values).rowcount:
        rows.run("UPDATE {runs} SET trials = trials + 1 WHERE study = ? AND run = ?", *place)
    else:
        rows.run(f"INSERT OR REPLACE {_STARTED}", *values)
        _count_again(rows, place)


def _complete(rows: Rows, place: Place, recorded: Recorded[Event], event: TrialCompleted) -> None:
    source = event.provenance
    changed = rows.run(
        "UPDATE {trials} SET state = ?, attempt = ?, outputs = ?, objectives = ?, margins = ?,"
        " feasible = ?, failure = NULL, reason = NULL, by_design = NULL, seconds = ?, cached = ?,"
        " solver = ?, warnings = ?, ended_at = ?, deck_sha256 = ?, result_sha256 = ?, position = ?"
        " WHERE study = ? AND run = ? AND number = ? AND ended_at IS NULL",
        *("feasible" if event.feasible else "infeasible", event.attempt, _text(event.outputs)),
        *(_text(event.objectives), _text(event.margins), int(event.feasible), source.seconds),
        *(source.cached, source.solver, _text(source.warnings), instant(recorded.envelope)),
        *(source.deck_sha256, source.result_sha256, recorded.position, *place, event.number),
    )
    if changed.rowcount:
        counted = rows.run(
            "UPDATE {runs} SET done = done + 1 WHERE study = ? AND run = ?"
            " RETURNING objectives, best_trial, best_objective",
            *place,
        )
        for pinned, number, value in counted.fetchall():
            _consider(rows, place, event, read_objectives(pinned), (number, value))


def _fail(rows: Rows, place: Place, recorded: Recorded[Event], event: TrialFailed) -> None:
    changed = rows.run(
        "UPDATE {trials} SET state = 'failed', attempt = ?, failure = ?, reason = ?,"
        " by_design = ?, seconds = ?, ended_at = ?, position = ?"
        " WHERE study = ? AND run = ? AND number = ? AND ended_at IS NULL",
        *(event.attempt, event.kind, event.reason, int(event.by_design), event.seconds),
        *(instant(recorded.envelope), recorded.position, *place, event.number),
    )
    if changed.rowcount:
        rows.run(
            "UPDATE {runs} SET done = done + 1, failed = failed + 1 WHERE study = ? AND run = ?",
            *place,
        )


def _delay(rows: Rows, place: Place, recorded: Recorded[Event], event: TrialDelayed) -> None:
    rows.run(
        "UPDATE {trials} SET reason = ?, position = ?"
        " WHERE study = ? AND run = ? AND number = ? AND ended_at IS NULL",
        *(event.reason, recorded.position, *place, event.number),
    )


def _consider(
    rows: Rows,
    place: Place,
    event: TrialCompleted,
    objectives: Objectives,
    known: tuple[int | None, float],
) -> None:
    """Keep the best trial of a run with one objective; several have a front, not a best value."""
    if (
        not event.feasible
        or len(objectives) != 1
        or not objectives.keys() <= event.objectives.keys()
    ):
        return
    [name], (number, value) = objectives, known
    rivals = [Measured(number=event.number, feasible=True, objectives=event.objectives)]
    if number is not None:
        rivals.append(Measured(number=number, feasible=True, objectives={name: value}))
    if (winner := ranking.best(rivals, objectives)) and winner.number == event.number:
        _set_best(rows, place, winner, name)


def _set_best(rows: Rows, place: Place, winner: Measured | None, name: ItemId) -> None:
    rows.run(
        "UPDATE {runs} SET best_trial = ?, best_objective = ? WHERE study = ? AND run = ?",
        winner.number if winner else None,
        winner.objectives[name] if winner else None,
        *place,
    )


def _count_again(rows: Rows, place: Place) -> None:
    """A trial is solved again: what was counted of it counts no more."""
    rows.run(
        "UPDATE {runs} SET (done, failed) = (SELECT count(ended_at),"
        " count(*) FILTER (WHERE state = 'failed') FROM {trials}"
        " WHERE study = {runs}.study AND run = {runs}.run) WHERE study = ? AND run = ?",
        *place,
    )
    found = rows.run("SELECT objectives FROM {runs} WHERE study = ? AND run = ?", *place).fetchone()
    objectives = read_objectives(found[0] if found else "{}")
    if len(objectives) == 1:
        feasible = rows.run(
            "SELECT number, objectives FROM {trials}"
            " WHERE study = ? AND run = ? AND state = 'feasible'",
            *place,
        )
        rivals = (Measured(number=n, feasible=True, objectives=from_json(o)) for n, o in feasible)
        _set_best(rows, place, ranking.best(rivals, objectives), next(iter(objectives)))


@lru_cache(maxsize=256)
def read_objectives(pinned: str) -> dict[ItemId, Objective]:
    """The objectives that a run pinned."""
    return OBJECTIVES.validate_json(pinned)


def _text(value: object) -> str:
    return to_json(value).decode()
