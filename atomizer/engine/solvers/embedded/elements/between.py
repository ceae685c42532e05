"""What beams carry at stations between their ends, by the equilibrium of the part from end A on."""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.bar import Bars, bending_stress, signed

ALONG = np.array([1.0, 0.0, 0.0])


def inner_forces_between(bars: Bars, forces: Floats, passed: Floats | None) -> Floats:
    """What the sections at the output stations carry, as `Bars.inner_forces`, shape (n, k, 6).

    Args:
        forces: Forces and moments on both ends in element axes, shape (n, 12).
        passed: Resultants about each station of the loads between end A and it, shape (n, k, 6).
    """
    places = _places(bars)
    push, turn = forces[:, None, :3], forces[:, None, 3:6]
    arm = (places * bars.length[:, None])[..., None] * ALONG
    resultant = np.concatenate([push + 0.0 * arm, turn - np.cross(arm, push)], axis=2)
    carried = signed(-resultant - (0.0 if passed is None else passed))
    for number, place in enumerate(places.T):
        at = bars.section.at(place)
        carried[:, number, :2] += np.stack([at.n1, at.n2], axis=1) * carried[:, number, 4:5]
    return carried


def stress_between(bars: Bars, inner: Floats) -> Floats:
    """Stress at C, D, E, F of the output stations, the axial part within it, shape (n, k, 4).

    Args:
        inner: What the sections there carry, shape (n, k, 6).
    """
    found = np.zeros((*inner.shape[:2], 4))
    for number, place in enumerate(_places(bars).T):
        at, points = bars.section.at(place), bars.section.output_points[:, number]
        bent = bending_stress(inner[:, number, 0], inner[:, number, 1], points, at)
        found[:, number] = bent + (inner[:, number, 4] / at.area)[:, None]
    return found


def _places(bars: Bars) -> Floats:
    """Places of the stations, 0 where a beam has fewer than others, shape (n, k)."""
    return np.nan_to_num(bars.section.output_places)
