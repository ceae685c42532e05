"""What of a mesh is seen, and the stress its elements are coloured by."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.results import Cells, ElementTable, Results, plane_von_mises, von_mises

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Corners = tuple[int, ...]

BARS = {"CROD", "CONROD", "CTUBE", "CBAR", "CBEAM"}
SHELLS = {"CQUAD4": 4, "CQUADR": 4, "CQUAD8": 4, "CTRIA3": 3, "CTRIAR": 3, "CTRIA6": 3}
"""Shells with the number of their corners, which come before the middles of edges."""
SOLIDS: Mapping[str, tuple[Corners, ...]] = {
    "CTETRA": ((0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)),
    "CPENTA": ((0, 2, 1), (3, 4, 5), (0, 1, 4, 3), (1, 2, 5, 4), (0, 3, 5, 2)),
    "CHEXA": (
        (0, 3, 2, 1),
        (4, 5, 6, 7),
        (0, 1, 5, 4),
        (1, 2, 6, 5),
        (2, 3, 7, 6),
        (3, 0, 4, 7),
    ),
}
"""Solids with the corners of each face (MSC Nastran Quick Reference Guide, the cards' figures)."""


@dataclass(frozen=True)
class Surface:
    """What is drawn of a mesh.

    Attributes:
        faces: Rows of the corners of each face.
        owners: Element id of each face.
        lines: Rows of the ends of each bar, shape (n, 2).
        bars: Element id of each bar.
    """

    faces: list[Corners]
    owners: list[int]
    lines: list[Corners]
    bars: list[int]


def surface(results: Results) -> Surface:
    """Shells, the outer faces of solids, and bars."""
    shells = [p for c in results.cells if c.card in SHELLS for p in _cells(c, SHELLS[c.card])]
    solid = [pair for cells in results.cells for pair in _solid_faces(cells)]
    seen = Counter(frozenset(face) for _, face in solid)
    outer = [*shells, *((owner, face) for owner, face in solid if seen[frozenset(face)] == 1)]
    bars = [pair for cells in results.cells if cells.card in BARS for pair in _cells(cells, 2)]
    return Surface(
        faces=[face for _, face in outer],
        owners=[owner for owner, _ in outer],
        lines=[ends for _, ends in bars],
        bars=[owner for owner, _ in bars],
    )


def _solid_faces(cells: Cells) -> Iterator[tuple[int, Corners]]:
    for local in SOLIDS.get(cells.card, ()):
        for element, nodes in zip(cells.ids, cells.nodes, strict=True):
            yield int(element), tuple(int(nodes[corner]) for corner in local)


def _cells(cells: Cells, corners: int) -> Iterator[tuple[int, Corners]]:
    for element, nodes in zip(cells.ids, cells.nodes, strict=True):
        yield int(element), tuple(int(node) for node in nodes[:corners])


def face_stress(results: Results, subcase: int) -> dict[int, float]:
    """The largest von Mises stress of each shell and solid by element id."""
    found: dict[int, float] = {}
    for stress in _of(results, subcase, "shell_stress", "solid_stress"):
        if stress.table == "shell_stress":
            values = plane_von_mises(stress.columns("oxx", "oyy", "txy"))
        else:
            values = von_mises(stress.columns("oxx", "oyy", "ozz", "txy", "tyz", "txz"))
        for element, value in zip(stress.elements, values, strict=True):
            found[int(element)] = max(float(value), found.get(int(element), 0.0))
    return found


def bar_stress(results: Results, subcase: int) -> dict[int, float]:
    """The normal stress of each bar that is largest in size, tension positive, by element id."""
    found: dict[int, float] = {}
    for stress in _of(results, subcase, "bar_stress", "rod_stress"):
        values = _normal(stress)
        largest = values[np.abs(values).argmax(axis=0), np.arange(values.shape[1])]
        for element, value in zip(stress.elements, largest, strict=True):
            found[int(element)] = max(float(value), found.get(int(element), 0.0), key=abs)
    return found


def _normal(stress: ElementTable) -> Floats:
    """Normal stresses, shape (n_points, n_rows): axial, and at both ends of bars that bend."""
    axial = stress.columns("axial")
    if stress.table == "rod_stress":
        return axial
    bending = stress.columns(*(f"s{point}{end}" for end in "ab" for point in (1, 2, 3, 4)))
    return np.concatenate([axial, axial + bending])


def _of(results: Results, subcase: int, *tables: str) -> Iterator[ElementTable]:
    return (s for s in results.element_tables if s.subcase == subcase and s.table in tables)
