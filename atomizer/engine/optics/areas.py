"""Area that belongs to each grid point of a surface, so that a dense mesh does not weigh more.

Faces are cut into triangles over all their nodes, and each triangle gives a third of its area to
each of its corners: the integral of the field that is linear on every triangle. A quadrilateral
counts half for either diagonal, so that its numbering does not matter.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from scipy.spatial import Delaunay, QhullError

from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.faces import (
    Faces,
    Flags,
    Floats,
    Ints,
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
        for corners, share in PIECES[faces.nodes.shape[1]]:
            _add(areas, results.positions, faces, corners, share / 3.0, axis)
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


def _add(
    areas: Floats,
    positions: Floats,
    faces: Faces,
    corners: tuple[int, int, int],
    share: float,
    axis: Floats,
) -> None:
    """Give the area of one triangle of each face that looks along the axis to its corners."""
    nodes: Ints = faces.nodes[:, list(corners)]
    first, second, third = (positions[nodes[:, k]] for k in range(3))
    area = np.cross(second - first, third - first) / 2.0
    outside = np.einsum("ij,ij->i", area, first - faces.inside)
    turned = np.where(np.isnan(outside), area @ axis, outside)
    area *= np.where(turned < 0.0, -share, share)[:, None]
    facing = area @ axis > STEEPEST * np.linalg.norm(area, axis=1)
    for corner, part in product(range(3), range(3)):
        areas[:, part] += np.bincount(nodes[facing, corner], area[facing, part], len(areas))
