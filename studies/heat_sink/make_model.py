"""Writes 1_setup/model.bdf: a finned heat sink of shells, in mm, W, degrees C and kg.

A base plate takes heat from below, everywhere the same, and carries five straight fins; air at
25 degrees passes over its top and both sides of the fins. The lower and the upper half of the fins
have a thickness each. Run it from anywhere: `python make_model.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BASE, ROOT, TIP = 1, 2, 3
FINS, PITCH, DEPTH, HEIGHT = 5, 20.0, 60.0, 40.0
HEAT = 0.01
"""Flux into the base, W/mm2: 60 W in all."""
AIR = 9999
ALONG = np.linspace(0.0, DEPTH, 3)
ACROSS = np.linspace(0.0, FINS * PITCH, 8 * FINS + 1)
UP = np.linspace(0.0, HEIGHT, 17)
Corners = tuple[int, int, int, int]


@dataclass
class Mesh:
    """Grid points, merged where parts meet, and elements as (property, corners)."""

    points: dict[tuple[float, float, float], int] = field(default_factory=dict)
    elements: list[tuple[int, Corners]] = field(default_factory=list)

    def cover(self, part: int, places: NDArray[np.float64]) -> None:
        """Fill a grid of places, shape (rows, columns, 3), with quadrilaterals."""
        numbers = [[self._point(*place) for place in row] for row in places]
        for near, far in pairwise(numbers):
            for a, b, c, d in zip(near, near[1:], far[1:], far, strict=False):
                self.elements.append((part, (a, b, c, d)))

    def _point(self, x: float, y: float, z: float) -> int:
        place = (round(float(x), 3), round(float(y), 3), round(float(z), 3))
        return self.points.setdefault(place, len(self.points) + 1)


def heat_sink() -> Mesh:
    """The base in z = 0, and fins upon it, their root before their tip."""
    mesh = Mesh()
    mesh.cover(BASE, np.array([[(x, y, 0.0) for x in ACROSS] for y in ALONG]))
    half = len(UP) // 2
    for fin in range(FINS):
        x = (fin + 0.5) * PITCH
        for part, heights in ((ROOT, UP[: half + 1]), (TIP, UP[half:])):
            mesh.cover(part, np.array([[(x, y, z) for y in ALONG] for z in heights]))
    return mesh


HEAD = """SOL 153
CEND
ANALYSIS = HEAT
TITLE = FINNED HEAT SINK
ECHO = NONE
SPC = 1
LOAD = 1
THERMAL(PLOT) = ALL
FLUX(PLOT) = ALL
BEGIN BULK
$ Units: mm, W, degrees C, kg. Written by make_model.py.
PARAM,POST,-1
$ Aluminium 6063
MAT1           1  69000.             .33  2.7e-6
MAT4           1      .2
$ Air: 50 W/m2 K at 25 degrees
MAT4           9                            5.-5
PCONV          9       9
SPOINT      9999
SPC            1    9999       1     25."""
PLATES = (("T_BASE", 4.0, 0.6, 6.0), ("T_ROOT", 2.0, 0.4, 3.0), ("T_TIP", 2.0, 0.4, 3.0))


def deck(mesh: Mesh) -> Iterator[str]:
    """The lines of the deck."""
    yield HEAD
    for pid, (name, value, low, high) in enumerate(PLATES, start=1):
        yield f"$ {name}"
        yield f"PSHELL  {pid:8d}{1:8d}{value:8.1f}"
        yield f"DESVAR  {pid:8d}{name:>8}{value:8.1f}{low:8.1f}{high:8.1f}"
        yield f"DVPREL1 {pid:8d}  PSHELL{pid:8d}       T"
        yield f"        {pid:8d}      1."
    for (x, y, z), number in mesh.points.items():
        yield f"GRID    {number:8d}        {x:8.3f}{y:8.3f}{z:8.3f}"
    for eid, (part, corners) in enumerate(mesh.elements, start=1):
        yield f"CQUAD4  {eid:8d}{part:8d}" + "".join(f"{node:8d}" for node in corners)
    yield from _surfaces(mesh)
    yield "ENDDATA"


def _surfaces(mesh: Mesh) -> Iterator[str]:
    """Heat into the underside of the base, air over its top and both sides of the fins."""
    ids = count(1001)
    heated = [corners for part, corners in mesh.elements if part == BASE]
    first = last = next(ids)
    for eid, corners in zip([first, *(next(ids) for _ in heated[1:])], heated, strict=True):
        yield from _surface(eid, (*corners[:1], *corners[:0:-1]))
        last = eid
    yield f"QBDY1   {1:8d}{HEAT:8.3f}{first:8d}    THRU{last:8d}"
    for part, corners in mesh.elements:
        turned = (*corners[:1], *corners[:0:-1])
        for face in (corners,) if part == BASE else (corners, turned):
            eid = next(ids)
            yield from _surface(eid, face)
            yield f"CONV    {eid:8d}{9:8d}                {AIR:8d}"


def _surface(eid: int, corners: tuple[int, ...]) -> Iterator[str]:
    yield f"CHBDYG  {eid:8d}           AREA4"
    yield "        " + "".join(f"{node:8d}" for node in corners)


if __name__ == "__main__":
    text = "\n".join(deck(heat_sink())) + "\n"
    model = Path(__file__).parent / "1_setup" / "model.bdf"
    model.write_text(text, encoding="ascii", newline="\n")
