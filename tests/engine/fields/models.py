"""Solved models for the tests of fields: a block that is pulled, a bar that rings, a column."""

from pathlib import Path

import numpy as np

from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from tests.engine.solvers.bricks import block
from tests.engine.solvers.decks import grid, put, solved

STEEL = "MAT1,1,2.1+5,,.0,7.85-9"
PULL = ("SPC = 1", "ESE = ALL", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "LOAD = 2")


def pulled_bulk(cells: int) -> list[str]:
    """A unit cube of bricks, pulled along x by stress 100, and by 300 in subcase 2."""
    made = block(("CHEXA", 8), (cells,) * 3, lambda points: points)
    left = made.where(lambda xyz: xyz[0] == 0.0)
    corner = made.where(lambda xyz: xyz.sum(axis=0) == 0.0)[0]
    beside = made.where(lambda xyz: (xyz[0] + xyz[2] == 0.0) & (xyz[1] == 1.0))[0]
    bulk = [STEEL, "PSOLID,1,1", *made.bulk(), f"SPC1,1,23,{corner}", f"SPC1,1,3,{beside}"]
    bulk += [f"SPC1,1,1,{grid}" for grid in left]
    for element, nodes in enumerate(made.elements, start=1):
        if made.points[nodes[1] - 1][0] == 1.0:  # its second corner is on the right
            for load, pressure in ((1, -100.0), (2, -300.0)):
                bulk.append(f"PLOAD4,{load},{element},{pressure},,,,{nodes[1]},{nodes[6]}")
    return bulk


def pulled(folder: Path, cells: int = 2) -> Results:
    """Its results."""
    return solved(folder, pulled_bulk(cells), PULL)


def ringing(folder: Path, elements: int = 8) -> Results:
    """The first four modes of a cantilever of bars along x."""
    return solved(folder, ringing_bulk(elements), ("SPC = 1", "METHOD = 5"), "SOL 103")


def ringing_deck(folder: Path, elements: int = 8) -> Path:
    """Its deck."""
    return put(folder, ringing_bulk(elements), ("SPC = 1", "METHOD = 5"), "SOL 103")


def ringing_bulk(elements: int) -> list[str]:
    xs = np.linspace(0, 1000, elements + 1)
    points = [grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1)]
    bars = [f"CBAR,{n},1,{n},{n + 1},0.,1.,0." for n in range(1, elements + 1)]
    section = "PBARL,1,1,,BAR\n,10.,20."
    return [STEEL, section, *points, *bars, "SPC1,1,123456,1", "EIGRL,5,,,4"]


KINDS = list(SOLID_SHAPES)
"""Solids by card and number of nodes."""
