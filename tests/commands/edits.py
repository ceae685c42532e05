"""Every kind of edit somebody could make of a study, drawn at random from what the study has."""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from atomizer.commands.base import Command
from atomizer.commands.vocabulary import COMMANDS, parse
from atomizer.domain.items import LISTS
from atomizer.domain.spec import SECTIONS, as_spec
from atomizer.domain.study import Study

NAMES = st.sampled_from(["a", "b", "c"])
FRESH = st.sampled_from([None, "x", "y", "z"])
MODES = st.sampled_from(["reject", "keep", "force"])
NUMBERS = st.sampled_from([0, 1, 1.0, 2.5, -3])
OPTIONS = st.sampled_from([{}, {"subcase": 1}, {"subcase": 2}])
ANY = st.recursive(
    st.sampled_from([None, True, 1, 1.0, 0, "", "1", "a/b~c"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=3,
)
KEYS = st.sampled_from(["note", "a/b", "a~1b", "rank", "extra", "kind", ""])
VARIABLES = st.sampled_from(
    [
        {"type": "continuous", "bounds": {"min": 0, "max": 1}},
        {"type": "integer", "bounds": {"min": 1, "max": 9}, "baseline": 2},
        {"type": "categorical", "values": ["thin", 2.0]},
    ]
)
CHANGES = st.sampled_from(
    [
        *({"bounds": {"min": low, "max": high}} for low in (0, 1, -3.0) for high in (2, 9.5)),
        {"bounds": None},
        {"type": "categorical", "values": [1, "1"], "bounds": None},
        {"type": "continuous"},
        {"values": []},
        {"scale": "log"},
        {"baseline": 1.5},
        {"baseline": 2},
        {"baseline": None},
        {"description": "there is no such field"},
        {"enabled": False},
        {"enabled": True},
        {"name": "b", "units": "mm"},
    ]
)


def edits(study: Study) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """A command by name with its arguments; some are sound and some are refused."""
    return st.sampled_from(_BUILDERS).flatmap(lambda build: build(study))


def plays(item: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """What can be done to one constraint, over and over."""
    named = {"id": st.just(item)}
    return st.one_of(
        _call("change_constraint", **named, threshold=st.sampled_from([1, 2])),
        _call("change_constraint", **named, units=st.sampled_from(["", "MPa"])),
        _call("add_constraint", **named, name=st.just("Strong"), threshold=st.just(1)),
        _call("remove_constraint", **named),
    )


def command(drawn: tuple[str, dict[str, Any]]) -> Command:
    """The command as every door would read it."""
    return parse(*drawn)


def _ids(study: Study, *kinds: str) -> st.SearchStrategy[str]:
    have = [i for kind in kinds or LISTS for i in study.document.get(kind, {})]
    return st.sampled_from([*have * 3, "x"])


def _call(name: str, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    assert name in COMMANDS
    return st.tuples(st.just(name), st.fixed_dictionaries(fields))


def _source(study: Study) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(["mass", "max_stress"])
    return st.none() | st.fixed_dictionaries(
        {"extractor_id": _ids(study, "extractor"), "output_key": keys}
    )


def _variables(study: Study) -> st.SearchStrategy[Any]:
    def add(fields: tuple[str, str | None, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
        name, item_id, rest = fields
        return "add_design_variable", {"name": name, "id": item_id, "expression_name": name} | rest

    def change(fields: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
        return "change_design_variable", {"id": fields[0]} | fields[1]

    return st.one_of(
        st.tuples(NAMES, FRESH, VARIABLES).map(add),
        st.tuples(_ids(study, "design_variable"), CHANGES).map(change),
    )


def _extractors(study: Study) -> st.SearchStrategy[Any]:
    types = st.sampled_from(["scale", "gauge"])
    return st.one_of(
        _call("add_extractor", name=NAMES, id=FRESH, type=types),
        _call("change_extractor", id=_ids(study, "extractor"), type=types, config=OPTIONS),
    )


def _responses(study: Study) -> st.SearchStrategy[Any]:
    source = _source(study)
    return st.one_of(
        _call("add_objective", name=NAMES, id=FRESH, source=source),
        _call("add_constraint", name=NAMES, id=FRESH, threshold=NUMBERS, source=source),
        _call("change_objective", id=_ids(study, "objective"), source=source),
        _call("change_constraint", id=_ids(study, "constraint"), threshold=NUMBERS),
        _call("connect", source=_ids(study, "extractor"), target=_ids(study)),
        _call("disconnect", target=_ids(study)),
    )


def _removals(study: Study) -> st.SearchStrategy[Any]:
    dependents = st.sampled_from(["refuse", "cascade"])
    return st.one_of(
        *(_call(f"remove_{k}", id=_ids(study, k), dependents=dependents) for k in LISTS),
        _call("remove_node", id=_ids(study), dependents=dependents),
    )


def _settings(study: Study) -> st.SearchStrategy[Any]:
    paths = st.sampled_from(["1_setup/a.bdf", "b.bdf", "../out.bdf"])
    solvers = st.sampled_from(["springs", "dampers", "none"])
    return st.one_of(
        _call("set_model", path=paths),
        _call("set_solver", solver=solvers),
        _call("set_algorithm", seed=st.integers(0, 3)),
        _call("set_budget", max_trials=st.sampled_from([100, 7, 9])),
        _call("set_surrogate", type=st.sampled_from(["none", "gp"])),
        _call("rename_study", name=NAMES),
        _call("archive_study", archived=st.booleans()),
    )


def _canvas(study: Study) -> st.SearchStrategy[Any]:
    places = st.tuples(NUMBERS, NUMBERS)
    return st.one_of(
        _call("move_node", positions=st.dictionaries(_ids(study), places, min_size=1, max_size=2)),
        _call("tidy_layout"),
        _call("paste", items=st.lists(_copies(study), min_size=1, max_size=3)),
    )


def _copies(study: Study) -> st.SearchStrategy[Any]:
    spec = as_spec(study)
    entries: list[dict[str, Any]] = [
        {"kind": kind, "id": entry["id"], "values": {k: v for k, v in entry.items() if k != "id"}}
        for kind, section in SECTIONS.items()
        for entry in spec[section]
    ]
    return st.sampled_from([*entries, {"kind": "budget", "id": "budget", "values": {}}])


def _history(study: Study) -> st.SearchStrategy[Any]:
    versions = st.integers(1, max(1, study.version))
    return st.one_of(
        _call("restore_version", version=versions),
        _call("label_version", label=NAMES, version=versions),
    )


def _runs(study: Study) -> st.SearchStrategy[Any]:
    variables = _ids(study, "design_variable")
    return st.one_of(
        _call("start_optimization"),
        _call("pause"),
        _call("resume"),
        _call("stop_optimization"),
        _call("inject_design", parameters=st.dictionaries(variables, NUMBERS, min_size=1)),
    )


def _fields(study: Study) -> st.SearchStrategy[Any]:
    return st.one_of(
        _call("update_spec_field", path=st.sampled_from(_paths(study)), value=ANY),
        _hand_edits(study).map(lambda spec: ("edit_spec", {"spec": spec})),
    )


def _paths(study: Study) -> list[str]:
    items = [
        f"{section}[{entry['id']}].{field}"
        for section in SECTIONS.values()
        for entry in as_spec(study)[section]
        for field in entry
    ]
    singles = ["meta.description", "meta.tags", "optimization.seed", "optimization.budget"]
    return [*items, *singles, "optimization.algorithm.options.sigma", "model.sim.options.tolerance"]


def _hand_edits(study: Study) -> st.SearchStrategy[Any]:
    """The spec with up to three changes that somebody could make in an editor."""
    changes = st.lists(st.sampled_from(_HAND_EDITS), min_size=1, max_size=3)
    seeds = st.tuples(changes, st.integers(0, 20), KEYS, ANY)
    return seeds.map(lambda drawn: _by_hand(study, *drawn))


def _by_hand(study: Study, changes: Any, n: int, key: str, value: Any) -> dict[str, Any]:
    spec = copy.deepcopy(as_spec(study))
    for change in changes:
        change(spec, n, key, value)
    return spec


def _entries(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for section in SECTIONS.values() for entry in spec[section]]


def _reverse(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    for section in SECTIONS.values():
        spec[section].reverse()


def _drop(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    section = spec[list(SECTIONS.values())[n % 4]]
    if section:
        section.pop(n % len(section))


def _insert(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    spec["extractors"].insert(0, {"name": f"new {n}", "type": "scale"})


def _annotate(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    tables = [spec, spec["meta"], spec["model"]["sim"], spec["optimization"], *_entries(spec)]
    below = [entry[f] for entry in _entries(spec) for f in ("bounds", "source") if entry.get(f)]
    tables += below
    tables[n % len(tables)].setdefault(key, value)


def _forget(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    for table in (spec, spec["meta"], *_entries(spec)):
        table.pop(key, None)


def _push(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    for node in spec["canvas"]["nodes"][:1]:
        node["position"] = [float(n), 1.0]


def _leave_out(spec: dict[str, Any], n: int, key: str, value: Any) -> None:
    spec.pop(["optimization", "canvas", "constraints"][n % 3], None)
    for section in SECTIONS.values():
        spec.setdefault(section, [])
    spec.setdefault("optimization", {})
    spec.setdefault("canvas", {"nodes": []})


_HAND_EDITS: list[Callable[[dict[str, Any], int, str, Any], None]] = [
    _reverse,
    _drop,
    _insert,
    _annotate,
    _annotate,
    _forget,
    _push,
    _leave_out,
]
_BUILDERS = [
    _variables,
    _extractors,
    _responses,
    _removals,
    _settings,
    _canvas,
    _history,
    _runs,
    _fields,
]
