"""The study: the state that commands decide upon, folded from its events.

Meaning first: `effect` gives each event its patch, the one place that does so. Undo stacks belong
to a principal: the assistant acts for its user, and nobody takes back what somebody else did.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from atomizer.domain import events as ev
from atomizer.domain.items import KINDS, Item, Kind, reference
from atomizer.domain.patch import Document, Draft, Patch, invert
from atomizer.domain.recorded import Recorded
from atomizer.domain.values import ItemId, Refused, explain

SomeItem = TypeVar("SomeItem", bound=Item)
UNDO_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Step:
    """What one undo takes back: the inverse of everything a group did."""

    group: str
    patch: Patch


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as the study knows it; its trials live in a stream of their own."""

    started: ev.RunStarted
    status: str = "running"
    message: str = ""
    injected: tuple[dict[str, Any], ...] = ()
    retried: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Study:
    """Everything a decision may depend on: no trials, no transcript.

    Attributes:
        version: Number of events so far.
        spec_version: Number of those that changed the spec; moving a node does not.
        document: kind -> id -> {field: value}, and the positions of nodes under `node`.
        owners: Same shape: the principal who wrote each cell last.
        revisions: `kind/id` -> version of its last change.
        undo: principal -> steps, the latest last; `redo` likewise.
    """

    id: str = ""
    version: int = 0
    spec_version: int = 0
    created_at: str = ""
    created_by: str = ""
    document: Document = field(default_factory=dict)
    owners: Document = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    undo: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    redo: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    runs: dict[str, RunState] = field(default_factory=dict)

    def cells(self, kind: Kind) -> dict[ItemId, dict[str, Any]]:
        """The items of a kind as plain data, in the order a user sees."""
        items = self.document.get(kind, {})
        return dict(sorted(items.items(), key=lambda entry: entry[1].get("rank", 0)))

    def all(self, kind: type[SomeItem]) -> dict[ItemId, SomeItem]:
        """The items of one kind by id, in the order a user sees."""
        return {i: as_item(kind, cells, i) for i, cells in self.cells(kind.kind).items()}

    def enabled(self, kind: type[SomeItem]) -> dict[ItemId, SomeItem]:
        """The items of one kind that the next run uses."""
        return {i: item for i, item in self.all(kind).items() if getattr(item, "enabled", True)}

    def single(self, kind: type[SomeItem]) -> SomeItem | None:
        """The one item of a kind that has at most one."""
        cells = self.document.get(kind.kind, {}).get(kind.kind)
        return as_item(kind, cells) if cells is not None else None

    def kind_of(self, item_id: ItemId) -> Kind | None:
        """The kind of the item of that id, if the study has it."""
        return next((k for k in KINDS if item_id in self.document.get(k, {})), None)

    def users_of(self, item_id: ItemId) -> list[tuple[Kind, ItemId]]:
        """The items that refer to this one."""
        return [
            (kind, i)
            for kind in KINDS
            for i, cells in self.document.get(kind, {}).items()
            if reference(cells) == item_id
        ]

    @property
    def active_run(self) -> RunState | None:
        """The run that has not ended, if there is one."""
        return next((r for r in self.runs.values() if r.status in ("running", "paused")), None)


def as_item(kind: type[SomeItem], cells: Mapping[str, Any], item_id: ItemId = "") -> SomeItem:
    """Cells as an item.

    Raises:
        Refused: the rules were tightened since the item was recorded, and it breaks them now.
    """
    try:
        return kind.model_validate({f: cells[f] for f in kind.model_fields if f in cells})
    except ValidationError as error:
        raise Refused(
            "E011",
            f"The {kind.kind} {item_id or cells.get('name', '')!r} breaks a rule of today: "
            f"{explain(error)}.",
            "Change or remove it.",
        ) from error


def fold(records: Iterable[Recorded[ev.Event]], study: Study | None = None) -> Study:
    """Replay events. Pure and total: any prefix of a history is a study."""
    folding = Folding(study or Study())
    for recorded in records:
        folding.step(recorded)
    return folding.study()


def evolve(study: Study, recorded: Recorded[ev.Event]) -> Study:
    """The study after one event. Decides nothing and never fails on a recorded event."""
    return fold((recorded,), study)


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


def _patched(draft: Draft, event: ev.Undone | ev.Redone | ev.VersionRestored, who: str) -> Patch:
    return event.patch


_EFFECTS: dict[str, Callable[[Draft, Any, str], Patch]] = {
    ev.StudyCreated.type: _created,
    ev.ItemAdded.type: _added,
    ev.ItemChanged.type: _changed,
    ev.ItemRemoved.type: _removed,
    ev.NodesMoved.type: _moved,
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
        self._identity = study.id, study.created_at, study.created_by

    def step(self, recorded: Recorded[ev.Event]) -> None:
        """Take in one event."""
        event, envelope = recorded.event, recorded.envelope
        self._version = recorded.version
        patch = effect(self._draft, event, envelope.principal)
        if isinstance(event, ev.StudyCreated):
            at = envelope.at.isoformat().replace("+00:00", "Z")
            self._identity = recorded.stream.removeprefix("study-"), at, envelope.actor
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
        identity = dict(zip(("id", "created_at", "created_by"), self._identity, strict=True))
        return Study(
            **identity,
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
