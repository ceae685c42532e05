"""What a result can be looked at in: static subcases, natural modes, buckling shapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from atomizer.engine.fields.asking import Case, Kind
from atomizer.engine.results import Results
from atomizer.engine.results.results import Floats, Ints


@dataclass(frozen=True)
class Solution:
    """A kind of state.

    Attributes:
        cases: All of them in the order of their rows in the results.
        motion: Translations in one row, shape (n_nodes, 3); NaN where none is reported.
    """

    cases: Callable[[Results], list[Case]]
    motion: Callable[[Results, int], Floats]


def _static(results: Results) -> list[Case]:
    return [Case(subcase=int(subcase)) for subcase in results.subcases]


def _modal(subcases: Ints, values: Floats) -> list[Case]:
    numbers: dict[int, int] = {}
    found = []
    for subcase, value in zip(subcases.tolist(), values.tolist(), strict=True):
        numbers[subcase] = numbers.get(subcase, 0) + 1
        found.append(Case(subcase=subcase, mode=numbers[subcase], value=value))
    return found


SOLUTIONS: Mapping[Kind, Solution] = {
    "static": Solution(_static, lambda results, row: results.displacement[row, :, :3]),
    "natural": Solution(
        lambda results: _modal(results.mode_subcases, results.frequencies),
        lambda results, row: _scaled(results.mode_shapes[row, :, :3]),
    ),
    "buckling": Solution(
        lambda results: _modal(results.buckling_subcases, results.buckling_factors),
        lambda results, row: _scaled(results.buckling_shapes[row, :, :3]),
    ),
}


def _scaled(shape: Floats) -> Floats:
    """A shape whose largest translation is 1: the size of an eigenvector says nothing."""
    largest = float(np.sqrt((np.nan_to_num(shape) ** 2).sum(axis=1)).max(initial=0.0))
    return shape / largest if largest > 0.0 else shape
