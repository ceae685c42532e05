"""The view of all studies: one row each, enough for a list."""

import json
import sqlite3
from collections.abc import Mapping
from typing import ClassVar

from atomizer.domain import events as ev
from atomizer.domain.events import Event
from atomizer.domain.items import LISTS, Kind
from atomizer.domain.recorded import Recorded
from atomizer.domain.study import Study
from atomizer.domain.values import StudyId, Value
from atomizer.projections.database import Rows
from atomizer.projections.folds import Folds
from atomizer.projections.trials import instant
from atomizer.projections.view import View


class StudyEntry(Value):
    """A study in a list.

    Attributes:
        counts: Number of items of each kind there can be many of.
        run: The active run, else the latest one; None before the first.
        run_state: running, paused, or how it ended.
        trials: Trials of that run; `done` of them have ended, `failed` without a result.
        best_trial: Its best feasible trial and the value, when it has one objective.
    """

    id: StudyId
    name: str
    description: str
    category: str
    tags: tuple[str, ...]
    archived: bool
    version: int
    spec_version: int
    created_at: str
    created_by: str
    updated_at: str
    counts: dict[Kind, int]
    run: str | None = None
    run_state: str | None = None
    max_trials: int = 0
    trials: int = 0
    done: int = 0
    failed: int = 0
    best_trial: int | None = None
    best_objective: float | None = None


class StudiesView(View):
    """One row a study, as of its last event."""

    name: ClassVar[str] = "studies"
    tables: ClassVar[Mapping[str, str]] = {
        "studies": """id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
            category TEXT NOT NULL, cloned_from TEXT NOT NULL, tags TEXT NOT NULL,
            archived INTEGER NOT NULL, version INTEGER NOT NULL, spec_version INTEGER NOT NULL,
            created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL,
            counts TEXT NOT NULL, run TEXT, run_state TEXT""",
    }
    types: ClassVar[frozenset[str]] = frozenset(
        kind.type
        for kind in (
            ev.StudyCreated,
            ev.ItemAdded,
            ev.ItemChanged,
            ev.ItemRemoved,
            ev.NodesMoved,
            ev.LayoutTidied,
            ev.Undone,
            ev.Redone,
            ev.VersionRestored,
            ev.VersionLabelled,
            ev.RunStarted,
            ev.RunPaused,
            ev.RunResumed,
            ev.RunFinished,
            ev.TrialsRetried,
            ev.DesignInjected,
        )
    )

    def __init__(self, folds: Folds) -> None:
        self._folds = folds

    def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
        """Take in one event."""
        study = self._folds.after(recorded)
        meta = study.document.get("meta", {}).get("meta", {})
        run = study.active_run or next(reversed(study.runs.values()), None)
        rows.run(
            f"INSERT OR REPLACE INTO {{studies}} VALUES ({', '.join('?' * 15)})",
            *(study.id, meta.get("name", ""), meta.get("description", ""), study.category),
            *(study.cloned_from, json.dumps(meta.get("tags", []), ensure_ascii=False)),
            *(int(bool(meta.get("archived"))), study.version, study.spec_version),
            *(study.created_at, study.created_by, instant(recorded.envelope), _counts(study)),
            *((run.started.run, run.status) if run else (None, None)),
        )


def entries(connection: sqlite3.Connection) -> list[StudyEntry]:
    """Every study, archived ones too, the one that was changed last first."""
    found = connection.execute(f"{_SELECT} ORDER BY updated_at DESC, studies.id")
    return [_entry(row) for row in found]


def entry(connection: sqlite3.Connection, study: StudyId) -> StudyEntry | None:
    """One study, if it is there."""
    row = connection.execute(f"{_SELECT} WHERE studies.id = ?", (study,)).fetchone()
    return _entry(row) if row else None


_OWN = (
    *("id", "name", "description", "category", "archived", "version", "spec_version"),
    *("created_at", "created_by", "updated_at", "run", "run_state"),
)
_OF_RUN = ("max_trials", "trials", "done", "failed")
_BEST = ("best_trial", "best_objective")
_SELECT = (
    f"SELECT {', '.join(f'studies.{field}' for field in _OWN)}, tags, counts,"
    f" {', '.join(f'coalesce(runs.{field}, 0)' for field in _OF_RUN)}, {', '.join(_BEST)}"
    " FROM studies LEFT JOIN runs ON runs.study = studies.id AND runs.run = studies.run"
)


def _entry(row: tuple[object, ...]) -> StudyEntry:
    fields = dict(zip((*_OWN, "tags", "counts", *_OF_RUN, *_BEST), row, strict=True))
    fields |= {name: json.loads(str(fields[name])) for name in ("tags", "counts")}
    return StudyEntry.model_validate(fields)


def _counts(study: Study) -> str:
    return json.dumps({kind: len(study.document.get(kind, {})) for kind in LISTS})
