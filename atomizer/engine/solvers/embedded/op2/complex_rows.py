"""The rows of OES1X1 and OEF1X over frequencies: each number as two words.

MSC Nastran DMAP Programmer's Guide, data blocks OES and OEF, complex forms: the words are real and
imaginary parts, or magnitudes and phases in degrees. Where the parts of the numbers stand, side by
side or one list after the other, differs from card to card. Principal and von Mises stresses have
no phase and are not in these rows; rows of plies no reader knows.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.op2.tables import Rows, plain_rows, rows_of
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.op2.forces import ROWS as FORCES
from atomizer.engine.solvers.embedded.op2.stations import beam_stations
from atomizer.engine.solvers.embedded.op2.stress import fibres_of, whole_at_stations
from atomizer.engine.solvers.embedded.requests import Form

Numbers = NDArray[Any]
Parts = tuple[Floats, Floats]
"""Real and imaginary part, or magnitude and phase in degrees from 0 to 360."""


def parts_of(values: Numbers, form: Form) -> Parts:
    """Complex numbers as two real ones in a form."""
    if form == "polar":
        return np.abs(values), np.degrees(np.angle(values)) % 360.0
    return values.real, values.imag


def complex_stress(family: Elements, values: Numbers, form: Form, points: Ints) -> Rows:
    """The rows of stresses of a family; values as it gives them, complex."""
    whole = whole_at_stations(values) if family.card == "CBEAM" else values
    return STRESSES[family.card](family, parts_of(whole, form), points)


def complex_forces(family: Elements, values: Numbers, form: Form, points: Ints) -> Rows:
    """The rows of forces of a family; values as it gives them, complex."""
    parts = parts_of(values, form)
    if isinstance(family, Bars) and family.card == "CBEAM":
        both = [np.pad(part, ((0, 0), (0, 0), (0, 1))) for part in parts]
        return beam_stations(family, points, np.concatenate(both, axis=-1), 14)
    first, second = (FORCES[family.card](family, part, points)["value"] for part in parts)
    return plain_rows(family.ids, np.concatenate([first, second], axis=1))


def _side_by_side(parts: Parts) -> Floats:
    """Both words of each number together, shape (..., 2 k)."""
    both = np.stack(parts, axis=-1)
    return both.reshape(*both.shape[:-2], -1)


def _paired(family: Elements, parts: Parts, points: Ints) -> Rows:
    return plain_rows(family.ids, _side_by_side(parts))


def _listed(family: Elements, parts: Parts, points: Ints) -> Rows:
    return plain_rows(family.ids, np.concatenate(parts, axis=1))


def _bars(family: Elements, parts: Parts, points: Ints) -> Rows:
    """C, D, E, F at end A and the axial stress, then C, D, E, F at end B."""
    at_a, at_b = [0, 1, 2, 3, 8], [4, 5, 6, 7]
    columns = [part[:, at] for at in (at_a, at_b) for part in parts]
    return plain_rows(family.ids, np.hstack(columns))


def _beams(family: Elements, parts: Parts, points: Ints) -> Rows:
    """C, D, E, F with the axial stress at eleven stations, as many as are wanted."""
    assert isinstance(family, Bars)
    return beam_stations(family, points, np.concatenate(parts, axis=-1), 8)


def _shells(family: Elements, parts: Parts, points: Ints) -> Rows:
    """Both fibres of the centre, or of centre and corners: distance, xx, yy, xy."""
    assert isinstance(family, Shells)
    stress = _side_by_side(parts)
    fibres = fibres_of(family, stress)
    values = np.concatenate([fibres[..., None], stress], axis=-1)
    if values.ndim == 3:
        return plain_rows(family.ids, values)
    place = np.dtype([("node", "<i4"), ("value", "<f4", (2, 7))])
    table = rows_of(family.ids, [("word", "S4", ()), ("place", place, (5,))])
    table["word"], table["place"]["node"][:, 0] = b"CEN/", family.nodes.shape[1]
    table["place"]["node"][:, 1:], table["place"]["value"] = points[family.nodes], values
    return table


def _solids(family: Elements, parts: Parts, points: Ints) -> Rows:
    """Centre and corners: xx, yy, zz, xy, yz, zx."""
    assert isinstance(family, Solids)
    corners = family.nodes[:, : len(family.shape.outline.corners)]
    place = np.dtype([("node", "<i4"), ("value", "<f4", (12,))])
    head: list[Any] = [("cid", "<i4", ()), ("word", "S4", ()), ("corners", "<i4", ())]
    table = rows_of(family.ids, [*head, ("place", place, (corners.shape[1] + 1,))])
    table["word"], table["corners"] = b"GRID", corners.shape[1]
    table["place"]["node"][:, 1:] = points[corners]
    table["place"]["value"] = np.concatenate(parts, axis=-1)
    return table


STRESSES: Mapping[str, Callable[[Elements, Parts, Ints], Rows]] = {
    "CROD": _paired,
    "CONROD": _paired,
    "CTUBE": _paired,
    "CBAR": _bars,
    "CBEAM": _beams,
    "CELAS1": _listed,
    "CELAS2": _listed,
    "CELAS3": _listed,
    "CELAS4": _listed,
    "CBUSH": _listed,
    "CSHEAR": _paired,
    "CQUAD4": _shells,
    "CTRIA3": _shells,
    "CTETRA": _solids,
    "CHEXA": _solids,
    "CPENTA": _solids,
}
