"""Studies folded beside a view, event by event, so that a row can say what an event meant."""

from collections import OrderedDict

from atomizer.commands.store import EventStore
from atomizer.commands.streams import study_stream
from atomizer.domain.events import Event
from atomizer.domain.fold import Folding, fold
from atomizer.domain.recorded import Recorded
from atomizer.domain.study import Study

KEPT = 64
"""Studies that are kept folded; another one is folded again from the log."""


class Folds:
    """The studies a view reads about, each as of the last event the view saw of it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, tuple[int, Folding]] = OrderedDict()
        self._pinned: OrderedDict[tuple[str, int], Study] = OrderedDict()

    def before(self, recorded: Recorded[Event]) -> Study:
        """The study in front of an event; use it before the next call."""
        return self._at(recorded.stream, recorded.version - 1).study()

    def after(self, recorded: Recorded[Event]) -> Study:
        """The study behind an event, taken in now; use it before the next call."""
        folding = self._at(recorded.stream, recorded.version - 1)
        folding.step(recorded)
        self._kept[recorded.stream] = recorded.version, folding
        return folding.study()

    def pinned(self, study_id: str, version: int) -> Study:
        """A study as a run pinned it."""
        key = study_stream(study_id), version
        if key not in self._pinned:
            self._pinned[key] = fold(self._store.read(key[0], up_to=version))
        self._pinned.move_to_end(key)
        if len(self._pinned) > KEPT:
            self._pinned.popitem(last=False)
        return self._pinned[key]

    def _at(self, stream: str, version: int) -> Folding:
        """What is kept, if it stands at that version: a batch may have been rolled back."""
        at, folding = self._kept.get(stream, (0, None))
        if folding is None or at != version:
            folding = Folding(fold(self._store.read(stream, up_to=version)))
            self._kept[stream] = version, folding
        self._kept.move_to_end(stream)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return folding
