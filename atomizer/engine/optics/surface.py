"""Options that say which part of a model is an optical surface and where its aperture lies."""

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field, field_validator

from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.areas import cloud_areas, mesh_areas
from atomizer.engine.optics.circle import smallest_circle
from atomizer.engine.optics.faces import Flags, Floats, Ints
from atomizer.engine.results import Results
from atomizer.engine.results.points import rows_of
from atomizer.engine.results.selection import ElementSelection, Ids

Vector = Annotated[tuple[float, ...], Field(min_length=3, max_length=3)]
Box = Annotated[tuple[float, ...], Field(min_length=6, max_length=6)]
Lateral = Literal["ignored", "corrected"]
ROUNDING = 1e-9
"""Of the radius: a grid point on the rim is inside."""


@dataclass(frozen=True, eq=False)
class Pupil:
    """The grid points of a surface within its aperture.

    Attributes:
        rows: Of `Results.nodes`, shape (n,).
        x: On the unit disc, along the x axis of the aperture, shape (n,).
        y: Likewise, along y, which is axis cross x.
        weights: Area across the axis that belongs to each, as a part of the whole, shape (n,).
        measure: What the dot product with a displacement is the deformation, shape (n, 3).
        obscuration: Inner radius as a part of the outer one.
    """

    rows: Ints
    x: Floats
    y: Floats
    weights: Floats
    measure: Floats
    obscuration: float

    def deformation(self, moved: Floats) -> Floats:
        """How far the surface moved along its axis, shape (n, n_cases), from (n_cases, n, 3)."""
        return np.asarray(np.einsum("cnk,nk->nc", moved[:, self.rows], self.measure))

    def rms(self, values: Floats) -> Floats:
        """Root of the mean square over the area, shape (n_cases,), of values (n, n_cases)."""
        return np.asarray(np.sqrt(self.weights @ values**2))


class Surface(NamedTuple):
    """Rows of the grid points of a surface, and their area vectors if it has a mesh."""

    rows: Ints
    areas: Floats | None


