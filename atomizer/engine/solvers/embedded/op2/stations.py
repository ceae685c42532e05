"""The eleven stations of a CBEAM in a row of OES1X1 or OEF1X.

MSC Nastran DMAP Programmer's Guide, data blocks OES and OEF, element 2: end A, up to nine stations
between the ends with 0 for a grid point, end B; stations that are not used are zero.
"""

from typing import Any

import numpy as np

from atomizer.engine.op2.tables import Rows, rows_of
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.bar import Bars

STATIONS = 11


def beam_stations(bars: Bars, points: Ints, values: Floats, words: int) -> Rows:
    """Rows with their ids, grid points, places and values.

    Args:
        points: Ids of the grid points, shape (n_points,).
        values: At end A, at end B, at the stations between, shape (n, 2 + k, m).
        words: How many words a station has for values, m or more.
    """
    station: list[Any] = [("node", "<i4"), ("place", "<f4"), ("value", "<f4", (words,))]
    table = rows_of(bars.ids, [("station", np.dtype(station), (STATIONS,))])
    at, count = table["station"], values.shape[2]
    at["node"][:, [0, -1]] = points[bars.nodes]
    at["place"][:, -1] = 1.0
    at["value"][:, [0, -1], :count] = values[:, :2]
    places = bars.section.output_places
    used, k = ~np.isnan(places), places.shape[1]
    at["place"][:, 1 : 1 + k] = np.where(used, places, 0.0)
    at["value"][:, 1 : 1 + k, :count] = np.where(used[..., None], values[:, 2:], 0.0)
    return table
