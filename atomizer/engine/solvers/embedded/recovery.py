"""What an answer means for the elements: stresses, forces and the stiffness by stress."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import freedoms
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.between import inner_forces_between, stress_between
from atomizer.engine.solvers.embedded.elements.bushing import Bushings
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.rod import Rods
from atomizer.engine.solvers.embedded.elements.shear_panel import Panels
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.spring import Springs


class State(Protocol):
    """What strains the elements: a static answer, or a shape."""

    @property
    def case(self) -> Case:
        """The subcase it is of."""
        ...

    @property
    def motion(self) -> Floats:
        """In the basic frame, shape (n_points, 6)."""
        ...

    @property
    def heat(self) -> Floats | None:
        """Temperature of the grid points, shape (n_points,); None without thermal loads."""
        ...

    @property
    def spread(self) -> Mapping[str, Floats]:
        """Equivalent forces of loads between the ends of bars, by their card."""
        ...

    @property
    def passed(self) -> Mapping[str, Floats]:
        """Resultants of those loads between end A and each output station, by their card."""
        ...


@dataclass(frozen=True)
class Mode:
    """Which mode a shape is.

    Attributes:
        approach: Of vibration or of buckling, as tables name it.
    """

    number: int
    eigenvalue: float
    cycles: float
    approach: int


@dataclass(frozen=True)
class Shape:
    """A motion that nothing but itself strains, as `State`."""

    case: Case
    motion: Floats
    mode: Mode | None = None
    heat: None = None
    spread: Mapping[str, Floats] = field(default_factory=dict)
    passed: Mapping[str, Floats] = field(default_factory=dict)


def element_stress(family: Elements, answer: State) -> Floats:
    """Stresses in the family's own shape; of beams those at stations between the ends behind."""
    motion, heat = state(family, answer)
    if isinstance(family, Bars):
        ends = family.stress(motion, heat, answer.spread.get(family.card))
        between = stress_between(family, _between(family, answer))
        return np.hstack([ends, between.reshape(len(ends), -1)])
    if answer.case.corners and family.card == "CQUAD4" and type(family) is Shells:
        return _with_corners(family, motion, heat)
    return family.stress(motion, heat)


def _with_corners(family: Shells, motion: Floats, heat: Floats | None) -> Floats:
    """Stresses of quadrilaterals at the centre, then at the corners, shape (n, 5, 2, 3)."""
    parts = (family.stress(motion, heat)[:, None], family.corner_stress(motion, heat))
    return np.concatenate(parts, axis=1)


def element_forces(family: Elements, answer: State) -> Floats:
    """Forces in the family's own shape, as stresses; solids have none."""
    motion, heat = state(family, answer)
    if isinstance(family, Bars):
        ends = family.inner_forces(motion, heat, answer.spread.get(family.card))
        return np.concatenate([ends, _between(family, answer)], axis=1)
    assert isinstance(family, Rods | Springs | Bushings | Shells | Panels)
    return family.forces(motion, heat)


def _between(family: Bars, answer: State) -> Floats:
    """What beams carry at stations between their ends, shape (n, k, 6)."""
    motion, heat = state(family, answer)
    forces = family.forces(motion, heat, answer.spread.get(family.card))
    return inner_forces_between(family, forces, answer.passed.get(family.card))


def geometric(family: Elements, answer: State) -> Floats:
    """The stiffness of a family by its stress."""
    motion, heat = state(family, answer)
    if isinstance(family, Bars):
        return family.geometric(motion, heat, answer.spread.get(family.card))
    return family.geometric(motion, heat)


def state(family: Elements, answer: State) -> tuple[Floats, Floats | None]:
    """Motion of the nodes of a family, shape (n, c m), and their temperatures, shape (n, m)."""
    heat = None if answer.heat is None else answer.heat[family.nodes]
    return answer.motion.ravel()[freedoms(family)], heat
