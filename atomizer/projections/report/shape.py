"""Pictures of fields on meshes: deformed, in colours, over the outline of what was not deformed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from atomizer.engine.fields.asking import Kind
from atomizer.engine.fields.scene import Peak, Scene
from atomizer.projections.report.colours import EVEN, colours_of
from atomizer.projections.report.layout import Layout, Place
from atomizer.projections.report.painting import Paint, is_hidden, outline, paint_scene
from atomizer.projections.report.projection import Floats, View, view_of
from atomizer.projections.report.theme import Picture, Theme, picture, scalar_ticks
from atomizer.projections.report.words import number, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

DEFORMATION = 0.06
"""Size of the drawn deformation, in parts of the size of the model."""
SHAPE = 0.1
"""Likewise of modes and buckling, which have no size of their own: to be told apart at a glance."""
PIECES = 30_000
"""Into so many faces of a picture a field of grid points is parted."""
CASES: Mapping[Kind, str] = {
    "static": "Subcase {subcase}",
    "thermal": "Subcase {subcase}",
    "natural": "Mode {mode}: {value} Hz",
    "buckling": "Buckling shape {mode}: factor {value}",
    "frequency": "Subcase {subcase} at {value} Hz",
    "transient": "Subcase {subcase} at {value} s",
}
"""What a case is called."""


@dataclass(frozen=True, eq=False)
class Panel:
    """One scene, ready to be drawn.

    Attributes:
        scene: What is drawn.
        view: From where it is seen.
        enlarged: How many times the deformation is enlarged.
    """

    scene: Scene
    view: View
    enlarged: float

    @cached_property
    def rest(self) -> Floats:
        """Where the points stood, as seen, shape (n_points, 3)."""
        return self.view.place(self.scene.positions.astype(np.float64))

    @cached_property
    def places(self) -> Floats:
        """Where they stand with the deformation enlarged, likewise."""
        return self.rest + self.enlarged * self.view.place(
            self.scene.deformation.astype(np.float64)
        )

    def spot(self, peak: Peak) -> Floats | None:
        """Where a value is, as seen, shape (3,); None where it is inside."""
        if peak.point is None:
            return None
        if self.scene.about.location == "element":
            faces = self.scene.faces[self.scene.face_elements == peak.id]
            bars = self.scene.bars[self.scene.bar_elements == peak.id]
            spots = [self.places[each].mean(axis=0) for each in (*faces, *bars)]
            return np.asarray(max(spots, key=lambda spot: float(spot[2])))
        return np.asarray(self.places[peak.point])

    def sight(self, peak: Peak) -> Literal["seen", "hidden", "inside"]:
        """Whether a value can be seen."""
        spot = self.spot(peak)
        if spot is None:
            return "inside"
        return "hidden" if is_hidden(self.scene, self.places, spot) else "seen"


def draw_scenes(name: str, words: tuple[str, str], scenes: Sequence[Scene]) -> Picture:
    """One field in one or several cases, side by side, in the same colours.

    Args:
        name: Of the file, without suffix.
        words: Title and caption.
        scenes: At least one, all of the same mesh and field.
    """
    motion = np.concatenate([scene.deformation for scene in scenes]).astype(np.float64)
    view = view_of(scenes[0].positions.astype(np.float64), motion)
    panels = [Panel(scene, view, _enlarged(scene)) for scene in scenes]
    everything = np.vstack([panels[0].rest, *(panel.places for panel in panels)])
    low, high = everything.min(axis=0)[:2], everything.max(axis=0)[:2]
    across, up = np.maximum(high - low, 1e-12 * float(np.abs(everything).max()) + 1e-300)
    layout = Layout(float(up / across), len(panels))

    def draw(figure: "Figure", theme: Theme) -> None:
        figure.set_layout_engine("none")  # it gives titles of axes of equal scale no room
        paint = Paint(_bare(theme), colours_of(scenes, theme), PIECES // len(panels))
        for place, panel in zip(layout.panels(), panels, strict=False):
            axes = figure.add_axes(place)
            _draw_rest(axes, panel, theme)
            paint_scene(axes, panel.scene, panel.places, paint)
            _mark(axes, panel, theme)
            _frame(axes, low, high)
            _name(axes, panel, theme, place[0])
        _draw_triad(figure, view, theme)
        _draw_scale(figure, paint.colours, scenes[0], layout.scale())

    return picture(name, words, draw, layout.height)


def _enlarged(scene: Scene) -> float:
    """The enlargement that makes the deformation a given part of the model."""
    size = float(np.linalg.norm(np.ptp(scene.positions.astype(np.float64), axis=0)))
    largest = scene.about.largest_deformation
    if largest <= 0.0 or size <= 0.0:
        return 0.0
    if scene.about.unit_kind == "ratio":
        return SHAPE * size / largest
    return _round(DEFORMATION * size / largest)


def _round(factor: float) -> float:
    """The last of 1, 2, 5, 10, ... that is not above a factor."""
    power = 10.0 ** np.floor(np.log10(factor))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= factor * 1.0001))


def _bare(theme: Theme) -> str:
    return {"light": "#c9ced6", "dark": "#4a5362"}[theme.mode]


def _draw_rest(axes: "Axes", panel: Panel, theme: Theme) -> None:
    """Thin lines where the mesh stood."""
    from matplotlib.collections import LineCollection

    if panel.enlarged == 0.0:
        return
    scene = panel.scene
    bars = panel.rest[np.concatenate([scene.bars, scene.bare_bars])]
    lines = np.concatenate([outline(scene, panel.rest), bars])[..., :2]
    axes.add_collection(LineCollection(list(lines), colors=theme.muted, linewidths=0.6, zorder=1))


def _mark(axes: "Axes", panel: Panel, theme: Theme) -> None:
    """Triangles at the largest and the smallest value."""
    for marker, _, peak in _peaks(panel.scene):
        spot, sight = panel.spot(peak), panel.sight(peak)
        if spot is not None and sight == "seen":
            point = axes.plot(spot[0], spot[1], marker, color=theme.paper, markersize=6.5)
            point[0].set(markeredgecolor=theme.ink, zorder=4)


def _frame(axes: "Axes", low: Floats, high: Floats) -> None:
    """Equal scales, the same for all panels; in the middle of their places."""
    edge = 0.03 * float((high - low).max())
    axes.set_xlim(low[0] - edge, high[0] + edge)
    axes.set_ylim(low[1] - edge, high[1] + edge)
    axes.set_aspect("equal", anchor="C")
    axes.set_axis_off()


def _name(axes: "Axes", panel: Panel, theme: Theme, left: float) -> None:
    """What it shows, above the panel, from the left end of its place on."""
    _write_above(axes, (left, 31), _case(panel.scene), weight="bold", size=10)
    said = "     ".join(f"{sign} {_peak(peak, panel)}" for _, sign, peak in _peaks(panel.scene))
    text = f"{said}\n{_times(panel)}"
    _write_above(axes, (left, 5), text, size=8.5, color=theme.muted, linespacing=1.35)


def _write_above(axes: "Axes", at: tuple[float, float], text: str, **style: Any) -> None:
    """Text at a part of the width of the paper, and so many points above the panel."""
    left, points = at
    axes.annotate(
        text,
        (left, 1.0),
        (0, points),
        xycoords=("figure fraction", "axes fraction"),
        textcoords="offset points",
        **style,
    )


def _peaks(scene: Scene) -> list[tuple[str, str, Peak]]:
    """The values that are marked, with marker and sign; a shape or one that is even has one."""
    largest = ("^", "\N{BLACK UP-POINTING TRIANGLE}", scene.about.max)
    smallest = ("v", "\N{BLACK DOWN-POINTING TRIANGLE}", scene.about.min)
    if scene.about.unit_kind == "ratio":
        return [largest]
    return [largest] if _is_even(scene) else [largest, smallest]


def _is_even(scene: Scene) -> bool:
    low, high = scene.about.min.value, scene.about.max.value
    return high - low <= EVEN * max(abs(low), abs(high))


def _peak(peak: Peak, panel: Panel) -> str:
    """`142.3 MPa (element 27)`."""
    about, sight = panel.scene.about, panel.sight(peak)
    what = {"node": "grid", "element": "element"}[about.location]
    where = f"{what} {peak.id}" + ("" if sight == "seen" else f", {sight}")
    if about.unit_kind == "ratio":
        return f"largest at {where}"
    return f"{with_unit(peak.value, about.unit)} ({where})"


def _times(panel: Panel) -> str:
    """How much the deformation is enlarged."""
    if panel.scene.about.unit_kind == "ratio":
        return "relative to the largest displacement"
    if panel.scene.about.kind == "thermal":
        return ""
    if panel.enlarged == 0.0:
        return "not deformed"
    if panel.enlarged == 1.0:
        return "deformation in true size"
    return f"deformation {number(panel.enlarged)} times enlarged"


def _case(scene: Scene) -> str:
    """`Subcase 2`, `Mode 1: 12.3 Hz`, `Buckling shape 1: factor 2.5`."""
    case = scene.about.case
    return CASES[scene.about.kind].format(
        subcase=case.subcase, mode=case.mode, value=number(case.value)
    )


def _draw_triad(figure: "Figure", view: View, theme: Theme) -> None:
    """The axes of the basic frame beside the scale; one towards the reader is left out."""
    for name, axis in zip("xyz", np.eye(3), strict=True):
        right, up, _ = view.place(axis)
        if np.hypot(right, up) > 0.1:
            figure.axes[0].annotate(
                name,
                xy=(0.06, 0.36 / figure.get_figheight()),
                xytext=(26 * right, 26 * up),
                xycoords="figure fraction",
                textcoords="offset points",
                arrowprops={"arrowstyle": "<-", "color": theme.muted, "shrinkA": 3, "shrinkB": 0},
                color=theme.muted,
                size=8,
                ha="center",
                va="center",
            )


def _draw_scale(figure: "Figure", colours: "ScalarMappable", scene: Scene, place: Place) -> None:
    bar = figure.colorbar(colours, cax=figure.add_axes(place), orientation="horizontal")
    bar.outline.set_visible(False)
    bar.set_label(_what(scene))
    scalar_ticks(bar.ax, "x")


def _what(scene: Scene) -> str:
    about = scene.about
    if about.unit_kind == "ratio":
        return f"{about.title}, largest = 1"
    return f"{about.title} ({about.unit})" if about.unit else about.title
