"""A wavefront of 100,000 grid points and 66 terms: from results to numbers, beside package zernike.

The package is given places and values and fits them; ours finds the surface in the model, weighs
each point by its area, fits, and judges what is left.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
from zernike import RZern

from atomizer import registry
from tests.extractors.mirrors import NM, RADIUS, mirror

RINGS, SECTORS, ORDER = 250, 400, 10
GOAL_S = 0.3


def main() -> None:
    """Print the walls of both and their ratio, the best of five."""
    rings, sectors = np.linspace(0.0, 1.0, RINGS + 1)[1:], 2 * np.pi * np.arange(SECTORS) / SECTORS
    results = mirror(lambda x, y: 1e-3 * (x * x + y**3), radii=rings, angles=sectors)
    ours = registry.make("extractors", "zernike_wfe", {"terms": 66})
    x, y = results.positions[:, :2].T / RADIUS
    errors = NM * results.displacement[0, :, 2]

    def fit() -> None:
        package = RZern(ORDER)
        package.make_cart_grid(x[:, None], y[:, None])
        package.fit_cart_grid(errors[:, None])

    seconds, theirs = _best(lambda: ours.measure(results)), _best(fit)
    _say(f"grid points {len(x)}, terms 66")
    _say(f"package zernike, unweighted fit   {theirs:6.3f} s")
    _say(f"zernike_wfe                       {seconds:6.3f} s   {seconds / theirs:.2f}x")
    _say(f"goal: at most {GOAL_S} s: {'met' if seconds <= GOAL_S else 'missed'}")


def _best(work: Callable[[], object]) -> float:
    walls = []
    for _ in range(5):
        begin = time.perf_counter()
        work()
        walls.append(time.perf_counter() - begin)
    return min(walls)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
