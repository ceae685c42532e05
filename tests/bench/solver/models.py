"""Models of 1,000 to 100,000 degrees of freedom: a block of CHEXA and a plate of CQUAD4."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tests.bench.solver.bodies import Kind, body, clamp, forces, section, spread
from tests.engine.solvers.bricks import Block
from tests.engine.solvers.decks import STATIC, deck

Solution = Literal["static", "10 modes"]
HEXA, QUAD = ("CHEXA", 8), ("CQUAD4", 4)
SIZES: dict[Kind, dict[str, int]] = {
    HEXA: {"tiny": 3, "1k": 6, "10k": 14, "100k": 32},
    QUAD: {"tiny": 5, "1k": 12, "10k": 40, "100k": 130},
}
"""Cells along each side."""


@dataclass(frozen=True)
class Model:
    """One model of the table."""

    kind: Kind
    size: str
    solution: Solution

    @property
    def name(self) -> str:
        """What the table calls it."""
        shape = "block of CHEXA" if self.kind == HEXA else "plate of CQUAD4"
        return f"{shape}, {self.solution}"

    @property
    def cells(self) -> int:
        """Along each side."""
        return SIZES[self.kind][self.size]

    @property
    def freedoms(self) -> int:
        """Of the grid points, held ones too."""
        points = self.cells + 1
        return 3 * points**3 if self.kind == HEXA else 6 * points**2

    def write(self, path: Path) -> Path:
        """Its deck."""
        modes = self.solution == "10 modes"
        case = ("SPC = 1", "METHOD = 5") if modes else STATIC
        text = deck(self.bulk(), case, "SOL 103" if modes else "SOL 101")
        path.write_text(text, encoding="ascii")
        return path

    def bulk(self) -> list[str]:
        """Held on one side, pushed across on the other."""
        n = self.cells
        cells = (n, n, n) if self.kind == HEXA else (n, n, 1)
        mesh = body(self.kind, cells, lambda points: points * 100.0)
        held = mesh.where(lambda x: x[0] == 0)
        material = ["MAT1,1,2.1+5,,.3,7.85-9", section(self.kind, 1.0)]
        bulk = [*material, *mesh.bulk(), *clamp(self.kind, held)]
        if self.solution == "static":
            return [*bulk, *self._push(mesh)]
        return [*bulk, "EIGRL,5,,,10", "PARAM,COUPMASS,1"]

    def _push(self, mesh: Block) -> Sequence[str]:
        shares = spread(self.kind, mesh, mesh.where(lambda x: x[0] == 100.0))
        return forces(1, ((node, np.array([0, 0, 100.0 * s])) for node, s in shares.items()))


def models(sizes: Sequence[str]) -> list[Model]:
    """All of some sizes."""
    solutions: tuple[Solution, ...] = ("static", "10 modes")
    return [
        Model(kind, size, solution) for kind in SIZES for solution in solutions for size in sizes
    ]
