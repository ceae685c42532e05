"""Pictures of the error of a surface: a map over its aperture, and its terms as bars."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.optics.terms import NAMED
from atomizer.engine.results.plots import SurfacePlot
from atomizer.projections.report.theme import Picture, Theme, legend, picture, scalar_ticks
from atomizer.projections.report.words import with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

HEIGHT = 4.9
STEPS = 24
"""Bands of colour on each side of zero."""


def draw_surfaces(
    name: str, title: str, plots: Mapping[str, SurfacePlot], unit: str = ""
) -> Picture:
    """Maps of the same surface in one or two designs, side by side in the same colours.

    Args:
        name: Of the file.
        title: What was measured.
        plots: By what the designs are called, the one that matters last.
        unit: Of errors in the unit of the deck, where it is known.
    """
    unit = next(iter(plots.values())).unit or unit
    top = max(float(np.abs(plot.values).max()) for plot in plots.values()) or 1.0

    def draw(figure: "Figure", theme: Theme) -> None:
        layout: Any = figure.get_layout_engine()
        layout.set(rect=(0.0, 0.0, 1.0, 0.97))  # heads of round maps would touch the edge
        columns = figure.subplots(1, len(plots), squeeze=False)[0]
        for axes, (design, plot) in zip(columns, plots.items(), strict=True):
            _draw_map(axes, plot, top, theme)
            axes.set_title(_head(design, plot, unit), loc="left", size=9.5, linespacing=1.4)
        bar = figure.colorbar(
            _colours(top), ax=list(columns), orientation="horizontal", shrink=0.5, aspect=40
        )
        bar.outline.set_visible(False)
        bar.set_label(f"error ({unit})" if unit else "error")
        scalar_ticks(bar.ax, "x")

    return picture(name, (f"{title}: surface", _caption(plots, unit)), draw, HEIGHT)


def draw_terms(
    name: str, title: str, outputs: Mapping[str, Mapping[str, float]], removed: Collection[str]
) -> Picture | None:
    """The named terms of designs as bars beside each other; None where they are not told.

    Args:
        name: Of the file.
        title: What was measured.
        outputs: Of the extractor, by what the designs are called.
        removed: Names of terms that do not count; they stand apart.
    """
    names = [term for term in NAMED if all(term in each for each in outputs.values())]
    names = [term for term in names if term not in removed]
    if not names:
        return None
    without = ", ".join(term.replace("_", " ") for term in removed) or "nothing"

    def draw(figure: "Figure", theme: Theme) -> None:
        axes = figure.subplots()
        _draw_bars(axes, names, outputs, theme)
        legend(figure, axes.get_legend_handles_labels()[0])

    caption = f"Coefficients of Zernike terms, normalised to an RMS of 1. Removed: {without}."
    return picture(name, (f"{title}: terms", caption), draw, 3.4)


def _draw_map(axes: "Axes", plot: SurfacePlot, top: float, theme: Theme) -> None:
    from matplotlib import colormaps
    from matplotlib.tri import Triangulation

    levels = np.linspace(-top, top, 2 * STEPS + 1)
    values = np.clip(plot.values, -top, top)
    mesh = Triangulation(np.array(plot.x), np.array(plot.y), np.array(plot.triangles))
    axes.tricontourf(mesh, values, levels=levels, cmap=colormaps["coolwarm"])
    axes.tricontour(mesh, values, levels=[0.0], colors=theme.muted, linewidths=0.6)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _colours(top: float) -> "ScalarMappable":
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    return ScalarMappable(Normalize(-top, top), colormaps["coolwarm"])


def _head(design: str, plot: SurfacePlot, unit: str) -> str:
    """`Trial 8, best: subcase 20`, and below it RMS and PV."""
    rms, pv = with_unit(plot.rms, unit), with_unit(plot.pv, unit)
    return f"{design[:1].upper()}{design[1:]}: subcase {plot.subcase}\nRMS {rms}, PV {pv}"


def _caption(plots: Mapping[str, SurfacePlot], unit: str) -> str:
    """RMS and PV of the design that matters, and what was removed."""
    design, plot = list(plots.items())[-1]
    removed = ", ".join(name.replace("_", " ") for name in plot.removed) or "nothing"
    rms, pv = with_unit(plot.rms, unit), with_unit(plot.pv, unit)
    return (
        f"Error over the aperture, seen from the light, without {removed}, in the subcase where it "
        f"is largest. {design[:1].upper()}{design[1:]}: RMS {rms}, PV {pv}."
    )


def _draw_bars(
    axes: "Axes", names: Sequence[str], outputs: Mapping[str, Mapping[str, float]], theme: Theme
) -> None:
    at, width = np.arange(len(names)), 0.8 / len(outputs)
    colours = [theme.muted, theme.best][-len(outputs) :]
    for number, (design, each) in enumerate(outputs.items()):
        left = at - 0.4 + (number + 0.5) * width
        heights = [each[name] for name in names]
        axes.bar(left, heights, width * 0.92, color=colours[number], label=design, zorder=3)
    axes.axhline(0.0, color=theme.ink, linewidth=0.8, zorder=4)
    axes.set_xticks(at, [name.replace("_", "\n") for name in names])
    axes.set_ylabel("nm")
    axes.grid(axis="y")
    scalar_ticks(axes, "y")
