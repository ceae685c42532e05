"""What of a mesh is seen: shells, the outer faces of solids, and bars, as arrays.

Elements of second order are drawn by their corners. Faces have four corners; a triangle repeats
its last one. Faces of solids are wound anticlockwise seen from outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from atomizer.engine.results import Cells
from atomizer.engine.results.results import Floats, Ints

Corners = tuple[int, ...]
BARS = {"CROD", "CONROD", "CTUBE", "CBAR", "CBEAM", "CBEND"}
SHELLS = {
    "CQUAD4": 4, "CQUADR": 4, "CQUAD8": 4, "CSHEAR": 4, "CTRIA3": 3, "CTRIAR": 3, "CTRIA6": 3,
}  # fmt: skip
"""Shells with the number of their corners, which come before the middles of edges."""
SOLIDS: Mapping[str, tuple[Corners, ...]] = {
    "CTETRA": ((0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)),
    "CPYRAM": ((0, 3, 2, 1), (0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)),
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


@dataclass(frozen=True, eq=False)
class Skin:
    """The faces and lines of a mesh that can be seen.

    Attributes:
        faces: Rows of the corners in `Results.nodes`, quads first, shape (n_faces, 4).
        owners: Element id of each face, shape (n_faces,).
        bars: Rows of both ends, shape (n_bars, 2).
        bar_owners: Element id of each bar, shape (n_bars,).
        closed: Whether all faces are of solids, so that none is seen from its back.
    """

    faces: Ints
    owners: Ints
    bars: Ints
    bar_owners: Ints
    closed: bool


def skin_of(cells: Sequence[Cells], positions: Floats) -> Skin:
    """Shells, the faces of solids that no other solid shares, and bars.

    Args:
        positions: Of the grid points, shape (n_nodes, 3).
    """
    shells = [(_four(c.nodes[:, : SHELLS[c.card]]), c.ids) for c in cells if c.card in SHELLS]
    solids = [part for c in cells for part in _solid_faces(c, positions)]
    outside = _unshared(*_joined(solids, 4))
    faces, owners = _quads_first(*_joined([*shells, outside], 4))
    bars, bar_owners = _joined([(c.nodes[:, :2], c.ids) for c in cells if c.card in BARS], 2)
    return Skin(faces, owners, bars, bar_owners, bool(len(faces)) and not shells)


def edges_of(faces: Ints) -> tuple[Ints, Ints]:
    """Every edge of every face: both ends, the smaller row first, and the number of the face.

    Returns:
        Shapes (n, 2) and (n,).
    """
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1)
    real = ends[..., 0] != ends[..., 1]
    numbers = np.broadcast_to(np.arange(len(faces))[:, None], real.shape)
    return np.sort(ends[real], axis=1), numbers[real]


def _four(corners: Ints) -> Ints:
    """Faces of three or four corners with four, shape (n, 4)."""
    return np.asarray(corners[:, [0, 1, 2, -1]], np.int64)


def _solid_faces(cells: Cells, positions: Floats) -> list[tuple[Ints, Ints]]:
    """All faces of solids of one card, turned so that they look outwards."""
    faces = [_four(cells.nodes[:, list(local)]) for local in SOLIDS.get(cells.card, ())]
    if not faces:
        return []
    corners = 1 + max(max(local) for local in SOLIDS[cells.card])
    centres = positions[cells.nodes[:, :corners]].mean(axis=1)
    return [(_outwards(face, positions, centres), cells.ids) for face in faces]


def _outwards(faces: Ints, positions: Floats, centres: Floats) -> Ints:
    """Faces wound anticlockwise seen from outside, however the element was numbered."""
    a, b, c, d = np.moveaxis(positions[faces], 1, 0)
    normals = np.cross(c - a, d - b)
    inwards = np.einsum("ni,ni->n", normals, a - centres) < 0.0
    return np.where(inwards[:, None], faces[:, [1, 0, 3, 2]], faces)


def _unshared(faces: Ints, owners: Ints) -> tuple[Ints, Ints]:
    """The faces whose corners no other face has."""
    if not len(faces):
        return faces, owners
    keys = np.where(faces == np.roll(faces, 1, axis=1), -1, faces)
    keys.sort(axis=1)
    order = np.lexsort(keys.T)
    same = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    alone = np.ones(len(faces), bool)
    alone[order[1:][same]] = alone[order[:-1][same]] = False
    return faces[alone], owners[alone]


def _quads_first(faces: Ints, owners: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(faces[:, 2] == faces[:, 3], kind="stable")
    return faces[order], owners[order]


def _joined(parts: Sequence[tuple[Ints, Ints]], width: int) -> tuple[Ints, Ints]:
    rows = [np.zeros((0, width), np.int64), *(rows for rows, _ in parts)]
    owners = [np.zeros(0, np.int64), *(owners for _, owners in parts)]
    return np.concatenate(rows), np.concatenate(owners)
