"""Where an element lies and what it is made of, drawn by Hypothesis."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from tests.engine.solvers.decks import model
from tests.engine.solvers.kinds import (
    Kind,
    distortions,
    rotations,
    with_nodes_on_edges,
)


@dataclass(frozen=True)
class Draw:
    """Where an element lies and what it is made of.

    Attributes:
        corners: Offsets of its corners in units of its size, shape (8, 3).
        turn: Rotation matrix.
        size: Factor on all lengths of its shape, not of its section.
        stretch: Factor on its first axis alone.
        young, poisson: Of its material.
    """

    corners: Floats
    turn: Floats
    size: float
    stretch: float
    young: float
    poisson: float

    def points(self, kind: Kind, spread: Floats | None = None) -> Floats:
        """The nodes; `spread` is which offsets count, to be multiplied."""
        offsets = self.corners[: len(kind.shape)] * (1.0 if spread is None else spread)
        corners = (np.array(kind.shape) + offsets) * [self.stretch, 1.0, 1.0]
        return with_nodes_on_edges(kind, self.size * corners @ self.turn.T)

    def build(self, kind: Kind, points: Floats) -> Elements:
        """The element; grid point 3 of a bar, beside it, turns with it."""
        (family,) = read_elements(model(self.bulk(kind, points)))
        return family

    def bulk(self, kind: Kind, points: Floats) -> list[str]:
        spare = self.turn @ [9.0, 40.0, 7.0] * self.size
        made_of = f"MAT1,1,{self.young},,{self.poisson},2.7-3,2.-5,20."
        return [made_of, *kind.bulk, *kind.written(np.vstack([points, spare]))]


@st.composite
def draws(draw: st.DrawFn) -> Draw:
    """Elements of any size from a thousandth to a thousand, stretched up to eight times."""
    return Draw(
        draw(distortions()),
        draw(rotations()),
        10.0 ** draw(st.integers(-3, 3)),
        draw(st.sampled_from((0.25, 1.0, 3.0, 8.0))),
        10.0 ** draw(st.integers(-2, 11)),
        draw(st.sampled_from((0.0, 0.1, 0.3, 0.45))),
    )
