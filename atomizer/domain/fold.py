"""From events to the study. `effect` gives each event its meaning, the one place that does so.

Undo stacks belong to a principal: the assistant acts for its user, and nobody takes back what
somebody else did. The events of one group (a turn, a drag, a paste) are one step.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from atomizer.domain import events as ev
from atomizer.domain.patch import Draft, Patch, invert
from atomizer.domain.recorded import Recorded
from atomizer.domain.study import RunState, Step, Study

UNDO_DEPTH = 200


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
    path = event.kind, event.id
    written = [draft.edit((*path, f), (v,), (who,)) for f, v in event.after.items()]
    cleared = [draft.edit((*path, f), (), ()) for f in event.before if f not in event.after]
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
        self._from = study
        self._draft = Draft(study.document, study.owners)
        self._version, self._spec_version = study.version, study.spec_version
        self._revisions, self._labels = dict(study.revisions), dict(study.labels)
        self._undo, self._redo = dict(study.undo), dict(study.redo)
        self._runs = dict(study.runs)
        self._identity = _identity(study)

    def step(self, recorded: Recorded[ev.Event]) -> None:
        """Take in one event."""
        event, envelope = recorded.event, recorded.envelope
        self._version = recorded.version
        patch = effect(self._draft, event, envelope.principal)
        if isinstance(event, ev.StudyCreated):
            self._identity = _born(recorded, event)
        elif isinstance(event, ev.Undone):
            self._swap(self._undo, self._redo, envelope.principal, Step(event.group, invert(patch)))
        elif isinstance(event, ev.Redone):
            self._swap(self._redo, self._undo, envelope.principal, Step(event.group, invert(patch)))
        elif patch:
            self._push(envelope.principal, Step(envelope.group, invert(patch)))
        elif isinstance(event, ev.VersionLabelled):
            self._labels[event.label] = event.version
        else:
            self._runs = _run_after(self._runs, event)
        self._apply(patch)

    def study(self) -> Study:
        """The study as it is now."""
        return Study(
            **self._identity,
            version=self._version,
            spec_version=self._spec_version,
            document=self._draft.document,
            owners=self._draft.owners,
            revisions=dict(self._revisions),
            undo=dict(self._undo),
            redo=dict(self._redo),
            labels=dict(self._labels),
            runs=self._runs,
        )

    def _apply(self, patch: Patch) -> None:
        if not patch:
            return
        for op in patch:
            self._revisions["/".join(op.path[:2])] = self._version
        if any(op.path[0] != "node" for op in patch):
            self._spec_version += 1
        self._draft.apply(patch)

    def _push(self, who: str, step: Step) -> None:
        steps = self._undo.get(who, ())
        if steps and steps[-1].group == step.group:
            step = Step(step.group, step.patch + steps[-1].patch)
            steps = steps[:-1]
        self._undo[who] = (*steps, step)[-UNDO_DEPTH:]
        self._redo.pop(who, None)

    @staticmethod
    def _swap(
        source: dict[str, tuple[Step, ...]],
        target: dict[str, tuple[Step, ...]],
        who: str,
        step: Step,
    ) -> None:
        source[who] = source.get(who, ())[:-1]
        target[who] = (*target.get(who, ()), step)


def _identity(study: Study) -> dict[str, str]:
    return {name: getattr(study, name) for name in _BIRTH}


def _born(recorded: Recorded[ev.Event], created: ev.StudyCreated) -> dict[str, str]:
    stream, at = recorded.stream.removeprefix("study-"), recorded.envelope.at
    birth = stream, at.isoformat().replace("+00:00", "Z"), recorded.envelope.actor
    return dict(zip(_BIRTH, (*birth, created.category, created.cloned_from), strict=True))


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
