"""The fields that can be shown on a mesh: a table of name -> what it is and how it is measured.

A new field is one line in `QUANTITIES`. Fields of elements are not averaged at the grid points:
the largest value of an element over its centre, corners, fibres and ends is the value of the
whole element, so that the maximum of a picture is the number the extractors give.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.fields.asking import Kind, Location
from atomizer.engine.fields.cases import SOLUTIONS, amplitude, covering
from atomizer.engine.results import ElementTable, Results, Table
from atomizer.engine.results.families import equivalent, normal, principal
from atomizer.engine.results.plies import judge
from atomizer.engine.results.results import Floats, Ints, ResponseTable
from atomizer.engine.results.strength import Criterion

FACES: tuple[Table, ...] = ("shell_stress", "solid_stress")
BARS: tuple[Table, ...] = ("rod_stress", "bar_stress", "beam_stress")
AXIAL: tuple[Table, ...] = ("rod_stress", "bar_stress")
PLIES: tuple[Table, ...] = ("ply_stress",)
ENERGY: tuple[Table, ...] = ("strain_energy",)
HEAT: tuple[Table, ...] = ("element_flux",)
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
        missing: Why it is not there, as a sentence; empty where there is nothing to be said.
    """

    title: str
    unit_kind: str
    kind: Kind
    location: Location
    measure: Callable[[Results, int], Measured]
    rows: Callable[[Results], list[int]]
    missing: Callable[[Results], str] = lambda results: ""


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
    kind: Kind = "static",
) -> Quantity:
    """A field of elements; it is there in the cases that have one of the tables.

    Args:
        titled: Its name, and what its unit measures.
        tables: What has it.
        values: Of the rows of a table, shape (n_rows,) or (n_points, n_rows).
        extreme: Which of the values of an element is shown.
        kind: What it can be looked at in.
    """

    def measure(results: Results, row: int) -> Measured:
        found = tables_of(results, tables, kind, row)
        return _extremes([(t.elements, values(t)) for t in found], extreme)

    def rows(results: Results) -> list[int]:
        count = len(SOLUTIONS[kind].cases(results))
        return [row for row in range(count) if tables_of(results, tables, kind, row)]

    return Quantity(*titled, kind, "element", measure, rows)


def of_plies(title: str, criterion: Criterion) -> Quantity:
    """The index of the worst ply of each element; it is there where all strengths are."""

    def measure(results: Results, row: int) -> Measured:
        found = tables_of(results, PLIES, "static", row)
        judged = [part for table in found for part in judge(results, table, lambda *_: criterion)]
        return _extremes([(part.elements, part.index) for part in judged], "largest")

    def rows(results: Results) -> list[int]:
        there = range(len(results.subcases))
        return [k for k in there if tables_of(results, PLIES, "static", k)]

    def missing(results: Results) -> str:
        try:
            for row in rows(results)[:1]:
                measure(results, row)
        except SolveFailed as failed:
            return failed.message
        return ""

    def judged_rows(results: Results) -> list[int]:
        return [] if missing(results) else rows(results)

    return Quantity(title, "factor", "static", "element", measure, judged_rows, missing)


def tables_of(
    results: Results, tables: tuple[Table, ...], kind: Kind, row: int
) -> list[ElementTable]:
    """The tables of elements of a case."""
    case = SOLUTIONS[kind].cases(results)[row]
    of = "buckling" if kind == "buckling" else "natural"
    found = (t for t in results.element_tables if t.table in tables and t.kind == of)
    return [t for t in found if (t.subcase, t.mode) == (case.subcase, case.mode or 0)]


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


def _density(table: ElementTable) -> Floats:
    return table.columns("strain_energy_density")


def _shear(stress: ElementTable) -> Floats:
    """Half the difference of the outer principal stresses: the radius of Mohr's largest circle."""
    smallest, _, largest = principal(stress)
    return np.asarray((largest - smallest) / 2.0)


def _gradient(table: ElementTable) -> Floats:
    return np.asarray(np.linalg.norm(table.columns("grad1", "grad2", "grad3"), axis=0))


