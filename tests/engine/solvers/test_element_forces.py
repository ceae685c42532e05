"""Element forces in closed form, signed as Nastran signs them, read back through pyNastran."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.engine.results import Results, Table
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.rod import Rods
from atomizer.engine.solvers.embedded.elements.shell import Shells
from tests.engine.solvers.decks import grid, mesh, solved
from tests.engine.solvers.kinds import (
    KINDS,
    Kind,
    distortions,
    freedoms,
    laws,
    placed,
)

E = 2.1e5
STEEL = f"MAT1,1,{E},,.3,7.85-9"
PROPS = {
    "CBAR": "PBAR,1,1,100.,2000.,800.,1500.\n,5.,2.,-5.,2.,-5.,-2.,5.,-2.",
    "CBEAM": "PBEAM,1,1,100.,2000.,800.,,1500.\n,5.,2.,-5.,2.,-5.,-2.,5.,-2.",
}
LOADS = ("FORCE,1,2,,1.,900.,7.,-3.", "MOMENT,1,2,,1.,50.,60.,80.")
NAMES = {
    "CBAR": ("bending_moment_a1", "bending_moment_a2", "bending_moment_b1", "bending_moment_b2",
             "shear1", "shear2", "axial", "torque"),
    "CBEAM": ("bending_moment1", "bending_moment2", "shear1", "shear2", "axial_force",
              "total_torque"),
}  # fmt: skip


def forces(results: Results, table: Table, *names: str) -> Floats:
    """Columns of the one table of this kind."""
    (found,) = [each for each in results.element_tables if each.table == table]
    return found.columns(*names)


def cantilever(folder: Path, card: str) -> Results:
    """One element of length 400 along x, plane 1 upright, fixed at grid point 1."""
    bulk = [STEEL, PROPS[card], grid(1, (0, 0, 0)), grid(2, (400, 0, 0))]
    return solved(folder, [*bulk, f"{card},1,1,1,2,0.,1.,0.", "SPC1,1,123456,1", "\n".join(LOADS)])


ROOT = (7 * 400 + 80, -3 * 400 - 60)
"""Moments in plane 1 and 2 at the root; those at the tip are 80 and -60."""


def test_a_cantilever_bar_has_the_moments_and_shears_of_its_tip_load(tmp_path: Path) -> None:
    found = forces(cantilever(tmp_path, "CBAR"), "bar_force", *NAMES["CBAR"])
    assert found[:, 0] == pytest.approx([*ROOT, 80, -60, 7, -3, 900, 50])


def test_a_beam_reports_both_ends(tmp_path: Path) -> None:
    found = forces(cantilever(tmp_path, "CBEAM"), "beam_force", *NAMES["CBEAM"])
    assert found[:, 0] == pytest.approx([*ROOT, 7, -3, 900, 50], rel=1e-6)
    assert found[:, 1] == pytest.approx([80, -60, 7, -3, 900, 50], rel=1e-5)


def test_stress_in_a_bar_is_that_of_its_forces(tmp_path: Path) -> None:
    results = cantilever(tmp_path, "CBAR")
    m1, m2, axial = forces(results, "bar_force", NAMES["CBAR"][0], NAMES["CBAR"][1], "axial")
    stress = forces(results, "bar_stress", "s1a", "s3a", "axial")
    bent = -m1 * 5 / 2000 - m2 * 2 / 800
    assert stress[:, 0] == pytest.approx([bent[0], -bent[0], axial[0] / 100])


def test_a_uniform_load_on_a_held_bar_has_its_shear_at_end_a(tmp_path: Path) -> None:
    bulk = [STEEL, PROPS["CBAR"], grid(1, (0, 0, 0)), grid(2, (400, 0, 0))]
    bulk += ["CBAR,1,1,1,2,0.,1.,0.", "SPC1,1,123456,1,2", "PLOAD1,1,1,FY,FR,0.,-2.,1.,-2."]
    found = forces(solved(tmp_path, bulk), "bar_force", *NAMES["CBAR"])
    most = -2 * 400**2 / 12
    assert found[:, 0] == pytest.approx([most, 0, most, 0, -400, 0, 0, 0], rel=1e-6, abs=1e-6)


def test_a_pin_carries_no_moment(tmp_path: Path) -> None:
    """Propped at its pinned end B, moved up by 1 there: M = 3 E I / L^2."""
    bulk = [STEEL, PROPS["CBAR"], grid(1, (0, 0, 0)), grid(2, (400, 0, 0))]
    bulk += ["CBAR,1,1,1,2,0.,1.,0.\n,,56", "SPC1,1,123456,1,2", "SPCD,1,2,2,1."]
    found = forces(solved(tmp_path, bulk), "bar_force", *NAMES["CBAR"])
    most = 3 * E * 2000 / 400**2
    assert found[:, 0] == pytest.approx([most, 0, 0, 0, most / 400, 0, 0, 0], rel=1e-6, abs=1e-3)


def test_a_portal_frame_shares_a_side_load(tmp_path: Path) -> None:
    """Two columns clamped below, a stiff beam above: each carries F / 2 and F h / 4."""
    stiff = "PBAR,2,1,1.+5,1.+9,1.+9,1.+9"
    bulk = [STEEL, "PBAR,1,1,1.+5,2000.,800.,1500.", stiff]
    bulk += [grid(n, (*at, 0)) for n, at in enumerate([(0, 0), (0, 300), (400, 300), (400, 0)], 1)]
    bulk += ["CBAR,1,1,1,2,1.,0.,0.", "CBAR,2,2,2,3,0.,1.,0.", "CBAR,3,1,4,3,1.,0.,0."]
    bulk += ["SPC1,1,123456,1,4", "FORCE,1,2,,100.,1.,0.,0."]
    found = forces(
        solved(tmp_path, bulk), "bar_force", NAMES["CBAR"][0], NAMES["CBAR"][2], "shear1"
    )
    for column in (0, 2):
        assert found[:, column] == pytest.approx([7500, -7500, 50], rel=1e-3)


def test_rods_springs_and_bushings_report_what_they_carry(tmp_path: Path) -> None:
    bulk = [STEEL, *(grid(n, (100 * (n - 1), 0, 0)) for n in (1, 2, 3, 4))]
    bulk += ["CONROD,1,1,2,1,5.,7.", "CELAS2,2,50.,2,1,3,1,,3.", "CELAS2,5,70.,2,4,3,4,,.5"]
    bulk += ["PBUSH,1,K,10.,20.,30.,40.,50.,60.\n,,RCV,2.,3.", "CBUSH,3,1,3,4,0.,1.,0.\n,1."]
    bulk += [
        "SPC1,1,123456,1",
        "SPC1,1,2356,2,3",
        "FORCE,1,4,,1.,9.,0.,6.",
        "MOMENT,1,4,,8.,1.,0.,0.",
    ]
    results = solved(tmp_path, bulk)
    assert forces(results, "rod_force", "axial", "torsion")[:, 0] == pytest.approx([9, 8])
    assert forces(results, "spring_force", "spring_force")[0] == pytest.approx([-9, -8])
    bushing = forces(results, "bushing_force", "fx", "fy", "fz", "mx", "my", "mz")
    assert bushing[:, 0] == pytest.approx([9, 0, 6, 8, 0, 0], abs=1e-6)


def strip(folder: Path, load: tuple[str, ...], shear: str) -> Results:
    """A plate strip of 8 x 1 elements, 1 long, 0.125 wide, 0.05 thick, held at x = 0."""
    points = [grid(1 + i + 9 * j, (i / 8, j / 8, 0)) for j in (0, 1) for i in range(9)]
    quads = [f"CQUAD4,{i},1,{i},{i + 1},{i + 10},{i + 9}" for i in range(1, 9)]
    bulk = [f"MAT1,1,{E},,0.", f"PSHELL,1,1,.05,1,,{shear}", *points, *quads]
    return solved(folder, [*bulk, "SPC1,1,123456,1,10", *load])


@pytest.mark.parametrize("shear", ["1", ""], ids=["flexible in shear", "stiff in shear"])
def test_a_plate_strip_has_the_forces_of_a_beam(tmp_path: Path, shear: str) -> None:
    """N = 16 / 0.125; Q = 2 / 0.125; the moment falls to the tip and presses the upper fibre."""
    load = tuple(f"FORCE,1,{node},,1.,8.,0.,1." for node in (9, 18))
    found = forces(strip(tmp_path, load, shear), "shell_force", "mx", "my", "bmx", "tx", "ty")
    middles = (np.arange(8) + 0.5) / 8
    assert found[0] == pytest.approx(np.full(8, 128.0))
    assert found[2] == pytest.approx(16 * (1 - middles), rel=1e-5)
    assert np.abs(found[3]) == pytest.approx(np.full(8, 16.0), rel=1e-5)
    assert found[[1, 4]] == pytest.approx(np.zeros((2, 8)), abs=1e-4)


def test_shear_is_the_fall_of_the_moments(tmp_path: Path) -> None:
    """Qx = -d Mx / d x, with moments that press the upper fibre, as of bars."""
    load = tuple(f"FORCE,1,{node},,1.,0.,0.,1." for node in (9, 18))
    moment, shear = forces(strip(tmp_path, load, "1"), "shell_force", "bmx", "tx")
    assert shear == pytest.approx(np.full(8, (moment[0] - moment[1]) * 8), rel=1e-5)


def test_every_kind_of_element_comes_back_through_pynastran(tmp_path: Path) -> None:
    bulk = [STEEL, "PSHELL,1,1,.05,1,,1", *mesh(2, 2), "CTRIA3,9,1,1,2,5", "SPC1,1,123456,1,2,3"]
    results = solved(tmp_path, [*bulk, "FORCE,1,9,,1.,1.,2.,3."])
    cards = {each.card: each for each in results.element_tables if each.table == "shell_force"}
    assert cards["CQUAD4"].elements.tolist() == [1, 2, 3, 4]
    assert cards["CTRIA3"].elements.tolist() == [9]
    assert cards["CTRIA3"].headers == cards["CQUAD4"].headers


LINES = [kind for kind in KINDS if kind.name in ("CROD", "CONROD", "CTUBE", "CBAR", "CBEAM")]
SHELLS = [kind for kind in KINDS if kind.name in ("CQUAD4", "CTRIA3")]


@pytest.mark.parametrize("kind", LINES, ids=lambda kind: kind.name)
@given(distortion=distortions(), seed=st.integers(0, 99))
@laws
def test_forces_hold_the_nodes_in_equilibrium(kind: Kind, distortion: Floats, seed: int) -> None:
    """What end B carries, turned into the basic frame, is what stiffness times motion gives."""
    family = kind.build(placed(kind, distortion))
    motion = np.random.default_rng(seed).normal(size=(1, 12))
    at_b = (family.stiffness() @ motion[..., None])[0, 6:, 0]
    if isinstance(family, Bars):
        m1, m2, v1, v2, axial, torque = family.inner_forces(motion)[0, 1]
        x, y, z = family.axes[0]
        force, moment = axial * x + v1 * y + v2 * z, torque * x - m2 * y + m1 * z
    else:
        assert isinstance(family, Rods)
        force, moment = family.forces(motion).T * family.axis
    assert np.concatenate([force, moment]) == pytest.approx(at_b, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kind", SHELLS, ids=lambda kind: kind.name)
@given(distortion=distortions())
@laws
def test_a_shell_in_rigid_motion_carries_nothing(kind: Kind, distortion: Floats) -> None:
    points = placed(kind, distortion)
    family = kind.build(points)
    assert isinstance(family, Shells)
    motion = freedoms(family, points).T
    carried = [family.forces(each[None]) for each in motion]
    assert np.abs(carried).max() < 1e-9 * np.abs(family.section.membrane).max()


@pytest.mark.parametrize("kind", SHELLS, ids=lambda kind: kind.name)
@given(distortion=distortions(), seed=st.integers(0, 99))
@laws
def test_stress_of_a_shell_is_that_of_its_forces(kind: Kind, distortion: Floats, seed: int) -> None:
    """sigma = N / t - 12 M z / t^3."""
    family = kind.build(placed(kind, distortion))
    assert isinstance(family, Shells)
    motion = np.random.default_rng(seed).normal(size=(1, 6 * family.shape.nodes))
    carried, t = family.forces(motion), family.section.thickness[:, None, None]
    depth = family.section.fibres[..., None]
    stress = carried[:, None, :3] / t - 12 * carried[:, None, 3:6] * depth / t**3
    assert family.stress(motion) == pytest.approx(stress, rel=1e-9, abs=1e-6)
