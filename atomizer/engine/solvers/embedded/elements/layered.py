"""Shells of plies: the stresses in each ply.

Stresses 11, 22, 12 are at the middle of a ply in its own axes; interlaminar stresses 1z, 2z are at
its top in the axes of the laminate, as Nastran gives them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.one_section import Layers
from atomizer.engine.solvers.embedded.elements.pcomp import ply_count
from atomizer.engine.solvers.embedded.elements.shell import Shells, read_alike
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.plane_material import shear_turn


@dataclass(frozen=True)
class LayeredShells(Shells):
    """Shells of k plies each."""

    @property
    def layers(self) -> Layers:
        """Their plies."""
        assert self.section.layers is not None
        return self.section.layers

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Stresses 11, 22, 12, 1z, 2z of each ply at the centre, shape (n, k, 5)."""
        whole = self._strain_matrix(self.shape.centre) @ self._local(motion)
        plane = (self.layers.stress @ whole[:, None])[..., 0]
        if heat is not None:
            degrees = heat @ self.shape.functions(self.shape.centre) - self.section.reference
            plane = plane - self.layers.expansion * degrees[:, None, None]
        forces = shear_turn(self.section.angle) @ self.transverse(motion)[..., None]
        across = self.layers.flow * forces[:, None, :, 0]
        return np.concatenate([plane, across], axis=-1)


def read_shells(model: Model, cards: Sequence[Any]) -> Shells:
    """The shells of one card with equally many plies, 0 of a homogeneous shell."""
    layered = ply_count(model.property_of(cards[0]))
    return read_alike(model, cards, LayeredShells if layered else Shells)
