"""Matrices of a straight beam with shear flexibility, taper and a neutral axis off its axis.

Forces on end B and its motion when end A is held: the flexibility is the integral of that of each
section, and its inverse the stiffness (Przemieniecki, Theory of Matrix Structural Analysis, 1968,
sections 7.2 and 5.6; for a prismatic beam equation 5.116 with phi = 12 E I / (K A G L^2)). No K
means no shear flexibility. The product of inertia couples the planes: curvatures are the inverse
of E [[I1, I12], [I12, I2]] times the moments. The axis of the element runs through the shear
centres; moments about the neutral axis at (N1, N2) from it are those about the shear centre plus
N1 and N2 times the axial force.
"""

from collections.abc import Iterable

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, transpose
from atomizer.engine.solvers.embedded.elements.profile import Sections

FREEDOMS = ((1, 5, 1.0), (2, 4, -1.0))  # plane 1: v, rz; plane 2: w, ry with ry = -w'
BENT = np.array([0, 1, 2, 4, 5])
"""All freedoms of an end but its torsion."""
Along = tuple[Floats, Floats, Floats, Floats]


def beam_stiffness(length: Floats, young: Floats, shear: Floats, section: Sections) -> Floats:
    """Stiffness in element axes: u v w rx ry rz at end A, then at end B.

    Args:
        length: Shape (n,).
        young: E, shape (n,).
        shear: G, shape (n,).
        section: Areas and moments of area along the beams.

    Returns:
        Shape (n, 12, 12); a bar whose torsion constant is zero somewhere has none in torsion.
    """
    tip, twist = _tip_flexibility(length, young, shear, section)
    at_b = np.zeros((len(length), 6, 6))
    at_b[:, BENT[:, None], BENT] = np.linalg.inv(tip)
    stiff = np.isfinite(twist)
    at_b[stiff, 3, 3] = 1.0 / twist[stiff]
    return _both_ends(length, at_b)


def beam_flexibility(
    length: Floats, young: Floats, shear: Floats, section: Sections, part: Floats
) -> Floats:
    """Motion u v w rx ry rz of the end of a part of a cantilever, (n, 6, 6), by unit forces there.

    A bar without stiffness in torsion does not turn here.

    Args:
        part: How far the part reaches from end A, shape (n,).
    """
    bent, twist = _tip_flexibility(length, young, shear, section, part)
    tip = np.zeros((len(length), 6, 6))
    tip[:, BENT[:, None], BENT] = bent
    tip[:, 3, 3] = np.where(np.isfinite(twist), twist, 0.0)
    return tip


def _tip_flexibility(
    length: Floats, young: Floats, shear: Floats, section: Sections, part: Floats | None = None
) -> tuple[Floats, Floats]:
    """Motion u, v, w, ry, rz by unit forces, shape (n, 5, 5), and rx, infinite without J, (n,)."""
    reach = length if part is None else part
    tip, twist = np.zeros((len(length), 5, 5)), np.zeros(len(length))
    for place, weight, at in section.along(reach / length):
        step = weight * length
        bends = np.zeros((len(length), 2, 5))
        bends[:, 0, 0], bends[:, 1, 0] = at.n1, at.n2
        bends[:, 0, 1] = bends[:, 1, 2] = reach - place * length
        bends[:, 0, 4], bends[:, 1, 3] = 1.0, -1.0
        inertia = np.stack([at.i1, at.i12, at.i12, at.i2], axis=1).reshape(-1, 2, 2)
        compliance = np.linalg.inv(young[:, None, None] * inertia)
        tip += step[:, None, None] * (transpose(bends) @ compliance @ bends)
        tip[:, 0, 0] += step / (young * at.area)
        for plane, factor in enumerate((section.k1, section.k2), start=1):
            stiff = np.where(factor > 0, factor * at.area * shear, np.inf)
            tip[:, plane, plane] += step / stiff
        twist += step / np.where(at.torsion > 0, shear * at.torsion, np.inf)
        twist[at.torsion <= 0] = np.inf
    return tip, twist


def _both_ends(length: Floats, at_b: Floats) -> Floats:
    """The whole matrix from the block of end B: the forces at A balance those at B."""
    balance = np.tile(-np.eye(6), (len(length), 1, 1))
    balance[:, 5, 1] = -length
    balance[:, 4, 2] = length
    to_both = np.concatenate([balance, np.tile(np.eye(6), (len(length), 1, 1))], axis=1)
    return to_both @ at_b @ transpose(to_both)


def beam_mass(length: Floats, along: Iterable[Along]) -> Floats:
    """Coupled mass in element axes, shape (n, 12, 12).

    Across the axis by the cubic functions of Przemieniecki, equation 11.32, without rotatory
    inertia; along it the mean of lumped and consistent mass.

    Args:
        along: Places as fractions of the length, weights that sum up to one, mass of a unit of
            length and inertia of a unit of length about the axis there, each of shape (n,).
    """
    full = np.zeros((len(length), 12, 12))
    for place, weight, line_mass, spin in along:
        heavy, linear = weight * line_mass * length, np.stack([1.0 - place, place], axis=1)
        both = linear[:, :, None] * linear[:, None, :]
        lumped = linear[:, :, None] * np.eye(2)
        ends = np.array([0, 6])
        full[:, ends[:, None], ends] += heavy[:, None, None] * (both + lumped) / 2.0
        ends = np.array([3, 9])
        full[:, ends[:, None], ends] += (weight * spin * length)[:, None, None] * both
        cubic = _cubic(place)
        share = heavy[:, None, None] * cubic[:, :, None] * cubic[:, None, :]
        for v, r, sign in FREEDOMS:
            _put(full, (v, r, v + 6, r + 6), sign * length, share)
    return full


def _cubic(place: Floats) -> Floats:
    """Deflection by unit deflections and slopes at both ends, for a unit of length, (n, 4)."""
    t = place
    terms = [1 - 3 * t**2 + 2 * t**3, t - 2 * t**2 + t**3, 3 * t**2 - 2 * t**3, t**3 - t**2]
    return np.stack(terms, axis=1)


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
