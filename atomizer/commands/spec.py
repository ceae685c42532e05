"""Commands that speak of the spec as a whole: a hand edit, and one field by its path."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, JsonValue

from atomizer.commands.base import Command, Context, there_is_no
from atomizer.commands.items import change
from atomizer.commands.settings import require_inside
from atomizer.domain.canvas import Position, nodes
from atomizer.domain.events import Event, ItemAdded, ItemChanged, ItemRemoved, NodesMoved
from atomizer.domain.fold import preview
from atomizer.domain.items import KINDS, Kind
from atomizer.domain.patch import Document, same
from atomizer.domain.spec import as_document, as_spec, plain
from atomizer.domain.study import Study
from atomizer.domain.undo import require_references
from atomizer.domain.values import Json, Refused

FREE = ("options", "config")
"""Below these a path may name a key that is not there yet."""


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
    value: JsonValue

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a path that leads nowhere, with the names there are."""
        spec = copy.deepcopy(as_spec(study))
        _set(spec, self.path, self.value)
        return edits(study, spec, context.principal)


def edits(study: Study, spec: Json, principal: str) -> list[Event]:
    """The events between a study and a spec: items removed, added, changed, nodes moved."""
    target = as_document(spec)
    if "model" in target:
        require_inside(str(target["model"]["model"]["path"]))
    events = [
        *_removed(study, target),
        *_added(study, target),
        *_changed(study, target),
    ]
    after = preview(study, events, principal)
    require_references(after.document)
    moved = _moved(after, spec)
    return [*events, *([NodesMoved(positions=moved)] if moved else [])]


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
    events: list[Event] = []
    for kind in KINDS:
        old, new = study.cells(kind), target.get(kind, {})
        reordered = [i for i in old if i in new] != [i for i in new if i in old]
        for i in new:
            if i in old:
                events += _change(study, kind, i, dict(new[i]), reordered=reordered)
    return events


def _change(study: Study, kind: Kind, i: str, cells: Json, *, reordered: bool) -> list[Event]:
    """One item's fields, and the cells beside them: its rank and its unknown keys."""
    before = study.document[kind][i]
    beside = {f: cells.pop(f, None) for f in ("rank", "extra")}
    if not reordered:
        beside["rank"] = before.get("rank")
    events = change(study, kind, i, cells)
    after = {f: v for f, v in beside.items() if v is not None and not same(before.get(f), v)}
    was = {f: before[f] for f in ("rank", "extra") if f in before and f in after}
    if "extra" in before and beside["extra"] is None:
        was["extra"] = before["extra"]
    if after or was:
        events.append(ItemChanged(kind=kind, id=i, before=was, after=after))
    return events


def _moved(study: Study, spec: Json) -> dict[str, Position]:
    here = {node.id: node.position for node in nodes(study)}
    return {node: xy for node, xy in _positions(spec) if node in here and xy != here[node]}


def _positions(spec: Mapping[str, Any]) -> Iterator[tuple[str, Position]]:
    """The node positions a spec gives."""
    canvas = spec.get("canvas")
    for node in canvas.get("nodes") or () if isinstance(canvas, dict) else ():
        try:
            yield str(node["id"]), (float(node["position"][0]), float(node["position"][1]))
        except (KeyError, IndexError, TypeError, ValueError) as error:
            where = f"canvas.nodes: {node!r} needs an id and a position [x, y]"
            raise Refused("E030", f"{where}.", field="canvas.nodes") from error


def _set(spec: Json, path: str, value: JsonValue) -> None:
    steps = _steps(path)
    here: Any = spec
    for n, step in enumerate(steps[:-1]):
        here = here[_key(here, step, path, free=any(s in FREE for s in steps[:n]))]
    last = _key(here, steps[-1], path, free=any(step in FREE for step in steps[:-1]))
    here[last] = value


def _steps(path: str) -> list[str]:
    steps = re.findall(r"[^.\[\]]+", path.removeprefix("$"))
    if not steps:
        raise Refused("E011", f"{path!r} is not a path.", "As design_variables[0].bounds.max.")
    return [step.strip("'\"") for step in steps]


def _key(here: Any, step: str, path: str, *, free: bool) -> Any:
    if isinstance(here, list):
        return _index(here, step, path)
    if not isinstance(here, dict):
        raise Refused(
            "E011", f"{path!r} leads nowhere: there is nothing below a value.", field=path
        )
    if step not in here and not free:
        raise there_is_no(f"field (in {path!r}) named", step, list(here))
    return step


def _index(here: list[Any], step: str, path: str) -> int:
    if step.isdigit() and int(step) < len(here):
        return int(step)
    for key in ("id", "name"):
        for n, entry in enumerate(here):
            if isinstance(entry, dict) and entry.get(key) == step:
                return n
    known = [str(entry.get("id")) for entry in here if isinstance(entry, dict)]
    raise there_is_no(f"entry (in {path!r})", step, known)
