"""Scalar points: one freedom, no place; springs, masses and dampers between them."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import read_results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import put, read_op2, solved
from tests.engine.solvers.oscillators import commands
from tests.engine.solvers.test_buckling import CASE as BUCKLING
from tests.engine.solvers.test_buckling import buckled, column

GROUND = "GRID,90,,0.,0.,0.,,123456"
CHAIN = [
    GROUND,
    "SPOINT,1,THRU,3",
    "CELAS4,1,2.,1,2",
    "CELAS3,2,7,2,3",
    "PELAS,7,3.,,10.",
    "SPC1,1,0,1",
    "SLOAD,1,3,6.",
]
"""Springs 2 and 3 from scalar point 1, which is held, to 2 and to 3, which 6 pulls at."""


def rows(table: Any) -> dict[int, np.ndarray]:
    """What a table of pyNastran's says of its only step, by element or point."""
    ids = getattr(table, "node_gridtype", None)
    ids = table.element if ids is None else ids[:, 0]
    return dict(zip(ids.tolist(), table.data[0], strict=True))


def test_springs_in_a_row_add_their_flexibilities(tmp_path: Path) -> None:
    op2 = read_op2(put(tmp_path, CHAIN))
    moved = rows(op2.displacements[1])
    assert [moved[n][0] for n in (1, 2, 3)] == pytest.approx([0, 6 / 2, 6 / 2 + 6 / 3])
    assert rows(op2.spc_forces[1])[1][0] == pytest.approx(-6)
    for table in (op2.displacements[1], op2.spc_forces[1]):
        assert table.node_gridtype.tolist() == [[1, 2], [2, 2], [3, 2], [90, 1]]
        assert not table.data[0][:3, 1:].any()
    results = op2.op2_results
    assert rows(results.force.celas4_force[1])[1] == pytest.approx([2 * (0 - 3)])
    assert rows(results.force.celas3_force[1])[2] == pytest.approx([3 * (3 - 5)])
    assert rows(results.stress.celas3_stress[1])[2] == pytest.approx([-60])
    assert not results.stress.celas4_stress
    energy = results.strain_energy
    assert energy.celas3_strain_energy[1].data[0, 0, 0] == pytest.approx(6**2 / (2 * 3))
    assert energy.celas4_strain_energy[1].data[0, 0, 0] == pytest.approx(6**2 / (2 * 2))


def test_they_are_printed_with_their_one_value(tmp_path: Path) -> None:
    solved(tmp_path, [*CHAIN, "CONM2,9,90,,1."], ("SPC = 1", "LOAD = 1", "FORCE = ALL"))
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert re.search(r"^ +3      S    5\.000000E\+00$", printed, re.MULTILINE)
    assert "( C E L A S 4 )" in printed
    loads = printed[printed.index("OLOAD    RESULTANT") :].splitlines()[2]
    assert set(loads.split()[1:]) == {"0.0"}  # a scalar point is nowhere, so its load has no side


def test_results_are_those_of_the_grid_points(tmp_path: Path) -> None:
    """What reads them measures places and directions, which a scalar point has none of."""
    results = solved(tmp_path, [*CHAIN, "CELAS2,4,5.,2,0,90,3"])
    assert results.nodes.tolist() == [90]
    assert results.displacement.shape == (1, 1, 6)
    (forces,) = (
        t for t in results.element_tables if (t.table, t.card) == ("spring_force", "CELAS2")
    )
    assert forces.columns("spring_force")[0] == pytest.approx([5 * 6 / (2 + 5)])
    assert not results.warnings


def test_a_scalar_element_makes_the_points_it_names(tmp_path: Path) -> None:
    implied = [card for card in CHAIN if not card.startswith("SPOINT")]
    (tmp_path / "implied").mkdir()
    op2, other = read_op2(put(tmp_path, CHAIN)), read_op2(put(tmp_path / "implied", implied))
    assert op2.displacements[1].data == pytest.approx(other.displacements[1].data)


@pytest.mark.parametrize("mass", ["CMASS4,{n},1.,{n}", "CMASS3,{n},8,{n}", "CMASS2,{n},1.,{n}",
                                  "CMASS1,{n},8,{n}"])  # fmt: skip
