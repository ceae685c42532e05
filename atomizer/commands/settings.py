"""Commands that set what a study has one of: model, solver, algorithm, surrogate, budget."""

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import ClassVar

from atomizer.commands.base import Command, Context
from atomizer.commands.items import change, require_connectable
from atomizer.domain.events import Event, ItemAdded
from atomizer.domain.items import Algorithm, Budget, Item, Kind, Model, Solver, Surrogate
from atomizer.domain.spec import plain
from atomizer.domain.study import Study
from atomizer.domain.values import Json, Refused

_NEVER = {*map(chr, range(32)), ":"}
"""Neither in a path inside a study: a colon names a drive or a hidden stream on Windows."""


class SetItem(Command):
    """Set the item that a subclass names; what is not given keeps its value."""

    item: ClassVar[type[Item]]

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Add the item, or change what is different."""
        kind = self.item.kind
        if kind not in study.document:
            values = {name: getattr(self, name) for name in self.item.model_fields}
            item = self.item.model_validate(values)
            require_connectable(study, item)
            return [ItemAdded(kind=kind, id=kind, values=plain(item))]
        return change(study, kind, kind, self.given(study))

    def given(self, study: Study) -> Json:
        """The fields that were given, as plain data."""
        return self.model_dump(mode="json", exclude_unset=True)


class SetModel(SetItem, Model):
    """Set the model that is solved: a file inside the study."""

    kind: ClassVar[Kind] = "model"
    item: ClassVar[type[Item]] = Model

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a path that leaves the study."""
        require_inside(self.path)
        return super().decide(study, context)


class SetSolver(SetItem, Solver):
    """Set the solver and the solution it runs; another solver starts with its own options."""

    kind: ClassVar[Kind] = "solver"
    item: ClassVar[type[Item]] = Solver

    def given(self, study: Study) -> Json:
        """The fields that were given; the options of one solver mean nothing to another."""
        return _without_old_options(study, self.item.kind, "solver", super().given(study))


class SetAlgorithm(SetItem, Algorithm):
    """Set how the next design is chosen, and the seed; another one starts with its own options."""

    kind: ClassVar[Kind] = "algorithm"
    item: ClassVar[type[Item]] = Algorithm

    def given(self, study: Study) -> Json:
        """The fields that were given; the options of one algorithm mean nothing to another."""
        return _without_old_options(study, self.item.kind, "type", super().given(study))


class SetSurrogate(SetItem, Surrogate):
    """Set the surrogate that stands in for the solver."""

    kind: ClassVar[Kind] = "surrogate"
    item: ClassVar[type[Item]] = Surrogate


class SetBudget(SetItem, Budget):
    """Set how much a run may spend."""

    kind: ClassVar[Kind] = "budget"
    item: ClassVar[type[Item]] = Budget


def _without_old_options(study: Study, kind: Kind, name: str, given: Json) -> Json:
    """What was given, and no options where another plugin is named without any."""
    renamed = name in given and given[name] != study.document[kind][kind].get(name)
    return ({"options": {}} if renamed else {}) | given


def require_inside(path: str) -> None:
    """Refuse a path that is absolute, climbs out of the study, or is none."""
    windows = PureWindowsPath(path)
    parts = PurePosixPath(path.replace("\\", "/")).parts
    climbs = any(not part.strip(". ") for part in parts)
    if windows.drive or windows.root or not parts or climbs or set(path) & _NEVER:
        raise Refused(
            "E042",
            f"{path!r} is not a path inside the study.",
            "Copy the file into the study's 1_setup folder and name it, as 1_setup/model.bdf.",
            field="path",
        )
