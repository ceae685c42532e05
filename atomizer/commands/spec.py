"""Commands that speak of the spec as a whole: a hand edit, and one field by its path."""

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from atomizer.commands.base import Command, Context, there_is_no
from atomizer.commands.items import PLUGGED, require_connectable
from atomizer.commands.settings import require_inside
from atomizer.domain.canvas import Position, nodes
from atomizer.domain.events import Event, ItemAdded, ItemChanged, ItemRemoved, NodesMoved
from atomizer.domain.fold import preview
from atomizer.domain.items import KINDS, LISTS, Kind, Surrogate
from atomizer.domain.patch import Document, same
from atomizer.domain.spec import SIM, as_document, as_spec, json_type, plain, shown_extra
from atomizer.domain.study import Study, as_item
from atomizer.domain.undo import require_references
from atomizer.domain.values import ItemId, Json, Refused

FREE = ("options", "config")
"""Below these a path may name any key."""
UNSET: dict[tuple[str, ...], tuple[str, ...]] = {
    ("model", "sim"): SIM,
    ("optimization",): ("surrogate",),
    ("optimization", "surrogate"): tuple(Surrogate.model_fields),
}
"""Keys that a spec lacks until they are set, by the table they belong to."""


class EditSpec(Command):
    """Make the study what a whole spec says: only what differs is edited, as one step."""

    spec: Annotated[Json, Field(description="A complete atomizer_spec.json, version 2.0.")]

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a spec that is not valid, with the path of what is wrong."""
        return edits(study, self.spec, context.principal)


class UpdateSpecField(Command):
    """Set one field of the spec by its path, as design_variables[dv_web].bounds.max."""

    path: Annotated[
        str, Field(min_length=1, description="Dots and [index], [id] or [name]; $. may lead.")
    ]
    value: Annotated[JsonValue, Field(description="Any JSON that fits the field.")]

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a path that leads nowhere, with the names there are, and what is derived."""
        spec = copy.deepcopy(as_spec(study))
        before = write(spec, self.path, self.value)
        events = edits(study, spec, context.principal)
        if not events and before != self.value:
            text = f"{self.path!r} cannot be set: it follows from the rest of the spec."
            raise Refused("E011", text, field=self.path)
        return events


def edits(study: Study, spec: Json, principal: str) -> list[Event]:
    """The events between a study and a spec: items removed, added, changed, nodes moved."""
    target = as_document(spec)
    if "model" in target:
        require_inside(str(target["model"]["model"]["path"]))
    for kind in LISTS:
        _keep_ranks(study.cells(kind), target.get(kind, {}))
    events = [
        *_removed(study, target),
        *_added(study, target),
        *_changed(study, target),
    ]
    after = preview(study, events, principal)
    _require_connectable(after, events)
    require_references(after.document, "E032")
    moved = _moved(study, after, spec)
    return [*events, *([NodesMoved(positions=moved)] if moved else [])]


def _keep_ranks(old: Document, new: Document) -> None:
    """Leave every item its rank where new ones only follow the old ones."""
    kept = [i for i in old if i in new]
    if list(new)[: len(kept)] == kept:
        first = max((cells.get("rank", 0) for cells in old.values()), default=-1) + 1
        ranks = {i: first + n for n, i in enumerate(i for i in new if i not in old)}
        for i, cells in new.items():
            cells["rank"] = ranks[i] if i in ranks else old[i].get("rank", 0)


def _require_connectable(after: Study, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event, ItemAdded) or (
            isinstance(event, ItemChanged) and not event.after.keys().isdisjoint(PLUGGED)
        ):
            cells = after.document[event.kind][event.id]
            require_connectable(after, as_item(KINDS[event.kind], cells, event.id))


def _removed(study: Study, target: Document) -> list[Event]:
    order: list[Kind] = ["objective", "constraint"]
    kinds = [*order, *(kind for kind in KINDS if kind not in (*order, "meta"))]
    return [
        ItemRemoved(kind=kind, id=i, values=cells)
        for kind in kinds
        for i, cells in study.document.get(kind, {}).items()
        if i not in target.get(kind, {})
    ]


def _added(study: Study, target: Document) -> list[Event]:
    return [
        ItemAdded(kind=kind, id=i, values=cells)
        for kind in KINDS
        for i, cells in target.get(kind, {}).items()
        if i not in study.document.get(kind, {}) and not _is_default(kind, cells)
    ]


