"""A field on a mesh as plain arrays: what a browser draws, and what the pictures are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.fields.asking import Case, Kind, Location
from atomizer.engine.fields.cases import SOLUTIONS
from atomizer.engine.fields.choosing import Chosen
from atomizer.engine.fields.numbering import Drawn, drawn, edge_points, own, shared
from atomizer.engine.fields.skin import Skin
from atomizer.engine.results import Results
from atomizer.engine.results.results import Floats, Ints

Singles = NDArray[np.float32]
Words = NDArray[np.uint32]


class Peak(Value):
    """The smallest or largest value of a field."""

    value: float
    id: Annotated[int, Field(description="Of the grid point or the element.")]
    point: Annotated[int | None, Field(description="A point there; null if it is not seen.")]


class About(Value):
    """What a scene shows."""

    field: str
    title: str
    unit_kind: str
    unit: Annotated[str, Field(description="Empty: the unit the deck implies.")]
    location: Location
    kind: Kind
    case: Case
    min: Peak
    max: Peak
    largest_deformation: Annotated[float, Field(description="The longest vector of it.")]
    closed: Annotated[bool, Field(description="All faces are of solids, seen from outside only.")]


@dataclass(frozen=True, eq=False)
class Scene:
    """A field on a mesh.

    A field of elements is constant in each of them, so that its points are not shared between
    elements; those without a value are bare.

    Attributes:
        about: What it shows.
        positions: Of the points, shape (n_points, 3).
        deformation: Of the points, 0 where none is reported, shape (n_points, 3).
        values: Of the points, 0 where there is none, shape (n_points,).
        nodes: Grid point id of each point, shape (n_points,).
        faces: Points of the corners of faces with values, a triangle repeats its last one, quads
            first, shape (n_faces, 4).
        face_elements: Element id of each, shape (n_faces,).
        bars: Points of the ends of bars with values, shape (n_bars, 2).
        bar_elements: Element id of each, shape (n_bars,).
        bare_faces: Likewise of faces without values.
        bare_face_elements: Likewise.
        bare_bars: Likewise of bars without values.
        bare_bar_elements: Likewise.
        edges: Points of the ends of the edges of all faces, each once, shape (n_edges, 2).
    """

    about: About
    positions: Singles
    deformation: Singles
    values: Singles
    nodes: Words
    faces: Words
    face_elements: Words
    bars: Words
    bar_elements: Words
    bare_faces: Words
    bare_face_elements: Words
    bare_bars: Words
    bare_bar_elements: Words
    edges: Words


def scene_of(results: Results, skin: Skin, chosen: Chosen, units: Mapping[str, str]) -> Scene:
    """A field on the skin of a mesh.

    Args:
        units: What is measured -> its unit, where it is known.

    Raises:
        SolveFailed: the mesh has nothing that can be drawn, or the field no value.
    """
    _need_something(results, skin)
    measured, quantity = chosen.measured, chosen.quantity
    faces = drawn(measured, skin.faces, skin.owners)
    bars = drawn(measured, skin.bars, skin.bar_owners)
    number = shared if measured.elements is None else own
    rows, points = number([faces.rows, bars.rows, faces.bare_rows, bars.bare_rows])
    values = np.zeros(len(rows))
    values[points[0]], values[points[1]] = faces.values, bars.values
    motion = np.nan_to_num(SOLUTIONS[quantity.kind].motion(results, chosen.row))[rows]
    least, most = _peaks(results, chosen, (faces, bars), (rows, points))
    about = About(
        field=chosen.name,
        title=quantity.title,
        unit_kind=quantity.unit_kind,
        unit=units.get(quantity.unit_kind, ""),
        location=quantity.location,
        kind=quantity.kind,
        case=chosen.case,
        min=least,
        max=most,
        largest_deformation=float(np.linalg.norm(motion, axis=1).max()),
        closed=skin.closed,
    )
    return Scene(
        about=about,
        positions=_singles(results.positions[rows]),
        deformation=_singles(motion),
        values=_singles(values),
        nodes=_words(results.nodes[rows]),
        faces=_words(points[0]),
        face_elements=_words(faces.owners),
        bars=_words(points[1]),
        bar_elements=_words(bars.owners),
        bare_faces=_words(points[2]),
        bare_face_elements=_words(faces.bare_owners),
        bare_bars=_words(points[3]),
        bare_bar_elements=_words(bars.bare_owners),
        edges=_words(edge_points(rows, np.concatenate([points[0], points[2]]))),
    )


def _need_something(results: Results, skin: Skin) -> None:
    if not len(skin.faces) and not len(skin.bars):
        cards = ", ".join(sorted({cells.card for cells in results.cells})) or "no elements"
        raise SolveFailed("parse", f"The mesh has nothing that can be drawn: {cards}.")


def _peaks(
    results: Results, chosen: Chosen, parts: tuple[Drawn, Drawn], numbered: tuple[Ints, list[Ints]]
) -> tuple[Peak, Peak]:
    """The smallest and the largest value, and where they are seen."""
    measured, (rows, points) = chosen.measured, numbered
    there = np.flatnonzero(np.isfinite(measured.values))
    if not len(there):
        raise SolveFailed("parse", f"{chosen.quantity.title} has no value anywhere.")
    if measured.elements is None:
        ids, drawn_ids, at = results.nodes, results.nodes[rows], np.arange(len(rows))
    else:
        ids, drawn_ids = measured.elements, np.concatenate([part.owners for part in parts])
        at = np.concatenate([points[0][:, 0], points[1][:, 0]])

    def peak(row: int) -> Peak:
        seen = at[drawn_ids == ids[row]][:1].tolist()
        point = seen[0] if seen else None
        return Peak(value=float(measured.values[row]), id=int(ids[row]), point=point)

    least = int(there[measured.values[there].argmin()])
    return peak(least), peak(int(there[measured.values[there].argmax()]))


def _singles(values: Floats) -> Singles:
    """In single precision; what is beyond its range is cut to it."""
    limit = float(np.finfo(np.float32).max)
    return np.asarray(np.clip(values, -limit, limit), np.float32)


def _words(values: Ints) -> Words:
    return np.asarray(values, np.uint32)
