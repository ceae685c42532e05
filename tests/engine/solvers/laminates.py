"""Laminates for tests: bulk data, and their theory written down once more, the long way.

Jones, Mechanics of Composite Materials, 2nd ed., sections 2.5, 2.6, 4.2 and 4.5.
"""

from collections.abc import Sequence

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.shell_section import ShellSections
from tests.engine.solvers.decks import grid, model

E1, E2, NU12, G12, G1Z, G2Z = 1.4e5, 1.0e4, 0.3, 5.0e3, 5.0e3, 3.5e3
A1, A2 = -0.3e-6, 28.0e-6
CARBON = f"MAT8,1,{E1},{E2},{NU12},{G12},{G1Z},{G2Z},1.6-9\n,{A1},{A2},0."
SQUARE = [grid(n, p) for n, p in enumerate([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], start=1)]
QUAD = "CQUAD4,1,1,1,2,3,4"
CROSS = ((0.5, 0.0), (0.5, 90.0))
STEEL = "MAT1,2,2.1+5,,.3,7.85-9,1.2-5"
angles = st.integers(-90, 90).map(float)
stacks = st.lists(
    st.tuples(st.integers(1, 9).map(lambda t: t / 10), angles), min_size=1, max_size=5
)
laws = settings(max_examples=25, deadline=None)


def pcomp(plies: Sequence[tuple[float, float]], z0: str = "", rest: str = "") -> str:
    """A PCOMP 1 of material 1: thickness and angle of each ply."""
    lines = [f"PCOMP,1,{z0},{rest}", *(f",1,{t},{angle},YES" for t, angle in plies)]
    return "\n".join(lines)


def section(*bulk: str) -> ShellSections:
    """The section of element 1."""
    (family,) = read_elements(model([*bulk, *SQUARE]))
    assert isinstance(family, Shells)
    return family.section


def reduced() -> Floats:
    """Q of the carbon ply."""
    mixed = 1 - NU12 * NU12 * E2 / E1
    q11, q12, q22 = E1 / mixed, NU12 * E2 / mixed, E2 / mixed
    return np.array([[q11, q12, 0], [q12, q22, 0], [0, 0, G12]])


def turned(angle: float) -> Floats:
    """Q-bar, term by term."""
    m, n = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    q = reduced()
    q11, q12, q22, q66 = q[0, 0], q[0, 1], q[1, 1], q[2, 2]
    b11 = q11 * m**4 + 2 * (q12 + 2 * q66) * m**2 * n**2 + q22 * n**4
    b22 = q11 * n**4 + 2 * (q12 + 2 * q66) * m**2 * n**2 + q22 * m**4
    b12 = (q11 + q22 - 4 * q66) * m**2 * n**2 + q12 * (m**4 + n**4)
    b66 = (q11 + q22 - 2 * q12 - 2 * q66) * m**2 * n**2 + q66 * (m**4 + n**4)
    b16 = (q11 - q12 - 2 * q66) * m**3 * n + (q12 - q22 + 2 * q66) * m * n**3
    b26 = (q11 - q12 - 2 * q66) * m * n**3 + (q12 - q22 + 2 * q66) * m**3 * n
    return np.array([[b11, b12, b16], [b12, b22, b26], [b16, b26, b66]])


def stiffness(plies: Sequence[tuple[float, float]], bottom: float | None = None) -> Floats:
    """A, B; B, D by integrals over the plies, shape (6, 6)."""
    z = -sum(t for t, _ in plies) / 2 if bottom is None else bottom
    total = np.zeros((6, 6))
    for t, angle in plies:
        z, below = z + t, z
        powers = [(z**k - below**k) / k for k in (1, 2, 3)]
        total += np.kron([[powers[0], powers[1]], [powers[1], powers[2]]], turned(angle))
    return total


def expansion(angle: float) -> Floats:
    """Thermal strains of a turned ply."""
    m, n = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([A1 * m**2 + A2 * n**2, A1 * n**2 + A2 * m**2, 2 * (A1 - A2) * m * n])
