"""The study as `atomizer_spec.json`, version 2.0, and back.

Keys that Atomizer does not know survive by their path: those of a list's item in its cell `extra`,
all others in the item `foreign`. A path is written as a JSON pointer without its first slash.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from atomizer.domain.canvas import edges, nodes
from atomizer.domain.items import (
    KINDS,
    LISTS,
    Algorithm,
    Bounds,
    Budget,
    Item,
    Kind,
    Source,
    Surrogate,
)
from atomizer.domain.patch import Document
from atomizer.domain.study import Study
from atomizer.domain.values import ITEM_ID, ItemId, Json, Refused, explain, slug

VERSION = "2.0"
SECTIONS: dict[Kind, str] = {kind: f"{kind}s" for kind in LISTS}
_META = ("study_name", "description", "tags", "archived")
_DERIVED = ("version", "created_at", "created_by", "spec_version")
SIM = ("path", "solver", "solution", "options")
_KNOWN: dict[str, tuple[str, ...]] = {
    "": ("meta", "model", "optimization", "canvas", *SECTIONS.values()),
    "meta": (*_META, *_DERIVED),
    "model": ("sim",),
    "model/sim": SIM,
    "optimization": ("algorithm", "budget", "seed", "surrogate"),
    "optimization/algorithm": ("type", "options"),
    "optimization/budget": tuple(Budget.model_fields),
    "optimization/surrogate": tuple(Surrogate.model_fields),
    "canvas": ("nodes", "edges", "layout_version"),
}
_TABLES = {"bounds": tuple(Bounds.model_fields), "source": tuple(Source.model_fields)}
_KNOWN_OF_ITEMS: dict[Kind, dict[str, tuple[str, ...]]] = {
    kind: {"": ("id", *KINDS[kind].model_fields)}
    | {field: keys for field, keys in _TABLES.items() if field in KINDS[kind].model_fields}
    for kind in LISTS
}
"""The keys that Atomizer knows, by the path of the table they are in."""


def as_spec(study: Study) -> dict[str, Any]:
    """The spec of a study; the same study always gives the same text."""
    spec = {
        "meta": _meta(study),
        "model": {"sim": _sim(study)},
        **{section: _listed(study, kind) for kind, section in SECTIONS.items()},
        "optimization": _optimization(study),
        "canvas": _canvas(study),
    }
    for path, value in _cells(study, "foreign").get("keys", {}).items():
        _put(spec, path, value)
    return spec


def shown_extra(cells: Mapping[str, Any]) -> Json:
    """The unknown keys of an item that have a place to stand: none below bounds that are null."""
    return {
        path: value
        for path, value in cells.get("extra", {}).items()
        if "/" not in path or isinstance(cells.get(path.split("/")[0]), dict)
    }


def _cells(study: Study, kind: Kind) -> dict[str, Any]:
    return study.document.get(kind, {}).get(kind, {})  # type: ignore[no-any-return]  # plain data


def _meta(study: Study) -> dict[str, Any]:
    meta = _cells(study, "meta")
    return {
        "version": VERSION,
        "study_name": meta.get("name", ""),
        "description": meta.get("description", ""),
        "created_at": study.created_at,
        "created_by": study.created_by,
        "spec_version": study.spec_version,
        "tags": meta.get("tags", []),
        "archived": meta.get("archived", False),
    }


def _sim(study: Study) -> dict[str, Any]:
    model, solver = _cells(study, "model"), _cells(study, "solver")
    both = {**model, **solver}
    return {key: both[key] for key in SIM if key in both}


def _listed(study: Study, kind: Kind) -> list[dict[str, Any]]:
    return [_entry(kind, i, cells) for i, cells in study.cells(kind).items()]


def _entry(kind: Kind, i: ItemId, cells: dict[str, Any]) -> dict[str, Any]:
    entry = {"id": i} | {f: cells[f] for f in KINDS[kind].model_fields if f in cells}
    for path, value in shown_extra(cells).items():
        _put(entry, path, value)
    return entry


def _optimization(study: Study) -> dict[str, Any]:
    algorithm = plain(Algorithm()) | _cells(study, "algorithm")
    budget = plain(Budget()) | _cells(study, "budget")
    spec: dict[str, Any] = {
        "algorithm": {"type": algorithm["type"], "options": algorithm["options"]},
        "budget": {"max_trials": budget["max_trials"], "timeout_hours": budget["timeout_hours"]},
        "seed": algorithm["seed"],
    }
    if surrogate := _cells(study, "surrogate"):
        spec["surrogate"] = {f: surrogate[f] for f in Surrogate.model_fields if f in surrogate}
    return spec


def _canvas(study: Study) -> dict[str, Any]:
    return {
        "nodes": [node.model_dump(mode="json") for node in nodes(study)],
        "edges": [edge.model_dump(mode="json") for edge in edges(study)],
        "layout_version": VERSION,
    }


def plain(item: Item) -> Json:
    """An item as the plain data that events carry."""
    return item.model_dump(mode="json")


def as_document(spec: Mapping[str, Any]) -> Document:
    """The items that a spec describes, as plain data by kind and id.

    Raises:
        Refused: E011, with the path of what is wrong.
    """
    spec = _require_table(spec, "the spec")
    version = _require_table(spec.get("meta", {}), "meta").get("version", VERSION)
    if version != VERSION:
        raise Refused(
            "E011", f"This is spec version {version!r}; 2.0 is read.", field="meta.version"
        )
    taken: set[ItemId] = set(KINDS)
    document: Document = {
        kind: _read_list(kind, spec.get(section, []), taken) for kind, section in SECTIONS.items()
    }
    for kind, fields in _singles(spec).items():
        document[kind] = {kind: _read(kind, fields, kind)}
    if keys := dict(_unknown(spec, _KNOWN)):
        document["foreign"] = {"foreign": {"keys": keys}}
    return {kind: items for kind, items in document.items() if items}


def _singles(spec: Mapping[str, Any]) -> dict[Kind, Mapping[str, Any]]:
    meta = _require_table(spec.get("meta", {}), "meta")
    if "study_name" not in meta:
        raise Refused("E011", "meta.study_name is needed.", field="meta.study_name")
    sim = _require_table(_require_table(spec.get("model", {}), "model").get("sim", {}), "model.sim")
    optimization = _require_table(spec.get("optimization", {}), "optimization")
    algorithm = _require_table(optimization.get("algorithm", {}), "optimization.algorithm")
    seed = {"seed": optimization["seed"]} if "seed" in optimization else {}
    found: dict[Kind, Mapping[str, Any]] = {
        "meta": {"name": meta["study_name"]} | _pick(meta, _META[1:]),
        "model": _pick(sim, ("path",)),
        "solver": _pick(sim, SIM[1:]),
        "algorithm": _pick(algorithm, ("type", "options")) | seed,
        "budget": _known("budget", optimization.get("budget", {})),
        "surrogate": _known("surrogate", optimization.get("surrogate", {})),
    }
    return {kind: fields for kind, fields in found.items() if fields}


def _pick(table: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: table[key] for key in keys if key in table}


def _known(kind: Kind, table: Any) -> dict[str, Any]:
    return _pick(_require_table(table, f"optimization.{kind}"), tuple(KINDS[kind].model_fields))


def _read_list(kind: Kind, entries: Any, taken: set[ItemId]) -> dict[str, dict[str, Any]]:
    section = SECTIONS[kind]
    if not isinstance(entries, list):
        raise Refused("E011", f"{section} must be a list.", field=section)
    items: dict[str, dict[str, Any]] = {}
    for rank, entry in enumerate(entries):
        where = f"{section}[{rank}]"
        fields = _require_table(entry, where)
        name = _read_id(kind, fields, where, taken)
        items[name] = read_entry(kind, fields, where) | {"rank": rank}
        taken.add(name)
    return items


def _read_id(kind: Kind, fields: Mapping[str, Any], where: str, taken: set[ItemId]) -> ItemId:
    name = fields.get("id") or slug(str(fields.get("name", "")), LISTS[kind])
    if not isinstance(name, str) or not ITEM_ID.fullmatch(name):
        text = f"{where}: {name!r} cannot be an id."
        raise Refused("E011", text, "Letters, digits, _ . and -, a letter first.", f"{where}.id")
    if name in KINDS:
        raise Refused("E011", f"{where}: the id {name!r} is reserved.", field=f"{where}.id")
    if name in taken:
        raise Refused("E011", f"{where}: the id {name!r} is used twice.", field=f"{where}.id")
    return name


def read_entry(kind: Kind, entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The cells of an entry of a list, without its place in it; unknown keys become `extra`.

    Raises:
        Refused: E011, with the place and the field that is wrong.
    """
    extra = dict(_unknown(entry, _KNOWN_OF_ITEMS[kind]))
    known = _without(entry, extra)
    known.pop("id", None)
    return _read(kind, known, where) | ({"extra": extra} if extra else {})