def test_two_masses_on_two_springs_vibrate_as_the_golden_ratio_says(
    tmp_path: Path, mass: str
) -> None:
    """K = [[2, -1], [-1, 1]], M = 1: eigenvalues (3 -+ 5**0.5) / 2."""
    bulk = [GROUND, "SPOINT,1,2", "CELAS4,1,1.,1", "CELAS4,2,1.,1,2", "PMASS,8,1.", "EIGRL,5,,,2"]
    bulk += [mass.format(n=n) for n in (1, 2)]
    path = put(tmp_path, bulk, ("METHOD = 5",), "SOL 103")
    op2 = read_op2(path)
    shapes = op2.eigenvectors[1]
    assert shapes.node_gridtype[:, 1].tolist() == [2, 2, 1]
    assert shapes.eigns == pytest.approx([(3 - 5**0.5) / 2, (3 + 5**0.5) / 2])
    golden = (1 + 5**0.5) / 2
    assert shapes.data[:, 1, 0] / shapes.data[:, 0, 0] == pytest.approx([golden, -1 / golden])
    results = read_results(tmp_path / "model.op2", path)
    assert results.mode_shapes.shape == (2, 1, 6) and results.effective_mass is None
    assert "M O D A L   E F F E C T I V E" in (tmp_path / "model.f06").read_text(encoding="ascii")


STIFFNESS, MASS, VISCOSITY = 1000.0, 2.5, 4.0
OSCILLATOR = [
    GROUND, "SPOINT,2", f"CELAS4,1,{STIFFNESS},2", f"CMASS4,2,{MASS},2", "DAREA,3,2,0,10.",
    "EIGRL,1,,,1",
]  # fmt: skip


@pytest.mark.parametrize("damper", ["CDAMP4,3,4.,2", "CDAMP3,3,8,2\nPDAMP,8,4.", "CDAMP2,3,4.,2"])
def test_an_oscillator_answers_harmonic_loads(tmp_path: Path, damper: str) -> None:
    bulk = [*OSCILLATOR, damper, "RLOAD1,7,3,,,1.", "FREQ1,8,.5,.25,30"]
    path = put(tmp_path, bulk, commands({"FREQUENCY": "8", "SPC": ""}), "SOL 111")
    found = read_op2(path).displacements[1]
    assert found.node_gridtype.tolist() == [[2, 2], [90, 1]]
    omega = 2 * np.pi * found._times
    exact = 10 / (STIFFNESS - MASS * omega**2 + 1j * omega * VISCOSITY)
    assert found.data[:, 0, 0] == pytest.approx(exact, rel=1e-5)


def test_an_oscillator_answers_a_sudden_load(tmp_path: Path) -> None:
    """Without damping u = F / k (1 - cos w t)."""
    bulk = [*OSCILLATOR, "TLOAD1,7,3,,,5", "TABLED1,5\n,0.,1.,9.,1.,ENDT", "TSTEP,8,50,.01"]
    path = put(tmp_path, bulk, commands({"TSTEP": "8", "SPC": ""}), "SOL 112")
    found = read_op2(path).displacements[1]
    exact = 10 / STIFFNESS * (1 - np.cos(np.sqrt(STIFFNESS / MASS) * found._times))
    assert found.data[:, 0, 0] == pytest.approx(exact, abs=1e-6)


def test_a_column_leans_on_a_spring_behind_a_scalar_point(tmp_path: Path) -> None:
    """An MPC makes the scalar point the deflection of the end: the spring acts on both alike."""
    loaded = [*column("CBAR"), "FORCE,1,11,,10.,-1.,0.,0."]
    tied = [*loaded, "SPOINT,50", "MPC,2,50,0,-1.,11,3,1.", "CELAS4,99,5.,50"]
    direct = buckled(tmp_path, [*loaded, "CELAS2,99,5.,11,3"]).buckling_factors
    found = buckled(tmp_path, tied, ("MPC = 2", *BUCKLING)).buckling_factors
    assert found == pytest.approx(direct, rel=1e-6)
    assert found[0] > buckled(tmp_path, loaded).buckling_factors[0] * 1.05


