"""One number for many: how the values at all points of a selection are summed up.

The largest value jumps from point to point as a design changes, and stands on one element of the
mesh. The others are smoother or forgive a singularity. KS is the envelope of Kreisselmeier and
Steinhauser (IFAC Symposium on Computer Aided Design of Control Systems, 1979), never below the
largest: m + s / rho ln sum exp(rho (v - m) / s), with m the largest, s the size of the largest in
size, and rho 50.
"""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from atomizer.engine.results.selection import ElementSelection

Floats = NDArray[np.float64]
Aggregation = Literal["max", "p99", "p95", "mean", "ks"]
PERCENTILES = {"p99": 99.0, "p95": 95.0}
RHO = 50.0


def highest(values: Floats, how: Aggregation) -> float:
    """The values summed up from above; percentile and mean count every point alike.

    Args:
        values: Any shape, at least one.
    """
    if how in PERCENTILES:
        return float(np.percentile(values, PERCENTILES[how]))
    if how == "mean":
        return float(values.mean())
    largest, size = float(values.max()), float(np.abs(values).max())
    if how == "max" or size == 0.0:
        return largest
    return largest + size / RHO * float(np.log(np.exp(RHO * (values - largest) / size).sum()))


def lowest(values: Floats, how: Aggregation) -> float:
    """Likewise from below."""
    return -highest(-values, how)


class AggregatedSelection(ElementSelection):
    """Elements whose values are summed up."""

    aggregation: Annotated[
        Aggregation,
        Field(
            description="What of the values at all points is given: the extreme, the percentile "
            "99 or 95, the mean, or the smooth envelope KS (rho 50) above the extreme."
        ),
    ] = "max"

    def top(self, values: Floats) -> float:
        """The values summed up from above."""
        return highest(values, self.aggregation)

    def bottom(self, values: Floats) -> float:
        """The values summed up from below."""
        return lowest(values, self.aggregation)
