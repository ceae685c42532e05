"""Stresses at integration points from the print file of CalculiX (.dat), in the basic frame."""

from pathlib import Path

import numpy as np

from atomizer.engine.solvers.calculix.frd import Floats

ORDER = [2, 3, 4, 5, 7, 6]
"""Columns after element and point: xx, yy, zz, xy, xz, yz; ours are xx, yy, zz, xy, yz, zx."""
HEADING = " stresses (elem"


def read_stresses(path: Path) -> list[dict[int, Floats]]:
    """Of each step: element id -> stresses, shape (n_points, 6)."""
    steps: list[list[str]] = []
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith(HEADING):
            steps.append([])
        elif steps and line.strip():
            steps[-1].append(line)
    return [_by_element(lines) for lines in steps]


def _by_element(lines: list[str]) -> dict[int, Floats]:
    rows = np.array([line.split()[:8] for line in lines], np.float64).reshape(-1, 8)
    ids, starts = np.unique(rows[:, 0], return_index=True)
    order = np.argsort(starts)
    parts = np.split(rows[:, ORDER], starts[order][1:])
    return dict(zip(ids[order].astype(int).tolist(), parts, strict=True))