@pytest.mark.parametrize("held", ["SPC,1,3,0,0.", "SPC,1,3,,0.", "SPC,1,3,1,0.", "SPC1,1,,3"])
def test_a_held_scalar_point_is_moved_by_spcd(tmp_path: Path, held: str) -> None:
    bulk = [card for card in CHAIN if not card.startswith("SLOAD")]
    moved = read_op2(put(tmp_path, [*bulk, held, "SPCD,1,3,0,10."])).displacements[1]
    assert rows(moved)[2][0] == pytest.approx(3 * 10 / (2 + 3))


def test_they_have_no_part_in_weight_and_gravity(tmp_path: Path) -> None:
    bulk = [*CHAIN, "CMASS4,5,1000.,3", "CONM2,9,90,,4.,1.,0.,0.", "GRAV,1,,9.81,1.,0.,0."]
    op2 = read_op2(put(tmp_path, [*bulk, "PARAM,GRDPNT,0"]))
    weight = op2.grid_point_weight[""]
    assert weight.mass == pytest.approx([4, 4, 4])
    assert weight.cg[1, 0] == pytest.approx(1)
    assert rows(op2.displacements[1])[3][0] == pytest.approx(5)  # gravity does not act on it
    assert rows(op2.spc_forces[1])[90][0] == pytest.approx(-4 * 9.81)


def test_what_heat_does_not_stretch_needs_no_temperature(tmp_path: Path) -> None:
    """A rod between grid points is warmer; springs and their scalar points are no part of it."""
    rod = [
        "MAT1,1,7.,,.3,,1.-3",
        "GRID,91,,10.,0.,0.,,23456",
        "CONROD,8,90,91,1,1.",
        "CELAS2,9,1.,91,1,3",
    ]
    case = ("SPC = 1", "LOAD = 1", "TEMPERATURE(LOAD) = 4")
    bulk = [*CHAIN, *rod, "TEMP,4,90,20.,91,20."]
    moved = rows(read_op2(put(tmp_path, bulk, case)).displacements[1])
    chain, spring = 1 / (1 / 2 + 1 / 3), 0.7
    matrix = np.array([[spring + 1, -1], [-1, chain + 1]])  # of points 91 and 3
    exact = np.linalg.solve(matrix, [spring * 10 * 1e-3 * 20, 6])
    assert [moved[91][0], moved[3][0]] == pytest.approx(exact, rel=1e-6)


WRONG = {
    "a scalar spring on a grid point": ("CELAS4,8,1.,90,3", "CELAS4 8: 90 IS NO SCALAR POINT"),
    "a force on a scalar point": ("FORCE,1,3,,1.,1.,0.,0.", "FORCE OF LOAD SET 1 ACTS ON SCALAR"),
    "a component it does not have": ("SPC,1,3,2,0.", "COMPONENT 2 OF SCALAR POINT 3 IN SPC 1"),
    "a spring along such a component": ("CELAS2,8,1.,3,2", "2 IS NOT A COMPONENT OF CELAS2 8"),
    "a point of both kinds": ("SPOINT,90", "POINT 90 IS BOTH A GRID POINT AND A SCALAR POINT"),
    "a rod to a scalar point": (
        "MAT1,1,7.,,.3\nCONROD,8,90,3,1,1.",
        "ELEMENT 8 REFERENCES UNDEFINED GRID POINT 3",
    ),
    "a rigid element to one": ("RBE2,8,90,1,3", "UNDEFINED GRID POINT 3"),
    "a mass that is a body": ("CONM2,8,3,,1.", "UNDEFINED GRID POINT 3"),
    "a scalar load on a grid point": ("SLOAD,1,90,1.", "90 IS A GRID POINT, NOT A SCALAR POINT"),
    "a spring of a missing property": ("CELAS3,8,66,2,3", "UNDEFINED PROPERTY 66"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_scalar_point_is_named(tmp_path: Path, case: str) -> None:
    card, words = WRONG[case]
    with pytest.raises(SolveFailed, match=re.escape(words)):
        Embedded().solve(put(tmp_path, [*CHAIN, card]), tmp_path)


def test_a_scalar_point_that_floats_is_a_mechanism(tmp_path: Path) -> None:
    """Without a held point the chain moves as one."""
    bulk = [card for card in CHAIN if not card.startswith("SPC1")]
    with pytest.raises(SolveFailed, match="9137"):
        Embedded().solve(put(tmp_path, bulk, ("LOAD = 1",)), tmp_path)
