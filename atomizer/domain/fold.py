"""From events to the study. `effect` gives each event its meaning, the one place that does so.

Undo stacks belong to a principal: the assistant acts for its user, and nobody takes back what
somebody else did. The events of one group (a turn, a drag, a paste) are one step.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from atomizer.domain import events as ev
from atomizer.domain.patch import Draft, Patch
from atomizer.domain.recorded import Recorded
from atomizer.domain.study import RunState, Step, Study
from atomizer.domain.undo import Stacks


def fold(records: Iterable[Recorded[ev.Event]], study: Study | None = None) -> Study:
    """Replay events. Pure and total: any prefix of a history is a study."""
    folding = Folding(study or Study())
    for recorded in records:
        folding.step(recorded)
    return folding.study()


def evolve(study: Study, recorded: Recorded[ev.Event]) -> Study:
    """The study after one event. Decides nothing and never fails on a recorded event."""
    return fold((recorded,), study)


def preview(study: Study, events: Iterable[ev.Event], principal: str) -> Study:
    """The document as it would be after these events, for rules that look at the outcome."""
    draft = Draft(study.document, study.owners)
    for event in events:
        draft.apply(effect(draft, event, principal))
    return replace(study, document=draft.document, owners=draft.owners)


def effect(draft: Draft, event: ev.Event, principal: str) -> Patch:
    """What an event writes; empty for events that change no cell."""
    meaning = _EFFECTS.get(event.type)
    return meaning(draft, event, principal) if meaning else ()


def _created(draft: Draft, event: ev.StudyCreated, who: str) -> Patch:
    return (draft.edit(("meta", "meta"), (event.meta,), (dict.fromkeys(event.meta, who),)),)


def _added(draft: Draft, event: ev.ItemAdded, who: str) -> Patch:
    owners = dict.fromkeys(event.values, who)
    return (draft.edit((event.kind, event.id), (event.values,), (owners,)),)


def _changed(draft: Draft, event: ev.ItemChanged, who: str) -> Patch:
    kind, item, after, by = event.kind, event.id, event.after, (who,)
    written = [draft.edit((kind, item, field), (after[field],), by) for field in after]
    cleared = [draft.edit((kind, item, f), (), ()) for f in event.before if f not in after]
    return (*written, *cleared)


def _removed(draft: Draft, event: ev.ItemRemoved, who: str) -> Patch:
    return (draft.edit((event.kind, event.id), (), ()),)


def _moved(draft: Draft, event: ev.NodesMoved, who: str) -> Patch:
    return tuple(
        draft.edit(("node", node), ({"position": list(xy)},), ({"position": who},))
        for node, xy in event.positions.items()
    )


def _tidied(draft: Draft, event: ev.LayoutTidied, who: str) -> Patch:
    return tuple(draft.edit(("node", node), (), ()) for node in event.nodes)


def _patched(draft: Draft, event: ev.Undone | ev.Redone | ev.VersionRestored, who: str) -> Patch:
    return event.patch


_EFFECTS: dict[str, Callable[[Draft, Any, str], Patch]] = {
    ev.StudyCreated.type: _created,
    ev.ItemAdded.type: _added,
    ev.ItemChanged.type: _changed,
    ev.ItemRemoved.type: _removed,
    ev.NodesMoved.type: _moved,
    ev.LayoutTidied.type: _tidied,
    ev.Undone.type: _patched,
    ev.Redone.type: _patched,
    ev.VersionRestored.type: _patched,
}


class Folding:
    """A study being folded: one draft for all events, frozen into a `Study` at the end."""

    def __init__(self, study: Study) -> None:
        self._draft = Draft(study.document, study.owners)
        self._version, self._spec_version = study.version, study.spec_version
        self._revisions, self._labels = dict(study.revisions), dict(study.labels)
        self._stacks = Stacks(study.undo, study.redo)
        self._runs = study.runs
        self._identity = _identity(study)

    def step(self, recorded: Recorded[ev.Event]) -> None:
        """Take in one event."""
        event, envelope = recorded.event, recorded.envelope
        self._version = recorded.version
        patch = effect(self._draft, event, envelope.principal)
        if patch:
            self._write(patch)
        if remember := _MEMORIES.get(event.type):
            remember(self, recorded, patch)
        elif patch:
            self._stacks.did(envelope.principal, Step(envelope.group, patch))
        else:
            self._runs = _run_after(self._runs, event)

    def study(self) -> Study:
        """The study as it is now; the folding has done its work."""
        return Study(
            **self._identity,
            version=self._version,
            spec_version=self._spec_version,
            document=self._draft.document,
            owners=self._draft.owners,
            revisions=self._revisions,
            undo=self._stacks.undo.frozen(),
            redo=self._stacks.redo.frozen(),
            labels=self._labels,
            runs=self._runs,
        )

    def _write(self, patch: Patch) -> None:
        only_moved = True
        for path, *_ in patch:
            self._revisions[f"{path[0]}/{path[1]}"] = self._version
            only_moved = only_moved and path[0] == "node"
        self._spec_version += not only_moved
        self._draft.apply(patch)

    def _born(self, recorded: Recorded[ev.StudyCreated], patch: Patch) -> None:
        at = recorded.envelope.at.isoformat().replace("+00:00", "Z")
        event, actor = recorded.event, recorded.envelope.actor
        birth = recorded.stream.removeprefix("study-"), at, actor
        self._identity = dict(zip(_BIRTH, (*birth, event.category, event.cloned_from), strict=True))

    def _undone(self, recorded: Recorded[ev.Undone], patch: Patch) -> None:
        self._stacks.took_back(recorded.envelope.principal, Step(recorded.event.group, patch))

    def _redone(self, recorded: Recorded[ev.Redone], patch: Patch) -> None:
        self._stacks.made_again(recorded.envelope.principal, Step(recorded.event.group, patch))

    def _labelled(self, recorded: Recorded[ev.VersionLabelled], patch: Patch) -> None:
        self._labels[recorded.event.label] = recorded.event.version


_MEMORIES: dict[str, Callable[[Folding, Any, Patch], None]] = {
    ev.StudyCreated.type: Folding._born,
    ev.Undone.type: Folding._undone,
    ev.Redone.type: Folding._redone,
    ev.VersionLabelled.type: Folding._labelled,
}
"""What some events leave behind that is no step of their principal."""


def _identity(study: Study) -> dict[str, str]:
    return {name: getattr(study, name) for name in _BIRTH}


_BIRTH = ("id", "created_at", "created_by", "category", "cloned_from")


def _run_after(runs: dict[str, RunState], event: ev.Event) -> dict[str, RunState]:
    match event:
        case ev.RunStarted():
            return runs | {event.run: RunState(event)}
        case ev.RunPaused():
            return _with(runs, event.run, status="paused")
        case ev.RunResumed():
            return _with(runs, event.run, status="running")
        case ev.RunFinished():
            return _with(runs, event.run, status=event.reason, message=event.message)
        case ev.TrialsRetried() if run := runs.get(event.run):
            retried = run.retried | event.attempts
            return _with(runs, event.run, status="running", retried=retried)
        case ev.DesignInjected() if run := runs.get(event.run):
            return _with(runs, event.run, injected=(*run.injected, event.parameters))
    return runs


def _with(runs: dict[str, RunState], run: str, **changes: Any) -> dict[str, RunState]:
    return runs | {run: replace(runs[run], **changes)} if run in runs else runs
