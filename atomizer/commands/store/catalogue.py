"""The closed table of what can be in the log: name -> class, and how old versions are read.

Nothing is ever imported because a stored event says so. A type that is not in the table is
refused by name.
"""

from collections.abc import Callable, Iterable, Mapping

from atomizer.domain import events as study
from atomizer.domain import run
from atomizer.domain.events import Event
from atomizer.domain.values import Json

Upcaster = Callable[[Json], Json]
"""The payload of version v -> the payload of version v + 1."""


def table(classes: Iterable[type[Event]]) -> dict[str, type[Event]]:
    """Event classes by the name they are stored under."""
    named: dict[str, type[Event]] = {}
    for cls in classes:
        if named.setdefault(cls.type, cls) is not cls:
            raise ValueError(f"Two events are called {cls.type!r}.")
    return named


EVENTS: Mapping[str, type[Event]] = table(
    (
        study.StudyCreated,
        study.ItemAdded,
        study.ItemChanged,
        study.ItemRemoved,
        study.NodesMoved,
        study.LayoutTidied,
        study.Undone,
        study.Redone,
        study.VersionRestored,
        study.VersionLabelled,
        study.RunStarted,
        study.RunPaused,
        study.RunResumed,
        study.RunFinished,
        study.TrialsRetried,
        study.DesignInjected,
        run.TrialStarted,
        run.TrialCompleted,
        run.TrialFailed,
        run.TrialDelayed,
    )
)

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""(type, version it reads) -> upcaster. Every version that was ever released stays readable."""
