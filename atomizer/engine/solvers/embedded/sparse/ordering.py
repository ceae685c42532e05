"""Nested dissection: in what order a sparse symmetric matrix is eliminated.

George, SIAM J. Numer. Anal. 10 (1973) 345-363: nodes whose removal cuts the graph in two are
eliminated last, and each half is ordered in the same way. The cut is geometric: the nodes are
halved by weight along each axis, and the lightest set of nodes beside a cut is taken. A graph of
finite elements needs no more, and the points of its nodes are known.
"""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints

LEAF = 180
"""Unknowns below which a part is eliminated as one dense front: BLAS is faster than more fronts."""
FEW = 4
"""Nodes of a separator that are not ordered any further."""
NARROW = 0.3
"""An axis along which a part is this much shorter than along its longest one is not cut."""


@dataclass(frozen=True)
class Graph:
    """Nodes whose unknowns are eliminated together.

    Attributes:
        weight: Unknowns of each node, shape (n,).
        points: Where the nodes are, shape (n, 3).
        edges: Pairs of nodes that share an entry of the matrix, each once, shape (2, n_edges).
    """

    weight: Ints
    points: Floats
    edges: Ints


@dataclass
class Tree:
    """Fronts in the order of elimination; children come before their parent.

    Attributes:
        nodes: Nodes of each front.
        children: Fronts whose nodes are cut off by each front.
    """

    nodes: list[Ints] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)

    def add(self, nodes: Ints, children: list[int]) -> list[int]:
        """Append a front; answers with its number in a list."""
        self.nodes.append(nodes)
        self.children.append(children)
        return [len(self.nodes) - 1]


def read_graph(matrix: sp.csc_matrix, nodes: Ints, points: Floats) -> Graph:
    """The graph of a matrix.

    Args:
        matrix: Symmetric, shape (n_rows, n_rows).
        nodes: Node of each row, shape (n_rows,); every node has a row.
        points: Shape (n, 3).
    """
    first, second = _pairs(matrix, nodes.astype(np.int32))
    upper = first < second
    size = len(points)
    ones = np.ones(int(upper.sum()), np.int8)
    pattern = sp.coo_matrix((ones, (first[upper], second[upper])), (size, size)).tocsr()
    starts = np.repeat(np.arange(size), np.diff(pattern.indptr))
    edges = np.stack([starts, pattern.indices.astype(np.int64)])
    return Graph(np.bincount(nodes, minlength=size), points, edges)


def _pairs(matrix: sp.csc_matrix, nodes: Ints) -> tuple[Ints, Ints]:
    """The nodes of the columns and rows of all entries, one for a run of rows of the same node."""
    second = nodes[matrix.indices]
    kept = np.ones(len(second), bool)
    np.not_equal(second[1:], second[:-1], out=kept[1:])
    counts = np.diff(matrix.indptr)
    kept[matrix.indptr[:-1][counts > 0]] = True
    return np.repeat(nodes, counts)[kept], second[kept]


def dissect(graph: Graph) -> Tree:
    """The fronts of a graph."""
    tree = Tree()
    _order(tree, graph, np.arange(len(graph.weight)), graph.edges)
    return tree


def _order(tree: Tree, graph: Graph, nodes: Ints, edges: Ints) -> list[int]:
    """Append the fronts of a part of the graph; answers with those that have no parent yet.

    Args:
        edges: Of the part, as places in `nodes`, shape (2, n_edges).
    """
    if graph.weight[nodes].sum() <= LEAF or len(nodes) < 4:
        return tree.add(nodes, [])
    part = _cut(graph, nodes, edges)
    if not (part == 0).any() or not (part == 1).any():
        return tree.add(nodes, [])
    children: list[int] = []
    for side in (0, 1):
        inside = part == side
        within = inside[edges[0]] & inside[edges[1]]
        place = np.cumsum(inside) - 1
        children += _order(tree, graph, nodes[inside], place[edges[:, within]])
    separator = nodes[part == 2]
    separator = separator[_halved(graph.points[separator])]
    return tree.add(separator, children) if len(separator) else children


def _halved(points: Floats) -> Ints:
    """Rows of points halved along their longest axis, the halves in the same way, and so on.

    What is cut off later touches a part of a separator: so ordered, a few runs of its nodes.
    """
    if len(points) <= FEW:
        return np.arange(len(points))
    order = np.argsort(points[:, np.ptp(points, axis=0).argmax()], kind="stable")
    halves = np.array_split(order, 2)
    return np.concatenate([half[_halved(points[half])] for half in halves])


def _cut(graph: Graph, nodes: Ints, edges: Ints) -> Ints:
    """0 and 1 for the two sides, 2 for the nodes between them, shape (n_nodes,)."""
    weight, points = graph.weight[nodes], graph.points[nodes]
    extent = np.ptp(points, axis=0)
    axes = [axis for axis in np.argsort(-extent) if extent[axis] >= NARROW * extent.max()]
    found = [_cut_across(points[:, axis], weight, edges) for axis in axes]
    side, between = min(found, key=lambda cut: weight[cut[1]].sum())
    part = side.astype(np.int64)
    part[between] = 2
    return part


def _cut_across(along: Floats, weight: Ints, edges: Ints) -> tuple[Bools, Ints]:
    """Which nodes are beyond the middle, and the lighter of the two sets beside the cut."""
    order = np.argsort(along, kind="stable")
    reached = np.cumsum(weight[order])
    beyond = np.zeros(len(along), bool)
    beyond[order[np.searchsorted(reached, reached[-1] / 2.0) :]] = True
    first, second = edges[:, beyond[edges[0]] != beyond[edges[1]]]
    swapped = beyond[first]
    near = np.unique(np.where(swapped, second, first))
    far = np.unique(np.where(swapped, first, second))
    return beyond, near if weight[near].sum() <= weight[far].sum() else far
