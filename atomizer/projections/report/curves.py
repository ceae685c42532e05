"""Pictures of responses: amplitudes over frequencies, and histories over time."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.results.plots import CurvePlot
from atomizer.projections.report.theme import Picture, Theme, legend, picture, scalar_ticks
from atomizer.projections.report.words import number, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

AXES = {"frequency": ("frequency (Hz)", "Hz"), "time": ("time (s)", "s")}
CAPTIONS = {
    "frequency": "Amplitude over frequency where the peak is; triangles mark the peaks.",
    "time": "History where the peak is; triangles mark the peaks.",
}


def draw_curves(name: str, title: str, plots: Mapping[str, CurvePlot], unit: str = "") -> Picture:
    """Responses of designs over each other, peaks marked.

    Args:
        name: Of the file.
        title: What was measured.
        plots: By what the designs are called, the one that matters last.
        unit: Of the response, where it is known.
    """
    first = next(iter(plots.values()))

    def draw(figure: "Figure", theme: Theme) -> None:
        axes = figure.subplots()
        colours = [theme.muted, theme.best][-len(plots) :]
        for colour, (design, plot) in zip(colours, plots.items(), strict=True):
            _draw_curve(axes, plot, colour, _label(design, plot, unit))
        _scale(axes, first, [v for plot in plots.values() for v in plot.values])
        axes.set_xlabel(AXES[first.over][0])
        axes.set_ylabel(f"{first.what} ({unit})" if unit else first.what)
        axes.grid()
        legend(figure, axes.get_legend_handles_labels()[0])

    return picture(name, (f"{title}: response", CAPTIONS[first.over]), draw, 3.8)


def _draw_curve(axes: "Axes", plot: CurvePlot, colour: str, label: str) -> None:
    axes.plot(plot.at, plot.values, color=colour, linewidth=1.5, label=label, zorder=3)
    near = plot.values[int(np.abs(np.array(plot.at) - plot.peak_at).argmin())]
    size = -plot.peak if near < 0.0 else plot.peak
    axes.plot(plot.peak_at, size, "^", color=colour, markersize=7, zorder=4)


def _scale(axes: "Axes", plot: CurvePlot, values: list[float]) -> None:
    """Both axes of a frequency response in logarithms, where there is nothing at zero."""
    if plot.over == "time":
        scalar_ticks(axes, "x", "y")
        return
    if min(plot.at) > 0.0:
        axes.set_xscale("log")
        _log_ticks(axes.xaxis)
    if min(values) > 0.0:
        axes.set_yscale("log")
        _log_ticks(axes.yaxis)


def _log_ticks(axis: "Axis") -> None:
    """Plain numbers at 1, 2, 5, 10: matplotlib's own ones are written as mathematics."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axis.set_minor_formatter(NullFormatter())


def _label(design: str, plot: CurvePlot, unit: str) -> str:
    """`baseline: 0.8 mm at 3.25 Hz (grid 2)`."""
    at = f"{number(plot.peak_at)} {AXES[plot.over][1]}"
    return f"{design}: {with_unit(plot.peak, unit)} at {at} ({plot.of} {plot.node})"
