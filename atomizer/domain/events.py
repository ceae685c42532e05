"""What can have happened to a study: facts, past tense, plain data.

Payloads hold plain JSON, not items: rules change, history does not, so a recorded event is never
validated against the rules of today. The name in `type` and the version `v` are what is stored;
a class may be renamed, a name never.
"""

from typing import ClassVar, Literal

from pydantic import JsonValue

from atomizer.domain.items import Kind
from atomizer.domain.patch import Op
from atomizer.domain.values import ItemId, Json, Value

Parameters = dict[str, float | str]


class Event(Value):
    """A fact; subclasses name it."""

    type: ClassVar[str]
    v: ClassVar[int] = 1


class StudyCreated(Event):
    """The study came into being."""

    type: ClassVar[str] = "study_created"
    meta: Json
    category: str = ""
    cloned_from: str = ""


class ItemAdded(Event):
    """An item joined the study."""

    type: ClassVar[str] = "item_added"
    kind: Kind
    id: ItemId
    values: Json


class ItemChanged(Event):
    """Fields of an item took new values; a field that is absent on a side was not there."""

    type: ClassVar[str] = "item_changed"
    kind: Kind
    id: ItemId
    before: Json
    after: Json


class ItemRemoved(Event):
    """An item left the study."""

    type: ClassVar[str] = "item_removed"
    kind: Kind
    id: ItemId
    values: Json


class NodesMoved(Event):
    """Nodes were moved on the canvas, in pixels."""

    type: ClassVar[str] = "nodes_moved"
    positions: dict[ItemId, tuple[float, float]]


class LayoutTidied(Event):
    """The nodes went back to the places the layout gives them."""

    type: ClassVar[str] = "layout_tidied"
    nodes: tuple[ItemId, ...]


class Undone(Event):
    """The last step of a principal was taken back."""

    type: ClassVar[str] = "undone"
    group: str
    patch: tuple[Op, ...]


class Redone(Event):
    """A step that was taken back was made again."""

    type: ClassVar[str] = "redone"
    group: str
    patch: tuple[Op, ...]


class VersionRestored(Event):
    """The study was made as it was at an earlier version."""

    type: ClassVar[str] = "version_restored"
    to: int
    patch: tuple[Op, ...]


class VersionLabelled(Event):
    """A version got a name."""

    type: ClassVar[str] = "version_labelled"
    version: int
    label: str


class RunStarted(Event):
    """An optimization began; what is pinned here does not follow later edits."""

    type: ClassVar[str] = "run_started"
    run: str
    version: int
    spec_version: int
    max_trials: int
    timeout_hours: float | None
    seed: int
    solver: str
    algorithm: str
    reason: str = ""


class RunPaused(Event):
    """No new trials until the run is resumed."""

    type: ClassVar[str] = "run_paused"
    run: str


class RunResumed(Event):
    """A paused run goes on."""

    type: ClassVar[str] = "run_resumed"
    run: str


class RunFinished(Event):
    """A run ended: its budget was spent, somebody stopped it, or it could not go on."""

    type: ClassVar[str] = "run_finished"
    run: str
    reason: Literal["completed", "stopped", "timeout", "failed"]
    message: str = ""


class TrialsRetried(Event):
    """Finished trials are to be solved again: trial number -> the attempt that is set aside."""

    type: ClassVar[str] = "trials_retried"
    run: str
    attempts: dict[int, int]


class DesignInjected(Event):
    """Somebody asked for a design of their own to be solved in the run."""

    type: ClassVar[str] = "design_injected"
    run: str
    parameters: dict[str, JsonValue]
