"""Commands of the canvas. Edges are references: connecting two nodes sets one."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from atomizer.commands.base import Command, Context, there_is_no
from atomizer.commands.items import (
    Dependents,
    a_,
    change,
    free_id,
    next_rank,
    remove,
    require_connectable,
)
from atomizer.commands.plugins import outputs_of
from atomizer.domain.canvas import Position, layout, nodes
from atomizer.domain.events import Event, ItemAdded, LayoutTidied, NodesMoved
from atomizer.domain.fold import preview
from atomizer.domain.items import KINDS, LISTS, Extractor, Kind, reference
from atomizer.domain.spec import read_entry
from atomizer.domain.study import Study, as_item
from atomizer.domain.values import ItemId, Json, Refused, Value, slug

NodeId = Annotated[ItemId, Field(description="Id of the item behind the node.")]


class Connect(Command):
    """Connect an extractor to an objective or a constraint: it is what they measure."""

    source: NodeId
    target: NodeId
    output_key: Annotated[
        str | None, Field(description="Which output; not needed when there is only one.")
    ] = None

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a pair that has no meaning."""
        source, target = _kind(study, self.source), _kind(study, self.target)
        if source != "extractor" or target not in ("objective", "constraint"):
            raise Refused(
                "E032",
                f"{a_(source).capitalize()} cannot be connected to {a_(target)}.",
                "Connect an extractor to an objective or a constraint; other edges are derived.",
            )
        key = self.output_key or _only_output(study, self.source)
        given: Json = {"source": {"extractor_id": self.source, "output_key": key}}
        return change(study, target, self.target, given)


class Disconnect(Command):
    """Take away what an objective or a constraint measures."""

    target: NodeId

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse an item that is not connected to anything."""
        kind = _kind(study, self.target)
        if not study.document[kind][self.target].get("source"):
            raise Refused("E032", f"{self.target!r} is not connected to an extractor.")
        return change(study, kind, self.target, {"source": None})


class MoveNode(Command):
    """Move nodes on the canvas; all nodes of one drag in one command."""

    positions: Annotated[
        dict[ItemId, Position], Field(min_length=1, description="Node id -> [x, y] in pixels.")
    ]

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a node that is not there; say nothing when nothing moves."""
        here = {node.id: node.position for node in nodes(study)}
        for node in self.positions:
            if node not in here:
                raise there_is_no("node", node, list(here))
        moved = {node: xy for node, xy in self.positions.items() if here[node] != xy}
        return [NodesMoved(positions=moved)] if moved else []


class TidyLayout(Command):
    """Put every node back to the place the layout gives it."""

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Say nothing when no node was moved."""
        moved = tuple(study.document.get("node", {}))
        return [LayoutTidied(nodes=moved)] if moved else []


class PastedItem(Value):
    """An item to paste: its kind, its old id and its fields, as the spec shows them."""

    kind: Kind
    id: ItemId
    values: Json


class Paste(Command):
    """Paste copies of items under new ids; references inside the copies follow them."""

    items: Annotated[
        tuple[PastedItem, ...],
        Field(min_length=1, max_length=1000, description="What was copied."),
    ]
    offset: Annotated[
        Position, Field(description="From the originals, right and down, in pixels.")
    ] = (40.0, 40.0)

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse items there can be only one of, and values an item cannot take."""
        ids: dict[ItemId, ItemId] = {}
        events: list[Event] = []
        places: dict[ItemId, Position] = {}
        home = layout(study) | {node.id: node.position for node in nodes(study)}
        for pasted in sorted(self.items, key=lambda item: item.kind != "extractor"):
            added = self._copy(study, pasted, ids)
            ids[pasted.id] = added.id
            study = preview(study, [added], context.principal)
            events.append(added)
            if pasted.id in home:
                x, y = home[pasted.id]
                places[added.id] = (x + self.offset[0], y + self.offset[1])
        return [*events, *([NodesMoved(positions=places)] if places else [])]

    def _copy(self, study: Study, pasted: PastedItem, ids: dict[ItemId, ItemId]) -> ItemAdded:
        if pasted.kind not in LISTS:
            raise Refused("E030", f"A study has only one {pasted.kind}; it cannot be pasted.")
        entry = {field: value for field, value in pasted.values.items() if field != "rank"}
        cells = read_entry(pasted.kind, entry, f"The copy of {pasted.id!r}")
        if reference(cells) in ids:
            cells["source"] |= {"extractor_id": ids[cells["source"]["extractor_id"]]}
        require_connectable(study, as_item(KINDS[pasted.kind], cells, pasted.id))
        new = free_id(study, slug(str(cells["name"]), LISTS[pasted.kind]))
        rank = next_rank(study, pasted.kind)
        return ItemAdded(kind=pasted.kind, id=new, values=cells | {"rank": rank})


class RemoveNode(Command):
    """Remove the item behind a node, and on request what refers to it."""

    id: NodeId
    dependents: Dependents = "refuse"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a node that is not there, or that others refer to."""
        return remove(study, _kind(study, self.id), self.id, self.dependents)


def _kind(study: Study, node: ItemId) -> Kind:
    kind = study.kind_of(node)
    if kind is None or kind in ("meta", "foreign"):
        raise there_is_no("node", node, [known.id for known in nodes(study)])
    return kind


def _only_output(study: Study, extractor: ItemId) -> str:
    found = study.all(Extractor).get(extractor)
    outputs = outputs_of(found) if found else []
    if len(outputs) != 1:
        known = ", ".join(outputs) or "nothing: its plugin is not installed"
        raise Refused("E032", f"{extractor!r} gives {known}.", "Say which with output_key.")
    return outputs[0]
