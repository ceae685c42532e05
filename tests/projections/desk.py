"""What a person at a desk does with a spec file, and what there is to see afterwards."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from atomizer.commands.studies import Studies
from atomizer.projections.specfile import Trouble, as_text

Spec = dict[str, Any]


def saved(path: Path, edit: Callable[[Spec], object]) -> bytes:
    """What a person saves: the file with an edit, in an indent of their own."""
    spec = json.loads(path.read_text(encoding="utf-8"))
    edit(spec)
    text = json.dumps(spec, indent=4).encode()
    path.write_bytes(text)
    return text


def wider(spec: Spec) -> None:
    spec["design_variables"][0]["bounds"]["max"] = 8


def bounds(studies: Studies) -> Any:
    return studies.study("bracket").document["design_variable"]["dv_thickness"]["bounds"]


def is_ours(path: Path, studies: Studies) -> bool:
    return path.read_bytes() == as_text(studies.study("bracket"))


def refused(troubles: list[Trouble]) -> Trouble:
    assert len(troubles) == 1
    return troubles[0]
