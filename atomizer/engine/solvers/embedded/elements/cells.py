"""Closed cross sections of unequal plates: BOX1, DBOX, HAT1 of PBARL.

Shapes and the order of their dimensions: MSC Nastran Quick Reference Guide, entry PBARL. Torsion of
closed cells by Bredt and Batho, along the middles of the walls: the flow around a cell turns it by
the sum of flow times length over thickness (Megson, Aircraft Structures for Engineering Students,
4th ed., section 23.1; of one cell Roark, 7th ed., table 10.1, case 15).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from atomizer.engine.solvers.embedded.elements.plates import Plate, welded
from atomizer.engine.solvers.embedded.elements.section import Section


def box_1(
    width: float, height: float, above: float, below: float, right: float, left: float
) -> Section:  # the six dimensions of Nastran's BOX1
    """A hollow rectangle with four thicknesses; right is the side of z."""
    free, inner = width - left - right, height - above - below
    plates = [
        Plate(right, height, height / 2, width - right / 2),
        Plate(left, height, height / 2, left / 2),
        Plate(free, above, height - above / 2, left + free / 2),
        Plate(free, below, below / 2, left + free / 2),
    ]
    across, along = free + (left + right) / 2, inner + (above + below) / 2
    around = across / above + across / below + along / right + along / left
    even = above == below and right == left
    middle = (height / 2, width / 2) if even else None
    return replace(welded(plates, middle), torsion=cells([across * along], [around]))


def double_box(width: float, height: float, middle: float, *walls: float) -> Section:
    """Two boxes side by side, from left to right.

    Args:
        middle: Where the middle of the wall between them is.
        walls: Thicknesses: upright ones left, middle, right; above and below on the left; on the
            right.
    """
    left, between, right, above, below, above_right, below_right = walls
    first = middle - between / 2 - left
    second = width - middle - between / 2 - right
    places = (left + first / 2, middle + between / 2 + second / 2)
    plates = [
        Plate(left, height, height / 2, left / 2),
        Plate(between, height, height / 2, middle),
        Plate(right, height, height / 2, width - right / 2),
        Plate(first, above, height - above / 2, places[0]),
        Plate(first, below, below / 2, places[0]),
        Plate(second, above_right, height - above_right / 2, places[1]),
        Plate(second, below_right, below_right / 2, places[1]),
    ]
    across = (middle - left / 2, width - middle - right / 2)
    along = (height - (above + below) / 2, height - (above_right + below_right) / 2)
    shared = sum(along) / 2 / between
    around = [
        across[0] / above + across[0] / below + along[0] / left + shared,
        across[1] / above_right + across[1] / below_right + along[1] / right + shared,
    ]
    areas = [a * b for a, b in zip(across, along, strict=True)]
    return replace(welded(plates), torsion=cells(areas, around, shared))


def hat_1(plate: float, height: float, width: float, thick: float, t_plate: float) -> Section:
    """A hat on a plate: a crown on two walls with brims, all of one thickness."""
    wall, brim = height - t_plate - thick, (plate - width) / 2
    plates = [Plate(plate, t_plate, t_plate / 2), Plate(width, thick, height - thick / 2)]
    for side in (-1, 1):
        upright = Plate(thick, wall, t_plate + wall / 2, side * (width - thick) / 2)
        out = Plate(brim, thick, t_plate + thick / 2, side * (plate - brim) / 2)
        plates += [upright, out]
    across, along = width - thick, height - (t_plate + thick) / 2
    around = across / thick + across / t_plate + 2 * along / thick
    brims = 2 * brim * (thick + t_plate) ** 3 / 3
    section = welded(plates)
    (top, edge), (bottom, _), _, _ = section.points
    return replace(
        section,
        torsion=cells([across * along], [around]) + brims,
        points=((top, width / 2), (bottom, edge), (bottom, -edge), (top, -width / 2)),
    )


def cells(areas: Sequence[float], around: Sequence[float], shared: float = 0.0) -> float:
    """The torsion constant of one cell, or of two with a common wall.

    Args:
        areas: Within the middle lines.
        around: Of each cell the sum of length over thickness of its walls.
        shared: That of the common wall.
    """
    turned = np.diag(np.asarray(around, float))
    turned[~np.eye(len(areas), dtype=bool)] = -shared
    flows = np.linalg.solve(turned, 2.0 * np.asarray(areas))
    return float(2.0 * flows @ areas)
