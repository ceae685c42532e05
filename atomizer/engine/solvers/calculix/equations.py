"""Freedoms that follow from others: MPC, RBE2, RBE3 and the offsets of CONM2 as *EQUATION.

CalculiX knows no rotations of points that belong to solids, to rods or to nothing. Where an
equation needs them they are the three displacements of a point of its own, a rotation point.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.calculix.axes import Axes
from atomizer.engine.solvers.calculix.cards import number, refusal
from atomizer.engine.solvers.calculix.frd import Floats
from atomizer.engine.solvers.calculix.masses import PointMass

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

Freedom = tuple[int, int]
"""A grid point and a component from 1 to 6."""
Terms = Mapping[Freedom, float]
NEGLIGIBLE = 1e-13
SINGULAR = 1e12
ALL = range(1, 7)


class Equations:
    """Dependent freedoms of a deck by independent ones.

    Attributes:
        rotation: Rotation points by grid point.
        resolved: Dependent freedom -> independent ones with their factors.
    """

    def __init__(
        self,
        bdf: "BDF",
        mpc: int,
        masses: Sequence[PointMass],
        turning: set[int],
        free_id: Iterator[int],
    ) -> None:
        self._bdf, self._turning, self._free_id = bdf, turning, free_id
        self._masses = masses
        self.axes = Axes(bdf)
        self.rotation: dict[int, int] = {}
        found: dict[Freedom, Terms] = {}
        for owner, freedom, terms in self._all(mpc):
            if freedom in found:
                raise refusal(f"{owner} makes component {freedom[1]} of {freedom[0]} depend twice")
            found[freedom] = {f: c for f, c in terms.items() if abs(c) > NEGLIGIBLE}
            for each in (freedom, *found[freedom]):
                self._place(each, owner)
        self.resolved = {freedom: _resolve(found, freedom) for freedom in found}

    @property
    def points(self) -> set[int]:
        """Grid points in an equation."""
        every = (f for d, terms in self.resolved.items() for f in (d, *terms))
        return {node for node, _ in every}

    def there(self, freedom: Freedom) -> Freedom | None:
        """Point and component in CalculiX; None for a rotation that nothing has."""
        node, component = freedom
        if component <= 3 or node in self._turning:
            return freedom
        return (self.rotation[node], component - 3) if node in self.rotation else None

    def lines(self) -> Iterator[str]:
        """*EQUATION of each; a line holds four terms."""
        for freedom, terms in self.resolved.items():
            every = [(freedom, 1.0), *((f, -c) for f, c in terms.items())]
            yield f"*EQUATION\n{len(every)}"
            said = [self._term(f, c) for f, c in every]
            yield from (",".join(said[at : at + 4]) for at in range(0, len(said), 4))

    def _term(self, freedom: Freedom, factor: float) -> str:
        there = self.there(freedom)
        assert there, "each freedom of an equation has its place"
        return f"{there[0]},{there[1]},{number(factor)}"

    def _place(self, freedom: Freedom, owner: str) -> None:
        node, component = freedom
        if component <= 3:
            return
        if node in self._turning:
            raise refusal(f"{owner} takes the rotation of a shell or bar along, at {node}")
        if node not in self.rotation:
            self.rotation[node] = next(self._free_id)

    def _all(self, mpc: int) -> Iterator[tuple[str, Freedom, Terms]]:
        for card in self._bdf.rigid_elements.values():
            yield from self._rbe2(card) if card.type == "RBE2" else self._rbe3(card)
        if mpc and mpc not in {*self._bdf.mpcs, *self._bdf.mpcadds}:
            raise refusal(f"there is no MPC {mpc}")
        for card in self._bdf.get_reduced_mpcs(mpc) if mpc else ():
            yield _mpc(card)
        for mass in self._masses:
            yield from self._carried(mass)

    def _carried(self, mass: PointMass) -> Iterator[tuple[str, Freedom, Terms]]:
        """The point of a mass moves with its grid point as a rigid body."""
        place = self._position(mass.node) + mass.offset
        rows = self._motions(mass.node, place).T
        for component in (1, 2, 3):
            yield mass.owner, (mass.point, component), _terms(mass.node, rows[component - 1])

    def _rbe2(self, card: Any) -> Iterator[tuple[str, Freedom, Terms]]:
        """u_m = u_n + theta_n x r."""
        owner, leader = f"RBE2 {card.eid}", card.Gn()
        if getattr(card, "alpha", 0.0):
            raise refusal(f"{owner} has a thermal expansion")
        for node in card.Gmi_node_ids:
            rows = self._moved(node) @ self._motions(leader, self._position(node)).T
            for component in map(int, card.cm):
                row = rows[component - 1]
                if component <= 3 or node in self._turning:
                    yield owner, (node, component), _terms(leader, row)

    def _rbe3(self, card: Any) -> Iterator[tuple[str, Freedom, Terms]]:
        """The rigid motion that fits best, by weights (MSC Linear Static User's Guide, RBE3)."""
        owner, origin = f"RBE3 {card.eid}", self._position(card.refgrid)
        leading, weights = self._weighted(card)
        motions = np.array([self._motion(freedom, origin) for freedom in leading])
        fit = motions.T @ (weights[:, None] * motions)
        scale = np.sqrt(np.diag(fit))
        if not scale.all() or np.linalg.cond(fit / np.outer(scale, scale)) > SINGULAR:
            raise refusal(f"the points of {owner} do not define a rigid motion")
        mean = np.linalg.solve(fit, motions.T * weights)
        rows = self._moved(card.refgrid) @ mean
        for component in map(int, card.refc):
            terms = dict(zip(leading, rows[component - 1].tolist(), strict=True))
            yield owner, (card.refgrid, component), terms

    def _weighted(self, card: Any) -> tuple[list[Freedom], Floats]:
        if card.Gmi:
            raise refusal(f"RBE3 {card.eid} has UM")
        rows = zip(card.weights, card.comps, card.Gijs, strict=True)
        found = [((node, int(c)), w) for w, cs, nodes in rows for node in nodes for c in str(cs)]
        if any(component > 3 for (_, component), _ in found):
            raise refusal(f"RBE3 {card.eid} averages rotations")
        return [freedom for freedom, _ in found], np.array([weight for _, weight in found])

    def _motion(self, freedom: Freedom, origin: Floats) -> Floats:
        """A translation in its frame by the six rigid motions about an origin, shape (6,)."""
        node, component = freedom
        along = self.axes.at(node)[component - 1]
        return np.concatenate([along, np.cross(self._position(node) - origin, along)])

    def _motions(self, leader: int, place: Floats) -> Floats:
        """The motions of a leader in its frame, each as a rigid motion about a place, (6, 6)."""
        axes = self.axes.at(leader)
        arm = place - self._position(leader)
        moved = np.zeros((6, 6))
        moved[:3, :3], moved[3:, 3:] = axes, axes
        moved[3:, :3] = np.cross(axes, arm)
        return moved

    def _moved(self, node: int) -> Floats:
        """Components in the frame of a grid point from those in the basic frame, (6, 6)."""
        turn = np.zeros((6, 6))
        turn[:3, :3] = turn[3:, 3:] = self.axes.at(node)
        return turn

    def _position(self, node: int) -> Floats:
        return np.asarray(self._bdf.nodes[node].get_position(), float)


def _mpc(card: Any) -> tuple[str, Freedom, Terms]:
    freedoms = [(int(n), int(c)) for n, c in zip(card.node_ids, card.components, strict=True)]
    first, *others = [float(c) for c in card.coefficients]
    owner = f"MPC {card.conid}"
    if not first or any(not 1 <= component <= 6 for _, component in freedoms):
        raise refusal(f"{owner} has no first coefficient, or a component that is not 1 to 6")
    terms: dict[Freedom, float] = {}
    for freedom, factor in zip(freedoms[1:], others, strict=True):
        terms[freedom] = terms.get(freedom, 0.0) - factor / first
    return owner, freedoms[0], terms


def _terms(node: int, row: Iterable[float]) -> Terms:
    return {(node, c): float(factor) for c, factor in zip(ALL, row, strict=True)}


def _resolve(
    found: Mapping[Freedom, Terms], freedom: Freedom, above: tuple[Freedom, ...] = ()
) -> Terms:
    """By independent freedoms alone."""
    if freedom in above:
        raise refusal(f"component {freedom[1]} of {freedom[0]} depends on itself")
    terms: dict[Freedom, float] = {}
    for other, factor in found[freedom].items():
        inner = _resolve(found, other, (*above, freedom)) if other in found else {other: 1.0}
        for each, share in inner.items():
            terms[each] = terms.get(each, 0.0) + factor * share
    return terms


def free_ids(taken: Iterable[int]) -> Iterator[int]:
    """Numbers above those that are taken."""
    return count(max(taken, default=0) + 1)
