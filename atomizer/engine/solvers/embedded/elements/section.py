"""Cross sections of bars, and the round, full, rectangular and I shapes of PBARL.

Shapes and the order of their dimensions: MSC Nastran Quick Reference Guide, entry PBARL; areas
and moments of area follow from rectangles and circles. Torsion: Young, Roark's Formulas for Stress
and Strain, 7th ed., table 10.1 (rectangle: case 4; closed thin wall: case 15; open: sum b t^3 / 3).
Shear factors: ROD 0.9, TUBE 0.5, BAR 5/6 as Nastran has them, HEXA as BAR; the other shapes have
none, which means no shear flexibility.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.fatal import Fatal

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Section:
    """One cross section: i1 bends in plane 1 (element x-y), points are C, D, E, F as (y, z).

    Attributes:
        points: From the shear centre.
        end_points: Those of end B; empty where they are those of end A.
        n1: Of the neutral axis from the shear centre along y.
        n2: Along z.
        nsm: Non-structural mass of a unit of length.
        nsi: Its inertia about the axis.
        shear_centre: Of a named shape from its neutral axis, along y and z; None where it is not
            known. A bar is led through the neutral axis all the same.
        stations: The section at other places along the beam, fractions of its length up to 1;
            between them all but the points is a straight line. Empty where it does not taper.
        outputs: Places between the ends that results are wanted at, with their stress points.
    """

    area: float
    i1: float
    i2: float
    torsion: float
    points: Points
    i12: float = 0.0
    k1: float = 0.0
    k2: float = 0.0
    end_points: Points = ()
    n1: float = 0.0
    n2: float = 0.0
    nsm: float = 0.0
    nsi: float = 0.0
    shear_centre: tuple[float, float] | None = (0.0, 0.0)
    stations: tuple[tuple[float, "Section"], ...] = ()
    outputs: tuple[tuple[float, Points], ...] = ()


def need_bending(prop: Any, section: Section) -> None:
    """Refuse a section without area or without stiffness in bending."""
    determinant = section.i1 * section.i2 - section.i12**2
    if not (section.area > 0 and section.i1 > 0 and section.i2 > 0 and determinant > 0):
        raise Fatal(
            f"{prop.type} {prop.pid}: AREA {section.area:g}, I1 {section.i1:g}, "
            f"I2 {section.i2:g}, I12 {section.i12:g} ARE NOT THOSE OF A BAR IN BENDING."
        )


class Misfit(ValueError):
    """Dimensions of a named shape that leave less than nothing for a part of it."""


def need_fitting(*left: float) -> None:
    """Refuse dimensions that leave a negative one for some part.

    Raises:
        Misfit: they do.
    """
    if min(left) < 0:
        raise Misfit(f"{min(left):g} IS LEFT FOR A PART OF THE SHAPE")


def rod(radius: float) -> Section:
    """A full circle."""
    return tube(radius, 0.0, factor=0.9)


def tube(outer: float, inner: float, factor: float = 0.5) -> Section:
    """A ring."""
    need_fitting(outer - inner, inner)
    bending = np.pi / 4.0 * (outer**4 - inner**4)
    points = ((outer, 0.0), (0.0, outer), (-outer, 0.0), (0.0, -outer))
    area = np.pi * (outer**2 - inner**2)
    return Section(area, bending, bending, 2.0 * bending, points, k1=factor, k2=factor)


def tube2(outer: float, wall: float) -> Section:
    """A ring by its wall thickness."""
    return tube(outer, outer - wall)


def bar(width: float, height: float) -> Section:
    """A full rectangle; the height is along y."""
    i1, i2 = width * height**3 / 12.0, height * width**3 / 12.0
    torsion = rectangle_torsion(width, height)
    return Section(width * height, i1, i2, torsion, corners(width, height), k1=5 / 6, k2=5 / 6)


def box(width: float, height: float, flange: float, web: float) -> Section:
    """A hollow rectangle; flanges above and below, webs at the sides."""
    inner, free = width - 2 * web, height - 2 * flange
    need_fitting(inner, free)
    middle = (width - web) * (height - flange)
    torsion = 2.0 * middle**2 / ((width - web) / flange + (height - flange) / web)
    return Section(
        area=width * height - inner * free,
        i1=(width * height**3 - inner * free**3) / 12.0,
        i2=(height * width**3 - free * inner**3) / 12.0,
        torsion=torsion,
        points=corners(width, height),
    )


def i_beam(
    height: float, below: float, above: float, web: float, t_below: float, t_above: float
) -> Section:  # the six dimensions of Nastran's I
    """Two flanges, possibly of different size, and a web between them."""
    free = height - t_below - t_above
    need_fitting(free)
    plates = [(below, t_below, t_below / 2), (web, free, t_below + free / 2)]
    plates.append((above, t_above, height - t_above / 2))
    area = sum(b * h for b, h, _ in plates)
    centre = sum(b * h * y for b, h, y in plates) / area
    top, bottom = height - centre, -centre
    corner = ((top, above / 2), (bottom, below / 2), (bottom, -below / 2), (top, -above / 2))
    return Section(
        area=area,
        i1=sum(b * h**3 / 12 + b * h * (y - centre) ** 2 for b, h, y in plates),
        i2=sum(h * b**3 / 12 for b, h, _ in plates),
        torsion=(below * t_below**3 + above * t_above**3 + free * web**3) / 3,
        points=corner,
        shear_centre=(_between_flanges(*plates[0], *plates[2]) - centre, 0.0),
    )


def _between_flanges(
    below: float, t_below: float, y_below: float, above: float, t_above: float, y_above: float
) -> float:
    """Where the shear centre of two flanges is, which share a force by their moments of area.

    Roark, table 9.3, "Position of flexural center", the I beam with unequal flanges.
    """
    lower, upper = t_below * below**3, t_above * above**3
    return (lower * y_below + upper * y_above) / (lower + upper)


def i_beam_1(outside: float, web: float, between: float, height: float) -> Section:
    """Two equal flanges: flange width outside the web, web, distance between flanges, height."""
    flange = (height - between) / 2
    return i_beam(height, outside + web, outside + web, web, flange, flange)


def hexagon(point: float, width: float, height: float) -> Section:
    """A rectangle with an isosceles triangle at both sides, `point` wide.

    Torsion by Saint-Venant's approximation A^4 / (40 Ip) for full sections (Roark, section 10.2).
    """
    flat = width - 2 * point
    need_fitting(flat)
    area = (width + flat) * height / 2
    i1 = height**3 * (width / 12 - point / 8)
    i2 = height * (width + flat) * (width**2 + flat**2) / 48
    y, z = height / 2, width / 2
    points = ((y, 0.0), (-y, 0.0), (0.0, z), (0.0, -z))
    torsion = area**4 / (40 * (i1 + i2))
    return Section(area, i1, i2, torsion, points, k1=5 / 6, k2=5 / 6)


def rectangle_torsion(width: float, height: float) -> float:
    """Torsion constant of a rectangle (Roark, table 10.1, case 4)."""
    a, b = max(width, height), min(width, height)
    return a * b**3 * (1 / 3 - 0.21 * b / a * (1 - b**4 / (12 * a**4)))


def corners(width: float, height: float) -> Points:
    """Stress points at the corners of a rectangle."""
    y, z = height / 2, width / 2
    return ((y, z), (-y, z), (-y, -z), (y, -z))
