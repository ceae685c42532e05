"""The machine frame against the exact dynamic stiffness of its members.

A member between two joints obeys, in bending with shear flexibility, w' = t + V / k, t' = M / EI,
V' = -m omega^2 w, M' = -V, and along its axis u' = N / EA, N' = -m omega^2 u. The exponential of
these equations over its length gives the forces at its ends without any mesh (Clough and Penzien,
Dynamics of Structures, chapter on dynamic direct stiffness).
"""

from math import pi
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.optimize import brentq

from atomizer.commands.plugins import validate
from tests.studies.playing import baseline, constraint_margins, objectives, play, solve

Floats = NDArray[np.float64]
YOUNG, SHEAR, DENSITY = 210_000.0, 80_000.0, 7.85e-9
HEIGHT, SPAN, MACHINE, BOX_WIDTH = 3000.0, 4000.0, 0.4, 120.0
JOINTS = {
    "foot": (0.0, 0.0), "foot'": (SPAN, 0.0), "first": (0.0, HEIGHT), "first'": (SPAN, HEIGHT),
    "top": (0.0, 2 * HEIGHT), "top'": (SPAN, 2 * HEIGHT), "m1": (SPAN / 2, HEIGHT),
    "m2": (SPAN / 2, 2 * HEIGHT),
}  # fmt: skip
COLUMNS = [("foot", "first"), ("foot'", "first'"), ("first", "top"), ("first'", "top'")]
BEAMS = [("first", "m1"), ("m1", "first'"), ("top", "m2"), ("m2", "top'")]
DESIGNS = [(90.0, 8.0, 200.0, 8.0), (114.57, 3.0319, 270.15, 4.089), (60.0, 10.0, 300.0, 4.0)]


class Section:
    """Area, moment of area and shear stiffness (0 is none) of a member."""

    def __init__(self, area: float, bending: float, shear: float = 0.0) -> None:
        self.area, self.bending, self.shear = area, bending, shear


def tube(radius: float, wall: float) -> Section:
    inner = radius - wall
    area = pi * (radius**2 - inner**2)
    return Section(area, pi / 4 * (radius**4 - inner**4), shear=0.5 * SHEAR * area)


def box(height: float, wall: float) -> Section:
    inside, free = BOX_WIDTH - 2 * wall, height - 2 * wall
    area = BOX_WIDTH * height - inside * free
    return Section(area, (BOX_WIDTH * height**3 - inside * free**3) / 12)


def member(section: Section, length: float, omega: float) -> Floats:
    """Forces on both ends (along, across, moment) from their motions, shape (6, 6)."""
    inertia = DENSITY * section.area * omega**2
    slip = 1 / section.shear if section.shear else 0.0
    bends = 1 / (YOUNG * section.bending)
    across = np.array([[0, 1, slip, 0], [0, 0, 0, bends], [-inertia, 0, 0, 0], [0, 0, -1, 0]])
    along = np.array([[0, 1 / (YOUNG * section.area)], [-inertia, 0]])
    stiffness = np.zeros((6, 6))
    for equations, rows in ((along, [0, 3]), (across, [1, 2, 4, 5])):
        stiffness[np.ix_(rows, rows)] = ends(expm(equations * length))
    return stiffness


def ends(transfer: Floats) -> Floats:
    """End forces from end motions, by what becomes of motions and forces along a member."""
    n = len(transfer) // 2
    uu, uf, fu, ff = transfer[:n, :n], transfer[:n, n:], transfer[n:, :n], transfer[n:, n:]
    flexible = np.linalg.inv(uf)
    first = np.hstack([-flexible @ uu, flexible])
    last = np.hstack([fu, np.zeros((n, n))]) + ff @ first
    return np.vstack([-first, last])


def frame(design: tuple[float, float, float, float], omega: float) -> Floats:
    """The dynamic stiffness of all joints but the feet, shape (18, 18)."""
    names = list(JOINTS)
    total = np.zeros((3 * len(names), 3 * len(names)))
    for members, section in ((COLUMNS, tube(*design[:2])), (BEAMS, box(*design[2:]))):
        for a, b in members:
            along = np.subtract(JOINTS[b], JOINTS[a])
            length = float(np.hypot(*along))
            cosine, sine = along / length
            turn = np.kron(np.eye(2), [[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
            rows = [3 * names.index(n) + k for n in (a, b) for k in range(3)]
            total[np.ix_(rows, rows)] += turn.T @ member(section, length, omega) @ turn
    for machine in ("m1", "m2"):
        at = 3 * names.index(machine)
        total[[at, at + 1], [at, at + 1]] -= MACHINE * omega**2
    return total[6:, 6:]


def exact(design: tuple[float, float, float, float], near: float) -> float:
    """The natural frequency within 0.5 % of one, in Hz, where an eigenvalue goes through zero."""

    def determinant(frequency: float) -> float:
        sign, size = np.linalg.slogdet(frame(design, 2 * pi * frequency))
        scale = np.linalg.slogdet(frame(design, 2 * pi * 1.01 * near))[1]
        return float(sign * np.exp(size - scale))

    return float(brentq(determinant, 0.995 * near, 1.005 * near))


def test_it_is_ready_to_run() -> None:
    assert validate(play("frame_modes")) == []


@pytest.mark.parametrize("design", DESIGNS)
def test_the_frequencies_are_those_of_the_exact_dynamic_stiffness(
    design: tuple[float, float, float, float], tmp_path: Path
) -> None:
    study = play("frame_modes")
    names = ("R_COL", "T_COL", "H_BEAM", "T_BEAM")
    found = solve(study, dict(zip(names, design, strict=True)), tmp_path)
    for extractor in ("ext_first", "ext_second"):
        frequency = found[extractor]["frequency"]
        assert frequency == pytest.approx(exact(design, frequency), rel=1e-3)


def test_the_baseline_is_too_soft_and_a_lighter_frame_is_not(tmp_path: Path) -> None:
    study = play("frame_modes")
    before = solve(study, baseline(study), tmp_path)
    lighter = dict(zip(("R_COL", "T_COL", "H_BEAM", "T_BEAM"), DESIGNS[1], strict=True))
    after = solve(study, lighter, tmp_path)
    assert objectives(study, before)["obj_mass"] == pytest.approx(1512.670, abs=1e-2)
    assert before["ext_first"]["frequency"] == pytest.approx(4.8825, rel=1e-4)
    assert objectives(study, after)["obj_mass"] == pytest.approx(1199.1, abs=0.1)
    assert max(constraint_margins(study, before).values()) > 0
    assert max(constraint_margins(study, after).values()) <= 0
