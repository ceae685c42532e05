"""Outer faces of a mesh: shells, and those faces of solids that no other solid shares.

Corners and nodes in the middle of edges stand in the order of the Quick Reference Guide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.results import Cells
from atomizer.engine.solvers.embedded.elements.solid_shapes import (
    HEXAHEDRON,
    PENTAHEDRON,
    TETRAHEDRON,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Solid(NamedTuple):
    """A solid: the ends of its edges and the corners around its faces."""

    corners: int
    edges: Sequence[tuple[int, int]]
    faces: Sequence[tuple[int, ...]]

    def around(self, face: tuple[int, ...], nodes: int) -> list[int]:
        """The nodes of a face of an element with so many nodes: corners, then middles."""
        if nodes < self.corners + len(self.edges):
            return list(face)
        at = {frozenset(edge): self.corners + k for k, edge in enumerate(self.edges)}
        sides = zip(face, (*face[1:], face[0]), strict=True)
        return [*face, *(at[frozenset(side)] for side in sides)]


SOLIDS = {
    "CTETRA": Solid(4, TETRAHEDRON.edges, TETRAHEDRON.faces),
    "CPENTA": Solid(6, PENTAHEDRON.edges, PENTAHEDRON.faces),
    "CHEXA": Solid(8, HEXAHEDRON.edges, HEXAHEDRON.faces),
    "CPYRAM": Solid(
        5,
        ((0, 1), (1, 2), (2, 3), (3, 0), (0, 4), (1, 4), (2, 4), (3, 4)),
        ((0, 1, 2, 3), (0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)),
    ),
}
SHELLS = {"CTRIA3": 3, "CTRIAR": 3, "CTRIA6": 3, "CQUAD4": 4, "CQUADR": 4, "CQUAD8": 4}
"""Shells and how many corners they have; nodes in the middle count when all are there."""


@dataclass(frozen=True, eq=False)
class Faces:
    """Faces with equally many nodes.

    Attributes:
        nodes: Rows of the grid points, corners first, shape (n, n_nodes).
        chosen: Whether the element is one of those asked for, shape (n,).
        inside: A point inside the solid, NaN for a shell, which has two sides, shape (n, 3).
    """

    nodes: Ints
    chosen: Flags
    inside: Floats

    @property
    def corners(self) -> int:
        """How many corners each has."""
        return 3 if self.nodes.shape[1] in (3, 6) else 4

    def only(self, kept: Flags) -> "Faces":
        """Some of them."""
        return Faces(self.nodes[kept], self.chosen[kept], self.inside[kept])


def shell_faces(cells: Cells, chosen: Flags) -> Iterator[Faces]:
    """The faces of shells."""
    corners = SHELLS.get(cells.card, 0)
    if corners and cells.nodes.shape[1] >= corners:
        whole = cells.nodes.shape[1] == 2 * corners
        nodes = cells.nodes if whole else cells.nodes[:, :corners]
        yield Faces(nodes, chosen, np.full((len(nodes), 3), np.nan))


def solid_faces(cells: Cells, chosen: Flags, positions: Floats) -> Iterator[Faces]:
    """All faces of solids, shared or not."""
    solid = SOLIDS.get(cells.card)
    if solid is None or cells.nodes.shape[1] < solid.corners:
        return
    centres = positions[cells.nodes[:, : solid.corners]].mean(axis=1)
    for face in solid.faces:
        around = solid.around(face, cells.nodes.shape[1])
        yield Faces(cells.nodes[:, around], chosen, centres)


def unshared(faces: list[Faces]) -> list[Faces]:
    """Those faces whose corners are the corners of no other one."""
    if not faces:
        return []
    keys = np.vstack([_key(each) for each in faces])
    order = np.lexsort(keys.T)
    twin = (np.diff(keys[order], axis=0) == 0).all(axis=1)
    alone = np.empty(len(keys), bool)
    alone[order] = ~(np.append(twin, False) | np.append(False, twin))
    parts = np.split(alone, np.cumsum([len(each.nodes) for each in faces])[:-1])
    return [each.only(kept) for each, kept in zip(faces, parts, strict=True)]


def _key(faces: Faces) -> Ints:
    """Corners in ascending order, a triangle filled up, as two numbers, shape (n, 2)."""
    corners = np.sort(faces.nodes[:, : faces.corners], axis=1)
    if faces.corners == 3:
        corners = np.hstack([np.full((len(corners), 1), -1), corners])
    return np.asarray(((corners[:, ::2] + 1) << 31) + corners[:, 1::2] + 1)
