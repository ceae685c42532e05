"""A result file at a glance: what every solve is asked first."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from atomizer.domain.values import Value
from atomizer.engine.outside.warned import read_warnings

if TYPE_CHECKING:
    from atomizer.engine.results import Response, Table, Thermal

ASKED: "tuple[Table, ...]" = (
    "displacement",
    "reactions",
    "modes",
    "temperature",
    "frequency_response",
    "transient_response",
)


class SubcaseSummary(Value):
    """One load case.

    Attributes:
        max_displacement: Largest length of a translation, in the unit of the deck.
        max_rotation: Likewise of a rotation, in rad.
        reaction_sum: Resultant of the reactions about the origin of the basic frame, 6 components.
    """

    id: int
    max_displacement: float
    max_rotation: float
    reaction_sum: tuple[float, ...]


class ThermalSummary(Value):
    """One thermal subcase.

    Attributes:
        max_temperature: Of the grid points, in the unit of the deck.
        min_temperature: Likewise.
        applied_heat: Sum of the heat loads; None where not all of them are known.
        constraint_heat: Heat into the held points; with the heat loads it adds up to nothing.
    """

    id: int
    max_temperature: float
    min_temperature: float
    applied_heat: float | None
    constraint_heat: float


class ResponseSummary(Value):
    """The peak of one quantity of one subcase over frequencies or over time.

    Attributes:
        id: Of the subcase.
        over: What it is a function of.
        quantity: What moves how.
        peak: Largest length of a translation, of amplitudes over frequencies.
        at: The frequency in Hz, or the time, where the peak is.
        node: The grid point where it is.
    """

    id: int
    over: Literal["frequency", "time"]
    quantity: str
    peak: float
    at: float
    node: int


class Summary(Value):
    """A result file at a glance; frequencies in Hz."""

    subcases: tuple[SubcaseSummary, ...]
    thermal: tuple[ThermalSummary, ...] = ()
    mass: float | None = None
    frequencies: tuple[float, ...] = ()
    buckling_factors: tuple[float, ...] = ()
    responses: tuple[ResponseSummary, ...] = ()
    warnings: tuple[str, ...] = ()


def summarize(op2: Path, deck: Path, f06: Path | None = None) -> Summary:
    """Read a result file and say what is in it, and what its print warns of."""
    import numpy as np

    from atomizer.engine.results import read_results

    results = read_results(op2, deck, ASKED)
    lengths = np.linalg.norm(
        results.displacement.reshape(*results.displacement.shape[:2], 2, 3), axis=3
    )
    most = np.nan_to_num(lengths).max(axis=1)
    subcases = zip(results.subcases, most, results.reaction_sum, strict=True)
    return Summary(
        subcases=tuple(
            SubcaseSummary(
                id=int(i),
                max_displacement=float(reached[0]),
                max_rotation=float(reached[1]),
                reaction_sum=tuple(map(float, reactions)),
            )
            for i, reached, reactions in subcases
        ),
        thermal=tuple(_thermal(results.thermal)),
        mass=results.mass.mass if results.mass else None,
        frequencies=tuple(map(float, results.frequencies)),
        buckling_factors=tuple(map(float, results.buckling_factors)),
        responses=tuple(_peak(each) for each in results.responses if len(each.nodes)),
        warnings=results.warnings + (read_warnings(f06) if f06 else ()),
    )


def _thermal(found: "Thermal") -> Iterator[ThermalSummary]:
    import numpy as np

    for row, subcase in enumerate(found.subcases.tolist()):
        applied = None if found.applied is None else float(found.applied[row])
        yield ThermalSummary(
            id=subcase,
            max_temperature=float(np.nanmax(found.temperature[row])),
            min_temperature=float(np.nanmin(found.temperature[row])),
            applied_heat=applied,
            constraint_heat=float(found.constraint[row].sum()),
        )


def _peak(response: "Response") -> ResponseSummary:
    import numpy as np

    sizes = np.linalg.norm(response.values[..., :3], axis=2)
    number, node = np.unravel_index(int(sizes.argmax()), sizes.shape)
    return ResponseSummary(
        id=response.subcase,
        over="frequency" if response.table == "frequency_response" else "time",
        quantity=response.quantity,
        peak=float(sizes[number, node]),
        at=float(response.at[number]),
        node=int(response.nodes[node]),
    )
