"""Stresses, forces and energies of natural modes and of buckling shapes."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import ElementTable, Results, read_results
from atomizer.engine.solvers.embedded.reading import read_deck
from atomizer.engine.solvers.embedded.run import run
from atomizer.engine.solvers.embedded.solutions.modes import ModeShapes
from tests.engine.solvers.decks import STATIC, grid, mesh, put, read_op2, solved
from tests.engine.solvers.test_modes import STEEL, E, bar

LENGTH, HALF = 1000.0, 5.0
ASKED = ("STRESS = ALL", "FORCE = ALL", "ESE = ALL")
MODES, SHAPES = ("SPC = 1", "METHOD = 5"), (*STATIC, "METHOD = 5")
WEAK = 10 * 20**3 / 12 * 10**2 / 20**2
"""Moment of area of the bar where it is weak."""


def table(results: Results, name: str, mode: int, kind: str = "natural") -> ElementTable:
    """The one table of a mode."""
    found = results.element_tables
    (one,) = (t for t in found if (t.table, t.mode, t.kind) == (name, mode, kind))
    return one


def root(results: Results, kind: str) -> tuple[float, float]:
    """Largest bending stress and moment at the wall of the first mode, for a tip that moves by 1.

    A unit of tip: stress is E c v'', the moment E I v''.
    """
    shapes = results.mode_shapes if kind == "natural" else results.buckling_shapes
    tip = float(np.linalg.norm(shapes[0, -1, :3]))
    bending = table(results, "bar_stress", 1, kind).columns(*(f"s{k}a" for k in (1, 2, 3, 4)))
    moments = table(results, "bar_force", 1, kind).columns("bending_moment_a1", "bending_moment_a2")
    return float(np.abs(bending[:, 0]).max()) / tip, float(np.linalg.norm(moments[:, 0])) / tip


def test_a_cantilever_mode_bends_its_root_as_the_beam_equation_says(tmp_path: Path) -> None:
    """v''(0) = (beta / L)^2 v(L), beta 1.8751 (Blevins, table 8-1: v(L) = 2, v''(0) = 2 b^2)."""
    bulk = [*bar(40), "SPC1,1,123456,1", "EIGRL,5,,,1"]
    stress, moment = root(solved(tmp_path, bulk, (*MODES, *ASKED), "SOL 103"), "natural")
    assert stress == pytest.approx(E * HALF * (1.8751 / LENGTH) ** 2, rel=2e-3)
    assert moment == pytest.approx(E * WEAK * (1.8751 / LENGTH) ** 2, rel=2e-3)


def test_a_column_that_buckles_bends_its_root_as_euler_says(tmp_path: Path) -> None:
    """v = 1 - cos(pi x / 2 L): v''(0) = (pi / 2 L)^2 v(L)."""
    bulk = [*bar(40), "SPC1,1,123456,1", "EIGRL,5,0.,,1", "FORCE,1,41,,1.,-1.,0.,0."]
    stress, moment = root(solved(tmp_path, bulk, (*SHAPES, *ASKED), "SOL 105"), "buckling")
    assert stress == pytest.approx(E * HALF * (np.pi / 2 / LENGTH) ** 2, rel=1e-3)
    assert moment == pytest.approx(E * WEAK * (np.pi / 2 / LENGTH) ** 2, rel=1e-3)


def test_a_rod_that_rings_is_stretched_by_a_cosine(tmp_path: Path) -> None:
    """u = sin(pi x / 2 L): stress E pi / 2 L cos(pi x / 2 L) (Blevins, table 8-16)."""
    xs = np.linspace(0, LENGTH, 41)
    bulk = [STEEL, *(grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1)), "SPC1,1,123456,1"]
    bulk += [f"CONROD,{n},{n},{n + 1},1,50." for n in range(1, 41)]
    bulk += ["SPC1,1,23456,2,THRU,41", "EIGRL,5,,,1,,,,MAX"]
    results = solved(tmp_path, bulk, (*MODES, "STRESS = ALL"), "SOL 103")
    middle = (xs[1:] + xs[:-1]) / 2
    exact = E * np.pi / 2 / LENGTH * np.cos(np.pi * middle / 2 / LENGTH)
    found = np.abs(table(results, "rod_stress", 1).columns("axial")[0])
    assert found == pytest.approx(exact, rel=1e-3)


def shapes_of(folder: Path) -> list[ModeShapes]:
    """The shapes of the deck that was put there, in double precision."""
    path = folder / "model.bdf"
    return [part for part in run(read_deck(path), path).parts if isinstance(part, ModeShapes)]


def everything() -> list[str]:
    """A bar and a rod on shells, one of them of plies."""
    bulk = [STEEL, "PSHELL,8,1,2.,1,,1", *mesh(2, 2, 30.0, pid=8)]
    bulk += ["PCOMP,9\n,1,.5,0.,YES,1,.5,45.,YES", "PBAR,2,1,100.,2000.,800.,1500.\n,5.,2."]
    bulk += [grid(10, (45, 0, 0)), grid(11, (45, 15, 0)), "CQUAD4,21,9,3,10,11,6"]
    bulk += [grid(12, (45, 30, 0)), "CBAR,22,2,11,12,0.,0.,1.", "CROD,23,5,9,12", "PROD,5,1,3."]
    return [*bulk, "SPC1,1,123456,1,4,7", "FORCE,1,12,,5.,-1.,.1,0."]


@pytest.mark.parametrize("solution", ["SOL 103", "SOL 105"])
def test_the_stress_of_a_mode_is_that_of_its_motion_given_as_a_load(
    tmp_path: Path, solution: str
) -> None:
    """Statics under SPCD of a whole mode shape: the same stresses and forces."""
    case = MODES if solution == "SOL 103" else SHAPES
    kind = "natural" if solution == "SOL 103" else "buckling"
    bulk = [*everything(), "EIGRL,5,,,2"]
    modal = solved(tmp_path, bulk, (*case, *ASKED), solution)
    shape = shapes_of(tmp_path)[0].modes[0].shapes[1]
    moved = [line for line in everything() if not line.startswith(("SPC1", "FORCE"))]
    nodes = range(1, 13)
    moved += [f"SPC1,1,123456,{node}" for node in nodes]
    moved += [
        f"SPCD,1,{node},{column + 1},{float(value):.12E}"
        for node, row in zip(nodes, shape, strict=True)
        for column, value in enumerate(row)
    ]
    static = solved(tmp_path, moved)
    compared = [t for t in static.element_tables if t.table != "strain_energy"]
    assert {t.table for t in compared} == {
        "shell_stress", "ply_stress", "bar_stress", "rod_stress",
        "shell_force", "bar_force", "rod_force",
    }  # fmt: skip
    for one in compared:
        of_mode = table(modal, one.table, 2, kind)
        assert of_mode.elements.tolist() == one.elements.tolist()
        size = np.abs(one.values).max()
        angles = [k for k, name in enumerate(one.headers) if name == "angle"]
        values = np.delete(of_mode.values, angles, axis=1)
        assert values == pytest.approx(np.delete(one.values, angles, axis=1), abs=2e-5 * size)


def test_energies_of_a_buckling_shape_are_half_its_stiffness(tmp_path: Path) -> None:
    put(tmp_path, [*everything(), "EIGRL,5,,,2"], (*SHAPES, "ESE = ALL"), "SOL 105")
    (part,) = shapes_of(tmp_path)
    stiffness = part.modes[0].masses
    totals = {block.mode.number: block.total for block in part.energies if block.mode}
    assert 2 * np.array([totals[1], totals[2]]) == pytest.approx(stiffness, rel=1e-9)


def test_supports_of_a_mode_hold_its_inertia(tmp_path: Path) -> None:
    """d'Alembert: the sum along an axis is lambda times the root of the effective mass there."""
    bulk = [*everything(), "EIGRL,5,,,3"]
    case = ("SET 6 = 4", *MODES)
    path = put(tmp_path, bulk, (*case, "SPCFORCES = ALL"), "SOL 103")
    op2, results = read_op2(path), read_results(path.with_suffix(".op2"), path)
    (forces,) = op2.spc_forces.values()
    assert forces.analysis_code == 2 and forces.data.shape == (3, 12, 6)
    assert results.effective_mass is not None and not results.reactions.any()
    exact = results.eigenvalues[:, None] * np.sqrt(results.effective_mass[:, :3])
    sums = np.abs(forces.data[:, :, :3].sum(axis=1))
    assert sums == pytest.approx(exact, rel=1e-4, abs=1e-4 * exact.max())
    printed = path.with_suffix(".f06").read_text()
    assert printed.count("F O R C E S   O F   S I N G L E") == 3
    part = read_op2(put(tmp_path, bulk, (*case, "SPCFORCES(PLOT) = 6"), "SOL 103"))
    (few,) = part.spc_forces.values()
    assert few.node_gridtype[:, 0].tolist() == [4]
    assert np.array_equal(few.data[:, 0], forces.data[:, 3])