def _is_default(kind: Kind, cells: Json) -> bool:
    """Whether a spec only says what holds without it: every spec names algorithm and budget."""
    return kind in ("algorithm", "budget") and same(cells, plain(KINDS[kind]()))


def _changed(study: Study, target: Document) -> list[Event]:
    return [
        event
        for kind in KINDS
        for i, cells in target.get(kind, {}).items()
        if i in study.document.get(kind, {})
        for event in _change(study, kind, i, cells)
    ]


def _change(study: Study, kind: Kind, i: ItemId, cells: Json) -> list[Event]:
    """What differs in one item: its fields, its rank and its unknown keys."""
    now = study.document[kind][i]
    known = *KINDS[kind].model_fields, "rank", *(("extra",) if shown_extra(now) else ())
    before = {f: now[f] for f in known if f in now}
    after = {f: v for f, v in cells.items() if f not in before or not same(before[f], v)}
    if "extra" in after and same(cells["extra"], shown_extra(now)):
        del after["extra"]
    was = {f: v for f, v in before.items() if f in after or f not in cells}
    return [ItemChanged(kind=kind, id=i, before=was, after=after)] if after or was else []


def _moved(study: Study, after: Study, spec: Json) -> dict[ItemId, Position]:
    """The nodes that stand elsewhere than they were shown, or are new and stand elsewhere."""
    here = {node.id: node.position for node in nodes(after)}
    shown = here | {node.id: node.position for node in nodes(study)}
    return {node: xy for node, xy in _positions(spec) if node in here and xy != shown[node]}


class _Place(BaseModel):
    """Where a node of a spec stands; what else it says is derived."""

    model_config = ConfigDict(allow_inf_nan=False)

    id: str
    position: Position


def _positions(spec: Mapping[str, Any]) -> Iterator[tuple[str, Position]]:
    canvas = spec.get("canvas")
    for node in canvas.get("nodes") or () if isinstance(canvas, dict) else ():
        try:
            place = _Place.model_validate_json(json.dumps(node), strict=True)
        except ValidationError as error:
            where = f"canvas.nodes: {node!r} needs an id and a position [x, y]"
            raise Refused("E030", f"{where}.", field="canvas.nodes") from error
        yield place.id, place.position


def write(spec: Json, path: str, value: JsonValue) -> JsonValue:
    """Set the field of a spec that a path names; what was there comes out.

    Raises:
        Refused: E011, a step leads nowhere; with the names there are.
    """
    steps = _steps(path)
    here: Any = spec
    for n, step in enumerate(steps[:-1]):
        here = _enter(here, _key(here, step, path, free=_is_free(steps, n)))
    last = _key(here, steps[-1], path, free=_is_free(steps, len(steps) - 1))
    before: JsonValue = here.get(last) if isinstance(here, dict) else here[last]
    here[last] = value
    return before


def _steps(path: str) -> list[str]:
    found = re.findall(r"\[([^\[\]]+)\]|([^.\[\]]+)", path.removeprefix("$"))
    if not found:
        raise Refused("E011", f"{path!r} is not a path.", "As design_variables[0].bounds.max.")
    return [(inside or outside).strip("'\"") for inside, outside in found]


def _is_free(steps: list[str], n: int) -> bool:
    """Whether a step may name a key that is not there yet."""
    return any(step in FREE for step in steps[:n]) or steps[n] in UNSET.get(tuple(steps[:n]), ())


def _enter(here: Any, key: Any) -> Any:
    return here.setdefault(key, {}) if isinstance(here, dict) else here[key]


def _key(here: Any, step: str, path: str, *, free: bool) -> Any:
    if isinstance(here, list):
        return _index(here, step, path)
    if not isinstance(here, dict):
        text = f"{path!r} leads nowhere: {step!r} would stand below {json_type(here)}."
        raise Refused("E011", text, field=path)
    if step not in here and not free:
        raise there_is_no(f"field (in {path!r}) named", step, list(here))
    return step


def _index(here: list[Any], step: str, path: str) -> int:
    if step.isdecimal() and int(step) < len(here):
        return int(step)
    for key in ("id", "name"):
        for n, entry in enumerate(here):
            if isinstance(entry, dict) and entry.get(key) == step:
                return n
    known = [str(entry.get("id")) for entry in here if isinstance(entry, dict)]
    raise there_is_no(f"entry (in {path!r})", step, known)
