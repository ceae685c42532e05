"""A scene as polygons on paper, from back to front.

Faces of a field of grid points are parted into smaller ones, so that colours run smoothly over
coarse elements. Backs of solids are left out. Every face is followed by its outline, which a face
in front of it covers again; a mesh too fine for outlines shows its free and sharp edges only.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.fields.scene import Scene
from atomizer.engine.fields.skin import edges_of
from atomizer.projections.report.projection import Floats, brightness, normals

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable

FINE = 6_000
"""From this number of faces on their outlines would hide their colours."""
SPLIT = 10
"""Into so many parts an edge is parted at most."""
SHARP = np.cos(np.radians(35.0))
"""Faces that meet at a larger angle meet in an edge that is shown."""
INK = (0.07, 0.09, 0.13)
THICKEST = 3.6
"""Width of bars alone in points: what stood before the deformation stays in sight beside them."""
RIBBON = 0.004
"""Half the width of bars beside faces, in parts of the size of the model."""


@dataclass(frozen=True, eq=False)
class Paint:
    """What a scene is painted with.

    Attributes:
        bare: Of what has no value.
        colours: Of values.
        pieces: Into so many a field of grid points is parted.
    """

    bare: str
    colours: "ScalarMappable"
    pieces: int = 30_000


@dataclass(frozen=True, eq=False)
class Shapes:
    """Polygons in the order in which they were made; those in front have the larger depth.

    Attributes:
        corners: Right and up, shape (n, 4, 2).
        depths: Shape (n,).
        fills: RGBA, shape (n, 4).
        strokes: RGBA, shape (n, 4).
        widths: Of the strokes in points, shape (n,).
    """

    corners: Floats
    depths: Floats
    fills: Floats
    strokes: Floats
    widths: Floats


def paint_scene(axes: "Axes", scene: Scene, places: Floats, paint: Paint) -> None:
    """Draw faces and bars.

    Args:
        places: Of the points as seen: right, up, towards the reader, shape (n_points, 3).
    """
    if len(scene.faces) + len(scene.bare_faces) == 0:
        _paint_bars(axes, scene, places, paint)
        return
    from matplotlib.collections import PolyCollection

    parts = [*_faces(scene, places, paint), *_ribbons(scene, places, paint)]
    order = np.argsort(np.concatenate([part.depths for part in parts]), kind="stable")

    def sorted_by_depth(name: str) -> Floats:
        return np.asarray(np.concatenate([getattr(part, name) for part in parts])[order])

    corners: Any = sorted_by_depth("corners")  # an array is taken faster than a list
    collection = PolyCollection(
        corners,
        facecolors=sorted_by_depth("fills"),
        edgecolors=sorted_by_depth("strokes"),
        linewidths=sorted_by_depth("widths"),
        joinstyle="round",
        zorder=2,
    )
    axes.add_collection(collection)


def outline(scene: Scene, places: Floats) -> Floats:
    """Free edges, sharp edges and the contour of a mesh, shape (n, 2, 3).

    Args:
        places: Of the points as seen, shape (n_points, 3).
    """
    faces = np.concatenate([scene.faces, scene.bare_faces]).astype(np.int64)
    if not len(faces):
        return np.zeros((0, 2, 3))
    grids, first = np.unique(scene.nodes, return_index=True)
    ends, owners = edges_of(np.searchsorted(grids, scene.nodes[faces]))
    order = np.lexsort(ends.T)
    ends, directions = ends[order], normals(places[faces])[owners[order]]
    new = np.append(True, (ends[1:] != ends[:-1]).any(axis=1))
    start = np.flatnonzero(new)
    count = np.diff(np.append(start, len(ends)))
    one, other = directions[start], directions[start + count - 1]
    sharp = np.abs((one * other).sum(axis=1)) < SHARP
    contour = (one[:, 2] > 0.0) != (other[:, 2] > 0.0)
    shown = (count != 2) | sharp | (contour & scene.about.closed)
    return np.asarray(places[first[ends[start[shown]]]])


def _faces(scene: Scene, places: Floats, paint: Paint) -> list[Shapes]:
    """Faces with values and bare ones, each followed by its outline, or by the mesh's."""
    found = []
    total = len(scene.faces) + len(scene.bare_faces)
    for faces, is_bare in ((scene.faces, False), (scene.bare_faces, True)):
        corners = places[faces]
        directions = normals(corners)
        seen = directions[:, 2] > 0.0 if scene.about.closed else np.ones(len(faces), bool)
        values = None if is_bare else scene.values[faces[seen]].astype(np.float64)
        light = brightness(directions[seen])
        found.append(_lit(corners[seen], values, light, paint, _split(scene, paint, total)))
        if total < FINE:
            found.append(_outlined(corners[seen], 0.30))
    if total >= FINE:
        ends = outline(scene, places)
        lifted = ends + np.array([0.0, 0.0, 0.002]) * float(np.ptp(places, axis=0).max())
        found.append(_outlined(lifted[:, [0, 1, 1, 0]], 0.45))
    return found


