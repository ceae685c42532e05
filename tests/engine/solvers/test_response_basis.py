"""The shapes a response is made of: natural modes, residual vectors, and what couples them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.engine.solvers.embedded.arrays import rigid_motion
from atomizer.engine.solvers.embedded.dynamics.damping import read_damping
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from tests.engine.solvers.decks import grid, model, solved
from tests.engine.solvers.oscillators import at, exactly, of, response, values

FORCE = 10.0
E, RHO, LENGTH, WIDTH, HEIGHT = 2.1e5, 7.85e-9, 1000.0, 10.0, 20.0
INERTIA = WIDTH * HEIGHT**3 / 12


def cantilever(elements: int, modes: int) -> list[str]:
    """A slender bar held at x = 0 that bends in z, a force of 10 at its end."""
    xs = np.linspace(0, LENGTH, elements + 1)
    bulk = [f"MAT1,1,{E},,.3,{RHO}", "PARAM,COUPMASS,1", f"EIGRL,1,,,{modes}"]
    bulk += [f"PBAR,1,1,{WIDTH * HEIGHT},{WIDTH**3 * HEIGHT / 12:.6f},{INERTIA:.6f},1."]
    bulk += [grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1)]
    bulk += [f"CBAR,{n},1,{n},{n + 1},0.,0.,1." for n in range(1, elements + 1)]
    bulk += ["SPC1,1,123456,1", f"SPC1,1,1246,2,THRU,{elements + 1}"]
    return [*bulk, f"DAREA,3,{elements + 1},3,10.", "RLOAD1,7,3,,,1."]


def tip_receptance(frequencies: np.ndarray) -> np.ndarray:
    """Bishop and Johnson, The Mechanics of Vibration (1960), table 7.1(c), at the free end."""
    stiffness = E * WIDTH**3 * HEIGHT / 12
    w = 2 * np.pi * frequencies
    b = (w**2 * RHO * WIDTH * HEIGHT / stiffness) ** 0.25 * LENGTH
    top = np.sin(b) * np.cosh(b) - np.cos(b) * np.sinh(b)
    return LENGTH**3 / (stiffness * b**3) * top / (1 + np.cos(b) * np.cosh(b))


def test_a_cantilever_answers_at_its_end_as_the_beam_equation_says(tmp_path: Path) -> None:
    """Its first two natural frequencies are 8.4 and 52 Hz."""
    results = response(tmp_path, [*cantilever(24, 4), "FREQ,8,1.,5.,7.,10.,20.,40.,48.,60.,90."])
    exact = FORCE * tip_receptance(of(results).at)
    assert at(results, 25, 2).real == pytest.approx(exact, rel=3e-4)


def test_residual_vectors_make_the_static_part_exact(tmp_path: Path) -> None:
    """At frequency 0 one mode misses 3 % of the end's deflection, and none with the vectors."""
    bulk = [*cantilever(8, 1), "FREQ,8,0.,1.", "FORCE,1,9,,10.,0.,0.,1."]
    still = solved(tmp_path, [line for line in bulk if "LOAD1" not in line]).displacement[0]
    for said in ({}, {"RESVEC": "YES"}):
        found = of(response(tmp_path, bulk, said)).values[0]
        assert np.abs(found - still).max() < 1e-6 * np.abs(still).max()
    lacking = at(response(tmp_path, bulk, {"RESVEC": "NO"}), 9, 2)[0].real
    assert lacking / still[8, 2] == pytest.approx(0.9707, abs=2e-3)
    off = at(response(tmp_path, [*bulk, "PARAM,RESVEC,NO"]), 9, 2)[0].real
    assert off == lacking


def test_a_shaken_cantilever_pushes_its_base_by_its_inertia(tmp_path: Path) -> None:
    """The force of the base is all that accelerates the masses: sum of m a, with all modes."""
    bulk = [line for line in cantilever(8, 8) if not line.startswith(("DAREA", "RLOAD"))]
    bulk += ["PARAM,COUPMASS,-1", "SPCD,3,1,3,1.", "RLOAD1,7,3,,,1.,,ACCE", "FREQ,8,2.,6.,30."]
    bulk = [line for line in bulk if line != "PARAM,COUPMASS,1"]
    (answer,) = exactly(tmp_path, bulk)
    masses = RHO * WIDTH * HEIGHT * LENGTH / 8 * np.array([0.5, *7 * [1.0], 0.5])
    inertia = values(answer, "acceleration")[:, :, 2] @ masses
    assert values(answer, "spc_forces")[:, 0, 2] == pytest.approx(inertia, rel=1e-6)


def test_modes_may_be_chosen_by_number_and_by_frequency(tmp_path: Path) -> None:
    bulk = [*cantilever(8, 4), "FREQ,8,0.", "PARAM,RESVEC,NO"]

    def end(*parameters: str) -> float:
        return float(at(response(tmp_path, [*bulk, *parameters]), 9, 2)[0].real)

    shares = [end(f"PARAM,LMODES,{count}") for count in (1, 2, 3)]
    assert shares[0] < shares[1] < shares[2] < end()
    assert end("PARAM,HFREQ,30.") == shares[0]
    assert end("PARAM,LFREQ,30.", "PARAM,HFREQ,80.") == pytest.approx(
        shares[1] - shares[0], rel=1e-5
    )


