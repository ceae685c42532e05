"""`optimization_config.json`, the format before the spec, as a spec of version 2.0.

The programs that wrote it did not agree on names, so each field is found under every name known
for it (`legacy_names`). What is left over is kept: of an item beside its fields, of the file
under `legacy`. Nothing is guessed that changes a result: a variable without bounds and a
constraint without a limit are refused, an objective without known physics is not connected.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from atomizer.domain.spec import VERSION
from atomizer.domain.values import Json, Refused, slug
from atomizer.projections import legacy_names as names

FILE = "optimization_config.json"


class Entry:
    """A table of the old file; what was taken out of it is no longer left over."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.left = dict(table)

    def take(self, *wanted: str) -> Any:
        """The first of these that has a value, which leaves the table, or None."""
        found = next((name for name in wanted if self.left.get(name) is not None), None)
        return self.left.pop(found) if found else None

    def table(self, *wanted: str, word: str = "type") -> "Entry":
        """Likewise, of tables inside this one, as one; a lone word there stands for a field."""
        both: dict[str, Any] = {}
        for found in filter(None, (self.left.pop(name, None) for name in wanted)):
            both = {**(found if isinstance(found, Mapping) else {word: found}), **both}
        return Entry(both)

    def entries(self, section: str, name: str) -> list["Entry"]:
        """A list of tables, which may be written as an object by name."""
        found = self.take(section) or []
        if isinstance(found, Mapping):
            found = [{name: key, **_require_table(value, section)} for key, value in found.items()]
        if not isinstance(found, list):
            raise Refused("E011", f"{section} must be a list.", field=section)
        return [Entry(_require_table(entry, section)) for entry in found]


def is_legacy(config: Mapping[str, Any]) -> bool:
    """Whether a file is of the old format: a spec has a table `meta`."""
    return "meta" not in config and any(section in config for section in names.SECTIONS)


def as_spec(config: Mapping[str, Any]) -> dict[str, Any]:
    """The spec that an old configuration means.

    Raises:
        Refused: E011; a variable without bounds, a constraint without a limit, not a table.
    """
    whole, extractors = Entry(_require_table(config, FILE)), Extractors()
    spec: dict[str, Any] = {
        "meta": _meta(whole),
        "model": {"sim": _sim(whole)},
        "design_variables": _named("dv", map(_variable, whole.entries(*names.VARIABLES))),
        "objectives": _named(
            "obj", (_objective(e, extractors) for e in whole.entries("objectives", "name"))
        ),
        "constraints": _named("con", _constraints(whole, extractors)),
        "optimization": _optimization(whole),
    }
    spec["extractors"] = extractors.found
    if whole.left:
        spec["legacy"] = whole.left
    return spec