def _split(scene: Scene, paint: Paint, faces: int) -> int:
    """Into how many parts the edges of faces are parted."""
    if scene.about.location == "element":
        return 1
    return int(min(max(np.sqrt(paint.pieces / max(faces, 1)), 1), SPLIT))


def _lit(corners: Floats, values: Floats | None, light: Floats, paint: Paint, split: int) -> Shapes:
    """Faces in the colours of their values, or bare.

    Args:
        corners: Shape (n, 4, 3).
        values: At the corners, shape (n, 4); None for bare faces.
        light: Of each, shape (n,).
    """
    from matplotlib.colors import to_rgba

    weights = _parting(1 if values is None else split)
    parts = np.einsum("pkc,nci->npki", weights, corners[..., :2])
    if values is None:
        colours = np.tile(to_rgba(paint.bare), (len(corners), 1))
    else:
        means = np.einsum("pkc,nc->np", weights, values) / 4.0
        colours = np.asarray(paint.colours.to_rgba(means.ravel()))
    count = len(weights)
    colours[:, :3] *= np.repeat(light, count)[:, None]
    depths = np.repeat(corners[..., 2].mean(axis=1), count)
    widths = np.full(len(colours), 0.4)  # closes the seams between faces
    return Shapes(parts.reshape(-1, 4, 2), depths, colours, colours, widths)


def _parting(split: int) -> Floats:
    """Weights of the corners of a face at those of its parts, shape (split^2, 4, 4).

    Bilinear, so that a triangle whose last corner is repeated is parted into triangles.
    """
    steps = np.linspace(0.0, 1.0, split + 1)
    u, v = (grid.ravel() for grid in np.meshgrid(steps[:-1], steps[:-1]))
    step = 1.0 / split
    at = [(u, v), (u + step, v), (u + step, v + step), (u, v + step)]
    rows = [np.stack([(1 - a) * (1 - b), a * (1 - b), a * b, (1 - a) * b], axis=-1) for a, b in at]
    return np.stack(rows, axis=1)


def _outlined(corners: Floats, strength: float) -> Shapes:
    """Outlines of faces, shape of `corners` (n, 4, 3)."""
    count = len(corners)
    strokes = np.tile((*INK, strength), (count, 1))
    depths = corners[..., 2].mean(axis=1)
    widths = np.full(count, 0.5)
    return Shapes(corners[..., :2], depths, np.zeros((count, 4)), strokes, widths)


