"""Whether loads may leave a structure by other ways than its single-point constraints.

A structure that moves as one body without straining anything passes on every force it takes: its
reactions balance its loads. Springs to the ground, springs between different directions and
multi-point constraints such as u1 = 2 u2 resist such a motion, and hold the structure themselves.
"""

from collections.abc import Collection, Iterable

import numpy as np

from atomizer.engine.results.results import Floats
from atomizer.engine.solvers.embedded.elements.bushing import Bushings
from atomizer.engine.solvers.embedded.elements.spring import Springs
from atomizer.engine.solvers.embedded.elimination import Dependence
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.mpc import read_mpcs

ROUNDING = 1e-9


def leaks(model: Model, elements: Iterable[object], mpcs: Collection[int]) -> bool:
    """Whether a translation of the whole structure meets resistance.

    Args:
        elements: Of the structure; those other than springs and bushings never resist.
        mpcs: Sets of multi-point constraints that are selected.

    Raises:
        Fatal: a set is not in the deck.
    """
    springs = (_stretch(each) for each in elements)
    equations = (_residue(model, each) for set_id in mpcs for each in read_mpcs(model, set_id))
    return any(bool((np.abs(part) > ROUNDING).any()) for part in (*springs, *equations))


def _stretch(elements: object) -> Floats:
    """What three unit translations stretch springs by; zero if they are others."""
    if isinstance(elements, Springs):
        return elements.stretch[:, :3] + elements.stretch[:, 6:9]
    if isinstance(elements, Bushings):
        works = elements.rigidity[..., None] != 0.0
        return np.asarray(works * (elements.stretch[..., :3] + elements.stretch[..., 6:9]))
    return np.zeros(3)


def _residue(model: Model, equation: Dependence) -> Floats:
    """By how much three unit translations break an equation, shape (3,)."""
    followed = sum(
        (f * _along(model, int(on)) for on, f in zip(equation.on, equation.factors, strict=True)),
        np.zeros(3),
    )
    return _along(model, equation.freedom) - followed


def _along(model: Model, freedom: int) -> Floats:
    """Three unit translations along a freedom, shape (3,); none turns."""
    row, component = divmod(freedom, 6)
    return np.asarray(model.grid.axes[row, component]) if component < 3 else np.zeros(3)
