"""Shear panels: Garvey's flexibilities, flows in equilibrium, rods along the sides."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.shear_panel import Panels
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import grids, model, put, read_op2

E, NU, T = 7.0e4, 0.3, 0.8
G = E / 2 / (1 + NU)
ALLOY = f"MAT1,1,{E},,{NU},2.7-6"
OBLONG = np.array([[0, 0, 0], [300, 0, 0], [300, 200, 0], [0, 200, 0]], float)


def panel(points: Floats, prop: str = "PSHEAR,1,1,.8") -> Panels:
    (family,) = read_elements(model([ALLOY, prop, *grids(points), "CSHEAR,1,1,1,2,3,4"]))
    assert isinstance(family, Panels)
    return family


def test_a_rectangle_shears_by_tau_over_g() -> None:
    """A corner that moves by gamma b along a side of length a: q = G t gamma."""
    gamma = 1e-3
    motion = np.zeros((1, 12))
    motion[0, [6, 9]] = gamma * 200
    family = panel(OBLONG)
    assert family.stress(motion)[0] == pytest.approx([G * gamma, G * gamma])
    forces = family.forces(motion)[0]
    flow = G * gamma * T
    assert forces[9::2] == pytest.approx([flow] * 4)
    pull = np.array([200, 300, 300, 200, 200, 300, 300, 200]) / 2 * flow
    assert forces[:8] == pytest.approx(pull * [1, 1, -1, -1, 1, 1, -1, -1])


def test_the_forces_on_the_corners_are_what_the_stiffness_asks_for() -> None:
    motion = np.random.default_rng(3).normal(size=(1, 12))
    points = np.array([[0, 0, 0], [320, -30, 0], [350, 210, 0], [-10, 240, 0]], float)
    family = panel(points)
    found = (family.stiffness() @ motion[..., None])[0, :, 0].reshape(4, 3)
    f41, f21, f12, f32, f23, f43, f34, f14 = family.forces(motion)[0, :8]
    toward = {(a, b): points[b - 1] - points[a - 1] for a in range(1, 5) for b in range(1, 5)}
    side = {pair: v / np.linalg.norm(v) for pair, v in toward.items() if v.any()}
    wanted = [
        f41 * side[4, 1] + f21 * side[2, 1],
        f12 * side[1, 2] + f32 * side[3, 2],
        f23 * side[2, 3] + f43 * side[4, 3],
        f34 * side[3, 4] + f14 * side[1, 4],
    ]
    assert found == pytest.approx(np.array(wanted), abs=1e-9 * np.abs(found).max())


@pytest.mark.parametrize("lean", [0.0, 100.0, -250.0])
def test_a_parallelogram_has_the_flexibility_of_garvey(lean: float) -> None:
    """Twice the energy of a flow q is q^2 A (1 + 2 tan^2 / (1 + nu)) / (G t)."""
    points = OBLONG + np.array([[0], [0], [lean], [lean]]) * [1.0, 0, 0]
    motion = np.random.default_rng(5).normal(size=12)
    family = panel(points)
    flow = family.forces(motion[None])[0, 9]
    work = motion @ family.stiffness()[0] @ motion
    tangent = lean / 200
    assert work == pytest.approx(flow**2 * 300 * 200 / G / T * (1 + 2 * tangent**2 / (1 + NU)))


def test_the_flow_in_a_tapered_web_falls_with_the_square_of_its_height() -> None:
    """Bruhn, Analysis and Design of Flight Vehicle Structures, section A15.18."""
    points = np.array([[0, -100, 0], [300, -60, 0], [300, 60, 0], [0, 100, 0]], float)
    forces = panel(points).forces(np.random.default_rng(7).normal(size=(1, 12)))[0]
    q12, q23, q34, q41 = forces[9::2]
    assert q23 / q41 == pytest.approx((200 / 120) ** 2)
    assert q12 == pytest.approx(q34)
    assert q12 == pytest.approx(q41 * 200 / 120)


def test_a_warped_panel_is_kept_in_equilibrium_by_kick_forces() -> None:
    points = np.array([[0, 0, 9], [300, 20, 0], [250, 160, 0], [0, 200, 0]], float)
    kicks = panel(points).forces(np.random.default_rng(9).normal(size=(1, 12)))[0, 8::2]
    assert np.abs(kicks).max() > 0
    assert kicks.sum() == pytest.approx(0, abs=1e-9 * np.abs(kicks).max())


@pytest.mark.parametrize(
    ("factor", "area"), [(1.0, T * 200 / 2), (0.4, 0.4 * T * 200 / 2), (30.0, 30 * T * T / 2)]
)
def test_rods_along_the_sides_carry_tension(factor: float, area: float) -> None:
    """Both sides of length 300 pulled by 1: twice F T A / (L12 + L34), or F T^2 / 2."""
    motion = np.zeros(12)
    motion[[3, 6]] = 1.0
    force = panel(OBLONG, f"PSHEAR,1,1,.8,,{factor}").stiffness()[0] @ motion
    assert force[3] + force[6] == pytest.approx(2 * E * area / 300)


def test_results_of_a_panel_come_back_from_both_files(tmp_path: Path) -> None:
    bulk = [ALLOY, "PSHEAR,1,1,.8", *grids(OBLONG), "CSHEAR,1,1,1,2,3,4", "SPC1,1,123,1,2"]
    bulk += ["SPC1,1,23,3,4", "SPC1,1,456,1,THRU,4", "FORCE,1,3,,600.,1.,0.,0."]
    bulk += ["CONROD,9,3,4,1,50.", "PARAM,GRDPNT,0"]
    case = ("SPC = 1", "LOAD = 1", "STRESS = ALL", "FORCE = ALL", "ESE = ALL")
    path = put(tmp_path, bulk, case)
    op2 = read_op2(path)
    (stress,) = op2.op2_results.stress.cshear_stress.values()
    (force,) = op2.op2_results.force.cshear_force.values()
    (energy,) = op2.op2_results.strain_energy.cshear_strain_energy.values()
    flow = 600 / 300
    assert stress.data[0, 0, :2] == pytest.approx([flow / T] * 2, rel=1e-6)
    assert force.data[0, 0, 9::2] == pytest.approx([flow] * 4, rel=1e-6)
    assert energy.data[0, 0, 0] == pytest.approx(flow**2 * 6e4 / G / T / 2, rel=1e-6)
    page = path.with_suffix(".f06").read_text(encoding="ascii")
    assert "S H E A R   P A N E L S" in page
    assert "2.500000E+00" in page


def test_a_panel_that_is_not_convex_is_refused(tmp_path: Path) -> None:
    points = np.array([[0, 0, 0], [300, 0, 0], [50, 50, 0], [0, 200, 0]], float)
    bulk = [ALLOY, "PSHEAR,1,1,.8", *grids(points), "CSHEAR,1,1,1,2,3,4", "SPC1,1,123456,1"]
    with pytest.raises(SolveFailed, match="IT IS NOT CONVEX"):
        Embedded().solve(put(tmp_path, bulk, ("SPC = 1",)), tmp_path)


def test_shear_turns_slopes_against_each_other() -> None:
    """The work of pure shear is t tau times the integral of 2 w,x w,y."""
    motion = np.zeros((1, 12))
    motion[0, [6, 9]] = 0.2
    geometric = panel(OBLONG).geometric(motion)[0].reshape(4, 3, 4, 3)[:, 2, :, 2]
    x, y = OBLONG[:, :2].T
    twist = x / 300 + y / 200
    work = twist @ geometric @ twist
    assert work == pytest.approx(2 * T * G * 1e-3 / 300 / 200 * 6e4)