class ApertureSelection(ElementSelection):
    """Which surface is looked at, from where, and how far out; without options all of it."""

    nodes: Annotated[Ids, Field(description="Grid point ids; none given means all.")] = ()
    box: Annotated[
        Box | None,
        Field(description="Only grid points within: xmin, ymin, zmin, xmax, ymax, zmax."),
    ] = None
    axis: Annotated[
        Vector, Field(description="Optical axis, out of the surface towards the light.")
    ] = (0.0, 0.0, 1.0)
    across: Annotated[
        Vector | None,
        Field(description="Direction of the aperture's x axis; else basic x, or y where x is."),
    ] = None
    centre: Annotated[
        Vector | None,
        Field(description="A point on the axis; else the middle of the smallest circle around."),
    ] = None
    radius: Annotated[
        float | None,
        Field(gt=0.0, description="Of the aperture, in the deck's unit; else of that circle."),
    ] = None
    lateral: Annotated[
        Lateral,
        Field(description="Sideways displacement of a curved surface: left out, or made good."),
    ] = "ignored"

    @field_validator("axis", "across")
    @classmethod
    def _has_a_direction(cls, vector: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if vector is not None and not np.linalg.norm(vector):
            raise ValueError("it must not be zero")
        return vector

    def pupil(self, results: Results, moved: Floats, obscuration: float | None) -> Pupil:
        """The grid points of the surface within its aperture.

        Args:
            results: The mesh.
            moved: Displacements, NaN where the file has none, shape (n_cases, n_nodes, 3).
            obscuration: None to take the innermost grid point.

        Raises:
            SolveFailed: there is no such surface.
        """
        frame = self._frame()
        surface = self._surface(results, ~np.isnan(moved).any(axis=(0, 2)), frame[2])
        x, y = self._places(results.positions[surface.rows], frame).T
        distance = np.hypot(x, y)
        inner = float(distance.min()) if obscuration is None else obscuration
        areas = self._areas(surface, np.column_stack([x, y]), inner, frame[2])
        across = areas @ frame[2]
        within = (distance <= 1.0 + ROUNDING) & (distance >= inner - ROUNDING) & (across > 0.0)
        if inner >= 1.0 - ROUNDING or not within.any():
            raise SolveFailed("parse", "No grid point of the surface is within the aperture.")
        return Pupil(
            rows=surface.rows[within],
            x=x[within],
            y=y[within],
            weights=across[within] / across[within].sum(),
            measure=self._measure(areas[within], across[within], frame[2]),
            obscuration=inner,
        )

    def _frame(self) -> Floats:
        """Unit vectors x, y and axis of the aperture as rows, shape (3, 3)."""
        axis = np.array(self.axis) / np.linalg.norm(self.axis)
        wanted = self.across or ((0.0, 1.0, 0.0) if abs(axis[0]) > 0.9 else (1.0, 0.0, 0.0))
        x = np.array(wanted) - (axis @ wanted) * axis
        size = np.linalg.norm(x)
        if size <= ROUNDING * np.linalg.norm(wanted):
            raise SolveFailed("deck", "The option across is along the optical axis.")
        return np.stack([x / size, np.cross(axis, x / size), axis])

    def _surface(self, results: Results, reported: Flags, axis: Floats) -> Surface:
        points = self._points(results, reported)
        areas = mesh_areas(results, points, self._elements(results), axis)
        covered = areas.any(axis=1)
        if (self.elements or self.properties) and not covered.any():
            raise SolveFailed("parse", "The selected elements have no face towards the axis.")
        if covered.any() and not (self.nodes and (points & ~covered).any()):
            return Surface(np.flatnonzero(covered), areas[covered])
        return Surface(np.flatnonzero(points), None)

    def _points(self, results: Results, reported: Flags) -> Flags:
        """Which grid points may be on the surface, shape (n_nodes,)."""
        points = np.zeros(len(results.nodes), bool)
        points[rows_of(results, self.nodes)] = True
        if self.box:
            low, high = np.array(self.box[:3]), np.array(self.box[3:])
            points &= ((results.positions >= low) & (results.positions <= high)).all(axis=1)
        if not (points & reported).any() or (self.nodes and (points & ~reported).any()):
            raise SolveFailed("parse", "The file does not report the selected grid points.")
        return points & reported

    def _elements(self, results: Results) -> list[Flags]:
        """Which elements are selected, for each of the cells."""
        chosen = self._chosen(results)
        if chosen is None:
            return [np.ones(len(cells.ids), bool) for cells in results.cells]
        known = np.concatenate([np.zeros(0, np.int64), *(cells.ids for cells in results.cells)])
        missing = sorted(set(self.elements) - set(known.tolist()))
        if missing:
            raise SolveFailed("parse", f"There is no element {missing[0]}.")
        return [np.isin(cells.ids, chosen) for cells in results.cells]

    def _places(self, positions: Floats, frame: Floats) -> Floats:
        """Places on the unit disc, shape (n, 2)."""
        places = positions @ frame[:2].T
        centre, radius = smallest_circle(places)
        if self.centre is not None:
            centre = frame[:2] @ np.array(self.centre)
            radius = float(np.linalg.norm(places - centre, axis=1).max())
        radius = self.radius or radius
        if not radius:
            raise SolveFailed("parse", "The surface has no extent across the axis.")
        return np.asarray((places - centre) / radius)

    def _areas(self, surface: Surface, places: Floats, inner: float, axis: Floats) -> Floats:
        if surface.areas is not None:
            return surface.areas
        if self.lateral == "corrected":
            said = "The surface has no mesh, so its slope is not known; lateral must be ignored."
            raise SolveFailed("parse", said)
        return cloud_areas(places, inner)[:, None] * axis

    def _measure(self, areas: Floats, across: Floats, axis: Floats) -> Floats:
        """The axis; or w - u ds/dx - v ds/dy, s the sag: the normal over its part along it."""
        if self.lateral == "ignored":
            return np.broadcast_to(axis, areas.shape)
        return np.asarray(areas / across[:, None])
