"""The fields that can be shown on a mesh: a table of name -> what it is and how it is measured.

A new field is one line in `QUANTITIES`. Fields of elements are not averaged at the grid points:
the largest value of an element over its centre, corners, fibres and ends is the value of the
whole element, so that the maximum of a picture is the number the extractors give.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from atomizer.engine.fields.asking import Kind, Location
from atomizer.engine.fields.cases import SOLUTIONS
from atomizer.engine.results import ElementTable, Results, Table
from atomizer.engine.results.families import equivalent, normal, principal
from atomizer.engine.results.results import Floats, Ints

FACES: tuple[Table, ...] = ("shell_stress", "solid_stress")
BARS: tuple[Table, ...] = ("rod_stress", "bar_stress", "beam_stress")
AXIAL: tuple[Table, ...] = ("rod_stress", "bar_stress")
Extreme = Literal["largest", "smallest", "size"]


@dataclass(frozen=True, eq=False)
class Measured:
    """A field in one case.

    Attributes:
        values: Shape (n_nodes,), NaN where there is none; or of elements, shape (n_elements,).
        elements: Their ids, ascending; None for a field of grid points.
    """

    values: Floats
    elements: Ints | None = None


@dataclass(frozen=True)
class Quantity:
    """A field.

    Attributes:
        title: Its name for people.
        unit_kind: What its unit measures, as extractors say it.
        kind: What it can be looked at in.
        location: Where its values are.
        measure: It, in a row of the results.
        rows: The rows of the results it is there in.
    """

    title: str
    unit_kind: str
    kind: Kind
    location: Location
    measure: Callable[[Results, int], Measured]
    rows: Callable[[Results], list[int]]


def at_nodes(
    title: str, unit_kind: str, values: Callable[[Results, int], Floats], kind: Kind = "static"
) -> Quantity:
    """A field of grid points; it is there in the cases in which any of them has a value.

    Args:
        values: In a row of the results, shape (n_nodes,); NaN where there is none.
    """

    def rows(results: Results) -> list[int]:
        count = len(SOLUTIONS[kind].cases(results))
        return [row for row in range(count) if np.isfinite(values(results, row)).any()]

    return Quantity(title, unit_kind, kind, "node", lambda r, k: Measured(values(r, k)), rows)


def at_elements(
    titled: tuple[str, str],
    tables: tuple[Table, ...],
    values: Callable[[ElementTable], Floats],
    extreme: Extreme,
) -> Quantity:
    """A field of elements in static subcases.

    Args:
        titled: Its name, and what its unit measures.
        tables: What has it.
        values: Of the rows of a table, shape (n_rows,) or (n_points, n_rows).
        extreme: Which of the values of an element is shown.
    """

    def of(results: Results, row: int) -> list[ElementTable]:
        subcase = int(results.subcases[row])
        static = (table for table in results.element_tables if not table.mode)
        return [t for t in static if t.subcase == subcase and t.table in tables]

    def measure(results: Results, row: int) -> Measured:
        return _extremes([(t.elements, values(t)) for t in of(results, row)], extreme)

    def rows(results: Results) -> list[int]:
        return [row for row in range(len(results.subcases)) if of(results, row)]

    return Quantity(*titled, "static", "element", measure, rows)


def _extremes(parts: list[tuple[Ints, Floats]], extreme: Extreme) -> Measured:
    """One value an element: the largest, the smallest or the one that is largest in size."""
    each = [(np.tile(ids, v.size // max(len(ids), 1)), v.ravel()) for ids, v in parts]
    ids = np.concatenate([ids for ids, _ in each])
    values = np.concatenate([v for _, v in each])
    keys = {"largest": values, "smallest": -values, "size": np.abs(values)}[extreme]
    order = np.lexsort((keys, ids))
    ids, values = ids[order], values[order]
    last = np.append(ids[1:] != ids[:-1], True)[: len(ids)]
    return Measured(values[last], ids[last])


def _length(vectors: Floats) -> Floats:
    return np.asarray(np.linalg.norm(vectors, axis=-1))


def _shape(kind: Kind) -> Callable[[Results, int], Floats]:
    return lambda results, row: _length(SOLUTIONS[kind].motion(results, row))


def _energy(table: ElementTable) -> Floats:
    return table.columns("strain_energy")


def _reaction(results: Results, row: int) -> Floats:
    """NaN where the file reports none at all."""
    force = _length(results.reactions[row, :, :3])
    return force if force.any() else np.full(len(force), np.nan)


def _axial(stress: ElementTable) -> Floats:
    return stress.columns("axial")


QUANTITIES: Mapping[str, Quantity] = {
    "displacement": at_nodes(
        "Displacement", "length", lambda r, k: _length(r.displacement[k, :, :3])
    ),
    "displacement_x": at_nodes("Displacement in x", "length", lambda r, k: r.displacement[k, :, 0]),
    "displacement_y": at_nodes("Displacement in y", "length", lambda r, k: r.displacement[k, :, 1]),
    "displacement_z": at_nodes("Displacement in z", "length", lambda r, k: r.displacement[k, :, 2]),
    "rotation": at_nodes("Rotation", "angle", lambda r, k: _length(r.displacement[k, :, 3:])),
    "reaction": at_nodes("Reaction force", "force", _reaction),
    "von_mises": at_elements(("Von Mises stress", "stress"), FACES, equivalent, "largest"),
    "max_principal": at_elements(
        ("Largest principal stress", "stress"), FACES, lambda s: principal(s)[-1], "largest"
    ),
    "min_principal": at_elements(
        ("Smallest principal stress", "stress"), FACES, lambda s: principal(s)[0], "smallest"
    ),
    "normal_stress": at_elements(("Normal stress of bars", "stress"), BARS, normal, "size"),
    "axial_stress": at_elements(("Axial stress of bars", "stress"), AXIAL, _axial, "size"),
    "strain_energy": at_elements(
        ("Strain energy", "energy"), ("strain_energy",), _energy, "largest"
    ),
    "mode_shape": at_nodes("Mode shape", "ratio", _shape("natural"), "natural"),
    "buckling_shape": at_nodes("Buckling shape", "ratio", _shape("buckling"), "buckling"),
}