def _flux(table: ElementTable) -> Floats:
    return np.asarray(np.linalg.norm(table.columns("flux1", "flux2", "flux3"), axis=0))


def _sizes_of(forces: Floats, row: int, count: int) -> Floats:
    """NaN where the file reports none at all."""
    size = _length(forces[row, :, :3]) if len(forces) else np.zeros(count)
    return size if size.any() else np.full(count, np.nan)


def _amplitude(table: ResponseTable) -> Callable[[Results, int], Floats]:
    return lambda results, row: amplitude(results, covering(results, table)[row])


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
    "reaction": at_nodes(
        "Reaction force", "force", lambda r, k: _sizes_of(r.reactions, k, len(r.nodes))
    ),
    "mpc_force": at_nodes(
        "Force of multi-point constraint",
        "force",
        lambda r, k: _sizes_of(r.mpc_forces, k, len(r.nodes)),
    ),
    "von_mises": at_elements(("Von Mises stress", "stress"), FACES, equivalent, "largest"),
    "max_principal": at_elements(
        ("Largest principal stress", "stress"), FACES, lambda s: principal(s)[-1], "largest"
    ),
    "min_principal": at_elements(
        ("Smallest principal stress", "stress"), FACES, lambda s: principal(s)[0], "smallest"
    ),
    "max_shear": at_elements(("Largest shear stress", "stress"), FACES, _shear, "largest"),
    "normal_stress": at_elements(("Normal stress of bars", "stress"), BARS, normal, "size"),
    "axial_stress": at_elements(("Axial stress of bars", "stress"), AXIAL, _axial, "size"),
    "strain_energy": at_elements(("Strain energy", "energy"), ENERGY, _energy, "largest"),
    "energy_density": at_elements(("Strain energy density", "stress"), ENERGY, _density, "largest"),
    "failure_tsai_wu": of_plies("Failure index of Tsai and Wu", "tsai_wu"),
    "failure_hill": of_plies("Failure index of Tsai and Hill", "hill"),
    "failure_hoffman": of_plies("Failure index of Hoffman", "hoffman"),
    "failure_max_stress": of_plies("Failure index of the largest stress", "max_stress"),
    "temperature": at_nodes(
        "Temperature", "temperature", lambda r, k: r.thermal.temperature[k], "thermal"
    ),
    "thermal_gradient": at_elements(
        ("Gradient of temperature", "temperature per length"), HEAT, _gradient, "largest", "thermal"
    ),
    "heat_flux": at_elements(("Heat flux", "power per area"), HEAT, _flux, "largest", "thermal"),
    "mode_shape": at_nodes("Mode shape", "ratio", _shape("natural"), "natural"),
    "modal_energy": at_elements(
        ("Strain energy of the mode", "energy"), ENERGY, _energy, "largest", "natural"
    ),
    "modal_energy_density": at_elements(
        ("Strain energy density of the mode", "stress"), ENERGY, _density, "largest", "natural"
    ),
    "modal_von_mises": at_elements(
        ("Von Mises stress of the mode", "stress"), FACES, equivalent, "largest", "natural"
    ),
    "modal_normal_stress": at_elements(
        ("Normal stress of bars in the mode", "stress"), BARS, normal, "size", "natural"
    ),
    "buckling_von_mises": at_elements(
        ("Von Mises stress of the buckling shape", "stress"),
        FACES,
        equivalent,
        "largest",
        "buckling",
    ),
    "buckling_normal_stress": at_elements(
        ("Normal stress of bars in the buckling shape", "stress"), BARS, normal, "size", "buckling"
    ),
    "buckling_shape": at_nodes("Buckling shape", "ratio", _shape("buckling"), "buckling"),
    "frequency_response": at_nodes(
        "Displacement at the peak", "length", _amplitude("frequency_response"), "frequency"
    ),
    "transient_response": at_nodes(
        "Displacement at the peak", "length", _amplitude("transient_response"), "transient"
    ),
}
