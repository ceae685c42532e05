"""Decks for CalculiX and what two solvers say about them."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from atomizer import registry
from atomizer.engine.results import Results, read_results

REQUIRED = os.environ.get("CI") == "true" and shutil.which("apt-get")
there = pytest.mark.skipif(
    not shutil.which("ccx") and not REQUIRED, reason="CalculiX is not installed: no ccx on PATH"
)
STATIC = ("SPC = 1", "LOAD = 1")
MODES = ("SPC = 1", "METHOD = 1")
BUCKLING = ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "METHOD = 1")
E, NU, RHO = 210000.0, 0.3, 7.85e-9
MATERIAL = ["MAT1,1,210000.,,0.3,7.85-9", "PSOLID,1,1"]
SHELL = [MATERIAL[0], "PSHELL,1,1,2.,1,,1"]


def write(
    folder: Path, bulk: Sequence[str], case: Sequence[str] = STATIC, solution: int = 101
) -> Path:
    path = folder / "model.bdf"
    lines = [f"SOL {solution}", "CEND", *case, "BEGIN BULK", *bulk, "ENDDATA", ""]
    path.write_text("\n".join(lines), encoding="ascii")
    return path


def solve(
    folder: Path,
    bulk: Sequence[str],
    case: Sequence[str] = STATIC,
    solver: str = "calculix",
    solution: int = 101,
) -> Results:
    deck = write(folder, bulk, case, solution)
    return read_results(registry.make("solvers", solver).solve(deck, folder).op2, deck)


def both(
    folder: Path, bulk: Sequence[str], case: Sequence[str] = STATIC, solution: int = 101
) -> tuple[Results, Results]:
    """By CalculiX and by the embedded solver."""
    one = solve(folder, bulk, case, "calculix", solution)
    return one, solve(folder, bulk, case, "embedded", solution)
