"""Writes 1_setup/model.bdf: a welded wall bracket of shells, in mm, N, MPa and kg.

The wall plate stands in the plane x = 0 and hangs on four bolts. A shelf reaches out from it,
carried by two gussets and stiffened at its front edge by a lip. The load enters at the rim of the
mounting hole in the shelf. Run it from anywhere: `python make_model.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WALL, SHELF, GUSSET, LIP = 1, 2, 3, 4
ACROSS = np.concatenate(
    [np.linspace(-60, -25, 5), np.linspace(-25, 25, 7)[1:], np.linspace(25, 60, 5)[1:]]
)
"""Lines of the mesh along y; the gussets stand on y = -25 and y = 25."""
OUT = np.linspace(0, 200, 21)
"""Lines along x, out from the wall."""
UP = np.concatenate(
    [[0.0], np.linspace(10, 45, 5), np.linspace(45, 130, 11)[1:], np.linspace(140, 175, 5), [185.0]]
)
"""Lines along z; the shelf is at 130."""
SHELF_HEIGHT = 130.0
FREE_EDGE = 15
"""Row and column of a cell on the free edge of a gusset add up to this."""
BOLTS = [(y, z) for z in (27.5, 157.5) for y in (-42.5, 42.5)]
BOLT_RADIUS, MOUNT_RADIUS = 5.5, 12.0
MOUNT = (165.0, 0.0)
RINGS = (0.0, 0.42, 0.76, 1.0)
"""How far each ring of a hole lies from the outer square (0) to the rim (1)."""

VERTICAL, LATERAL = 4000.0, 1500.0
"""Force on the rim of the mounting hole, N."""


@dataclass
class Mesh:
    """Grid points, merged where parts meet, and elements as (property, corners)."""

    points: dict[tuple[float, float, float], int] = field(default_factory=dict)
    elements: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def point(self, x: float, y: float, z: float) -> int:
        """The number of the grid point at a place; a new one where there is none."""
        place = (round(float(x), 3) + 0.0, round(float(y), 3) + 0.0, round(float(z), 3) + 0.0)
        return self.points.setdefault(place, len(self.points) + 1)

    def cover(self, part: int, places: Floats) -> None:
        """Fill a grid of places, shape (rows, columns, 3), with quadrilaterals."""
        numbers = [[self.point(*place) for place in row] for row in places]
        for near, far in pairwise(numbers):
            for a, b, c, d in zip(near, near[1:], far[1:], far, strict=False):
                self.elements.append((part, (a, b, c, d)))


@dataclass(frozen=True)
class Plate:
    """A flat plate: a frame in which (u, v) are its two coordinates."""

    origin: tuple[float, float, float]
    along_u: tuple[float, float, float]
    along_v: tuple[float, float, float]

    def places(self, u: Floats, v: Floats) -> Floats:
        """Places in space, shape (..., 3)."""
        along = np.multiply.outer(u, self.along_u) + np.multiply.outer(v, self.along_v)
        return np.asarray(self.origin) + along


WALL_PLATE = Plate((0, 0, 0), (0, 1, 0), (0, 0, 1))
SHELF_PLATE = Plate((0, 0, SHELF_HEIGHT), (1, 0, 0), (0, 1, 0))
LIP_PLATE = Plate((200, 0, SHELF_HEIGHT), (0, 1, 0), (0, 0, -1))


@dataclass(frozen=True)
class Hole:
    """A round hole in the middle of a square of a plate."""

    centre: tuple[float, float]
    half: float
    radius: float

    def holds(self, u: float, v: float) -> bool:
        """Whether a place of the plate lies in the square."""
        return max(abs(u - self.centre[0]), abs(v - self.centre[1])) < self.half

    def rings(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Coordinates of the rings from the square to the rim, each shape (rings, around)."""
        edge = np.array(list(self._edge(u, v))) - self.centre
        rim = self.radius * edge / np.linalg.norm(edge, axis=1, keepdims=True)
        rings = np.array([(1 - s) * edge + s * rim for s in RINGS]) + self.centre
        return rings[..., 0], rings[..., 1]

    def _edge(self, u: Floats, v: Floats) -> Iterator[tuple[float, float]]:
        """Mesh places on the square, once around and back to the first."""
        us = u[np.abs(u - self.centre[0]) <= self.half]
        vs = v[np.abs(v - self.centre[1]) <= self.half]
        yield from ((a, vs[0]) for a in us[:-1])
        yield from ((us[-1], b) for b in vs[:-1])
        yield from ((a, vs[-1]) for a in us[:0:-1])
        yield from ((us[0], b) for b in vs[::-1])


BOLT_HOLES = [Hole(centre, 17.5, BOLT_RADIUS) for centre in BOLTS]
MOUNT_HOLE = Hole(MOUNT, 25.0, MOUNT_RADIUS)


def bracket() -> Mesh:
    """The whole mesh."""
    mesh = Mesh()
    cover_with_holes(mesh, WALL, WALL_PLATE, (ACROSS, UP), BOLT_HOLES)
    cover_with_holes(mesh, SHELF, SHELF_PLATE, (OUT, ACROSS), [MOUNT_HOLE])
    for y in (-25.0, 25.0):
        cover_gusset(mesh, y)
    cover_with_holes(mesh, LIP, LIP_PLATE, (ACROSS, np.linspace(0, 24, 4)), [])
    return mesh


