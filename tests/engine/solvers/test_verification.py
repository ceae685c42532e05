"""A share of the published cases: what `run.py bench solver` measures of all of them.

The ratios are value over target. Where an element is not near the target on the published mesh, a
band around what it reaches is pinned: it may get better, not worse.
"""

from pathlib import Path

import pytest

from tests.bench.solver.bodies import Kind
from tests.bench.solver.case import Case, kind_name
from tests.bench.solver.catalogue import CASES
from tests.engine.solvers.decks import solved

BY_NAME = {case.name: case for case in CASES}
BENT = ("extension", "in plane", "out of plane")
PINNED: list[tuple[str, Kind, int, tuple[str, ...], float]] = [
    ("Straight cantilever of rectangles", ("CBAR", 2), 1, BENT, 0.002),
    ("Straight cantilever of rectangles", ("CBEAM", 2), 1, BENT, 0.002),
    ("Straight cantilever of rectangles", ("CQUAD4", 4), 1, BENT, 0.015),
    ("Straight cantilever of rectangles", ("CHEXA", 8), 1, BENT, 0.03),
    ("Straight cantilever of rectangles", ("CHEXA", 20), 2, BENT, 0.02),
    ("Straight cantilever of rectangles", ("CPENTA", 15), 2, BENT, 0.02),
    ("Straight cantilever of rectangles", ("CTETRA", 10), 2, BENT, 0.02),
    ("Straight cantilever of trapezoids", ("CQUAD4", 4), 1, ("extension", "out of plane"), 0.015),
    ("Straight cantilever of trapezoids", ("CHEXA", 20), 2, BENT, 0.02),
    ("Straight cantilever of parallelograms", ("CQUAD4", 4), 2, ("out of plane",), 0.01),
    ("Straight cantilever of parallelograms", ("CHEXA", 20), 2, BENT, 0.02),
    ("Torsion of rectangles", ("CHEXA", 8), 1, (), 0.095),
    ("Torsion of parallelograms", ("CHEXA", 8), 1, (), 0.1),
    ("Curved beam", ("CBAR", 2), 1, ("in plane", "out of plane"), 0.015),
    ("Curved beam", ("CHEXA", 20), 2, ("in plane", "out of plane"), 0.03),
    ("Twisted beam", ("CQUAD4", 4), 1, ("in plane", "out of plane"), 0.015),
    ("Twisted beam", ("CHEXA", 8), 1, ("in plane", "out of plane"), 0.015),
    ("Twisted beam", ("CTRIA3", 3), 1, ("in plane",), 0.02),
    ("Rectangular plate, simply supported, b/a 1", ("CQUAD4", 4), 2, ("uniform", "point"), 0.01),
    ("Rectangular plate, clamped, b/a 1", ("CTRIA3", 3), 2, ("uniform", "point"), 0.022),
    ("Rectangular plate, simply supported, b/a 5", ("CTRIA3", 3), 2, ("uniform", "point"), 0.01),
    ("Rectangular plate, clamped, b/a 5", ("CQUAD4", 4), 4, ("uniform", "point"), 0.025),
    ("Rectangular plate, simply supported, b/a 1", ("CHEXA", 8), 1, ("uniform", "point"), 0.006),
    ("Rectangular plate, clamped, b/a 5", ("CHEXA", 8), 2, ("uniform", "point"), 0.06),
    ("Rectangular plate, simply supported, b/a 1", ("CHEXA", 20), 2, ("uniform", "point"), 0.012),
    ("Scordelis-Lo roof", ("CQUAD4", 4), 2, ("displacement",), 0.01),
    ("Hemisphere with a hole of 18 degrees", ("CQUAD4", 4), 4, ("displacement",), 0.015),
    ("Pinched cylinder with diaphragms", ("CQUAD4", 4), 2, ("displacement",), 0.025),
    ("LE1, elliptic membrane", ("CQUAD4", 4), 4, ("stress",), 0.01),
    ("LE1, elliptic membrane", ("CHEXA", 8), 4, ("stress",), 0.01),
    ("LE1, elliptic membrane", ("CPENTA", 15), 1, ("stress",), 0.015),
    ("LE10, thick elliptic plate", ("CHEXA", 20), 2, ("stress",), 0.02),
    ("LE10, thick elliptic plate", ("CTETRA", 10), 1, ("stress",), 0.02),
    ("LE11, cylinder, taper, sphere", ("CHEXA", 20), 1, ("stress",), 0.015),
    ("FV12, free thin square plate", ("CQUAD4", 4), 2, (), 0.01),
    ("FV12, free thin square plate", ("CTRIA3", 3), 2, (), 0.01),
    ("FV32, cantilevered tapered membrane", ("CQUAD4", 4), 1, (), 0.035),
    ("FV52, solid square plate", ("CHEXA", 20), 1, (), 0.03),
    ("Euler's column", ("CBAR", 2), 1, (), 0.003),
    ("Euler's column", ("CBEAM", 2), 1, (), 0.003),
    ("Euler's column", ("CQUAD4", 4), 1, (), 0.01),
    ("Euler's column", ("CHEXA", 8), 1, (), 0.012),
    ("Euler's column", ("CHEXA", 20), 1, (), 0.005),
    ("Euler's column", ("CTETRA", 10), 1, (), 0.01),
    ("Simply supported square plate under edge load", ("CQUAD4", 4), 4, (), 0.005),
]
"""Case, element, refinement, what of it (all where empty), and how far from the target at most."""


