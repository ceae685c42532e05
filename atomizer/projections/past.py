"""A study as it was: at a version, at a moment, at a position of the log.

The trials of the past come from the same view as those of today, folded in memory from the part
of the log that was there then.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from heapq import merge

from atomizer.commands.store import EventStore
from atomizer.commands.streams import run_stream, study_stream
from atomizer.commands.studies import Studies
from atomizer.domain.events import Event, RunStarted
from atomizer.domain.recorded import Recorded
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, StudyId
from atomizer.projections.database import Rows
from atomizer.projections.folds import Folds
from atomizer.projections.trial_table import TrialTable
from atomizer.projections.trials import TrialsView


def study_as_of(
    studies: Studies, study: StudyId, *, version: int | None = None, at: datetime | None = None
) -> Study:
    """A study at a version or a moment; as it is now when neither is given.

    Raises:
        Refused: there was no such study then, no such version, or the moment has no time zone.
    """
    if version is not None:
        return studies.at(study, version)
    if at is None:
        return studies.study(study)
    if at.tzinfo is None:
        raise Refused("E011", f"{at.isoformat()} has no time zone.", "As 2030-01-31T12:00Z.", "at")
    return studies.at_time(study, at)


def position_of(store: EventStore, study: StudyId, version: int) -> int:
    """Where in the log a study reached a version; 0 when it never did."""
    found = store.read(study_stream(study), after=version - 1, up_to=version)
    return next((recorded.position for recorded in found), 0)


@contextmanager
def trials_as_of(store: EventStore, study: StudyId, position: int) -> Iterator[TrialTable]:
    """The runs and trials of a study as of a position in the log."""
    view = TrialsView(Folds(store))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        rows = Rows(connection)
        rows.create(view.tables)
        for recorded in _log_of(store, study, position):
            if recorded.event.type in view.types:
                view.apply(rows, recorded)
        yield TrialTable(connection, study)


def _log_of(store: EventStore, study: StudyId, position: int) -> Iterator[Recorded[Event]]:
    """The events of a study and its runs up to a position, in the order of the log."""
    own = list(_until(store, study_stream(study), position))
    runs = [r.event.run for r in own if isinstance(r.event, RunStarted)]
    streams = [_until(store, run_stream(study, run), position) for run in runs]
    return merge(own, *streams, key=lambda recorded: recorded.position)


def _until(store: EventStore, stream: str, position: int) -> Iterator[Recorded[Event]]:
    for recorded in store.read(stream):
        if recorded.position > position:
            return
        yield recorded