def test_shapes_are_kept_apart_from_the_statics_they_are_of(tmp_path: Path) -> None:
    """Nastran's analysis codes: 1 of the preload, 8 of the buckling shapes, with their factors."""
    path = put(tmp_path, [*everything(), "EIGRL,5,,,2"], (*SHAPES, *ASKED), "SOL 105")
    op2 = read_op2(path)
    factors = next(t.eigrs for t in op2.eigenvectors.values() if t.analysis_code == 8)
    for found in (op2.op2_results.stress.cbar_stress, op2.op2_results.force.crod_force):
        by_code = {t.analysis_code: t for t in found.values()}
        assert sorted(by_code) == [1, 8]
        assert by_code[8].data.shape[0] == 2
        assert by_code[8].eigrs == pytest.approx(factors, rel=1e-6)


def test_modes_strain_nothing_that_nobody_asks_for(tmp_path: Path) -> None:
    results = solved(tmp_path, [*everything(), "EIGRL,5,,,2"], MODES, "SOL 103")
    assert {t.table for t in results.element_tables} == {"strain_energy"}
    results = solved(tmp_path, [*everything(), "EIGRL,5,,,2"], SHAPES, "SOL 105")
    assert {t.table for t in results.element_tables if t.mode} == set()


def test_pages_of_shapes_name_their_mode(tmp_path: Path) -> None:
    path = put(tmp_path, [*everything(), "EIGRL,5,,,2"], (*MODES, *ASKED), "SOL 103")
    read_op2(path)
    lines = path.with_suffix(".f06").read_text().splitlines()
    heads = [k for k, line in enumerate(lines) if "I N   B A R" in line]
    assert len(heads) == 4
    assert [lines[k - 1].split("MODE")[1].split() for k in heads] == [["1"], ["2"], ["1"], ["2"]]
