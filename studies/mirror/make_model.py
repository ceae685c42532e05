"""Writes 1_setup/model.bdf: a ribbed open-back telescope mirror of shells, in mm, N, MPa and kg.

A concave face of 600 mm diameter on radial and ring ribs down to a flat back. Three mounts inside
the ribs hold it along the axis and around it, each where a radial rib meets the third ring: six
freedoms, so that nothing is strained by the mounts themselves. The subcases point the telescope at
elevations of 20, 40, 60 and 90 degrees. Run it from anywhere: `python make_model.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, pi, radians, sin
from pathlib import Path

FACE, RADIAL, RING, RIM = 1, 2, 3, 4
RADII = (45.0, 72.0, 102.0, 134.0, 167.0, 200.0, 233.0, 267.0, 300.0)
RINGS = {45.0: RIM, 134.0: RING, 200.0: RING, 300.0: RIM}
MOUNTED, MOUNT_LEVEL = 200.0, 1
"""Radius and level of the mounts: near the plane of the centre of gravity."""
AROUND, RIBS, MOUNTS = 72, 18, 3
CURVATURE = 2400.0
DEPTH, LEVELS = 60.0, 3
"""From the middle of the face down to the back, and rows of elements on the way."""
GRAVITY = 9806.65
ELEVATIONS = (20, 40, 60, 90)


@dataclass
class Mesh:
    """Grid points by ring, step around and level (0 is the face), and elements."""

    points: dict[tuple[float, int, int], int] = field(default_factory=dict)
    elements: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def point(self, radius: float, step: int, level: int) -> int:
        """The number of a grid point; a new one where there is none."""
        return self.points.setdefault((radius, step % AROUND, level), len(self.points) + 1)

    def face(self) -> None:
        """The optical surface."""
        for inner, outer in pairwise(RADII):
            for step in range(AROUND):
                places = ((inner, step), (outer, step), (outer, step + 1), (inner, step + 1))
                self._cell(FACE, [(*place, 0) for place in places])

    def radial_ribs(self) -> None:
        """Ribs from the inner rim to the outer one."""
        for step in range(0, AROUND, AROUND // RIBS):
            for inner, outer in pairwise(RADII):
                for up in range(LEVELS):
                    places = ((inner, up), (outer, up), (outer, up + 1), (inner, up + 1))
                    self._cell(RADIAL, [(radius, step, level) for radius, level in places])

    def rings(self) -> None:
        """Ribs around the axis, the inner and the outer rim among them."""
        for radius, part in RINGS.items():
            for step in range(AROUND):
                for up in range(LEVELS):
                    places = ((step, up), (step + 1, up), (step + 1, up + 1), (step, up + 1))
                    self._cell(part, [(radius, *place) for place in places])

    def _cell(self, part: int, places: list[tuple[float, int, int]]) -> None:
        self.elements.append((part, tuple(self.point(*place) for place in places)))


def mirror() -> Mesh:
    """The whole mesh."""
    mesh = Mesh()
    mesh.face()
    mesh.radial_ribs()
    mesh.rings()
    return mesh


def place(radius: float, step: int, level: int) -> tuple[float, float, float]:
    """Where a grid point lies; the first rib points along y."""
    angle = pi / 2 + 2 * pi * step / AROUND
    sag = radius**2 / (2 * CURVATURE)
    height = sag - level / LEVELS * (sag + DEPTH)
    return radius * cos(angle), radius * sin(angle), height


def card(name: str, *fields: object) -> str:
    """A bulk data entry of sixteen-column fields; a real is written with a point."""
    texts = [f"{f:.9g}" if isinstance(f, float) else str(f) for f in fields]
    texts = [
        t + "." if isinstance(f, float) and not set(t) & set(".e") else t
        for f, t in zip(fields, texts, strict=True)
    ]
    rows = [texts[at : at + 4] for at in range(0, len(texts), 4)]
    heads = [f"{name}*", *["*"] * (len(rows) - 1)]
    return "\n".join(
        f"{head:<8}{''.join(f'{t:>16}' for t in row)}".rstrip()
        for head, row in zip(heads, rows, strict=True)
    )


HEAD = """\
SOL 101
CEND
TITLE = RIBBED MIRROR
ECHO = NONE
SPC = 1
DISPLACEMENT(PLOT) = ALL
STRESS(PLOT) = ALL"""
BULK = """\
BEGIN BULK
$ Units: mm, N, MPa; masses in kg, which WTMASS turns into tonnes. Written by make_model.py.
PARAM,POST,-1
PARAM,GRDPNT,0
PARAM,WTMASS,0.001
$ The axis of the mounts: the optical axis
CORD2C,1,0,0.,0.,0.,0.,0.,1.
,1.,0.,0.
$ Zerodur"""
THICKNESSES = {FACE: "T_FACE", RADIAL: "T_RIB", RING: "T_RING", RIM: "T_RIM"}
BASELINE = {FACE: 8.0, RADIAL: 5.0, RING: 5.0, RIM: 5.0}
THINNEST, THICKEST = 3.0, 14.0
DEPTH_VARIABLE, SHALLOWEST, DEEPEST = 5, 40.0, 100.0


def deck(mesh: Mesh) -> Iterator[str]:
    """The lines of the deck."""
    yield HEAD
    for elevation in ELEVATIONS:
        yield f"SUBCASE {elevation}\n  SUBTITLE = ELEVATION {elevation} DEG\n  LOAD = {elevation}"
    yield BULK
    yield card("MAT1", 1, 90300.0, "", 0.24, 2.53e-6)
    yield from plates()
    yield from shape(mesh)
    yield from gravity()
    mounts = {(MOUNTED, m * AROUND // MOUNTS, MOUNT_LEVEL) for m in range(MOUNTS)}
    yield "$ Mounts: along the axis and around it"
    yield card("SPC1", 1, 23, *sorted(mesh.points[mount] for mount in mounts))
    for key, number in mesh.points.items():
        x, y, z = (round(each, 6) + 0.0 for each in place(*key))
        yield card("GRID", number, "", x, y, z, 1 if key in mounts else 0)
    for number, (part, corners) in enumerate(mesh.elements, start=1):
        yield card("CQUAD4", number, part, *corners)
    yield "ENDDATA"


def plates() -> Iterator[str]:
    """The plates and the design variables of their thicknesses."""
    for part, label in THICKNESSES.items():
        yield f"$ {label}"
        yield card("PSHELL", part, 1, BASELINE[part], 1, "", 1)
        yield card("DESVAR", part, label, BASELINE[part], THINNEST, THICKEST)
        yield card("DVPREL1", part, "PSHELL", part, "T", "", "", "", "", part, 1.0)


def shape(mesh: Mesh) -> Iterator[str]:
    """The design variable of the depth and what it moves."""
    yield "$ DEPTH: the back goes down by it, the levels between in proportion"
    yield card("DESVAR", DEPTH_VARIABLE, "DEPTH", DEPTH, SHALLOWEST, DEEPEST)
    for (_, _, level), number in mesh.points.items():
        if level:
            yield card("DVGRID", DEPTH_VARIABLE, number, 0, 1.0, 0.0, 0.0, -level / LEVELS)


def gravity() -> Iterator[str]:
    """A load for each elevation."""
    yield "$ Gravity, with the telescope at each elevation"
    for elevation in ELEVATIONS:
        up, across = sin(radians(elevation)), cos(radians(elevation))
        yield card("GRAV", elevation, 0, GRAVITY, 0.0, -round(across, 12) + 0.0, -up)


def main() -> None:
    """Write the deck beside this file."""
    path = Path(__file__).parent / "1_setup" / "model.bdf"
    path.write_text("\n".join(deck(mirror())) + "\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