def cover_with_holes(
    mesh: Mesh, part: int, plate: Plate, lines: tuple[Floats, Floats], holes: Sequence[Hole]
) -> None:
    """Mesh a plate along two sets of lines, and each hole in rings."""
    u, v = lines
    for left, right in pairwise(u):
        for low, high in pairwise(v):
            if not any(hole.holds((left + right) / 2, (low + high) / 2) for hole in holes):
                corners = np.meshgrid([left, right], [low, high], indexing="ij")
                mesh.cover(part, plate.places(*corners))
    for hole in holes:
        mesh.cover(part, plate.places(*hole.rings(u, v)))


def cover_gusset(mesh: Mesh, y: float) -> None:
    """Mesh a gusset with blunt toes between wall and shelf; triangles along its free edge only."""
    heights = UP[UP <= SHELF_HEIGHT][::-1]
    for i, j in product(range(len(heights) - 1), repeat=2):
        near, far = OUT[i], OUT[i + 1]
        high, low = heights[j], heights[j + 1]
        a, b = mesh.point(near, y, high), mesh.point(far, y, high)
        if i + j < FREE_EDGE:
            c, d = mesh.point(far, y, low), mesh.point(near, y, low)
            mesh.elements.append((GUSSET, (a, b, c, d)))
        elif i + j == FREE_EDGE:
            mesh.elements.append((GUSSET, (a, b, mesh.point(near, y, low))))


def rim(mesh: Mesh, plate: Plate, hole: Hole, lines: tuple[Floats, Floats]) -> list[int]:
    """The grid points on the rim of a hole."""
    u, v = hole.rings(*lines)
    return sorted({mesh.point(*place) for place in plate.places(u[-1], v[-1])})


def card(name: str, *fields: object) -> str:
    """A bulk data entry of eight-column fields; a real is written with a point."""
    texts = [f"{f:.6g}" if isinstance(f, float) else str(f) for f in fields]
    texts = [
        t + "." if isinstance(f, float) and not set(t) & set(".e") else t
        for f, t in zip(fields, texts, strict=True)
    ]
    rows = [texts[at : at + 8] for at in range(0, len(texts), 8)] or [[]]
    heads = [name, *[""] * (len(rows) - 1)]
    return "\n".join(
        f"{head:<8}{''.join(f'{t:>8}' for t in row)}".rstrip()
        for head, row in zip(heads, rows, strict=True)
    )


HEAD = """\
SOL 101
CEND
TITLE = WALL BRACKET
ECHO = NONE
SPC = 1
DISPLACEMENT(PLOT) = ALL
STRESS(PLOT) = ALL
SUBCASE 1
  SUBTITLE = VERTICAL LOAD
  LOAD = 1
SUBCASE 2
  SUBTITLE = LATERAL LOAD
  LOAD = 2
BEGIN BULK
$ Units: mm, N, MPa; masses in kg, which WTMASS turns into tonnes. Written by make_model.py.
PARAM,POST,-1
PARAM,GRDPNT,0
PARAM,WTMASS,0.001
$ Steel, S235"""

THICKNESSES = {WALL: "T_WALL", SHELF: "T_SHELF", GUSSET: "T_RIB", LIP: "T_LIP"}
BASELINE, THINNEST, THICKEST = 8.0, 2.0, 12.0


def deck(mesh: Mesh) -> Iterator[str]:
    """The lines of the deck."""
    yield HEAD
    yield card("MAT1", 1, 210000.0, "", 0.3, 7.85e-6)
    for part, label in THICKNESSES.items():
        yield f"$ {label}"
        yield card("PSHELL", part, 1, BASELINE, 1, "", 1)
        yield card("DESVAR", part, label, BASELINE, THINNEST, THICKEST)
        yield card("DVPREL1", part, "PSHELL", part, "T", "", "", "", "", part, 1.0)
    yield "$ Bolts"
    for hole in BOLT_HOLES:
        points = rim(mesh, WALL_PLATE, hole, (ACROSS, UP))
        yield card("SPC1", 1, 123456, *points)
    yield "$ Loads on the rim of the mounting hole"
    points = rim(mesh, SHELF_PLATE, MOUNT_HOLE, (OUT, ACROSS))
    for point in points:
        yield card("FORCE", 1, point, 0, VERTICAL / len(points), 0.0, 0.0, -1.0)
    for point in points:
        yield card("FORCE", 2, point, 0, LATERAL / len(points), 0.0, 1.0, 0.0)
    for place, number in mesh.points.items():
        yield card("GRID", number, "", *place)
    for number, (part, corners) in enumerate(mesh.elements, start=1):
        yield card({3: "CTRIA3", 4: "CQUAD4"}[len(corners)], number, part, *corners)
    yield "ENDDATA"


def main() -> None:
    """Write the deck beside this file."""
    path = Path(__file__).parent / "1_setup" / "model.bdf"
    path.write_text("\n".join(deck(bracket())) + "\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
