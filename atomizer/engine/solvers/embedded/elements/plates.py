"""Open cross sections made of rectangles: T, T1, T2, L, Z, CHAN, H, HAT and CROSS of PBARL.

Shapes and the order of their dimensions: MSC Nastran Quick Reference Guide, entry PBARL. Moments of
area by Steiner's theorem; torsion of an open section, sum b t^3 / 3 (Young, Roark's Formulas for
Stress and Strain, 7th ed., section 10.2); shear centres of thin walls (the same, table 9.3).
Stress points are the corners of the outline where they lie on the section, else those of the plates
that are farthest from the axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atomizer.engine.solvers.embedded.elements.section import Section, need_fitting


@dataclass(frozen=True)
class Plate:
    """A rectangle: its width along z, its height along y, and where its middle is."""

    width: float
    height: float
    y: float
    z: float = 0.0

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height


def welded(plates: Sequence[Plate], shear_centre: tuple[float, float] | None = None) -> Section:
    """The section of rectangles that do not overlap; its points are the corners of its outline.

    Args:
        shear_centre: Where the middles of the rectangles are given; None where it is not known.

    Raises:
        Misfit: a rectangle has a negative side.
    """
    need_fitting(*(size for plate in plates for size in (plate.width, plate.height)))
    area = sum(plate.area for plate in plates)
    y = sum(plate.area * plate.y for plate in plates) / area
    z = sum(plate.area * plate.z for plate in plates) / area
    top = max(plate.y + plate.height / 2 for plate in plates) - y
    bottom = min(plate.y - plate.height / 2 for plate in plates) - y
    right = max(plate.z + plate.width / 2 for plate in plates) - z
    left = min(plate.z - plate.width / 2 for plate in plates) - z
    return Section(
        area=area,
        i1=sum(p.width * p.height**3 / 12 + p.area * (p.y - y) ** 2 for p in plates),
        i2=sum(p.height * p.width**3 / 12 + p.area * (p.z - z) ** 2 for p in plates),
        i12=sum(p.area * (p.y - y) * (p.z - z) for p in plates),
        torsion=sum(max(p.width, p.height) * min(p.width, p.height) ** 3 / 3 for p in plates),
        points=((top, right), (bottom, right), (bottom, left), (top, left)),
        shear_centre=shear_centre and (shear_centre[0] - y, shear_centre[1] - z),
    )


def tee(width: float, height: float, flange: float, web: float) -> Section:
    """A flange above a web."""
    above = height - flange / 2
    plates = [Plate(width, flange, above), Plate(web, height - flange, (height - flange) / 2)]
    section = welded(plates, (above, 0.0))
    (top, edge), (bottom, _), _, _ = section.points
    return replace(section, points=((top, 0.0), (top, edge), (bottom, 0.0), (top, -edge)))


def tee_1(height: float, length: float, flange: float, web: float) -> Section:
    """An upright flange on the side of z and a level web."""
    plates = [Plate(flange, height, 0.0, length + flange / 2), Plate(length, web, 0.0, length / 2)]
    section = welded(plates, (0.0, length + flange / 2))
    (top, right), _, (bottom, left), _ = section.points
    return replace(section, points=((0.0, right), (bottom, right), (0.0, left), (top, right)))


def tee_2(width: float, height: float, flange: float, web: float) -> Section:
    """A flange below a web."""
    plates = [Plate(width, flange, flange / 2), Plate(web, height - flange, (height + flange) / 2)]
    section = welded(plates, (flange / 2, 0.0))
    (top, edge), (bottom, _), _, _ = section.points
    half = web / 2
    return replace(section, points=((top, half), (bottom, edge), (bottom, -edge), (top, -half)))


def angle(width: float, height: float, level: float, upright: float) -> Section:
    """An upright leg and a level one at its foot on the side of z, by their thicknesses."""
    foot = Plate(width - upright, level, level / 2, (width + upright) / 2)
    section = welded(
        [Plate(upright, height, height / 2, upright / 2), foot], (level / 2, upright / 2)
    )
    (top, _), _, (_, left), _ = section.points
    return replace(section, points=((top, left + upright), *section.points[1:]))


def zed(out: float, web: float, between: float, height: float) -> Section:
    """An upright web with a flange above towards -z and one below towards z."""
    flange, side = (height - between) / 2, (out + web) / 2
    middle = (height - flange) / 2
    flanges = [Plate(out, flange, y, z) for y, z in ((middle, -side), (-middle, side))]
    section = welded([Plate(web, height, 0.0), *flanges], (0.0, 0.0))
    y, near, far = height / 2, web / 2, web / 2 + out
    return replace(section, points=((y, near), (-y, far), (-y, -near), (y, -far)))


def channel(width: float, height: float, web: float, flange: float) -> Section:
    """An upright web with flanges above and below on the side of z."""
    out = width - web
    flanges = [Plate(out, flange, y, width / 2) for y in (flange / 2, height - flange / 2)]
    behind = _behind_web(width - web / 2, flange, height - flange, web)
    return welded([Plate(web, height, height / 2), *flanges], (height / 2, -behind))


def _behind_web(flange: float, t_flange: float, web: float, t_web: float) -> float:
    """How far the shear centre of a channel is behind the middle of its web, by middle lines."""
    return 3 * flange**2 * t_flange / (6 * flange * t_flange + web * t_web)


def channel_1(out: float, web: float, between: float, height: float) -> Section:
    """A channel by how far its flanges stand out of the web and how far they are apart."""
    return channel(out + web, height, web, (height - between) / 2)


def hat(height: float, thick: float, width: float, brim: float) -> Section:
    """A crown on two walls, each with a brim below, all of one thickness."""
    wall, out = height - 2 * thick, brim + thick
    plates = [Plate(width, thick, height - thick / 2)]
    for side in (-1, 1):
        plates.append(Plate(thick, wall, height / 2, side * (width - thick) / 2))
        plates.append(Plate(out, thick, thick / 2, side * (width / 2 - thick + out / 2)))
    section = welded(plates)
    (top, edge), (bottom, _), _, _ = section.points
    crown = width / 2
    return replace(section, points=((top, crown), (bottom, edge), (bottom, -edge), (top, -crown)))


def channel_2(wall: float, floor: float, height: float, width: float) -> Section:
    """A floor with upright walls at both sides."""
    side, middle = height - floor, (height + floor) / 2
    walls = [Plate(wall, side, middle, z) for z in ((wall - width) / 2, (width - wall) / 2)]
    below = _behind_web(height - floor / 2, wall, width - wall, floor)
    return welded([Plate(width, floor, floor / 2), *walls], (floor / 2 - below, 0.0))


def h_beam(between: float, walls: float, height: float, web: float) -> Section:
    """Two upright walls, together so thick, and a web between them."""
    side = (between + walls / 2) / 2
    upright = [Plate(walls / 2, height, 0.0, z) for z in (-side, side)]
    return welded([Plate(between, web, 0.0), *upright], (0.0, 0.0))


def cross(arms: float, upright: float, height: float, thick: float) -> Section:
    """An upright plate with an arm on both sides, together so long."""
    side = (upright + arms / 2) / 2
    both = [Plate(arms / 2, thick, 0.0, z) for z in (-side, side)]
    section = welded([Plate(upright, height, 0.0), *both], (0.0, 0.0))
    (y, z), *_ = section.points
    return replace(section, points=((y, 0.0), (0.0, z), (-y, 0.0), (0.0, -z)))
