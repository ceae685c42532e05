"""Bodies of every solid and shell that is translated, as bulk data."""

from collections.abc import Iterator, Sequence

import numpy as np

Place = tuple[int, ...]
CUBE = [(0, 0, 0), (2, 0, 0), (2, 2, 0), (0, 2, 0), (0, 0, 2), (2, 0, 2), (2, 2, 2), (0, 2, 2)]
PARTS = {
    "CHEXA": [list(range(8))],
    "CPENTA": [[0, 1, 2, 4, 5, 6], [0, 2, 3, 4, 6, 7]],
    "CTETRA": [[0, 1, 2, 6], [0, 2, 3, 6], [0, 3, 7, 6], [0, 7, 4, 6], [0, 4, 5, 6], [0, 5, 1, 6]],
    "CQUAD4": [[0, 1, 2, 3]],
    "CTRIA3": [[0, 1, 2], [0, 2, 3]],
}
"""How a cell is cut, by its corners."""
EDGES = {
    "CHEXA": "01 12 23 30 04 15 26 37 45 56 67 74",
    "CPENTA": "01 12 20 03 14 25 34 45 53",
    "CTETRA": "01 12 20 03 13 23",
}
"""Midside grid points in Nastran's order."""


def body(
    card: str, order: int, cells: tuple[int, int, int], size: tuple[float, float, float]
) -> list[str]:
    """A block, or with one cell of no height a plate, of elements of order 1 or 2."""
    points: dict[Place, int] = {}
    lines, number = [], 0
    for cell in np.ndindex(*cells):
        for part in PARTS[card]:
            corners = [tuple(2 * np.array(cell) + CUBE[k]) for k in part]
            places = [*corners, *(_midsides(card, corners) if order == 2 else ())]
            ids = [points.setdefault(place, len(points) + 1) for place in places]
            number += 1
            lines += _rows([card, number, 1, *ids])
    for place, i in points.items():
        xyz = np.array(place) / 2.0 / cells * size
        lines.append(f"GRID,{i},," + ",".join(f"{x:.6f}" for x in xyz))
    return lines


def plane(bulk: Sequence[str], axis: int, value: float) -> list[int]:
    """Grid points on a plane."""
    rows = [line.split(",") for line in bulk if line.startswith("GRID")]
    return [int(row[1]) for row in rows if abs(float(row[3 + axis]) - value) < 1e-6]


def held(nodes: Sequence[int], components: str) -> list[str]:
    return [f"SPC1,1,{components},{node}" for node in nodes]


def end_faces(bulk: Sequence[str], value: float, pressure: float) -> list[str]:
    """PLOAD4 on every face of a solid that lies in the plane x = value."""
    there = set(plane(bulk, 0, value))
    lines = []
    for row in _elements(bulk):
        count = {"CHEXA": 8, "CPENTA": 6, "CTETRA": 4}[row[0]]
        corners = [int(field) for field in row[3 : 3 + count]]
        on = [node for node in corners if node in there]
        if len(on) >= 3:
            g1, g34 = _named(row[0], corners, on)
            lines.append(f"PLOAD4,1,{row[1]},{pressure},,,,{g1},{g34}")
    return lines


def _named(card: str, corners: list[int], on: list[int]) -> tuple[int, int]:
    """G1 and G3 or G4 of PLOAD4."""
    if card == "CTETRA":
        return on[0], next(node for node in corners if node not in on)
    at = {node: corners.index(node) for node in on}
    edge = {tuple(sorted(map(int, pair))) for pair in EDGES[card].split()}
    others = (n for n in on[1:] if tuple(sorted((at[on[0]], at[n]))) not in edge)
    return on[0], next(others)


def _elements(bulk: Sequence[str]) -> Iterator[list[str]]:
    """Fields of each element with its continuations."""
    row: list[str] = []
    for line in [*bulk, "END"]:
        if line.startswith(","):
            row += line.split(",")[1:]
            continue
        if row and row[0] in PARTS:
            yield row
        row = line.split(",")


def _midsides(card: str, corners: list[Place]) -> list[Place]:
    pairs = [(corners[int(a)], corners[int(b)]) for a, b in EDGES[card].split()]
    return [tuple((np.array(a) + b) // 2) for a, b in pairs]


def _rows(fields: list[object]) -> list[str]:
    first, rest = fields[:9], fields[9:]
    parts = [first, *(["", *rest[at : at + 8]] for at in range(0, len(rest), 8))]
    return [",".join(map(str, part)) for part in parts]
