"""An accepted deck, with what more than one solution makes of it; each is made when asked for."""

from dataclasses import dataclass
from functools import cached_property

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.cases import Case, Discipline, read_cases
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.mass import Masses, read_masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.structure import Structure, read_structure
from atomizer.engine.solvers.embedded.weight import Weight, weigh

KEPT_BYTES = 2e8
"""Matrices of elements up to this size are kept for the energies; larger ones made again."""


@dataclass(frozen=True)
class Problem:
    """What is to be solved.

    Attributes:
        memory: The most the factor may take, in GB; None is no limit.
        discipline: What commands of case control it may have.
    """

    model: Model
    memory: float | None = None
    discipline: Discipline = "structure"

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The subcases."""
        return read_cases(self.model.bdf.case_control_deck, self.discipline)

    @property
    def title(self) -> str:
        """Of the deck."""
        return self.cases[0].title

    @cached_property
    def elements(self) -> tuple[Elements, ...]:
        """The element families of the structure."""
        return read_elements(self.model)

    @cached_property
    def masses(self) -> Masses:
        """The masses of the structure."""
        return read_masses(self.model, self.elements)

    @cached_property
    def weight(self) -> Weight:
        """Its mass properties about PARAM,GRDPNT."""
        return weigh(self.model, self.masses, int(self.model.number("GRDPNT", 0)))

    @cached_property
    def stiffnesses(self) -> tuple[Floats, ...] | None:
        """Of the elements of each family; None where they are too large to be kept."""
        sides = [(len(f.ids), f.components * f.nodes.shape[1]) for f in self.elements]
        if sum(n * side**2 for n, side in sides) * 8 > KEPT_BYTES:
            return None
        return tuple(family.stiffness() for family in self.elements)

    @cached_property
    def structure(self) -> Structure:
        """Its stiffness."""
        return read_structure(self.model, self.elements, self.memory, self.stiffnesses)

    @cached_property
    def loads(self) -> Loads:
        """Its static loads."""
        return Loads(self.model, self.elements, self.masses)
