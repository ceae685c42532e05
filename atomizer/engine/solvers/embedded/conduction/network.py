"""The equations of steady heat transfer, K T = P, and their answer for every subcase.

Points that nothing conducts heat to have no temperature and are left out of the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints
from atomizer.engine.solvers.embedded.assembly import scatter
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.conduction.conductors import Conductors, read_conductors
from atomizer.engine.solvers.embedded.conduction.convection import Convection, read_convection
from atomizer.engine.solvers.embedded.conduction.held import held_at, read_held, read_ties
from atomizer.engine.solvers.embedded.conduction.links import Links, read_links
from atomizer.engine.solvers.embedded.conduction.loads import HeatLoads
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.conduction.surfaces import Surfaces, read_surfaces
from atomizer.engine.solvers.embedded.elimination import eliminate
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.sparse.factor import (
    MAX_RATIO,
    Factor,
    Limits,
    Singular,
    factorize,
)
from atomizer.engine.solvers.embedded.structure import Support, reduced_to

MAX_RESIDUAL = 1e-6


@dataclass(frozen=True)
class HeatAnswer:
    """What one subcase gave.

    Attributes:
        applied: Heat into each point by the loads, shape (n_points,).
        temperature: Shape (n_points,).
        constraint: Heat into each held point that keeps its temperature, shape (n_points,).
        reached: Which points have a temperature, shape (n_points,).
        epsilon: Residual over the terms of the equations.
    """

    case: Case
    applied: Floats
    temperature: Floats
    constraint: Floats
    reached: Bools
    epsilon: float


@dataclass(frozen=True)
class Network:
    """A deck as conductances between points, shape (n_points, n_points)."""

    model: HeatModel
    conductors: tuple[Conductors, ...]
    links: Links
    surfaces: tuple[Surfaces, ...]
    convection: tuple[Convection, ...]
    conductance: sp.csr_matrix

    @property
    def loads(self) -> HeatLoads:
        """Heat that is given."""
        return HeatLoads(self.model, self.conductors, self.surfaces)


def read_network(model: HeatModel) -> Network:
    """Assemble a model."""
    conductors, links = read_conductors(model), read_links(model)
    surfaces = read_surfaces(model, conductors)
    convection = read_convection(model, surfaces)
    parts: list[Conductors | Links | Convection] = [*conductors, links, *convection]
    matrix = scatter(len(model.grid), ((part.nodes, part.conductance()) for part in parts))
    return Network(model, conductors, links, surfaces, convection, matrix)


@dataclass(frozen=True)
class Kept:
    """A support with the factor of its free part, and which points have a temperature."""

    support: Support
    factor: Factor
    reached: Bools


def solve_heat(
    network: Network, cases: Sequence[Case], memory: float | None = None
) -> list[HeatAnswer]:
    """The answer of every subcase; those with equal supports share one factor.

    Args:
        memory: The most the factor may take, in GB; None is no limit.

    Raises:
        Fatal: a temperature is held by nothing, or the deck is wrong.
    """
    keys = dict.fromkeys((case.spc, case.mpc) for case in cases)
    kept = {key: _keep(network, *key, memory) for key in keys}
    loads = network.loads
    return [_solve(network, kept[case.spc, case.mpc], case, loads) for case in cases]


def _keep(network: Network, spc: int, mpc: int, memory: float | None) -> Kept:
    model, size = network.model, len(network.model.grid)
    held = read_held(model, spc)
    elimination = eliminate(model, read_ties(model, mpc), 1)
    independent = np.arange(size) if elimination is None else elimination.independent
    expand = elimination.expand if elimination else None
    _need_disjoint(model, held, independent)
    matrix = reduced_to(network.conductance, expand)
    conducts = matrix.diagonal() > 0.0
    fixed = held[independent]
    support = Support(
        independent=independent,
        expand=expand,
        motion=np.zeros(len(independent)),
        fixed=fixed,
        free=np.flatnonzero(~fixed & conducts),
        stiffness=matrix,
    )
    has = (fixed | conducts).astype(float)
    reached = abs(expand) @ has > 0.0 if expand is not None else has > 0.0
    return Kept(support, _factor(network, support, memory), np.asarray(reached))


def _need_disjoint(model: HeatModel, held: Bools, independent: Ints) -> None:
    dependent = held.copy()
    dependent[independent] = False
    if dependent.any():
        point = model.grid.ids[int(dependent.argmax())]
        said = f"THE TEMPERATURE OF POINT {point} IS HELD BY AN SPC AND DEPENDS BY AN MPC."
        raise Fatal(said, 2101, "GP4")


def _factor(network: Network, support: Support, memory: float | None) -> Factor:
    model, rows = network.model, support.independent[support.free]
    limits = Limits(model.number("MAXRATIO", MAX_RATIO), memory, model.method)
    try:
        return factorize(support.free_part(support.stiffness), rows, model.grid.xyz, limits)
    except Singular as singular:
        raise _free(model, int(rows[singular.row])) from singular


def _free(model: HeatModel, row: int) -> Fatal:
    said = "RUN TERMINATED DUE TO EXCESSIVE PIVOT RATIOS IN MATRIX KLL: NOTHING HOLDS THE"
    said = f"{said} TEMPERATURE OF GRID POINT ID {model.grid.ids[row]} OR WHAT IT IS JOINED TO."
    return Fatal(said, 9137, "SEKRRS")


def _solve(network: Network, kept: Kept, case: Case, loads: HeatLoads) -> HeatAnswer:
    support, model = kept.support, network.model
    given = loads.heat(case.load)
    lost = np.flatnonzero((given != 0.0) & ~kept.reached)
    if len(lost):
        raise _free(model, int(lost[0]))
    applied = support.gather(given)
    at = held_at(model, case.spc, loads.temperatures(case.load))
    reduced = np.where(support.fixed, at[support.independent], 0.0)
    right = (applied - support.stiffness @ reduced)[support.free]
    reduced[support.free] = kept.factor.solve(right)
    needed = support.stiffness @ reduced - applied
    epsilon = _epsilon(support, reduced, needed, applied)
    if not epsilon <= MAX_RESIDUAL:
        raise Fatal(f"THE RESIDUAL OF SUBCASE {case.id} IS {epsilon:.5E} OF ITS HEAT.")
    constraint = np.zeros(len(model.grid))
    constraint[support.independent] = np.where(support.fixed, needed, 0.0)
    temperature = np.asarray(support.spread(reduced))
    return HeatAnswer(case, given, temperature, constraint, kept.reached, epsilon)


def _epsilon(support: Support, reduced: Floats, needed: Floats, applied: Floats) -> float:
    """The largest residual over the largest term of the equations."""
    terms = abs(support.stiffness) @ np.abs(reduced) + np.abs(applied)
    largest = float(terms.max(initial=0.0))
    residual = float(np.abs(needed[support.free]).max(initial=0.0))
    return residual / largest if largest > 0.0 else residual
