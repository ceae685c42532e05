import math
from dataclasses import replace

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.extractors.buckling import Buckling
from atomizer.extractors.frequency import Frequency
from tests.extractors.states import results, with_modes

STATE = with_modes(results())


@pytest.mark.parametrize("mode", [1, 2, 3])
def test_a_frequency_is_that_of_its_mode(mode: int) -> None:
    measured = Frequency(mode=mode).measure(STATE)
    assert measured["frequency"] == pytest.approx(10.0 * mode / (2.0 * math.pi))
    assert measured["eigenvalue"] == pytest.approx(100.0 * mode**2)


def test_a_mode_that_is_not_there_is_refused_with_how_many_there_are() -> None:
    with pytest.raises(SolveFailed, match="holds 3 of natural mode, not 4"):
        Frequency(mode=4).measure(STATE)


def test_of_several_subcases_one_has_to_be_named() -> None:
    both = replace(STATE, mode_subcases=np.array([1, 1, 2]))
    with pytest.raises(SolveFailed, match=r"Say which .* \[1, 2\]|\[1, 2\]"):
        Frequency().measure(both)
    assert Frequency(subcase=2).measure(both)["eigenvalue"] == 900.0


def test_a_buckling_factor_keeps_its_sign_and_the_nearest_has_none() -> None:
    assert Buckling(mode=2).measure(STATE)["buckling_factor"] == 2.5
    assert Buckling().measure(STATE) == {"buckling_factor": -1.5, "min_buckling_factor": 1.5}