class Extractors:
    """The extractors that objectives and constraints turn out to need, each once."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []

    def source(self, entry: Entry) -> Json | None:
        """What an objective or a constraint measures, if that is known."""
        how = entry.table("extraction", "extractor", "extractor_id")
        said = how.take("action", "type", "name", "function") or entry.take("physics", "metric")
        config = how.take("params", "parameters", "config") or {}
        key = _plain_name(str(said or ""))
        if key not in names.PHYSICS:
            entry.left |= {"physics": said} if said else {}
            return None
        plugin, output = names.PHYSICS[key]
        wanted = how.take("output", "output_key") or entry.take("output", "output_key") or output
        return {"extractor_id": self._id(plugin, config), "output_key": wanted}

    def _id(self, plugin: str, config: Json) -> str:
        for known in self.found:
            if (known["type"], known["config"]) == (plugin, config):
                return str(known["id"])
        count = sum(known["type"] == plugin for known in self.found)
        new = f"ext_{plugin}_{count + 1}" if count else f"ext_{plugin}"
        name = plugin.replace("_", " ").capitalize() + (f" {count + 1}" if count else "")
        self.found.append({"id": new, "name": name, "type": plugin, "config": config})
        return new


def _meta(whole: Entry) -> dict[str, Any]:
    name = whole.take("study_name", "name", "title")
    meta = {"version": VERSION, "study_name": str(name or "Imported study")}
    description, tags = whole.take("description"), whole.take("tags")
    return meta | ({"description": description} if description else {}) | _if_list("tags", tags)


def _sim(whole: Entry) -> dict[str, Any]:
    model = whole.table("model", "simulation", word="path")
    solver = whole.table("solver")
    path = model.take(*names.MODEL_PATHS) or whole.take(*names.MODEL_PATHS[1:])
    said = solver.take("solution", "sol") or model.take("solution", "solution_name")
    plugin = solver.take("type", "name", "solver") or model.take("solver")
    solution = re.search(r"\d{3}", str(said or ""))
    for name, entry in (("model", model), ("solver", solver)):
        whole.left |= {name: entry.left} if entry.left else {}
    return (
        ({"path": _inside(str(path))} if path else {})
        | ({"solver": str(plugin)} if plugin else {})
        | ({"solution": int(solution[0])} if solution else {})
    )


def _inside(path: str) -> str:
    """A path inside the study; a file elsewhere has to be copied into `1_setup`."""
    relative = PurePosixPath(path.replace("\\", "/"))
    if relative.is_absolute() or PureWindowsPath(path).drive or ".." in relative.parts:
        return f"1_setup/{relative.name}"
    return relative.as_posix()


def _variable(entry: Entry) -> dict[str, Any]:
    expression = entry.take(*names.EXPRESSIONS)
    name = str(entry.take("name", "id") or expression or "")
    kind = str(entry.take("type", "kind") or "continuous").lower()
    found = {
        "name": name,
        "expression_name": str(expression or name),
        "type": names.TYPES.get(kind, kind),
        "units": entry.take("units", "unit"),
        "baseline": entry.take(*names.BASELINES),
        "enabled": entry.take("enabled"),
        "values": entry.take("values", "choices"),
        "bounds": _bounds(entry),
    }
    if not found["bounds"] and not found["values"]:
        raise Refused("E011", f"The variable {name!r} has no bounds.", field="design_variables")
    if found["values"] and not found["bounds"]:
        found["type"] = "categorical"
    return entry.left | _given(found)


def _bounds(entry: Entry) -> Json | None:
    bounds = entry.take("bounds", "range")
    if isinstance(bounds, list) and len(bounds) == 2:
        return {"min": bounds[0], "max": bounds[1]}
    inner = Entry(bounds) if isinstance(bounds, Mapping) else entry
    low, high = inner.take(*names.LOW), inner.take(*names.HIGH)
    return None if low is None or high is None else {"min": low, "max": high}


def _objective(entry: Entry, extractors: Extractors) -> dict[str, Any]:
    sense = str(entry.take("direction", "goal", "sense", "type") or "minimize").lower()
    found = {
        "name": str(entry.take("name", "id") or ""),
        "direction": "maximize" if sense.startswith("max") else "minimize",
        "weight": entry.take("weight"),
        "target": entry.take("target"),
        "source": extractors.source(entry),
        "enabled": entry.take("enabled"),
    }
    return entry.left | _given(found)


def _constraints(whole: Entry, extractors: Extractors) -> Iterator[dict[str, Any]]:
    for entry in whole.entries("constraints", "name"):
        shared = _given(
            {
                "name": str(entry.take("name", "id") or ""),
                "units": entry.take("units", "unit"),
                "source": extractors.source(entry),
                "enabled": entry.take("enabled"),
            }
        )
        for operator, threshold in _limits(entry, shared["name"]):
            yield entry.left | shared | {"operator": operator, "threshold": threshold}


def _limits(entry: Entry, name: str) -> list[tuple[str, float]]:
    """Operator and limit; a range gives two."""
    said = entry.take("operator", "type", "condition")
    operator = names.OPERATORS.get(str(said).lower())
    value = entry.take("threshold", "value", "limit", "target")
    if value is not None:
        if operator is None:
            text = f"The constraint {name!r} says {said or 'nothing'}, not whether its limit"
            raise Refused("E011", f"{text} is upper or lower.", field="constraints")
        return [(operator, value)]
    low, high = entry.take(*names.LOW), entry.take(*names.HIGH)
    given = [(o, limit) for o, limit in ((">=", low), ("<=", high)) if limit is not None]
    if not given:
        raise Refused("E011", f"The constraint {name!r} has no limit.", field="constraints")
    return [(operator, given[0][1])] if operator and len(given) == 1 else given


def _optimization(whole: Entry) -> dict[str, Any]:
    settings = whole.table("optimization", "optimization_settings", "settings")
    algorithm = settings.table("algorithm", "sampler", "method", "optimizer")
    outer = whole.table("algorithm", "sampler")
    parts = (algorithm, outer, settings, whole)
    said = _first(parts[:2], ("type", "name"))
    kind = names.ALGORITHMS.get(_plain_name(str(said or "")).removesuffix("sampler"))
    seconds = _first(parts, names.SECONDS)
    hours = seconds / 3600 if seconds else _first(parts, ("timeout_hours", "max_hours"))
    found = {
        "algorithm": {"type": kind or "auto"},
        "budget": _given({"max_trials": _first(parts, names.TRIALS), "timeout_hours": hours}),
        "seed": _first(parts, ("seed", "random_seed")),
    }
    if said and not kind:
        settings.left["algorithm"] = said
    for part in (outer, algorithm):
        settings.left |= part.left
    whole.left |= {"optimization": settings.left} if settings.left else {}
    return _given(found) | _surrogate(whole)


def _surrogate(whole: Entry) -> dict[str, Any]:
    entry = whole.table("surrogate")
    kind = entry.take("type")
    found = {f: entry.take(f) for f in ("train_after", "predict_count")}
    whole.left |= {"surrogate": entry.left} if entry.left else {}
    return {"surrogate": {"type": kind, **_given(found)}} if kind in names.SURROGATES else {}


def _named(prefix: str, items: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items with an id each, made from their names."""
    taken: dict[str, int] = {}
    named = []
    for item in items:
        wanted = slug(item["name"], prefix)
        taken[wanted] = taken.get(wanted, 0) + 1
        new = wanted if taken[wanted] == 1 else f"{wanted}_{taken[wanted]}"
        named.append({**item, "id": new})
    return named


def _first(parts: tuple[Entry, ...], wanted: tuple[str, ...]) -> Any:
    found = (part.take(*wanted) for part in parts)
    return next((value for value in found if value is not None), None)


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _if_list(name: str, value: object) -> dict[str, Any]:
    return {name: value} if isinstance(value, list) else {}


def _plain_name(said: str) -> str:
    """`extract_mass_from_bdf` is `mass`; `NSGA-II` is `nsgaii`."""
    word = said.lower().removeprefix("extract_").partition("_from_")[0]
    return word if "_" in word else word.replace("-", "")


def _require_table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        text = f"{where} must hold objects, not {type(value).__name__}."
        raise Refused("E011", text, field=where)
    return value
