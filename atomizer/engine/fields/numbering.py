"""Points for a mesh that is drawn: shared between elements, or the own ones of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atomizer.engine.fields.quantities import Measured
from atomizer.engine.fields.skin import edges_of
from atomizer.engine.results.results import Floats, Ints


@dataclass(frozen=True, eq=False)
class Drawn:
    """Faces or bars with their values: those that have one, and the bare ones.

    Attributes:
        rows: Grid points of the corners by their rows in the results, shape (n, 4) or (n, 2).
        owners: Element ids, shape (n,).
        values: At the corners, shape of `rows`.
        bare_rows: As `rows`, of those without a value.
        bare_owners: Their element ids.
    """

    rows: Ints
    owners: Ints
    values: Floats
    bare_rows: Ints
    bare_owners: Ints


def drawn(measured: Measured, rows: Ints, owners: Ints) -> Drawn:
    """Faces or bars, parted into those that have a value at all corners and the others."""
    values = _values(measured, rows, owners)
    there = np.isfinite(values).all(axis=1)
    return Drawn(rows[there], owners[there], values[there], rows[~there], owners[~there])


def _values(measured: Measured, rows: Ints, owners: Ints) -> Floats:
    """Values at corners, NaN where there is none, of the shape of `rows`."""
    if measured.elements is None:
        return measured.values[rows]
    padded = np.append(measured.values, np.nan)
    at = np.searchsorted(measured.elements, owners)
    known = np.append(measured.elements, -1)[at] == owners
    values = padded[np.where(known, at, len(measured.values))]
    return np.broadcast_to(values[:, None], rows.shape)


def shared(parts: Sequence[Ints]) -> tuple[Ints, list[Ints]]:
    """One point a grid point: its rows, and the parts by points."""
    rows = np.unique(np.concatenate([part.ravel() for part in parts]))
    return rows, [np.searchsorted(rows, part) for part in parts]


def own(parts: Sequence[Ints]) -> tuple[Ints, list[Ints]]:
    """Likewise, with points of their own for each of the valued faces and bars; the bare share."""
    rows: list[Ints] = []
    points: list[Ints] = []
    start = 0
    for part in parts[:2]:
        new = np.ones(part.shape, bool)
        new[:, 1:] = part[:, 1:] != part[:, :-1]
        points.append(start + np.cumsum(new).reshape(part.shape) - 1)
        rows.append(part[new])
        start += len(rows[-1])
    bare, bare_points = shared(parts[2:])
    return np.concatenate([*rows, bare]), [*points, *(start + part for part in bare_points)]


def edge_points(rows: Ints, faces: Ints) -> Ints:
    """Each edge once, by the first points at its ends, shape (n, 2)."""
    grids, first = np.unique(rows, return_index=True)
    ends, _ = edges_of(np.searchsorted(grids, rows[faces]))
    keys = np.unique(ends[:, 0] * max(len(grids), 1) + ends[:, 1])
    ends = np.stack(np.divmod(keys, max(len(grids), 1)), axis=1)
    return np.asarray(first[ends])
