"""Solution 105: buckling factors in closed form."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.bricks import Kind, block
from tests.engine.solvers.decks import grid, mesh, put, solved

E = 2.1e5
STEEL = f"MAT1,1,{E},,.3,7.85-9,1.2-5,20."
CASE = ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "METHOD = 5", "STATSUB = 1")


def buckled(folder: Path, bulk: list[str], case: tuple[str, ...] = CASE) -> Results:
    return solved(folder, bulk, case, "SOL 105")


def column(card: str) -> list[str]:
    """A cantilever of length 1000 along x, 10 wide and 20 high."""
    xs = np.linspace(0, 1000, 11)
    prop = "PBARL,1,1,,BAR\n,10.,20." if card == "CBAR" else "PBEAML,1,1,,BAR\n,10.,20."
    bulk = [STEEL, prop, *(grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1))]
    bulk += [f"{card},{n},1,{n},{n + 1},0.,1.,0." for n in range(1, 11)]
    return [*bulk, "SPC1,1,123456,1", "EIGRL,5,0.,,2"]


def euler(inertia: float, length: float = 1000.0) -> float:
    """The load of a column held at one end (Timoshenko and Gere, equation 2-4)."""
    return float(np.pi**2 * E * inertia / (4 * length**2))


@pytest.mark.parametrize("card", ["CBAR", "CBEAM"])
def test_a_column_buckles_at_eulers_load(tmp_path: Path, card: str) -> None:
    results = buckled(tmp_path, [*column(card), "FORCE,1,11,,10.,-1.,0.,0."])
    exact = [euler(20 * 10**3 / 12) / 10, euler(10 * 20**3 / 12) / 10]
    assert results.buckling_factors == pytest.approx(exact, rel=2e-3)
    assert results.buckling_subcases.tolist() == [2, 2]
    assert results.subcases.tolist() == [1]
    assert np.abs(results.buckling_shapes).max(axis=(1, 2)) == pytest.approx([1, 1])
    assert not len(results.eigenvalues)


def test_a_pulled_column_buckles_at_a_negative_factor(tmp_path: Path) -> None:
    bulk = [*column("CBAR"), "FORCE,1,11,,10.,1.,0.,0."]
    either = [card.replace("EIGRL,5,0.,,2", "EIGRL,5,,,1") for card in bulk]
    found = buckled(tmp_path, either).buckling_factors
    assert found == pytest.approx([-euler(20 * 10**3 / 12) / 10], rel=2e-3)
    assert not len(buckled(tmp_path, bulk).buckling_factors)


def test_one_subcase_may_be_preload_and_buckling(tmp_path: Path) -> None:
    bulk = [*column("CBAR"), "FORCE,1,11,,10.,-1.,0.,0."]
    both = buckled(tmp_path, bulk, ("SPC = 1", "LOAD = 1", "METHOD = 5"))
    assert both.buckling_factors == pytest.approx(buckled(tmp_path, bulk).buckling_factors)


def test_a_heated_column_between_walls_buckles(tmp_path: Path) -> None:
    """E A alpha T = 4 pi^2 E I / L^2 for both ends held."""
    bulk = [*column("CBAR"), "SPC1,1,123456,11", "TEMPD,4,30."]
    case = ("SPC = 1", "SUBCASE 1", "TEMPERATURE(LOAD) = 4", "SUBCASE 2", "METHOD = 5")
    results = buckled(tmp_path, bulk, case)
    pressed = E * 200 * 1.2e-5 * 10
    assert results.buckling_factors[0] == pytest.approx(16 * euler(20e3 / 12) / pressed, rel=3e-3)


@pytest.mark.parametrize("kind", [("CHEXA", 8), ("CHEXA", 20), ("CTETRA", 10)], ids=str)
def test_a_column_of_solids_buckles_at_eulers_load(tmp_path: Path, kind: Kind) -> None:
    cells = (20, 1, 1) if kind[1] == 8 else (10, 1, 1)
    solids = block(kind, cells, lambda points: points * [200.0, 20.0, 10.0])
    bulk = [STEEL, "PSOLID,1,1", *solids.bulk(), "EIGRL,5,0.,,1"]
    bulk += [f"SPC1,1,1,{node}" for node in solids.where(lambda x: x[0] == 0)]
    edge = solids.where(lambda x: (x[0] == 0) & (x[1] == 0))
    bulk += [f"SPC1,1,2,{node}" for node in edge]
    bulk += [f"SPC1,1,3,{solids.where(lambda x: (x == 0).all(axis=0))[0]}"]
    bulk += [f"SPC1,1,3,{solids.where(lambda x: (x[0] == 0) & (x[1] == 20) & (x[2] == 0))[0]}"]
    for number, nodes in enumerate(solids.elements, start=1):
        corners = nodes[: 8 if kind[0] == "CHEXA" else 4]
        end = [node for node in corners if solids.points[node - 1, 0] == 200]
        if len(end) >= 3:
            other = next(iter(set(corners) - set(end)))
            partner = _diagonal(solids.points, end) if len(end) == 4 else other
            bulk.append(f"PLOAD4,1,{number},1.,,,,{end[0]},{partner}")
    results = buckled(tmp_path, bulk)
    exact = euler(20 * 10**3 / 12, 200.0) / 200
    assert results.buckling_factors[0] == pytest.approx(exact, rel=0.015)


def _diagonal(points: np.ndarray, face: list[int]) -> int:
    """The corner of a face opposite to its first."""
    away = [np.linalg.norm(points[node - 1] - points[face[0] - 1]) for node in face]
    return face[int(np.argmax(away))]


def test_a_simply_supported_square_plate_buckles_at_k_of_four(tmp_path: Path) -> None:
    """N = 4 pi^2 D / b^2 (Timoshenko and Gere, Theory of Elastic Stability, section 9.2)."""
    n, side, t = 12, 120.0, 1.0
    bulk = [STEEL, f"PSHELL,1,1,{t},1,,1", *mesh(n, n, side), "EIGRL,5,0.,,1"]
    rows = range(n + 1)
    left, right = ([1 + c + j * (n + 1) for j in rows] for c in (0, n))
    edge = sorted({*left, *right, *range(1, n + 2), *range(n * (n + 1) + 1, (n + 1) ** 2 + 1)})
    bulk += [f"SPC1,1,3,{node}" for node in edge] + [f"SPC1,1,1,{node}" for node in left]
    bulk += ["SPC1,1,2,1", f"SPC1,1,6,1,THRU,{(n + 1) ** 2}"]
    shares = [0.5 if node in (right[0], right[-1]) else 1.0 for node in right]
    bulk += [f"FORCE,1,{k},,{s * side / n},-1.,0.,0." for k, s in zip(right, shares, strict=True)]
    results = buckled(tmp_path, bulk)
    exact = 4 * np.pi**2 * E * t**3 / 12 / 0.91 / side**2
    assert results.buckling_factors[0] == pytest.approx(exact, rel=0.01)


def test_a_truss_of_rods_buckles_as_a_whole(tmp_path: Path) -> None:
    """Two rods in a row with a spring k across the middle: P = k L / 4 for the length L of both."""
    bulk = [STEEL, *(grid(n, (x, 0, 0)) for n, x in enumerate((0.0, 50.0, 100.0), 1))]
    bulk += ["CONROD,1,1,2,1,50.", "CONROD,2,2,3,1,50.", "CELAS2,3,8.,2,2", "EIGRL,5,0.,,1"]
    bulk += ["SPC1,1,123456,1", "SPC1,1,23456,3", "SPC1,1,3456,2", "FORCE,1,3,,1.,-1.,0.,0."]
    assert buckled(tmp_path, bulk).buckling_factors == pytest.approx([8 * 100 / 4], rel=1e-5)


def test_without_stress_nothing_buckles(tmp_path: Path) -> None:
    case = ("SPC = 1", "SUBCASE 1", "SUBCASE 2", "METHOD = 5")
    with pytest.raises(SolveFailed, match="NOTHING BUCKLES"):
        Embedded().solve(put(tmp_path, column("CBAR"), case, "SOL 105"), tmp_path)


def test_a_preload_that_is_no_subcase_is_named(tmp_path: Path) -> None:
    case = ("SPC = 1", "SUBCASE 2", "METHOD = 5", "STATSUB = 7")
    with pytest.raises(SolveFailed, match="STATSUB = 7 OF SUBCASE 2"):
        Embedded().solve(put(tmp_path, column("CBAR"), case, "SOL 105"), tmp_path)
