"""A fitted surface as it is drawn: its worst case between the grid points of its mesh."""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.spatial import Delaunay

from atomizer.engine.fields.skin import skin_of
from atomizer.engine.optics.faces import Ints
from atomizer.engine.optics.surface import Pupil
from atomizer.engine.optics.terms import NAMED, Term
from atomizer.engine.optics.wavefront import Fitted
from atomizer.engine.results import Results
from atomizer.engine.results.plots import SurfacePlot


def surface_plot(
    results: Results,
    found: Fitted,
    removed: Collection[Term],
    subcases: Sequence[int],
    unit: str = "nm",
) -> SurfacePlot:
    """The case with the largest RMS, which is the one that the extractor tells of.

    Args:
        results: The mesh.
        found: The errors with their fit.
        removed: Terms that are taken out.
        subcases: Of the cases.
        unit: Of the errors.
    """
    left, pupil = found.without(removed), found.pupil
    worst = int(pupil.rms(left).argmax())
    return SurfacePlot(
        subcase=subcases[worst],
        x=tuple(pupil.x.tolist()),
        y=tuple(pupil.y.tolist()),
        values=tuple(left[:, worst].tolist()),
        triangles=tuple((a, b, c) for a, b, c in _triangles(results, pupil).tolist()),
        unit=unit,
        rms=float(pupil.rms(left)[worst]),
        pv=float(np.ptp(left[:, worst])),
        removed=tuple(name for name, term in NAMED.items() if term in removed),
    )


def _triangles(results: Results, pupil: Pupil) -> Ints:
    """Between points of the pupil, shape (n, 3): of the mesh, or Delaunay's where there is none."""
    number = np.full(len(results.nodes), -1)
    number[pupil.rows] = np.arange(len(pupil.rows))
    corners = number[skin_of(results.cells, results.positions).faces]
    corners = corners[(corners >= 0).all(axis=1)]
    if not len(corners):
        points = np.column_stack([pupil.x, pupil.y])
        found = np.asarray(Delaunay(points).simplices, np.int64)
        centres = np.linalg.norm(points[found].mean(axis=1), axis=1)
        return np.asarray(found[centres >= pupil.obscuration])
    halves = np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])
    return np.asarray(halves[halves[:, 1] != halves[:, 2]], np.int64)
