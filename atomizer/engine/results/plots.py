"""What an extractor looks at, to be drawn: a surface, or a curve over frequencies or time."""

from typing import Annotated, Literal, Protocol, runtime_checkable

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.results.results import Results

Numbers = tuple[float, ...]


class SurfacePlot(Value):
    """The error of a surface in the subcase that counts, less the terms that are removed.

    Attributes:
        x: Of the grid points across the axis, in parts of the radius of the aperture.
        y: Likewise.
        values: The error at each.
        triangles: The surface between them.
        unit: Empty where it is the deck's unit of length.
        rms: Over the area.
        pv: Highest minus lowest.
        removed: Names of removed terms.
    """

    kind: Literal["surface"] = "surface"
    subcase: int
    x: Numbers
    y: Numbers
    values: Numbers
    triangles: tuple[tuple[int, int, int], ...]
    unit: str
    rms: float
    pv: float
    removed: tuple[str, ...]


class CurvePlot(Value):
    """A response at the grid point or element where its peak is.

    Attributes:
        of: What its place is.
        at: Frequencies in Hz, or times.
        values: Amplitudes over frequencies; over time the component, or the size of a resultant.
        peak_at: Where the peak is, as the extractor says it.
        peak: Its size, likewise.
    """

    kind: Literal["curve"] = "curve"
    over: Literal["frequency", "time"]
    what: str
    subcase: int
    node: int
    of: Literal["grid", "element"] = "grid"
    at: Numbers
    values: Numbers
    peak_at: float
    peak: float


Plot = Annotated[SurfacePlot | CurvePlot, Field(discriminator="kind")]


@runtime_checkable
class Plotted(Protocol):
    """An extractor whose numbers come from something that can be drawn."""

    def plot(self, results: Results) -> SurfacePlot | CurvePlot:
        """It.

        Raises:
            SolveFailed: as `measure` does.
        """
        ...
