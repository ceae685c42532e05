"""Results as plain arrays and JSON, and back: how they get through the wall without a pickle."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from atomizer.domain.values import Value
from atomizer.engine.results import results as records
from atomizer.engine.results import strength
from atomizer.engine.results.results import Results

KINDS = {
    name: kind
    for name, kind in {**vars(strength), **vars(records)}.items()
    if isinstance(kind, type) and is_dataclass(kind)
}
"""Every record results are made of, by its name."""
MODELS = {
    name: kind
    for name, kind in vars(records).items()
    if isinstance(kind, type) and issubclass(kind, Value)
}
"""Every model among them, such as the expressions, by its name."""


def write_results(results: Results, path: Path) -> None:
    """Write results as one file of arrays, without compression."""
    arrays: dict[str, Any] = {}
    tree = _taken_apart(results, arrays)
    text = np.frombuffer(json.dumps(tree).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **{f"a{key}": array for key, array in arrays.items()}, tree=text)


def read_results(path: Path) -> Results:
    """Results as they were written."""
    with np.load(path, allow_pickle=False) as arrays:
        tree = json.loads(arrays["tree"].tobytes())
        return _put_together(tree, arrays)  # type: ignore[no-any-return]  # the root is Results


def _taken_apart(value: Any, arrays: dict[str, Any]) -> Any:
    if isinstance(value, np.ndarray):
        key = str(len(arrays))
        arrays[key] = value
        return {"array": key}
    if is_dataclass(value):
        parts = {f.name: _taken_apart(getattr(value, f.name), arrays) for f in fields(value)}
        return {"record": type(value).__name__, "fields": parts}
    if isinstance(value, Value):
        return {"model": type(value).__name__, "fields": value.model_dump(mode="json")}
    if isinstance(value, tuple):
        return {"items": [_taken_apart(each, arrays) for each in value]}
    if isinstance(value, dict):
        return {"map": [[key, _taken_apart(each, arrays)] for key, each in value.items()]}
    return {"value": value}


def _put_together(tree: Any, arrays: Any) -> Any:
    if "array" in tree:
        return arrays[f"a{tree['array']}"]
    if "record" in tree:
        parts = {name: _put_together(part, arrays) for name, part in tree["fields"].items()}
        return KINDS[tree["record"]](**parts)
    if "model" in tree:
        return MODELS[tree["model"]].model_validate(tree["fields"])
    if "items" in tree:
        return tuple(_put_together(each, arrays) for each in tree["items"])
    if "map" in tree:
        return {key: _put_together(each, arrays) for key, each in tree["map"]}
    return tree["value"]