def _pieces(scene: Scene, places: Floats, paint: Paint) -> tuple[Floats, Floats]:
    """Bars in short pieces: their ends, shape (n, 2, 3), and colours, shape (n, 4)."""
    from matplotlib.colors import to_rgba

    steps = np.linspace(0.0, 1.0, SPLIT + 1)
    at = np.stack([steps[:-1], steps[1:]], axis=1)
    weights = np.stack([1.0 - at, at], axis=-1)
    bars = np.concatenate([scene.bars, scene.bare_bars])
    ends = np.einsum("pkc,nci->npki", weights, places[bars]).reshape(-1, 2, 3)
    values = np.einsum("pkc,nc->np", weights, scene.values[scene.bars].astype(np.float64)) / 2.0
    valued = np.asarray(paint.colours.to_rgba(values.ravel())).reshape(-1, 4)
    bare = np.tile(to_rgba(paint.bare), (len(scene.bare_bars) * SPLIT, 1))
    return ends, np.concatenate([valued, bare])


def _ribbons(scene: Scene, places: Floats, paint: Paint) -> list[Shapes]:
    """Bars beside faces, which may hide them, and their outlines."""
    half = RIBBON * float(np.ptp(places, axis=0).max())
    bars = np.concatenate([scene.bars, scene.bare_bars])
    over = _nearest_faces(scene, places)[bars].max(axis=1, initial=-np.inf)
    ends, colours = _pieces(scene, places, paint)
    pieces, whole = _widened(ends, half), _outlined(_widened(places[bars], half), 0.3)
    depths = np.maximum(pieces[..., 2].mean(axis=1), np.repeat(over, SPLIT))
    filled = Shapes(pieces[..., :2], depths, colours, colours, np.full(len(colours), 0.4))
    return [filled, replace(whole, depths=np.maximum(whole.depths, over))]


def _nearest_faces(scene: Scene, places: Floats) -> Floats:
    """Depth of the nearest face that meets each point, shape (n_points,); a bar lies over it."""
    grids, at = np.unique(scene.nodes, return_inverse=True)
    faces = np.concatenate([scene.faces, scene.bare_faces])
    nearest = np.full(len(grids), -np.inf)
    np.maximum.at(nearest, at[faces], places[faces][..., 2].mean(axis=1)[:, None])
    return np.asarray(nearest[at])


def _widened(ends: Floats, half: float) -> Floats:
    """Lines as ribbons, shape (n, 4, 3)."""
    along = np.diff(ends[..., :2], axis=1)[:, 0]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-30)
    side = half * np.stack([-along[:, 1], along[:, 0], np.zeros(len(along))], axis=1)
    a, b = ends[:, 0], ends[:, 1]
    return np.stack([a - side, b - side, b + side, a + side], axis=1)


def _paint_bars(axes: "Axes", scene: Scene, places: Floats, paint: Paint) -> None:
    """Bars alone, with round ends."""
    from matplotlib.collections import LineCollection

    ends, colours = _pieces(scene, places, paint)
    order = np.argsort(ends[..., 2].mean(axis=1), kind="stable")
    width = float(np.clip(40.0 / np.sqrt(max(len(ends) // SPLIT, 1)), 1.2, THICKEST))
    lines = LineCollection(
        list(ends[order][..., :2]),
        colors=colours[order],
        linewidths=width,
        capstyle="round",
        zorder=2,
    )
    axes.add_collection(lines)


def is_hidden(scene: Scene, places: Floats, spot: Floats) -> bool:
    """Whether a face is in front of a spot.

    Args:
        places: Of the points as seen, shape (n_points, 3).
        spot: Right, up, towards the reader, shape (3,).
    """
    faces = np.concatenate([scene.faces, scene.bare_faces])
    halves = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    a, b, c = np.moveaxis(places[halves], 1, 0)
    first, second, to = b - a, c - a, spot - a
    area = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    area = np.where(area == 0.0, np.inf, area)
    u = (to[:, 0] * second[:, 1] - to[:, 1] * second[:, 0]) / area
    v = (first[:, 0] * to[:, 1] - first[:, 1] * to[:, 0]) / area
    over = (u > 0.0) & (v > 0.0) & (u + v < 1.0) & np.isfinite(area)
    depth = a[:, 2] + u * first[:, 2] + v * second[:, 2]
    margin = 0.01 * float(np.ptp(places, axis=0).max())
    return bool((over & (depth > spot[2] + margin)).any())
