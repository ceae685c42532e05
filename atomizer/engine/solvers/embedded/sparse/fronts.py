"""What each front of a multifrontal factorisation holds, and how much memory all of them take.

Duff and Reid, ACM Trans. Math. Softw. 9 (1983) 302-325; Liu, SIAM Review 34 (1992) 82-109. A front
holds the rows it eliminates and the later rows these touch, its border; what elimination leaves on
the border goes to its parent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.sparse.ordering import Graph, Tree, dissect, read_graph

WORD = 8


@dataclass(frozen=True)
class Fronts:
    """Fronts in the order of elimination; a position is a row's place in that order.

    Attributes:
        order: Row of the matrix at each position, shape (n_rows,).
        starts: First position of each front, and the end of the last, shape (n_fronts + 1,).
        borders: Positions of the later rows each front touches, ascending.
        children: Fronts that hand over to each front.
    """

    order: Ints
    starts: Ints
    borders: Sequence[Ints]
    children: Sequence[Sequence[int]]

    def memory(self) -> int:
        """Bytes at the peak of the factorisation: finished panels, and what is handed over."""
        border = np.array([len(each) for each in self.borders], np.int64)
        own = np.diff(self.starts)
        finished = waiting = peak = 0
        for front, (k, b) in enumerate(zip(own.tolist(), border.tolist(), strict=True)):
            peak = max(peak, finished + waiting + (k + b) * k + b * b)
            taken = sum(int(border[child]) ** 2 for child in self.children[front])
            waiting += b * b - taken
            finished += (k + b) * k
        return WORD * peak


def read_fronts(matrix: sp.csc_matrix, nodes: Ints, points: Floats) -> Fronts:
    """The fronts of a symmetric matrix; arguments as for `read_graph`."""
    graph = read_graph(matrix, nodes, points)
    tree = dissect(graph)
    order = np.concatenate(tree.nodes)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    starts = np.cumsum([0, *(len(part) for part in tree.nodes)])
    borders = _borders(graph, tree, place, starts)
    rows = np.argsort(nodes, kind="stable")
    first = np.cumsum([0, *graph.weight])
    weight = graph.weight[order]
    ends = np.cumsum([0, *weight])
    return Fronts(
        order=rows[ranges(first[order], weight)],
        starts=ends[starts],
        borders=[ranges(ends[border], weight[border]) for border in borders],
        children=tree.children,
    )


def _borders(graph: Graph, tree: Tree, place: Ints, starts: Ints) -> list[Ints]:
    """Places of the later nodes each front touches: its own neighbours and its children's."""
    neighbours = _neighbours(graph, place)
    borders: list[Ints] = []
    for front, children in enumerate(tree.children):
        own = neighbours.indices[neighbours.indptr[starts[front]] : _end(neighbours, starts, front)]
        touched = np.unique(np.concatenate([own, *(borders[child] for child in children)]))
        borders.append(touched[touched >= starts[front + 1]].astype(np.int64))
    return borders


def _end(neighbours: sp.csr_matrix, starts: Ints, front: int) -> int:
    return int(neighbours.indptr[starts[front + 1]])


def _neighbours(graph: Graph, place: Ints) -> sp.csr_matrix:
    """Later neighbours of each node, both as places in the order."""
    first, second = np.sort(place[graph.edges], axis=0)
    ones = np.ones(len(first), np.int8)
    return sp.csr_matrix((ones, (first, second)), (len(place), len(place)))


def ranges(first: Ints, count: Ints) -> Ints:
    """The numbers first, first + 1, ... of each range, one range after the other."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.repeat(first - ends + count, count) + np.arange(total), np.int64)
