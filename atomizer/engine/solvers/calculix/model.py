"""What of a deck moves: elements, point masses and the equations between freedoms."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from atomizer.engine.solvers.calculix.cards import refusal
from atomizer.engine.solvers.calculix.cases import Step, read_steps
from atomizer.engine.solvers.calculix.equations import Equations, Freedom, free_ids
from atomizer.engine.solvers.calculix.masses import PointMass, read_masses
from atomizer.engine.solvers.calculix.mesh import BARS, SHELLS, Group, nodes_of, read_groups

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True, eq=False)
class Model:
    """The parts of a deck.

    Attributes:
        steps: One a subcase.
        groups: Elements.
        masses: Point masses.
        equations: Dependent freedoms.
        turning: Grid points whose rotations CalculiX knows: those of shells and bars.
        used: Grid points of elements.
        reference: The temperature without thermal strain.
    """

    steps: tuple[Step, ...]
    groups: list[Group]
    masses: list[PointMass]
    equations: Equations
    turning: set[int]
    used: set[int]
    reference: float

    def moves(self, freedom: Freedom) -> bool:
        """Whether CalculiX knows a freedom of a grid point."""
        node, component = freedom
        known = node in self.used or node in self.equations.points
        return known and (component <= 3 or self.equations.there(freedom) is not None)

    @property
    def bare(self) -> list[int]:
        """Grid points that are in equations only."""
        return sorted(self.equations.points - self.used)


def read_model(bdf: "BDF") -> Model:
    """The parts of a deck.

    Raises:
        DeckRejected: one of them is not translated; names it.
    """
    steps, free_id = read_steps(bdf), free_ids(bdf.nodes)
    groups = read_groups(bdf)
    masses = read_masses(bdf, free_id)
    turning = nodes_of(group for group in groups if group.card in SHELLS | BARS)
    equations = Equations(bdf, steps[0].mpc, masses, turning, free_id)
    used = nodes_of(groups)
    return Model(steps, groups, masses, equations, turning, used, _reference(bdf, steps))


def _reference(bdf: "BDF", steps: tuple[Step, ...]) -> float:
    found = {float(material.tref or 0.0) for material in bdf.materials.values() if material.a}
    if len(found) > 1 and any(step.temperature for step in steps):
        raise refusal("materials with different TREF are not translated together")
    return found.pop() if len(found) == 1 else 0.0
