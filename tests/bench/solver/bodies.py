"""Meshes of every element in a unit cube: solids fill it, shells are its middle, bars its axis."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from tests.engine.solvers.bricks import KINDS, Block, Kind, block, solid_card

Cells = tuple[int, int, int]
Place = Callable[[Floats], Floats]
SOLIDS: tuple[Kind, ...] = tuple(KINDS)
SHELLS: tuple[Kind, ...] = (("CQUAD4", 4), ("CTRIA3", 3))
BARS: tuple[Kind, ...] = (("CBAR", 2), ("CBEAM", 2))
CUT = {"CQUAD4": ((0, 1, 2, 3),), "CTRIA3": ((0, 1, 2), (0, 2, 3))}
"""Corners of a cell in the shells it is cut into."""
FACE_WEIGHTS = {
    3: [1 / 3] * 3,
    4: [1 / 4] * 4,
    6: [0.0] * 3 + [1 / 3] * 3,
    8: [-1 / 12] * 4 + [1 / 3] * 4,
}
"""A uniform pressure on a flat face as forces at its nodes: corners, then middles of edges."""


def body(kind: Kind, cells: Cells, place: Place) -> Block:
    """A mesh of one kind of element.

    Args:
        place: From points of the unit cube, shape (n, 3), to positions.
    """
    if kind in SHELLS:
        return _sheet(kind, cells, place)
    return _line(kind, cells, place) if kind in BARS else block(kind, cells, place)


def _sheet(kind: Kind, cells: Cells, place: Place) -> Block:
    nx, ny, _ = cells
    y, x = np.meshgrid(np.linspace(0, 1, ny + 1), np.linspace(0, 1, nx + 1), indexing="ij")
    points = place(np.stack([x.ravel(), y.ravel(), np.full(x.size, 0.5)], axis=1))
    elements = []
    for j, i in np.ndindex(ny, nx):
        first = 1 + i + j * (nx + 1)
        corners = (first, first + 1, first + nx + 2, first + nx + 1)
        elements += [tuple(corners[k] for k in part) for part in CUT[kind[0]]]
    return Block(points, [solid_card(kind[0], n, e) for n, e in enumerate(elements, 1)], elements)


def _line(kind: Kind, cells: Cells, place: Place) -> Block:
    """Bars with plane 1 upright: it holds the z axis."""
    x = np.linspace(0, 1, cells[0] + 1)
    points = place(np.stack([x, np.full_like(x, 0.5), np.full_like(x, 0.5)], axis=1))
    elements = [(n, n + 1) for n in range(1, len(x))]
    cards = [f"{kind[0]},{n},1,{n},{n + 1},0.,0.,1." for n in range(1, len(x))]
    return Block(points, cards, elements)


def section(kind: Kind, thickness: float, width: float = 0.0) -> str:
    """The property card, number 1, of material 1."""
    if kind in SHELLS:
        return f"PSHELL,1,1,{thickness},1,,1"
    if kind in BARS:
        return f"P{kind[0][1:]}L,1,1,,BAR\n,{width},{thickness}"
    return "PSOLID,1,1"


def hold(nodes: Iterable[int], components: str) -> list[str]:
    """Grid points held in set 1."""
    return [f"SPC1,1,{components},{node}" for node in nodes]


def clamp(kind: Kind, nodes: Iterable[int]) -> list[str]:
    """Grid points held in all the freedoms they have."""
    return hold(nodes, "123" if kind in SOLIDS else "123456")


def forces(sid: int, by_node: Iterable[tuple[int, Floats]]) -> list[str]:
    """Forces at grid points."""
    return [
        f"FORCE,{sid},{node},,1.,{','.join(f'{float(part):.9e}' for part in force)}"
        for node, force in by_node
    ]


def spread(kind: Kind, mesh: Block, nodes: Iterable[int]) -> dict[int, float]:
    """Shares of a uniform load on a face of a solid, a shell or its edge, or the end of a bar.

    Args:
        nodes: All grid points of the face or edge.

    Returns:
        By grid point; they add up to one.
    """
    inside = set(nodes)
    shares = dict.fromkeys(sorted(inside), 0.0)
    for corners, middles in _parts(kind, mesh):
        part = [*corners, *middles]
        if inside.issuperset(part):
            size = _size(mesh.points[np.array(corners) - 1])
            weights = FACE_WEIGHTS.get(len(part), [1 / len(part)] * len(part))
            for node, weight in zip(part, weights, strict=True):
                shares[node] += size * weight
    total = sum(shares.values())
    return {node: share / total for node, share in shares.items()}


def _parts(kind: Kind, mesh: Block) -> Iterator[tuple[list[int], list[int]]]:
    """Corners and midside nodes of what a load may be spread over."""
    if kind in BARS:
        yield from (([node], []) for node in range(1, len(mesh.points) + 1))
    elif kind in SHELLS:
        yield from _edges(mesh)
    else:
        outline = SOLID_SHAPES[kind].outline
        for nodes in mesh.elements:
            for face in outline.faces:
                refined = len(nodes) > len(outline.corners)
                middles = [nodes[k] for k in outline.middles(face)] if refined else []
                yield [nodes[k] for k in face], middles


def _edges(mesh: Block) -> Iterator[tuple[list[int], list[int]]]:
    for nodes in mesh.elements:
        yield from (([a, b], []) for a, b in zip(nodes, nodes[1:] + nodes[:1], strict=True))


def over_shells(mesh: Block) -> dict[int, float]:
    """Shares of a uniform load on a whole sheet."""
    shares = dict.fromkeys(range(1, len(mesh.points) + 1), 0.0)
    for nodes in mesh.elements:
        for node in nodes:
            shares[node] += _size(mesh.points[np.array(nodes) - 1]) / len(nodes)
    total = sum(shares.values())
    return {node: share / total for node, share in shares.items()}


def _size(corners: Floats) -> float:
    """Area of a face, length of an edge, one for a point."""
    if len(corners) < 3:
        return float(np.linalg.norm(corners[-1] - corners[0])) or 1.0
    first, second = corners[2] - corners[0], corners[-1] - corners[1]
    return float(np.linalg.norm(np.cross(first, second))) / 2.0
