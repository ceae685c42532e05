"""Solution 105: buckling factors in closed form."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import grid, put, solved

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


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("0.,9.5", ["y1", "z1", "y2"]),
        ("1.5,,2", ["z1", "y2"]),
        ("3.9,10.,5", ["z1", "y2"]),
        ("0.,,3", ["y1", "z1", "y2"]),
        ("-9.5,9.5", ["y1", "z1", "y2"]),
        ("-40.,-2.,3", []),
    ],
)
def test_a_range_holds_all_of_its_factors_and_no_others(
    tmp_path: Path, asked: str, found: list[str]
) -> None:
    """Those of a column held at one end are 1, 9, 25 ... times Euler's in each plane."""
    flat = euler(20 * 10**3 / 12)
    loads = {"y1": 1.0, "z1": 4.0, "y2": 9.0}
    bulk = [card for card in column("CBAR") if not card.startswith("EIGRL")]
    factors = buckled(
        tmp_path, [*bulk, f"EIGRL,5,{asked}", f"FORCE,1,11,,{flat},-1.,0.,0."]
    ).buckling_factors
    assert factors == pytest.approx([loads[name] for name in found], rel=2e-3)


def test_a_range_without_factors_is_said_in_the_print(tmp_path: Path) -> None:
    bulk = [*column("CBAR"), "FORCE,1,11,,10.,1.,0.,0."]
    assert not len(buckled(tmp_path, bulk).buckling_factors)
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert "METHOD SET 5 OF SUBCASE 2 HOLDS NO BUCKLING FACTOR IN ITS RANGE" in printed


def test_modes_that_take_more_memory_than_there_is_are_refused(tmp_path: Path) -> None:
    bulk = [*column("CBAR"), "FORCE,1,11,,10.,-1.,0.,0."]
    with pytest.raises(SolveFailed, match=r"2 MODES OF 60 EQUATIONS NEED 8.6e-05 GB OF MEMORY"):
        Embedded(memory=6e-5).solve(put(tmp_path, bulk, CASE, "SOL 105"), tmp_path)


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


def test_a_structure_held_everywhere_does_not_buckle(tmp_path: Path) -> None:
    bulk = [*column("CBAR"), "SPC1,1,123456,1,THRU,11", "FORCE,1,11,,10.,-1.,0.,0."]
    with pytest.raises(SolveFailed, match="NOTHING BUCKLES"):
        buckled(tmp_path, bulk)
