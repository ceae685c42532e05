"""Mass properties of a deck, and whether the solver found the same mass.

Elements the embedded solver knows are weighed by its own formulas, lumped at the grid points as
Nastran does; a deck with other elements is weighed by pyNastran, each element at its centroid.
"""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.deck import read_bdf
from atomizer.engine.results.mesh import SURFACES
from atomizer.engine.results.results import Floats, MassProperties
from atomizer.engine.solvers.embedded.elements import FAMILIES, read_elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.mass import read_masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.weight import weigh

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

WITHOUT_MASS = {
    "CELAS1",
    "CELAS2",
    "CELAS3",
    "CELAS4",
    "CBUSH",
    "CDAMP1",
    "CDAMP2",
    "PLOTEL",
} | SURFACES
AGREEMENT = 1e-6


def mass_properties(model: Model, deck: Path) -> tuple[MassProperties | None, str]:
    """Mass properties of a deck, or None and the reason; heat alone needs none."""
    if model.bdf.thermal_materials and not model.bdf.materials:
        return None, ""
    foreign = set(model.cards) - set(FAMILIES) - WITHOUT_MASS
    try:
        return (_weighed_by_pynastran(deck) if foreign else _weighed(model)), ""
    except Fatal as fatal:
        reason = fatal.f06
    except _PYNASTRAN_FAILURES as failure:
        reason = f"pyNastran cannot weigh {', '.join(sorted(foreign))}: {failure}"
    return None, f"No mass properties: {reason}"


_PYNASTRAN_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""All that pyNastran raises where an element cannot be weighed; it has no base class for it."""


def disagreement(mass: MassProperties | None, op2: "OP2") -> str:
    """A sentence if the grid point weight of the file is not the mass of the deck, else empty."""
    for weight in op2.grid_point_weight.values():
        said = float(weight.MO[0, 0])
        if mass is not None and abs(said - mass.mass) > AGREEMENT * abs(said) + 1e-300:
            return f"The deck weighs {mass.mass:.7g}, the grid point weight generator {said:.7g}."
    return ""


def _weighed(model: Model) -> MassProperties:
    weight = weigh(model, read_masses(model, read_elements(model)))
    return MassProperties(weight.mass, weight.centre, weight.inertia)


def _weighed_by_pynastran(deck: Path) -> MassProperties:
    with warnings.catch_warnings():  # pyNastran warns about its own source
        warnings.simplefilter("ignore")
        from pyNastran.bdf.mesh_utils.mass_properties import mass_properties as weigh_all

        mass, centre, inertia = weigh_all(read_bdf(deck, "linked"), scale=1.0)
    return MassProperties(float(mass), np.asarray(centre, float), _tensor(inertia))


def _tensor(parts: Any) -> Floats:
    """The tensor from Ixx, Iyy, Izz, Ixy, Ixz, Iyz, shape (3, 3)."""
    xx, yy, zz, xy, xz, yz = (float(part) for part in parts)
    return np.array([[xx, -xy, -xz], [-xy, yy, -yz], [-xz, -yz, zz]])
