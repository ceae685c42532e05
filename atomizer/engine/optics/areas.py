"""Area that belongs to each grid point of a surface, so that a dense mesh does not weigh more.

Faces are cut into triangles over all their nodes, and each triangle gives a third of its area to
each of its corners: the integral of the field that is linear on every triangle. A quadrilateral
counts half for either diagonal, so that its numbering does not matter.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.spatial import Delaunay, QhullError

from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.faces import (
    Faces,
    Flags,
    Floats,
    shell_faces,
    solid_faces,
    unshared,
)
from atomizer.engine.results import Results

STEEPEST = 0.5
"""Cosine of the angle between the normal of a face and the axis below which it is no mirror."""

Piece = tuple[tuple[int, int, int], float]
_HALVES: tuple[Piece, ...] = (
    ((0, 1, 2), 0.5),
    ((0, 2, 3), 0.5),
    ((0, 1, 3), 0.5),
    ((1, 2, 3), 0.5),
)
PIECES: Mapping[int, tuple[Piece, ...]] = {
    3: (((0, 1, 2), 1.0),),
    4: _HALVES,
    6: (((0, 3, 5), 1.0), ((3, 1, 4), 1.0), ((5, 4, 2), 1.0), ((3, 4, 5), 1.0)),
    8: (
        *(((0, 4, 7), 1.0), ((4, 1, 5), 1.0), ((5, 2, 6), 1.0), ((6, 3, 7), 1.0)),
        *(((a + 4, b + 4, c + 4), part) for (a, b, c), part in _HALVES),
    ),
}
"""Triangles of a face by its number of nodes, and how often each counts."""


def mesh_areas(
    results: Results,
    points: Flags,
    chosen: Sequence[Flags],
    axis: Floats,
) -> Floats:
    """Area vectors of the grid points on the faces towards the axis.

    Args:
        results: The mesh.
        points: Which grid points may be on the surface, shape (n_nodes,).
        chosen: Which elements count, one array for each of `results.cells`, shape (n,).
        axis: Unit vector out of the surface, shape (3,).

    Returns:
        Normals times area, shape (n_nodes, 3); zero where there is no face.
    """
    areas = np.zeros((len(points), 3))
    for faces in _faces(results, points, chosen):
        shares = _shares(results.positions[faces.nodes], faces.inside, axis)
        for part in range(3):
            at, area = faces.nodes.ravel(), shares[..., part].ravel()
            areas[:, part] += np.bincount(at, area, len(areas))
    return areas


def cloud_areas(places: Floats, hole: float) -> Floats:
    """Areas of points without a mesh, from the Delaunay triangles between them.

    A notch in their outline is filled, except for a round hole in the middle.

    Args:
        places: From the centre of the aperture, across its axis, shape (n, 2).
        hole: Radius within which no triangle has its centre.

    Returns:
        Shape (n,).

    Raises:
        SolveFailed: they are on one line.
    """
    try:
        triangles = Delaunay(places).simplices
    except (QhullError, ValueError) as error:
        raise SolveFailed("parse", "The points of the surface are on one line.") from error
    triangles = triangles[np.linalg.norm(places[triangles].mean(axis=1), axis=1) >= hole]
    (ax, ay), (bx, by) = (places[triangles[:, k]].T - places[triangles[:, 0]].T for k in (1, 2))
    thirds = np.repeat(np.abs(ax * by - ay * bx) / 6.0, 3)
    return np.asarray(np.bincount(triangles.ravel(), thirds, len(places)))


def _faces(results: Results, points: Flags, chosen: Sequence[Flags]) -> list[Faces]:
    """Outer faces of the chosen elements with all their nodes among the points."""
    shells: list[Faces] = []
    solids: list[Faces] = []
    for cells, wanted in zip(results.cells, chosen, strict=True):
        shells += shell_faces(cells, wanted)
        solids += solid_faces(cells, wanted, results.positions)
    outer = unshared([each.only(points[each.nodes].all(axis=1)) for each in solids])
    return [
        *(each.only(points[each.nodes].all(axis=1) & each.chosen) for each in shells),
        *(each.only(each.chosen) for each in outer),
    ]


def _shares(points: Floats, inside: Floats, axis: Floats) -> Floats:
    """Area vectors of the nodes of each face, shape (n_faces, n_nodes, 3)."""
    shares = np.zeros_like(points)
    for corners, times in PIECES[points.shape[1]]:
        first, second, third = (points[:, corner] for corner in corners)
        area = np.cross(second - first, third - first) * (times / 6.0)
        area = _towards(axis, area, np.einsum("ij,ij->i", area, first - inside))
        for corner in corners:
            shares[:, corner] += area
    return shares


def _towards(axis: Floats, area: Floats, outward: Floats) -> Floats:
    """Area vectors turned outwards, those of shells to the axis; 0 of those that are too steep."""
    along = area @ axis
    turned = np.where(np.where(np.isnan(outward), along, outward) < 0.0, -1.0, 1.0)
    facing = turned * along > STEEPEST * np.linalg.norm(area, axis=1)
    return np.asarray(area * np.where(facing, turned, 0.0)[:, None])
