"""Loads whose direction other points give, and accelerations of points."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from tests.engine.solvers.decks import grid, solved

POINTS = [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 2.0, 0.0), (0.0, 3.0, 4.0), (5.0, 5.0, 5.0)]
BULK = [
    "MAT1,1,7.,,.3",
    *(grid(number, point) for number, point in enumerate(POINTS, start=1)),
    "SPC1,1,123456,1,THRU,5",
]
"""Points that are held, so that what acts on them is what holds them."""

LOADS = {
    "FORCE1,1,5,10.,1,4": [0, 6, 8, 0, 0, 0],
    "FORCE2,1,5,10.,1,2,2,3": [0, 0, 10, 0, 0, 0],
    "MOMENT1,1,5,10.,4,1": [0, 0, 0, 0, -6, -8],
    "MOMENT2,1,5,10.,2,3,1,2": [0, 0, 0, 0, 0, -10],
    "CONM2,9,5,,4.\nCONM2,8,2,,3.\nACCEL1,1,,2.,0.,-1.,0.\n,5": [0, -8, 0, 0, 0, 0],
}


@pytest.mark.parametrize("load", LOADS)
def test_it_acts_where_its_points_say(tmp_path: Path, load: str) -> None:
    results = solved(tmp_path, [*BULK, load])
    exact = np.zeros((5, 6))
    exact[4] = LOADS[load]
    assert -results.reactions[0] == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize("load", ["FORCE1,1,5,10.,2,2", "MOMENT2,1,5,1.,1,2,1,2"])
def test_points_without_a_direction_are_named(tmp_path: Path, load: str) -> None:
    with pytest.raises(
        SolveFailed, match=f"THE POINTS OF {load.partition(',')[0]} AT GRID POINT 5"
    ):
        solved(tmp_path, [*BULK, load])


def test_a_missing_point_is_named(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="UNDEFINED GRID POINT 77"):
        solved(tmp_path, [*BULK, "FORCE1,1,5,10.,2,77"])
