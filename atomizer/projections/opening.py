"""The views that there are, in one place."""

from pathlib import Path

from atomizer.commands.store import EventStore
from atomizer.projections.activity import ActivityView
from atomizer.projections.folds import Folds
from atomizer.projections.studies import StudiesView
from atomizer.projections.trials import TrialsView
from atomizer.projections.views import Views


def open_views(path: Path, store: EventStore) -> Views:
    """Every view of a store, kept in a file, as `.atomizer/views.db`."""
    return Views(
        path,
        store,
        [StudiesView(Folds(store)), TrialsView(Folds(store)), ActivityView(Folds(store))],
    )
