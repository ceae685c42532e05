"""Results as named arrays. Vectors are in the basic frame, units are those of the deck."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx.expressions import Expression
from atomizer.engine.results.strength import LaminateStrength

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]
"""Real or complex."""

Table = Literal[
    "displacement",
    "reactions",
    "mpc_forces",
    "modes",
    "rod_stress",
    "bar_stress",
    "beam_stress",
    "shell_stress",
    "ply_stress",
    "solid_stress",
    "rod_force",
    "bar_force",
    "beam_force",
    "spring_force",
    "bushing_force",
    "shell_force",
    "strain_energy",
    "temperature",
    "element_flux",
    "surface_heat",
    "frequency_response",
    "transient_response",
]
"""A part of a result file that can be asked for."""

ResponseTable = Literal["frequency_response", "transient_response"]
Quantity = Literal["displacement", "velocity", "acceleration"]
Elemental = Literal["von_mises", "normal_stress"]
ModeKind = Literal["natural", "buckling"]


@dataclass(frozen=True, eq=False)
class ElementTable:
    """What a file says of the elements of one card in one subcase; columns have names.

    Attributes:
        table: What it is: the stress of a family, forces, ...
        card: CQUAD4, CBAR ...
        subcase: Its id.
        elements: Element id of each row, shape (n_rows,).
        places: Grid point id of each row, 0 at the centre or where there is none, shape (n_rows,).
        headers: Names of the columns.
        values: Shape (n_rows, n_columns).
        mode: Of a mode its number in the subcase, from 1; 0 in statics.
        kind: Of vibration or of buckling, where it is of a mode.
    """

    table: Table
    card: str
    subcase: int
    elements: Ints
    places: Ints
    headers: tuple[str, ...]
    values: Floats
    mode: int = 0
    kind: ModeKind = "natural"

    @property
    def what(self) -> str:
        """Its card and what it is, in words."""
        return f"{self.card} {self.table.partition('_')[2]}"

    def columns(self, *names: str) -> Floats:
        """Columns by name, shape (n_names, n_rows).

        Raises:
            SolveFailed: there is no such column.
        """
        missing = [name for name in names if name not in self.headers]
        if missing:
            has = ", ".join(self.headers)
            raise SolveFailed("parse", f"{self.what} has no column {missing[0]!r}: {has}.")
        return np.stack([self.values[:, self.headers.index(name)] for name in names])


@dataclass(frozen=True, eq=False)
class Response:
    """One quantity of one subcase over frequencies or time, in the basic frame.

    Of elements it is the largest value of each, in the first column, and the others are 0; over
    frequencies von Mises stress is its largest value of a period with the phase at which it is.

    Attributes:
        table: Over what.
        quantity: What of.
        subcase: Its id.
        at: Frequencies in Hz, or times, ascending, shape (n,).
        nodes: Ids of the grid points, or elements, the file reports, ascending, shape (n_nodes,).
        values: Translations and rotations (radians), complex over frequencies: the motion is the
            real part of the value times exp(2 pi i f t); shape (n, n_nodes, 6).
    """

    table: ResponseTable
    quantity: Quantity | Elemental
    subcase: int
    at: Floats
    nodes: Ints
    values: Numbers


@dataclass(frozen=True, eq=False)
class MassProperties:
    """Mass properties in the unit of the densities, before PARAM,WTMASS, as an F06 prints them.

    Attributes:
        mass: Of everything.
        centre: Centre of gravity in the basic frame, shape (3,).
        inertia: Tensor about the centre of gravity, shape (3, 3).
    """

    mass: float
    centre: Floats
    inertia: Floats


@dataclass(frozen=True, eq=False)
class Cells:
    """Elements of one card with equally many nodes, for selections and pictures.

    Attributes:
        card: CQUAD4, CBAR ...
        ids: Element ids, ascending, shape (n,).
        properties: Property ids, 0 where the card has none, shape (n,).
        nodes: Rows of the grid points in `Results.nodes`, shape (n, n_nodes).
    """

    card: str
    ids: Ints
    properties: Ints
    nodes: Ints


@dataclass(frozen=True, eq=False)
class Thermal:
    """What a solution of heat transfer gave; its subcases are its own.

    Attributes:
        subcases: Ids, ascending, shape (n_subcases,).
        temperature: Shape (n_subcases, n_nodes); NaN at grid points the file does not report.
        points: Ids of the grid and scalar points with a heat of constraint, shape (n_points,).
        constraint: Heat into these points that keeps their temperature, (n_subcases, n_points).
        applied: Sum of the heat loads, shape (n_subcases,); None where the deck's loads are not all
            known, or heat leaves to a ground.
    """

    subcases: Ints
    temperature: Floats
    points: Ints
    constraint: Floats
    applied: Floats | None = None


def _no_heat() -> Thermal:
    """Of a solution that is not of heat transfer."""
    none, ids = np.zeros((0, 0)), np.zeros(0, np.int64)
    return Thermal(ids, none, ids, none)


@dataclass(frozen=True, eq=False)
class Results:
    """What one solve gave.

    A solution of modes or of heat transfer alone has no static subcase: the first axis of its
    static fields is empty.

    Attributes:
        subcases: Ids, ascending, shape (n_subcases,).
        nodes: Grid point ids, ascending, shape (n_nodes,).
        positions: Shape (n_nodes, 3).
        displacement: Translations and rotations (radians), shape (n_subcases, n_nodes, 6); NaN at
            grid points the file does not report.
        reactions: Forces and moments of single-point constraint, same shape; 0 at grid points the
            file does not report.
        applied: Sum of the applied forces and their moments about the origin, shape
            (n_subcases, 6); None where the deck's loads are not all known.
        element_tables: One a card, subcase and table.
        mass: None where the deck does not give it; a warning says why.
        cells: The mesh.
        warnings: What the reader should know, as sentences.
        eigenvalues: Squares of circular frequencies of natural modes, shape (n_modes,).
        frequencies: In Hz, shape (n_modes,).
        mode_shapes: Shape (n_modes, n_nodes, 6); NaN at grid points the file does not report.
        mode_subcases: Subcase of each mode, shape (n_modes,).
        effective_mass: Modal effective masses along x, y, z and about them through the origin, by
            the masses of the deck times PARAM,WTMASS, shape (n_modes, 6); None where the embedded
            solver does not know all of the deck.
        rigid_mass: Mass along x, y, z and inertia about them through the origin of the structure
            in rigid motion, times PARAM,WTMASS as the effective masses, shape (6,).
        buckling_factors: Shape (n_factors,).
        buckling_shapes: Shape (n_factors, n_nodes, 6).
        buckling_subcases: Subcase of each factor, shape (n_factors,).
        sets: Members of the SETs of the deck's case control.
        laminates: Strengths of laminates by property id, from the deck.
        expressions: Those of the NX model that was solved; none where no such model was.
        thermal: Temperatures, and heat of constraint; a file may have them and nothing else.
        responses: One a kind of response, quantity and subcase.
        mpc_forces: Forces and moments of multi-point constraint and rigid elements, as `reactions`.
    """

    subcases: Ints
    nodes: Ints
    positions: Floats
    displacement: Floats
    reactions: Floats
    applied: Floats | None
    element_tables: tuple[ElementTable, ...]
    mass: MassProperties | None
    cells: tuple[Cells, ...]
    warnings: tuple[str, ...]
    eigenvalues: Floats = field(default_factory=lambda: np.zeros(0))
    frequencies: Floats = field(default_factory=lambda: np.zeros(0))
    mode_shapes: Floats = field(default_factory=lambda: np.zeros((0, 0, 6)))
    mode_subcases: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    effective_mass: Floats | None = None
    rigid_mass: Floats | None = None
    buckling_factors: Floats = field(default_factory=lambda: np.zeros(0))
    buckling_shapes: Floats = field(default_factory=lambda: np.zeros((0, 0, 6)))
    buckling_subcases: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    sets: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    laminates: Mapping[int, LaminateStrength] = field(default_factory=dict)
    expressions: tuple[Expression, ...] = ()
    thermal: Thermal = field(default_factory=_no_heat)
    responses: tuple[Response, ...] = ()
    mpc_forces: Floats = field(default_factory=lambda: np.zeros((0, 0, 6)))

    @property
    def reaction_sum(self) -> Floats:
        """Sum of the reactions and their moments about the origin, shape (n_subcases, 6)."""
        force = self.reactions[..., :3]
        moment = self.reactions[..., 3:] + np.cross(self.positions, force)
        return np.concatenate([force.sum(axis=1), moment.sum(axis=1)], axis=1)
