"""The view of what happened: every event of every study as a sentence, to page through."""

import sqlite3
from collections.abc import Mapping
from typing import ClassVar

from atomizer.domain.events import Event, RunStarted
from atomizer.domain.recorded import Recorded
from atomizer.domain.study import Study
from atomizer.domain.values import StudyId, Value
from atomizer.projections.database import Rows
from atomizer.projections.folds import Folds
from atomizer.projections.history import explained, sentence
from atomizer.projections.places import Place, place_of
from atomizer.projections.trials import instant
from atomizer.projections.view import View


class Happening(Value):
    """One event in words.

    Attributes:
        position: Its place in the whole log; pages are cut by it.
        version: Of its stream: of the study, or of the run when `run` is not empty.
        group: The undo step it belongs to.
    """

    position: int
    study: StudyId
    run: str
    version: int
    type: str
    at: str
    actor: str
    principal: str
    source: str
    command: str
    group: str
    text: str


class ActivityView(View):
    """One row an event of a study or of one of its runs."""

    name: ClassVar[str] = "activity"
    tables: ClassVar[Mapping[str, str]] = {
        "activity": """study TEXT NOT NULL, position INTEGER NOT NULL, run TEXT NOT NULL,
            version INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
            principal TEXT NOT NULL, source TEXT NOT NULL, command TEXT NOT NULL,
            "group" TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (study, position)""",
        "pinned": """study TEXT NOT NULL, run TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (study, run)""",
    }
    types: ClassVar[frozenset[str]] = explained()

    def __init__(self, folds: Folds) -> None:
        self._folds = folds
        self._versions: dict[Place, int] = {}

    def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
        """Take in one event."""
        place = place_of(recorded.stream)
        if place is None:
            return
        text = sentence(recorded, self._study(rows, place, recorded))
        self._remember(rows, place, recorded)
        meta = recorded.envelope
        rows.run(
            "INSERT OR REPLACE INTO {activity} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(place.study, recorded.position, place.run, recorded.version, recorded.event.type),
            *(instant(meta), meta.actor, meta.principal, meta.source, meta.command, meta.group),
            text,
        )

    def _study(self, rows: Rows, place: Place, recorded: Recorded[Event]) -> Study:
        """The study as it was before an edit, or as the run pinned it."""
        if not place.run:
            return self._folds.before(recorded)
        if place not in self._versions:
            self._versions[place] = _pinned(rows, place)
        return self._folds.pinned(place.study, self._versions[place])

    def _remember(self, rows: Rows, place: Place, recorded: Recorded[Event]) -> None:
        if place.run:
            return
        self._folds.after(recorded)
        if isinstance(recorded.event, RunStarted):
            pinned = place.study, recorded.event.run, recorded.event.version
            rows.run("INSERT OR REPLACE INTO {pinned} VALUES (?, ?, ?)", *pinned)


def _pinned(rows: Rows, place: Place) -> int:
    found = rows.run("SELECT version FROM {pinned} WHERE study = ? AND run = ?", *place).fetchone()
    return int(found[0]) if found else 0


def happenings(
    connection: sqlite3.Connection,
    study: StudyId,
    *,
    before: int | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Happening]:
    """What happened to a study and its runs, the latest first, between two positions."""
    found = connection.execute(
        "SELECT * FROM activity WHERE study = ? AND position > ? AND position < ?"
        " ORDER BY position DESC LIMIT ?",
        (study, after, before or 1 << 62, limit),
    )
    names = [column[0] for column in found.description]
    return [Happening.model_validate(dict(zip(names, row, strict=True))) for row in found]
