"""Commands that walk through a study's history: undo, redo, restore, label. All of them append."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from atomizer.commands.base import Command, Context
from atomizer.domain.events import Event, Redone, Undone, VersionLabelled, VersionRestored
from atomizer.domain.patch import Draft, Op, Patch, look, same
from atomizer.domain.study import Step, Study
from atomizer.domain.undo import OnConflict, rebase
from atomizer.domain.values import Refused

Conflict = Annotated[
    OnConflict,
    Field(description="When somebody changed it since: refuse, keep their cells, or force."),
]
Version = Annotated[int, Field(ge=1, description="A version of the study.")]


class Undo(Command):
    """Take back your last step; an assistant's turn, a drag, a paste is one step."""

    on_conflict: Conflict = "reject"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse when there is nothing of yours, or somebody changed it since."""
        step = _last(study.undo.get(context.principal, ()), "undo")
        patch = rebase(study, step.inverse(), self.on_conflict, context.principal)
        return [Undone(group=step.group, patch=patch)]


class Redo(Command):
    """Make your last undone step again."""

    on_conflict: Conflict = "reject"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse when there is nothing of yours, or somebody changed it since."""
        step = _last(study.redo.get(context.principal, ()), "redo")
        patch = rebase(study, step.inverse(), self.on_conflict)
        return [Redone(group=step.group, patch=patch)]


class RestoreVersion(Command):
    """Make the study as it was at a version; one step, which undo takes back."""

    version: Version

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a version that is still to come; say nothing when nothing differs."""
        _require_past(study, self.version)
        patch = difference(study, context.past(self.version), context.principal)
        return [VersionRestored(to=self.version, patch=patch)] if patch else []


class LabelVersion(Command):
    """Give a version a name to find it again."""

    label: Annotated[str, Field(min_length=1, max_length=100)]
    version: Annotated[int | None, Field(ge=1, description="Now, when not given.")] = None

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a version that is still to come, and a label that is taken."""
        version = self.version or study.version
        _require_past(study, version)
        if self.label in study.labels:
            at = study.labels[self.label]
            raise Refused("E011", f"{self.label!r} already names version {at}.", field="label")
        return [VersionLabelled(version=version, label=self.label)]


def difference(now: Study, then: Study, principal: str) -> Patch:
    """The patch that turns one document into the other."""
    draft = Draft(now.document, now.owners)
    ops: list[Op] = []
    kinds = dict.fromkeys([*then.document, *now.document])
    for kind in kinds:
        old, new = now.document.get(kind, {}), then.document.get(kind, {})
        for item in dict.fromkeys([*new, *old]):
            after = look(then.document, (kind, item))
            if not same(look(now.document, (kind, item)), after):
                owner = (dict.fromkeys(after[0], principal),) if after else ()
                ops.append(draft.edit((kind, item), after, owner))
    return tuple(ops)


def _last(steps: tuple[Step, ...], verb: str) -> Step:
    if not steps:
        raise Refused("E014", f"There is nothing to {verb}.")
    return steps[-1]


def _require_past(study: Study, version: int) -> None:
    if version > study.version:
        raise Refused("E011", f"The study is at version {study.version}; {version} is to come.")
