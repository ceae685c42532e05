"""The study: the state that commands decide upon, with the questions they ask it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from atomizer.domain import events as ev
from atomizer.domain.items import KINDS, Item, Kind, reference
from atomizer.domain.patch import Document, Patch, invert
from atomizer.domain.values import ItemId, Refused, explain

SomeItem = TypeVar("SomeItem", bound=Item)


class Step(NamedTuple):
    """What one undo takes back, or one redo makes again: everything a group did."""

    group: str
    done: Patch

    def inverse(self) -> Patch:
        """The patch that takes it back."""
        return invert(self.done)


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
    category: str = ""
    cloned_from: str = ""
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
        return dict(sorted(items.items(), key=lambda entry: (entry[1].get("rank", 0), entry[0])))

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
