"""The picture of a design: its mesh, deformed and coloured by stress."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.results import Results
from atomizer.projections.report.projection import (
    Floats,
    View,
    brightness,
    depths,
    view_of,
)
from atomizer.projections.report.surface import Surface, bar_stress, face_stress, surface
from atomizer.projections.report.theme import Picture, Theme, picture, scalar_ticks
from atomizer.projections.report.words import number, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

PANELS = 2
"""Subcases that are drawn, those with the largest stress."""
DEFORMATION = 0.06
"""Size of the drawn deformation, in parts of the size of the model."""
FINE = 12_000
"""From this number of faces on their edges would hide their colours."""


@dataclass(frozen=True)
class Panel:
    """One subcase, ready to be drawn.

    Attributes:
        subcase: Its id.
        places: Where the grid points stand with the deformation enlarged, as seen, shape (n, 3).
        enlarged: How much.
        stress: By element id.
    """

    subcase: int
    places: Floats
    enlarged: float
    stress: dict[int, float]


@dataclass(frozen=True)
class Paint:
    """What a mesh is painted with."""

    theme: Theme
    colours: "ScalarMappable"


def draw_shape(results: Results, trial: int, unit: str) -> Picture | None:
    """The mesh of a design under its worst subcases; None where there is no stress to show.

    Args:
        results: Of the design.
        trial: Its number.
        unit: Of its stresses.
    """
    mesh, view = surface(results), view_of(results.positions)
    panels = _panels(results, view, face_stress if mesh.faces else bar_stress)
    if not panels:
        return None
    rest = view.place(results.positions)

    def draw(figure: "Figure", theme: Theme) -> None:
        paint = Paint(theme, _colours(panels, mesh))
        columns = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, panel in zip(columns, panels, strict=True):
            _draw_faces(axes, mesh, panel, paint)
            _draw_bars(axes, mesh, panel, rest, paint)
            _frame(axes, np.vstack([rest, *(p.places for p in panels)]))
            _name(axes, panel, unit, theme)
        _draw_triad(columns[0], view, theme)
        _draw_scale(figure, paint, _what(mesh, unit))

    return picture("design", (f"Stress in trial {trial}", _caption(mesh)), draw, 4.9)


def _caption(mesh: Surface) -> str:
    if mesh.faces:
        return "Von Mises stress, the larger one of both faces of a shell, on the deformed mesh."
    return "The largest normal stress of each bar; where the bars stood is drawn thin."


def _what(mesh: Surface, unit: str) -> str:
    name = "von Mises stress" if mesh.faces else "normal stress, tension positive"
    return f"{name} ({unit})" if unit else name


def _panels(
    results: Results, view: View, measure: Callable[[Results, int], dict[int, float]]
) -> list[Panel]:
    found = [(int(s), measure(results, int(s))) for s in results.subcases]
    found = [(subcase, stress) for subcase, stress in found if stress]
    worst = sorted(found, key=lambda entry: -max(map(abs, entry[1].values())))[:PANELS]
    return [_panel(results, view, *entry) for entry in sorted(worst, key=lambda e: e[0])]


def _panel(results: Results, view: View, subcase: int, stress: dict[int, float]) -> Panel:
    row = int(np.flatnonzero(results.subcases == subcase)[0])
    motion = np.nan_to_num(results.displacement[row, :, :3])
    size = float(np.linalg.norm(np.ptp(results.positions, axis=0)))
    largest = float(np.linalg.norm(motion, axis=1).max())
    enlarged = _round(DEFORMATION * size / largest) if largest > 0.0 else 0.0
    return Panel(subcase, view.place(results.positions + enlarged * motion), enlarged, stress)


def _round(factor: float) -> float:
    """The last of 1, 2, 5, 10, ... that is not above a factor."""
    power = 10.0 ** np.floor(np.log10(factor))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= factor * 1.0001))


def _colours(panels: list[Panel], mesh: Surface) -> "ScalarMappable":
    """One colour scale for all panels: from zero for von Mises, symmetrical for signs."""
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    top = max(abs(value) for panel in panels for value in panel.stress.values()) or 1.0
    name, low = ("Spectral_r", 0.0) if mesh.faces else ("coolwarm", -top)
    return ScalarMappable(Normalize(low, top), colormaps[name])


def _draw_faces(axes: "Axes", mesh: Surface, panel: Panel, paint: Paint) -> None:
    from matplotlib.collections import PolyCollection

    if not mesh.faces:
        return
    faces = [panel.places[list(face)] for face in mesh.faces]
    stress = np.array([panel.stress.get(owner, 0.0) for owner in mesh.owners])
    colours = paint.colours.to_rgba(stress)
    colours[:, :3] *= brightness(faces)[:, None]
    order = np.argsort(depths(faces))
    edges = (0.08, 0.10, 0.14, 0.35) if len(faces) < FINE else "none"
    corners = [faces[i][:, :2] for i in order]
    collection = PolyCollection(
        corners, facecolors=colours[order], edgecolors=edges, linewidths=0.3
    )
    axes.add_collection(collection)


def _draw_bars(axes: "Axes", mesh: Surface, panel: Panel, rest: Floats, paint: Paint) -> None:
    from matplotlib.collections import LineCollection

    if not mesh.lines:
        return
    ends = [list(line) for line in mesh.lines]
    muted = paint.theme.muted
    axes.add_collection(LineCollection([rest[e, :2] for e in ends], colors=muted, linewidths=0.8))
    order = np.argsort([panel.places[e, 2].mean() for e in ends])
    stress = np.array([panel.stress.get(bar, 0.0) for bar in mesh.bars])
    colours = [muted] * len(ends) if mesh.faces else paint.colours.to_rgba(stress)[order]
    moved = [panel.places[ends[i], :2] for i in order]
    axes.add_collection(
        LineCollection(moved, colors=colours, linewidths=5.0, capstyle="round", zorder=3)
    )


def _frame(axes: "Axes", everything: Floats) -> None:
    """Equal scales, the same for all panels."""
    low, high = everything.min(axis=0), everything.max(axis=0)
    edge = 0.03 * float((high - low).max())
    axes.set_xlim(low[0] - edge, high[0] + edge)
    axes.set_ylim(low[1] - edge, high[1] + edge)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _name(axes: "Axes", panel: Panel, unit: str, theme: Theme) -> None:
    peak = max(panel.stress.values(), key=abs)
    axes.set_title(f"Subcase {panel.subcase}", loc="left", weight="bold", size=10, pad=20)
    said = f"largest {with_unit(peak, unit)}, deformation {number(panel.enlarged)} times enlarged"
    axes.annotate(
        said,
        (0.0, 1.0),
        (0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        size=8.5,
        color=theme.muted,
    )


def _draw_triad(axes: "Axes", view: View, theme: Theme) -> None:
    """The axes of the basic frame beside the scale; one towards the reader is left out."""
    for name, axis in zip("xyz", np.eye(3), strict=True):
        right, up, _ = view.place(axis)
        if np.hypot(right, up) > 0.1:
            arrow = axes.annotate(
                name,
                xy=(0.07, 0.08),
                xytext=(26 * right, 26 * up),
                xycoords="figure fraction",
                textcoords="offset points",
                arrowprops={"arrowstyle": "<-", "color": theme.muted, "shrinkA": 3, "shrinkB": 0},
                color=theme.muted,
                size=8,
                ha="center",
                va="center",
            )
            arrow.set_in_layout(False)


def _draw_scale(figure: "Figure", paint: Paint, label: str) -> None:
    bar = figure.colorbar(
        paint.colours,
        ax=figure.axes,
        orientation="horizontal",
        fraction=0.04,
        pad=0.03,
        aspect=30,
        shrink=0.6,
    )
    bar.outline.set_visible(False)
    bar.set_label(label, color=paint.theme.ink)
    scalar_ticks(bar.ax, "x")
