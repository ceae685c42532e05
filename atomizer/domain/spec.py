"""The study as `atomizer_spec.json`, version 2.0, and back.

Keys that Atomizer does not know survive: those of a list's item stay with the item (cell `extra`),
all others with their path (item `foreign`).
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from atomizer.domain.canvas import edges, nodes
from atomizer.domain.items import KINDS, LISTS, Algorithm, Budget, Item, Kind, Surrogate
from atomizer.domain.patch import Document
from atomizer.domain.study import Study
from atomizer.domain.values import Json, Refused, explain, slug

VERSION = "2.0"
SECTIONS: dict[Kind, str] = {kind: f"{kind}s" for kind in LISTS}
_META = ("study_name", "description", "tags", "archived")
_DERIVED = ("version", "created_at", "created_by", "spec_version")
_SIM = ("path", "solver", "solution", "options")


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
        _put(spec, path.split("/"), value)
    return spec


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
    return {key: both[key] for key in _SIM if key in both}


def _listed(study: Study, kind: Kind) -> list[dict[str, Any]]:
    known = KINDS[kind].model_fields
    return [
        {"id": i, **{f: cells[f] for f in known if f in cells}, **cells.get("extra", {})}
        for i, cells in study.cells(kind).items()
    ]


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
    document: Document = {
        kind: _read_list(kind, spec.get(section, [])) for kind, section in SECTIONS.items()
    }
    for kind, fields in _singles(spec).items():
        document[kind] = {kind: _read(kind, fields, kind)}
    if keys := _foreign(spec):
        document["foreign"] = {"foreign": {"keys": keys}}
    return {kind: items for kind, items in document.items() if items}


def _singles(spec: Mapping[str, Any]) -> dict[Kind, Mapping[str, Any]]:
    meta = _require_table(spec.get("meta", {}), "meta")
    sim = _require_table(_require_table(spec.get("model", {}), "model").get("sim", {}), "model.sim")
    optimization = _require_table(spec.get("optimization", {}), "optimization")
    algorithm = _require_table(optimization.get("algorithm", {}), "optimization.algorithm")
    seed = {"seed": optimization["seed"]} if "seed" in optimization else {}
    found: dict[Kind, Mapping[str, Any]] = {
        "meta": {"name": meta.get("study_name")} | _pick(meta, _META[1:]),
        "model": _pick(sim, ("path",)),
        "solver": _pick(sim, _SIM[1:]),
        "algorithm": _pick(algorithm, ("type", "options")) | seed,
        "budget": _known("budget", optimization.get("budget", {})),
        "surrogate": _known("surrogate", optimization.get("surrogate", {})),
    }
    return {kind: fields for kind, fields in found.items() if fields}


def _pick(table: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: table[key] for key in keys if key in table}


def _known(kind: Kind, table: Any) -> dict[str, Any]:
    return _pick(_require_table(table, f"optimization.{kind}"), tuple(KINDS[kind].model_fields))


def _read_list(kind: Kind, entries: Any) -> dict[str, dict[str, Any]]:
    section = SECTIONS[kind]
    if not isinstance(entries, list):
        raise Refused("E011", f"{section} must be a list.", field=section)
    items: dict[str, dict[str, Any]] = {}
    for rank, entry in enumerate(entries):
        where = f"{section}[{rank}]"
        fields = dict(_require_table(entry, where))
        name = fields.get("id") or slug(str(fields.get("name", "")), LISTS[kind])
        if not isinstance(name, str) or name in items:
            raise Refused("E011", f"{where}: the id {name!r} is used twice.", field=where)
        known = {f: fields[f] for f in KINDS[kind].model_fields if f in fields}
        extra = {k: v for k, v in fields.items() if k not in known and k != "id"}
        items[name] = (
            _read(kind, known, where) | {"rank": rank} | ({"extra": extra} if extra else {})
        )
    return items


def _read(kind: Kind, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    try:
        return plain(KINDS[kind].model_validate(dict(fields)))
    except ValidationError as error:
        raise Refused("E011", f"{where}: {explain(error)}.", field=where) from error


def _foreign(spec: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        "": ("meta", "model", "optimization", "canvas", *SECTIONS.values()),
        "meta": (*_META, *_DERIVED),
        "model": ("sim",),
        "model/sim": _SIM,
        "optimization": ("algorithm", "budget", "seed", "surrogate"),
        "optimization/algorithm": ("type", "options"),
        "optimization/budget": tuple(Budget.model_fields),
        "optimization/surrogate": tuple(Surrogate.model_fields),
        "canvas": ("nodes", "edges", "layout_version"),
    }
    return {
        f"{table}/{key}".lstrip("/"): value
        for table, keys in known.items()
        for key, value in _at(spec, table).items()
        if key not in keys
    }


def _at(spec: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    here: Any = spec
    for part in filter(None, path.split("/")):
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    return here if isinstance(here, Mapping) else {}


def _put(spec: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        spec = spec.setdefault(part, {})
    spec[path[-1]] = value


def _require_table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused(
            "E011", f"{where} must be an object, not {type(value).__name__}.", field=where
        )
    return value