def _read(kind: Kind, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What somebody wrote down as an item, as plain data; types are strict: true is not 1."""
    try:
        item = KINDS[kind].model_validate_json(json.dumps(fields, allow_nan=False), strict=True)
    except ValidationError as error:
        raise Refused("E011", f"{where}: {explain(error)}.", field=where) from error
    except ValueError as error:
        raise Refused("E011", f"{where}: a number is not finite.", field=where) from error
    return plain(item)


def _unknown(
    spec: Mapping[str, Any], known: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Any]]:
    for table, keys in known.items():
        for key, value in _at(spec, table).items():
            if key not in keys:
                yield f"{table}/{_escaped(key)}".removeprefix("/"), value


def _without(fields: Mapping[str, Any], extra: Json) -> dict[str, Any]:
    """The fields of an item without its unknown keys, at both levels."""
    return {
        key: {k: v for k, v in value.items() if f"{key}/{_escaped(k)}" not in extra}
        if isinstance(value, Mapping)
        else value
        for key, value in fields.items()
        if _escaped(key) not in extra
    }


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _plain_key(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _at(spec: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    here: Any = spec
    for part in filter(None, path.split("/")):
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    return here if isinstance(here, Mapping) else {}


def _put(spec: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = map(_plain_key, path.split("/"))
    for part in parents:
        spec[part] = dict(spec.get(part, ()))
        spec = spec[part]
    spec[last] = value


def _require_table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused("E011", f"{where} must be an object, not {json_type(value)}.", field=where)
    return value


def json_type(value: object) -> str:
    """What JSON calls a value."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return next((word for type_, word in _WORDS.items() if isinstance(value, type_)), "an object")


_WORDS = {str: "a string", int: "a number", float: "a number", list: "a list"}
