"""A hand edit of a spec that the study has left behind: what the hand changed, and only that.

Three sides are compared cell by cell, as the domain files them (item and field): the study as the
file showed it, the file as it is, and the study as it is now. So numbers that a formatter wrote
in another way, left out defaults and a new order of keys are no edits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from atomizer.domain.items import LISTS
from atomizer.domain.patch import Document, same
from atomizer.domain.spec import as_document, as_spec
from atomizer.domain.study import Study
from atomizer.domain.values import Json, Refused

Path = tuple[str, ...]
Cells = dict[Path, tuple[Any, ...]]
"""Path -> one value; a path that is not there has none."""
NESTED = ("extra", "keys")
"""Fields that hold unknown keys: each of those is a cell of its own."""


def three_way(base: Study, now: Study, hand: Mapping[str, Any]) -> Json:
    """The spec to edit the study into: as it is now, with what the hand changed since `base`.

    Raises:
        Refused: E011, the file is no valid spec; E013, it changes what somebody else changed
            too, with the names of those cells.
    """
    wanted = as_document(hand)
    before, after = _document(base), _document(now)
    if before is None or after is None:
        return dict(hand)
    sides = _cells(before), _cells(wanted), _cells(after)
    document = _nested(_merged(*sides))
    for kind in LISTS:
        _rank(kind, document, before, wanted, after)
    spec = as_spec(replace(now, document=document))
    moved = {i: xy for i, xy in _positions(hand).items() if xy != _positions(as_spec(base)).get(i)}
    spec["canvas"]["nodes"] = [{"id": i, "position": xy} for i, xy in moved.items()]
    return spec


def _document(study: Study) -> Document | None:
    """A study as its spec would be read; None when it breaks a rule of today."""
    try:
        return as_document(as_spec(study))
    except Refused:
        return None


def _merged(base: Cells, hand: Cells, now: Cells) -> Cells:
    merged: Cells = {}
    conflicts = []
    for path in dict.fromkeys([*now, *hand, *base]):
        was, mine, theirs = base.get(path, ()), hand.get(path, ()), now.get(path, ())
        if not (same(mine, was) or same(theirs, was) or same(mine, theirs)):
            conflicts.append(path)
        merged[path] = theirs if same(mine, was) else mine
    if conflicts:
        raise _conflict(conflicts)
    return {path: value for path, value in merged.items() if value}


def _conflict(paths: list[Path]) -> Refused:
    cells = ", ".join("/".join(path) for path in paths)
    return Refused(
        "E013",
        f"Somebody else changed this too since the file was written: {cells}.",
        "Look at it as it is now, and edit the new file.",
        field="/".join(paths[0]),
    )


def _cells(document: Document) -> Cells:
    return {path: (value,) for path, value in _walk(document)}


def _walk(document: Document) -> Iterator[tuple[Path, Any]]:
    for kind, items in document.items():
        for item, fields in items.items():
            for field, value in fields.items():
                if field in NESTED:
                    yield from (((kind, item, field, key), inner) for key, inner in value.items())
                elif field != "rank":
                    yield (kind, item, field), value


def _nested(cells: Cells) -> Document:
    document: dict[str, Any] = {}
    for path, (value,) in cells.items():
        here = document
        for part in path[:-1]:
            here = here.setdefault(part, {})
        here[path[-1]] = value
    return document


def _rank(kind: str, merged: Document, base: Document, hand: Document, now: Document) -> None:
    """Give items their places: the order of the hand if it changed that, else that of today."""
    was, mine, theirs = (_order(side.get(kind, {})) for side in (base, hand, now))
    moved = _common(mine, was) != _common(was, mine)
    first, second = (mine, theirs) if moved or theirs == was else (theirs, mine)
    for rank, item in enumerate(dict.fromkeys([*first, *second])):
        if item in merged.get(kind, {}):
            merged[kind][item]["rank"] = rank


def _order(items: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return sorted(items, key=lambda item: items[item].get("rank", 0))


def _common(ids: list[str], others: list[str]) -> list[str]:
    return [item for item in ids if item in others]


def _positions(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Node id -> position as written; what is no node is left to the command to refuse."""
    canvas = spec.get("canvas")
    listed = canvas.get("nodes") if isinstance(canvas, Mapping) else None
    found = [node for node in listed or () if isinstance(node, Mapping)]
    return {str(node.get("id")): _pair(node.get("position")) for node in found}


def _pair(position: Any) -> Any:
    return list(position) if isinstance(position, list | tuple) else position
