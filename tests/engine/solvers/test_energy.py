"""Strain energy of elements and forces of multi-point constraints."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats, resultant
from atomizer.engine.solvers.embedded.assembly import assemble, to_basic_frame
from atomizer.engine.solvers.embedded.elements.rod import Rods
from atomizer.engine.solvers.embedded.energy import Strained, strain_energies
from atomizer.engine.solvers.embedded.reading import read_deck
from atomizer.engine.solvers.embedded.run import Outcome, run
from atomizer.engine.solvers.embedded.solutions.statics import StaticAnswers
from atomizer.engine.solvers.embedded.static import Answer
from tests.engine.solvers.bricks import KINDS as SOLIDS
from tests.engine.solvers.bricks import block
from tests.engine.solvers.decks import STATIC, grid, mesh, put, read_op2, solved
from tests.engine.solvers.kinds import KINDS, Kind, distortions, laws, placed

E, ALPHA = 2.1e5, 1.2e-5
STEEL = f"MAT1,1,{E},,.3,7.85-9,{ALPHA},20."
FRAME = "CORD2C,8,0,3.,4.,0.,3.,4.,1.\n,9.,4.,0."
MIXED = [
    STEEL, "PSHELL,1,1,2.,1,,1", *mesh(4, 5, 20.0), "SPC1,1,123456,1,6,11,16,21,26", FRAME,
    "PBAR,2,1,100.,2000.,800.,1500.", grid(90, (25, 10, 3), ",8"), grid(91, (40, 10, 3)),
    "CBAR,91,2,90,91,0.,1.,0.\n,,,.5,1.,2.,3.,2.,1.", "RBE2,900,90,123456,10,15,20",
    grid(92, (20, 25, 0)), "RBE3,901,,92,123456,1.,123,30,29\n,24", "CELAS2,93,40.,91,2",
    "FORCE,1,91,,70.,.2,.3,1.", "FORCE,1,92,,30.,.1,-.5,1.",
]  # fmt: skip
"""A plate with a rigid body, a mean, an offset bar in a turned frame, and a spring to ground."""
FREE = -0.5 * E * 5 * 300 * (ALPHA * 50) ** 2
"""Of a rod of 300 with area 5 that is 50 degrees warmer and free."""


def ran(folder: Path, bulk: list[str], case: tuple[str, ...] = STATIC) -> Outcome:
    path = put(folder, bulk, case)
    return run(read_deck(path), path)


def only(outcome: Outcome) -> Answer:
    (part,) = (part for part in outcome.parts if isinstance(part, StaticAnswers))
    return part.answers[0]


def energies(results: Results, mode: int = 0) -> dict[int, Floats]:
    """Energy, percent and density by element id."""
    tables = (t for t in results.element_tables if (t.table, t.mode) == ("strain_energy", mode))
    return {int(eid): row for t in tables for eid, row in zip(t.elements, t.values, strict=True)}


def test_a_stretched_rod_holds_f2_l_over_2_ea(tmp_path: Path) -> None:
    bulk = [STEEL, grid(1, (0, 0, 0)), grid(2, (300, 0, 0)), grid(3, (400, 0, 0))]
    bulk += ["CONROD,1,1,2,1,5.", "CONROD,2,2,3,1,10.", "SPC1,1,123456,1", "SPC1,1,23456,2,3"]
    found = energies(solved(tmp_path, [*bulk, "FORCE,1,3,,900.,1.,0.,0."]))
    one, two = 900**2 * 300 / (2 * E * 5), 900**2 * 100 / (2 * E * 10)
    assert found[1] == pytest.approx([one, 100 * one / (one + two), one / 1500])
    assert found[2] == pytest.approx([two, 100 * two / (one + two), two / 1000])


@pytest.mark.parametrize(("held", "energy"), [("1", 0.0), ("", FREE)], ids=["held", "free"])
def test_heat_that_is_held_back_stores_nothing_and_free_heat_gives_energy_back(
    tmp_path: Path, held: str, energy: float
) -> None:
    """1/2 u K u - u P: 0 where nothing moves, -1/2 E A L (alpha T)^2 where all is free."""
    bulk = [STEEL, grid(1, (0, 0, 0)), grid(2, (300, 0, 0)), "CONROD,1,1,2,1,5.", "TEMPD,4,70."]
    bulk += ["SPC1,1,123456,1", f"SPC1,1,{held}23456,2"]
    found = energies(solved(tmp_path, bulk, ("SPC = 1", "TEMPERATURE(LOAD) = 4")))
    assert found[1][0] == pytest.approx(energy)


def work(outcome: Outcome, answer: Answer) -> float:
    """1/2 u K u by the assembled structure."""
    elements = outcome.problem.elements
    size = answer.motion.size
    whole = assemble(size, elements, [family.stiffness() for family in elements])
    return float(answer.motion.ravel() @ (whole @ answer.motion.ravel())) / 2.0


def test_energies_of_all_elements_are_the_work_of_the_loads(tmp_path: Path) -> None:
    """Clapeyron: also with rigid elements, offsets, means and turned frames."""
    outcome = ran(tmp_path, MIXED)
    answer = only(outcome)
    (energy,) = strain_energies(outcome.problem.elements, [Strained(answer.motion)])
    by_loads = float((answer.load * answer.motion).sum()) / 2.0
    assert energy.total == pytest.approx(work(outcome, answer), rel=1e-12)
    assert energy.total == pytest.approx(by_loads, rel=1e-7)


@pytest.mark.parametrize("kind", [*KINDS], ids=lambda kind: kind.name)
@given(distortion=distortions(), seed=st.integers(0, 99))
@laws
def test_the_energy_of_an_element_is_half_the_work_of_its_forces(
    kind: Kind, distortion: Floats, seed: int
) -> None:
    points = placed(kind, distortion)
    family = kind.build(points)
    motion = np.random.default_rng(seed).normal(size=(len(points) + 1, 6))
    (energy,) = strain_energies([family], [Strained(motion)])
    moved = motion[: len(points), : family.components].ravel()
    assert energy.total == pytest.approx(moved @ family.stiffness()[0] @ moved / 2, rel=1e-10)
    assert energy.total >= 0
    if isinstance(family, Rods):
        pull, twist = family.forces(moved[None])[0]
        stored = pull**2 / family.axial + twist**2 / family.torsional
        assert energy.total == pytest.approx(stored[0] * family.length[0] / 2)


@pytest.mark.parametrize("kind", SOLIDS)
def test_a_stretched_block_holds_the_same_in_each_part_of_its_volume(
    tmp_path: Path, kind: tuple[str, int]
) -> None:
    whole = block(kind, (2, 1, 1), lambda unit: unit * [4.0, 1.0, 1.0])
    bulk = [f"MAT1,1,{E},,0.", "PSOLID,1,1", *whole.bulk()]
    bulk += [f"SPC1,1,123,{node}" for node in whole.where(lambda p: p[0] == 0)]
    for node in whole.where(lambda p: p[0] == 4):
        bulk += [f"SPC1,1,123,{node}", f"SPCD,1,{node},1,.004"]
    found = np.array(list(energies(solved(tmp_path, bulk)).values()))
    density = E * 0.001**2 / 2
    assert found[:, 2] == pytest.approx(np.full(len(found), density), rel=1e-5)
    assert found[:, :2].sum(axis=0) == pytest.approx([4 * density, 100.0], rel=1e-5)


def test_energies_of_a_mode_sum_up_to_half_its_generalized_stiffness(tmp_path: Path) -> None:
    bulk = [STEEL, "PSHELL,1,1,2.,1,,1", *mesh(4, 4, 20.0), "SPC1,1,123456,1,6,11,16,21"]
    results = solved(tmp_path, [*bulk, "EIGRL,7,,,3"], ("SPC = 1", "METHOD = 7"), "SOL 103")
    for mode, eigenvalue in enumerate(results.eigenvalues, start=1):
        total = sum(row[0] for row in energies(results, mode).values())
        assert total == pytest.approx(eigenvalue / 2, rel=1e-5)
    assert len(energies(results, 1)) == 16


def test_forces_of_constraint_close_the_balance_of_every_grid_point(tmp_path: Path) -> None:
    """Elements pull as the loads, the supports and the constraints push; a link is in balance."""
    outcome = ran(tmp_path, MIXED)
    answer, points = only(outcome), outcome.problem.model.grid
    assert answer.mpc_forces is not None
    elements = outcome.problem.elements
    whole = assemble(6 * len(points), elements, [family.stiffness() for family in elements])
    pulled = (whole @ answer.motion.ravel()).reshape(-1, 6)
    held, tied = (to_basic_frame(force, points) for force in (answer.spc_forces, answer.mpc_forces))
    assert answer.load + held + tied == pytest.approx(pulled, abs=1e-6)
    assert resultant(tied, points.xyz) == pytest.approx(np.zeros(6), abs=1e-6)
    assert np.abs(answer.load + held + tied).sum() > 70
    free = [row for row, point in enumerate(points.ids) if point in (1, 8, 91)]
    assert not tied[free].any()


def test_forces_of_constraint_are_read_back_through_pynastran(tmp_path: Path) -> None:
    """An equation u1 = 2 u2 between two springs: forces 1 to -2."""
    bulk = [STEEL, grid(1, (0, 0, 0)), grid(2, (1, 0, 0)), "CELAS2,1,30.,1,1", "CELAS2,2,50.,2,1"]
    bulk += ["SPC1,1,23456,1,2", "MPC,5,1,1,1.,2,1,-2.", "FORCE,1,1,,85.,1.,0.,0."]
    path = put(tmp_path, bulk, (*STATIC, "MPC = 5", "MPCFORCES = ALL"))
    found = read_op2(path).mpc_forces[1]
    assert found.node_gridtype[:, 0].tolist() == [1, 2]
    assert found.data[0][:, 0] == pytest.approx([-25, 50])


def test_a_deck_without_constraints_has_no_table_of_them(tmp_path: Path) -> None:
    bulk = [
        STEEL,
        grid(1, (0, 0, 0)),
        "CELAS2,1,30.,1,1",
        "SPC1,1,23456,1",
        "FORCE,1,1,,1.,1.,0.,0.",
    ]
    assert not read_op2(put(tmp_path, bulk)).mpc_forces