@pytest.mark.parametrize(
    ("name", "kind", "factor", "what", "within"),
    PINNED,
    ids=[f"{name}, {kind_name(kind)}, x{factor}" for name, kind, factor, *_ in PINNED],
)
def test_a_published_target_is_reached(
    tmp_path: Path, name: str, kind: Kind, factor: int, what: tuple[str, ...], within: float
) -> None:
    ratios = BY_NAME[name].ratios(tmp_path, kind, factor)
    for each in what or ratios:
        assert ratios[each] == pytest.approx(1, abs=within), each


CONVERGING = [case for case in CASES if case.name.startswith(("Straight", "Twisted", "Scordelis"))]


@pytest.mark.parametrize("case", CONVERGING, ids=lambda case: case.name)
def test_a_finer_mesh_is_nearer(tmp_path: Path, case: Case) -> None:
    """Of every element. Not of torsion: its target is not what Saint-Venant's theory gives."""
    for kind in case.kinds:
        coarse, fine = (case.ratios(tmp_path, kind, factor) for factor in (1, 2))
        for what in coarse:
            assert abs(fine[what] - 1) < abs(coarse[what] - 1) + 0.003, (kind_name(kind), what)


def test_torsion_is_saint_venants(tmp_path: Path) -> None:
    """theta = T L / G J, J = 0.229 b t^3: Timoshenko and Goodier, section 109."""
    exact = 6 / (1e7 / 2.6) / (0.229 * 0.2 * 0.1**3)
    case = BY_NAME["Torsion of rectangles"]
    assert case.solve(tmp_path, ("CBAR", 2))["twist"] == pytest.approx(exact, rel=2e-3)
    assert case.solve(tmp_path, ("CHEXA", 20), 4)["twist"] == pytest.approx(exact, rel=6e-3)


def test_one_cquad4_across_twists_as_kirchhoffs_plate(tmp_path: Path) -> None:
    """J = b t^3 / 3: without shear flexibility at the free edges."""
    kirchhoff = 6 / (1e7 / 2.6) / (0.2 * 0.1**3 / 3)
    found = BY_NAME["Torsion of rectangles"].solve(tmp_path, ("CQUAD4", 4))["twist"]
    assert found == pytest.approx(kirchhoff, rel=0.02)


@pytest.mark.parametrize("what", ["in plane", "out of plane"])
def test_the_twisted_beam_needs_nodal_normals(tmp_path: Path, what: str) -> None:
    case, kind = BY_NAME["Twisted beam"], ("CQUAD4", 4)
    reached = case.ratios(tmp_path, kind)[what]
    problem = case.problem(kind, case.mesh(1))
    bulk = [*problem.bulk, "PARAM,SNORM,0."]
    stiff = problem.measure(solved(tmp_path, bulk, problem.case))[what] / case.targets[what]
    assert abs(stiff - 1) > 2 * abs(reached - 1)
