"""The factor by PARDISO, an extra, against our own."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import read_results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import mesh, put

PLATE = ["MAT1,1,2.1+5,,.3,7.85-9", "PSHELL,1,1,2.,1,,1", *mesh(6, 4, 10.0)]
HELD = ["SPC1,1,123456,1,THRU,7", "FORCE,1,35,,50.,1.,2.,3."]
there = pytest.mark.skipif(
    find_spec("pypardiso") is None, reason="pypardiso is not installed: the extra 'pardiso'"
)


@there
def test_it_gives_what_our_own_factor_gives(tmp_path: Path) -> None:
    path = put(tmp_path, [*PLATE, *HELD])
    own, theirs = (
        read_results(Embedded(factor=name).solve(path, tmp_path).op2, path)
        for name in ("own", "pardiso")
    )
    size = np.abs(own.displacement).max()
    assert size > 0
    assert theirs.displacement == pytest.approx(own.displacement, abs=1e-6 * size)


@there
def test_modes_of_a_free_plate_are_found(tmp_path: Path) -> None:
    path = put(tmp_path, [*PLATE, "EIGRL,5,,,8"], ["METHOD = 5"], "SOL 103")
    results = read_results(Embedded(factor="pardiso").solve(path, tmp_path).op2, path)
    assert (results.frequencies[:6] < 1e-2 * results.frequencies[6]).all()


@there
def test_a_mechanism_is_still_named(tmp_path: Path) -> None:
    path = put(tmp_path, [*PLATE, HELD[1], "SPC1,1,12,1,2"])
    with pytest.raises(SolveFailed, match="GRID POINT ID"):
        Embedded(factor="pardiso").solve(path, tmp_path)


@pytest.mark.skipif(find_spec("pypardiso") is not None, reason="pypardiso is installed")
def test_without_the_extra_it_says_how_to_bring_it(tmp_path: Path) -> None:
    path = put(tmp_path, [*PLATE, *HELD])
    with pytest.raises(SolveFailed, match=r"atomizer\[pardiso\]"):
        Embedded(factor="pardiso").solve(path, tmp_path)
