"""A deck seen as a finite-element model: grid points, frames, materials and parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Ints
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_grid, undefined_property
from atomizer.engine.solvers.embedded.frames import Frames
from atomizer.engine.solvers.embedded.grid import Grid, UnknownGrid, read_grid
from atomizer.engine.solvers.embedded.material import (
    InSpace,
    Isotropic,
    material,
    solid_material,
)
from atomizer.engine.solvers.embedded.plane_material import (
    InPlane,
    coupling_material,
    plane_material,
    shear_material,
)
from atomizer.engine.solvers.embedded.sparse.factor import Method

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


@dataclass(frozen=True)
class Model:
    """A deck and what is computed from it once.

    Attributes:
        method: Who factorises its matrices.
    """

    bdf: "BDF"
    method: Method = "own"

    @cached_property
    def frames(self) -> Frames:
        """The coordinate systems."""
        return Frames(self.bdf)

    @cached_property
    def grid(self) -> Grid:
        """The grid points."""
        return read_grid(self.bdf, self.frames)

    @cached_property
    def cards(self) -> dict[str, list[Any]]:
        """Element cards by name, each list in the order of element ids."""
        found: dict[str, list[Any]] = {}
        for eid in sorted(self.bdf.elements):
            card = self.bdf.elements[eid]
            found.setdefault(card.type, []).append(card)
        return found

    def with_cards(self, bdf: "BDF") -> "Model":
        """The model of a deck that differs in some entries; what they do not change is kept."""
        other = Model(bdf)
        if bdf.nodes is self.bdf.nodes:
            vars(other).update(frames=self.frames, grid=self.grid)
        if bdf.elements is self.bdf.elements:
            vars(other).update(cards=self.cards)
        return other

    def number(self, name: str, default: float) -> float:
        """The value of a PARAM.

        Raises:
            Fatal: it is not a number.
        """
        if name not in self.bdf.params:
            return default
        value = self.bdf.params[name].values[0]
        if isinstance(value, str):
            raise Fatal(f"PARAM {name} IS {value!r}, NOT A NUMBER.")
        return float(value)

    def word(self, name: str, default: str) -> str:
        """The value of a PARAM that is a word, in capitals."""
        if name not in self.bdf.params:
            return default
        return str(self.bdf.params[name].values[0]).upper()

    def nodes(self, cards: Sequence[Any], count: int | None = None) -> Ints:
        """Rows of the grid points of elements with equally many of them, shape (n, n_nodes).

        Args:
            count: How many of the grid points they name; None is all.

        Raises:
            Fatal: a grid point is not in the deck.
        """
        ids = np.array([node_ids(card)[:count] for card in cards], np.int64)
        try:
            return self.grid.index(ids)
        except UnknownGrid as unknown:
            row = int(np.argwhere(ids == unknown.grid)[0][0])
            raise undefined_grid(int(cards[row].eid), unknown.grid) from None

    def property_of(self, card: Any) -> Any:
        """The property card of an element.

        Raises:
            Fatal: it is not in the deck.
        """
        pid = int(card.pid)
        if pid not in self.bdf.properties:
            raise undefined_property(int(card.eid), pid)
        return self.bdf.properties[pid]

    def material(self, mid: int, owner: str) -> Isotropic:
        """The material of a property."""
        return material(self.bdf, int(mid), owner)

    def solid_material(self, mid: int, owner: str) -> InSpace:
        """The material of a property of solids."""
        return solid_material(self.bdf, int(mid), owner)

    def plane_material(self, mid: int, owner: str) -> InPlane:
        """The material of a layer of a shell."""
        return plane_material(self.bdf, int(mid), owner)

    def shear_material(self, mid: int, owner: str) -> InPlane:
        """The material a shell has across its thickness."""
        return shear_material(self.bdf, int(mid), owner)

    def coupling_material(self, mid: int, owner: str) -> InPlane:
        """The material that couples membrane and bending of a shell."""
        return coupling_material(self.bdf, int(mid), owner)

    def node_count(self, card: Any) -> int:
        """How many grid points an element names; blank fields at the end do not count."""
        named = node_ids(card)
        if all(named):
            return len(named)
        return max((k for k, node in enumerate(named, start=1) if node), default=0)


def node_ids(card: Any) -> Sequence[int]:
    """Grid points of an element, 0 where the field is blank; pyNastran's own asserts instead."""
    nodes = (card.ga, card.gb) if card.type in ("CBAR", "CBEAM") else card.nodes
    return [node or 0 for node in nodes] if None in nodes else nodes
