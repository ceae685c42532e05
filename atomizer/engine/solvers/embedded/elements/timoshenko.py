"""Stiffness of a straight prismatic beam with shear flexibility and product of inertia.

Przemieniecki, Theory of Matrix Structural Analysis (1968), equation 5.116: in each plane of
bending the stiffness of a beam with phi = 12 E I / (K A G L^2); no K means no shear flexibility.
With a product of inertia the two planes are coupled: their flexibilities, not their stiffnesses,
add up, so the bending part is the inverse of the flexibility of a cantilever (equation 5.98) with
the matrix E [[I1, I12], [I12, I2]] in the place of E I.
"""

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose
from atomizer.engine.solvers.embedded.elements.section import Sections

FREEDOMS = ((1, 5, 1.0), (2, 4, -1.0))  # plane 1: v, rz; plane 2: w, ry with ry = -w'


def beam_stiffness(length: Floats, young: Floats, shear: Floats, section: Sections) -> Floats:
    """Stiffness in element axes: u v w rx ry rz at end A, then at end B.

    Args:
        length: Shape (n,).
        young: E, shape (n,).
        shear: G, shape (n,).
        section: Areas and moments of area, each of shape (n,).

    Returns:
        Shape (n, 12, 12).
    """
    at_b = np.zeros((len(length), 6, 6))
    at_b[:, 0, 0] = young * section.area / length
    at_b[:, 3, 3] = shear * section.torsion / length
    bending = np.linalg.inv(_tip_flexibility(length, young, shear, section))
    rows = np.array([1, 2, 5, 4])
    at_b[:, rows[:, None], rows] = bending
    return _both_ends(length, at_b)


def beam_flexibility(length: Floats, young: Floats, shear: Floats, section: Sections) -> Floats:
    """Motion u v w rx ry rz of the free end of a cantilever under unit forces there, (n, 6, 6).

    A bar without stiffness in torsion does not turn here.
    """
    tip = np.zeros((len(length), 6, 6))
    tip[:, 0, 0] = length / (young * section.area)
    stiff = np.where(section.torsion > 0, shear * section.torsion, np.inf)
    tip[:, 3, 3] = length / stiff
    rows = np.array([1, 2, 5, 4])
    tip[:, rows[:, None], rows] = _tip_flexibility(length, young, shear, section)
    return tip


def _tip_flexibility(length: Floats, young: Floats, shear: Floats, section: Sections) -> Floats:
    """Motion v, w, rz, ry of the free end under unit forces there, shape (n, 4, 4)."""
    inertia = np.stack([section.i1, section.i12, section.i12, section.i2], axis=1)
    compliance = np.linalg.inv((young[:, None] * inertia).reshape(-1, 2, 2))
    sign = np.array([1.0, -1.0])
    slope = length[:, None, None]
    tip = np.zeros((len(length), 4, 4))
    tip[:, :2, :2] = compliance * slope**3 / 3.0
    tip[:, :2, 2:] = compliance * sign * slope**2 / 2.0
    tip[:, 2:, :2] = transpose(tip[:, :2, 2:])
    tip[:, 2:, 2:] = compliance * slope * np.outer(sign, sign)
    for plane, factor in enumerate((section.k1, section.k2)):
        stiff = np.where(factor > 0, factor * section.area * shear, np.inf)
        tip[:, plane, plane] += length / stiff
    return tip


def _both_ends(length: Floats, at_b: Floats) -> Floats:
    """The whole matrix from the block of end B: the forces at A balance those at B."""
    balance = np.tile(-np.eye(6), (len(length), 1, 1))
    balance[:, 5, 1] = -length
    balance[:, 4, 2] = length
    to_both = np.concatenate([balance, np.tile(np.eye(6), (len(length), 1, 1))], axis=1)
    return to_both @ at_b @ transpose(to_both)


def beam_mass(length: Floats, line_mass: Floats, spin: Floats) -> Floats:
    """Coupled mass in element axes, shape (n, 12, 12).

    Across the axis Przemieniecki, equation 11.32, without rotatory inertia; along it 5/12 and 1/12.

    Args:
        spin: Inertia of a unit of length about the axis, shape (n,).
    """
    full = np.zeros((len(length), 12, 12))
    full[:, 0, 0] = full[:, 6, 6] = 5.0 / 12.0
    full[:, 0, 6] = full[:, 6, 0] = 1.0 / 12.0
    for v, r, sign in FREEDOMS:
        _put(full, (v, r, v + 6, r + 6), sign * length, MASS / 420.0)
    full *= (line_mass * length)[:, None, None]
    full[:, 3, 3] = full[:, 9, 9] = spin * length / 3.0
    full[:, 3, 9] = full[:, 9, 3] = spin * length / 6.0
    return full


def beam_geometric(length: Floats, pull: Floats, polar: Floats) -> Floats:
    """Stiffness by an axial force in element axes, shape (n, 12, 12).

    Przemieniecki, equation 15.31, and for torsion pull times polar radius squared over length.

    Args:
        pull: Axial force, tension positive, shape (n,).
        polar: Polar moment of area over area, shape (n,).
    """
    full = np.zeros((len(length), 12, 12))
    for v, r, sign in FREEDOMS:
        _put(full, (v, r, v + 6, r + 6), sign * length, GEOMETRIC / 30.0)
    full[:, 3, 3] = full[:, 9, 9] = polar
    full[:, 3, 9] = full[:, 9, 3] = -polar
    return full * (pull / length)[:, None, None]


MASS = np.array(
    [[156, 22, 54, -13], [22, 4, 13, -3], [54, 13, 156, -22], [-13, -3, -22, 4]], np.float64
)
GEOMETRIC = np.array(
    [[36, 3, -36, 3], [3, 4, -3, -1], [-36, -3, 36, -3], [3, -1, -3, 4]], np.float64
)
"""Deflection and slope at both ends, for a unit of length."""


def _put(full: Floats, freedoms: tuple[int, ...], arm: Floats, unit: Floats) -> None:
    """Add a matrix of deflections and slopes; the slopes are rotations times an arm (in place)."""
    scale = np.ones((len(arm), 4))
    scale[:, [1, 3]] = arm[:, None]
    at = np.array(freedoms)
    full[:, at[:, None], at] += unit * scale[:, :, None] * scale[:, None, :]


def released(stiffness: Floats, freedoms: list[int]) -> Floats:
    """One element's stiffness with some of its freedoms free of force (pin flags), (12, 12).

    Static condensation, one freedom after the other; the freedom's row and column become zero.
    """
    left = stiffness.copy()
    for freedom in freedoms:
        pivot = left[freedom, freedom]
        if pivot > 1e-12 * stiffness[freedom, freedom]:
            left = left - np.outer(left[:, freedom], left[freedom]) / pivot
        left[freedom, :] = 0.0
        left[:, freedom] = 0.0
    return left
