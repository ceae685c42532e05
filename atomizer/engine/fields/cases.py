"""What a result can be looked at in: subcases, modes, buckling shapes, peaks of responses.

A response is shown where its largest displacement is, and only if the file reports all grid
points of the elements: a SET that leaves some out would show a mesh that is torn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from atomizer.engine.fields.asking import Case, Kind
from atomizer.engine.results import Response, Results
from atomizer.engine.results.results import Floats, Ints, ResponseTable


@dataclass(frozen=True)
class Solution:
    """A kind of state.

    Attributes:
        cases: All of them in the order of their rows in the results.
        motion: Translations in one row, shape (n_nodes, 3); NaN where none is reported.
    """

    cases: Callable[[Results], list[Case]]
    motion: Callable[[Results, int], Floats]


def _each(subcases: Ints) -> list[Case]:
    return [Case(subcase=int(subcase)) for subcase in subcases]


def _modal(subcases: Ints, values: Floats) -> list[Case]:
    numbers: dict[int, int] = {}
    found = []
    for subcase, value in zip(subcases.tolist(), values.tolist(), strict=True):
        numbers[subcase] = numbers.get(subcase, 0) + 1
        found.append(Case(subcase=subcase, mode=numbers[subcase], value=value))
    return found


def covering(results: Results, table: ResponseTable) -> list[Response]:
    """Displacements over frequencies or time that are reported all over the mesh."""
    found = [r for r in results.responses if (r.table, r.quantity) == (table, "displacement")]
    used = np.unique(
        np.concatenate([np.zeros(0, np.int64), *(c.nodes.ravel() for c in results.cells)])
    )
    wanted = results.nodes[used]
    return [response for response in found if np.isin(wanted, response.nodes).all()]


def amplitude(results: Results, response: Response) -> Floats:
    """Sizes of the displacements at the peak, shape (n_nodes,); NaN where none is reported."""
    sizes = _sizes(response)
    return _everywhere(results, response, sizes[_peak(sizes)])


def _responding(table: ResponseTable) -> Solution:
    def cases(results: Results) -> list[Case]:
        found = covering(results, table)
        at = [float(each.at[_peak(_sizes(each))]) for each in found]
        return [Case(subcase=r.subcase, value=v) for r, v in zip(found, at, strict=True)]

    def motion(results: Results, row: int) -> Floats:
        """At the moment when what moves most is at its largest."""
        response = covering(results, table)[row]
        moved = response.values[_peak(_sizes(response)), :, :3]
        most = moved.ravel()[np.abs(moved).argmax()]
        turned = moved * (np.conj(most) / abs(most)) if np.iscomplexobj(moved) and most else moved
        return _everywhere(results, response, turned.real)

    return Solution(cases, motion)


def _sizes(response: Response) -> Floats:
    """Shape (n, n_nodes)."""
    return np.asarray(np.linalg.norm(response.values[..., :3], axis=2))


def _peak(sizes: Floats) -> int:
    return int(sizes.max(axis=1).argmax())


def _everywhere(results: Results, response: Response, values: Floats) -> Floats:
    """Values of the reported grid points among all, NaN elsewhere, shape (n_nodes, ...)."""
    found = np.full((len(results.nodes), *values.shape[1:]), np.nan)
    found[np.searchsorted(results.nodes, response.nodes)] = values
    return found


SOLUTIONS: Mapping[Kind, Solution] = {
    "static": Solution(
        lambda results: _each(results.subcases),
        lambda results, row: results.displacement[row, :, :3],
    ),
    "natural": Solution(
        lambda results: _modal(results.mode_subcases, results.frequencies),
        lambda results, row: _scaled(results.mode_shapes[row, :, :3]),
    ),
    "buckling": Solution(
        lambda results: _modal(results.buckling_subcases, results.buckling_factors),
        lambda results, row: _scaled(results.buckling_shapes[row, :, :3]),
    ),
    "thermal": Solution(
        lambda results: _each(results.thermal.subcases),
        lambda results, row: np.full((len(results.nodes), 3), np.nan),
    ),
    "frequency": _responding("frequency_response"),
    "transient": _responding("transient_response"),
}


def _scaled(shape: Floats) -> Floats:
    """A shape whose largest translation is 1: the size of an eigenvector says nothing."""
    largest = float(np.sqrt((np.nan_to_num(shape) ** 2).sum(axis=1)).max(initial=0.0))
    return shape / largest if largest > 0.0 else shape