MIXED = (
    "GRID,1,,0.,0.,0.", "GRID,2,,1.,0.,0.", "GRID,3,,2.,0.,.5", "GRID,4,,2.5,1.,0.",
    "MAT1,1,2.+7,,.3,.002,,,.03", "PBAR,1,1,.1,.001,.002,.003",
    "CBAR,1,1,1,2,0.,1.,0.", "CBAR,2,1,2,3,0.,1.,0.", "CBAR,3,1,3,4,0.,1.,0.",
    "CONM2,9,3,,.001", "CVISC,8,8,1,4", "PVISC,8,.02,.01", "SPC1,1,123456,1", "EIGRL,1,,,4",
    "RLOAD1,7,3,,,1.", "FREQ,8,3.,40.,95.,200.", "PARAM,G,.01",
)  # fmt: skip
"""Three bars in space with a lossy material, a damper between their ends, and only four modes."""


Place = tuple[int, int]
places = st.tuples(st.integers(2, 4), st.integers(1, 6))


@settings(max_examples=8, deadline=None)
@given(places, places, st.floats(0.1, 10))
def test_responses_are_reciprocal_and_linear(
    tmp_path_factory: pytest.TempPathFactory, first: Place, second: Place, factor: float
) -> None:
    """Of the same modes: residual vectors are those of one load, so that they are left out."""
    folder = tmp_path_factory.mktemp("law")
    there = _moved(folder, first, second)
    back = _moved(folder, second, first)
    scale = (
        np.abs(_moved(folder, first, first)).max() + np.abs(_moved(folder, second, second)).max()
    )
    assert np.abs(there - back).max() < 1e-9 * scale
    scaled = _moved(folder, first, second, factor)
    assert np.abs(scaled - factor * there).max() < 1e-9 * factor * scale


def _moved(folder: Path, loaded: Place, seen: Place, size: float = 1.0) -> np.ndarray:
    area = f"DAREA,3,{loaded[0]},{loaded[1]},{size:.16f}"
    (answer,) = exactly(folder, [*MIXED, area], {"RESVEC": "NO"})
    return values(answer)[:, seen[0] - 1, seen[1] - 1]


def test_residual_vectors_of_all_loads_near_the_answer_of_all_modes(tmp_path: Path) -> None:
    """Four modes of eighteen, below the highest of them; without the vectors 20 times worse."""
    bulk = [*MIXED, "DAREA,3,2,3,1."]
    every = values(exactly(tmp_path, [*bulk[:-5], "EIGRL,2,,,18", *bulk[-5:]], {"METHOD": "2"})[0])
    few, none = (values(exactly(tmp_path, bulk, {"RESVEC": said})[0]) for said in ("YES", "NO"))
    errors = [np.abs(each - every)[:3].max() / np.abs(every[:3]).max() for each in (few, none)]
    assert errors[0] < 2e-3 and errors[1] > 20 * errors[0]


def test_all_modes_give_what_the_whole_matrices_give(tmp_path: Path) -> None:
    """(-w^2 M + i w B + (1 + i G) K + i K4) u = P solved directly: dashpots and losses couple."""
    spins = [f"CONM2,2{n},{n},,0.\n,1.-5,0.,1.-5,0.,0.,1.-5" for n in (2, 3, 4)]
    bulk = [*MIXED, *spins, "DAREA,3,3,2,1.", "EIGRL,2,,,18"]
    (answer,) = exactly(tmp_path, bulk, {"METHOD": "2", "RESVEC": "NO"})
    problem = Problem(model(bulk))
    damping = read_damping(problem.model, problem.elements)
    assert damping.viscous is not None and damping.structural is not None
    load = np.zeros(24)
    load[13] = 1.0
    free = np.arange(6, 24)
    for row, frequency in enumerate(answer.at):
        w = 2 * np.pi * frequency
        matrix = 1j * w * damping.viscous + 1j * damping.structural - w**2 * problem.masses.matrix
        matrix = (matrix + (1 + 0.01j) * problem.structure.stiffness).toarray()
        direct = np.linalg.solve(matrix[np.ix_(free, free)], load[free])
        found = values(answer)[row].ravel()[free]
        assert np.abs(found - direct).max() < 1e-7 * np.abs(direct).max()


def test_dashpots_resist_no_rigid_motion() -> None:
    points = [grid(1, (0, 0, 0)), grid(2, (1.0, 0.5, 0.2)), grid(3, (0.3, 2.0, 0.1))]
    cards = ["CVISC,1,5,1,2", "PVISC,5,2.,3.", "CBUSH,2,6,2,3,0.,0.,1."]
    made = model([*points, *cards, "PBUSH,6,K,1.,1.,1.,1.,1.,1.\n,,B,1.,2.,3.,4.,5.,6."])
    damping = read_damping(made, read_elements(made))
    assert damping.viscous is not None and damping.patterns.shape == (18, 8)
    matrix = damping.viscous.toarray()
    assert matrix == pytest.approx(matrix.T) and np.linalg.eigvalsh(matrix).min() > -1e-12
    still = matrix @ rigid_motion(made.grid.xyz).reshape(-1, 6)
    assert np.abs(still).max() < 1e-12
    assert np.linalg.matrix_rank(matrix) == np.linalg.matrix_rank(damping.patterns) == 8
