"""Cross sections made of rectangles: T, T2, CHAN, CHAN1, CHAN2, H, HAT, CROSS of PBARL.

Shapes and the order of their dimensions: MSC Nastran Quick Reference Guide, entry PBARL. Moments of
area by Steiner's theorem; torsion of an open section, sum b t^3 / 3 (Young, Roark's Formulas for
Stress and Strain, 7th ed., section 10.2). Stress points are the corners of the outline.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atomizer.engine.solvers.embedded.elements.section import Section


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


def welded(plates: Sequence[Plate]) -> Section:
    """The section of rectangles that do not overlap and are symmetric about y or z."""
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
        torsion=sum(max(p.width, p.height) * min(p.width, p.height) ** 3 / 3 for p in plates),
        points=((top, right), (bottom, right), (bottom, left), (top, left)),
    )


def tee(width: float, height: float, flange: float, web: float) -> Section:
    """A flange above a web."""
    plate = Plate(width, flange, height - flange / 2)
    return welded([plate, Plate(web, height - flange, (height - flange) / 2)])


def tee_2(width: float, height: float, flange: float, web: float) -> Section:
    """A flange below a web."""
    return welded(
        [Plate(width, flange, flange / 2), Plate(web, height - flange, (height + flange) / 2)]
    )


def channel(width: float, height: float, web: float, flange: float) -> Section:
    """An upright web with flanges above and below on the side of z."""
    out = width - web
    flanges = [Plate(out, flange, y, width / 2) for y in (flange / 2, height - flange / 2)]
    return welded([Plate(web, height, height / 2), *flanges])


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
    return welded([Plate(width, floor, floor / 2), *walls])


def h_beam(between: float, walls: float, height: float, web: float) -> Section:
    """Two upright walls, together so thick, and a web between them."""
    side = (between + walls / 2) / 2
    upright = [Plate(walls / 2, height, 0.0, z) for z in (-side, side)]
    return welded([Plate(between, web, 0.0), *upright])


def cross(arms: float, upright: float, height: float, thick: float) -> Section:
    """An upright plate with an arm on both sides, together so long."""
    side = (upright + arms / 2) / 2
    both = [Plate(arms / 2, thick, 0.0, z) for z in (-side, side)]
    return welded([Plate(upright, height, 0.0), *both])
