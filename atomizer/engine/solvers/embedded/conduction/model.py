"""A deck seen as a network of temperatures: grid points and scalar points alike."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.grid import Grid, UnknownGrid, read_grid
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class HeatModel(Model):
    """A deck whose scalar points stand among its grid points, at the origin."""

    @cached_property
    def grid(self) -> Grid:
        """Grid points and scalar points, sorted by id."""
        grid = read_grid(self.bdf, self.frames)
        scalar = np.array(sorted(self.bdf.spoints), np.int64)
        twice = np.intersect1d(grid.ids, scalar)
        if len(twice):
            raise Fatal(f"POINT {twice[0]} IS BOTH A GRID POINT AND A SCALAR POINT.")
        ids = np.concatenate([grid.ids, scalar])
        order = np.argsort(ids)
        xyz = np.vstack([grid.xyz, np.zeros((len(scalar), 3))])
        axes = np.concatenate([grid.axes, np.tile(np.eye(3), (len(scalar), 1, 1))])
        held = [*grid.permanent, *("" for _ in scalar)]
        return replace(
            grid,
            ids=ids[order],
            xyz=xyz[order],
            axes=axes[order],
            permanent=tuple(held[row] for row in order),
        )

    def row(self, node: int, owner: str) -> int:
        """The row of a point.

        Raises:
            Fatal: it is not in the deck.
        """
        try:
            return int(self.grid.index(np.array([node]))[0])
        except UnknownGrid:
            raise Fatal(f"UNDEFINED GRID POINT {node} IN {owner}.", 2008) from None


def need_temperature(component: Any, owner: str) -> None:
    """Refuse a component that is no temperature: it is 1, 0 or blank.

    Raises:
        Fatal: it is another one.
    """
    if str(component or "0") not in ("0", "1"):
        raise Fatal(
            f"COMPONENT {component} OF {owner} IS NO TEMPERATURE; IT MUST BE 1, 0 OR BLANK."
        )
