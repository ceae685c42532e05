"""RBE2, RBAR, RBE1: grid points that move as one rigid body; RBE3: one that moves as their mean.

A rigid body has six motions q. The independent components say what q is, the dependent ones follow:
u_m = R_m R_n^-1 u_n, with the rows of R by rigid motion in the displacement frames. RBE3 takes for
q the motion that fits the others best in the least squares of the weights, rotations weighted by
the square of the mean distance (MSC Nastran Linear Static Analysis User's Guide, RBE3).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, rigid_motion
from atomizer.engine.solvers.embedded.constraints import components
from atomizer.engine.solvers.embedded.elimination import Dependence
from atomizer.engine.solvers.embedded.fatal import Fatal, undefined_grid, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model

SINGULAR = 1e12
NEGLIGIBLE = 1e-13


def read_rigid(model: Model) -> list[Dependence]:
    """What the rigid elements of a model make dependent."""
    found: list[Dependence] = []
    for eid in sorted(model.bdf.rigid_elements):
        card = model.bdf.rigid_elements[eid]
        if card.type not in READERS:
            raise unsupported(card.type, str(card.eid))
        if getattr(card, "alpha", 0.0):
            raise unsupported(f"ALPHA ON {card.type}", str(card.eid))
        found += READERS[card.type](model, card)
    return found


def _rbe2(model: Model, card: Any) -> list[Dependence]:
    leader, *followers = _rows(model, card, [card.gn, *card.Gmi])
    moved = components(str(card.cm), f"RBE2 {card.eid}")
    leading = (6 * leader + np.arange(6)).astype(np.int64)
    following = np.array([6 * row + c for row in followers for c in moved], np.int64)
    return _rigid(model, card, leading, following)


def _rbar(model: Model, card: Any) -> list[Dependence]:
    """Blank CMA and CMB mean: all components that are not independent."""
    owner = f"RBAR {card.eid}"
    ends = _rows(model, card, [card.ga, card.gb])
    leading, given = (
        [components(str(said or "0"), owner) for said in pair]
        for pair in ((card.cna, card.cnb), (card.cma, card.cmb))
    )
    if not any(len(each) for each in given):
        given = [np.setdiff1d(np.arange(6), each) for each in leading]
    both = [
        np.concatenate([6 * row + each for row, each in zip(ends, parts, strict=True)])
        for parts in (leading, given)
    ]
    return _rigid(model, card, *both)


def _rbe1(model: Model, card: Any) -> list[Dependence]:
    owner = f"RBE1 {card.eid}"
    both = []
    for nodes, said in ((card.Gni, card.Cni), (card.Gmi, card.Cmi)):
        rows = _rows(model, card, nodes)
        parts = [6 * row + components(str(c), owner) for row, c in zip(rows, said, strict=True)]
        both.append(np.concatenate(parts))
    return _rigid(model, card, *both)


def _rigid(model: Model, card: Any, leading: Ints, following: Ints) -> list[Dependence]:
    """Freedoms that follow six others of one rigid body."""
    origin = model.grid.xyz[leading[0] // 6] if len(leading) else np.zeros(3)
    led = _motions(model, leading, origin)
    scale = np.abs(led).max(axis=0, initial=1e-300)
    if led.shape != (6, 6) or np.linalg.cond(led / scale) > SINGULAR:
        said = "ITS INDEPENDENT COMPONENTS DO NOT DEFINE THE SIX MOTIONS OF A RIGID BODY"
        raise Fatal(f"{card.type} {card.eid}: {said}.", 4275)
    follow = _motions(model, following, origin) @ np.linalg.inv(led)
    return _dependences(following, leading, follow)


def _rbe3(model: Model, card: Any) -> list[Dependence]:
    if card.Gmi:
        raise unsupported("UM ON RBE3", str(card.eid))
    (reference,) = _rows(model, card, [card.refgrid])
    leading, weights = _weighted(model, card)
    origin = model.grid.xyz[reference]
    distance = np.linalg.norm(model.grid.xyz[np.unique(leading // 6)] - origin, axis=1).mean()
    arm = float(distance) or 1.0
    motions = _motions(model, leading, origin) * [1.0, 1.0, 1.0, *3 * [1.0 / arm]]
    motions[leading % 6 > 2] *= arm
    fit = motions.T @ (weights[:, None] * motions)
    if np.linalg.cond(fit) > SINGULAR:
        said = "ITS COMPONENTS DO NOT DEFINE THE SIX MOTIONS OF A RIGID BODY"
        raise Fatal(f"RBE3 {card.eid}: {said}.", 4275)
    mean = np.linalg.solve(fit, motions.T * weights)
    mean[:, leading % 6 > 2] *= arm
    following = 6 * reference + components(str(card.refc), f"RBE3 {card.eid}")
    return _dependences(
        following, leading, (_motions(model, following, origin) / [1, 1, 1, arm, arm, arm]) @ mean
    )


def _weighted(model: Model, card: Any) -> tuple[Ints, Floats]:
    """The freedoms a RBE3 averages and their weights."""
    leading: list[int] = []
    weights: list[float] = []
    for weight, said, nodes in zip(card.weights, card.comps, card.Gijs, strict=True):
        at = components(str(said), f"RBE3 {card.eid}")
        freedoms = [6 * row + int(c) for row in _rows(model, card, nodes) for c in at]
        leading += freedoms
        weights += [float(weight)] * len(freedoms)
    return np.array(leading, np.int64), np.array(weights)


def _motions(model: Model, freedoms: Ints, origin: Floats) -> Floats:
    """Freedoms in the six rigid motions about an origin, in their displacement frames, (m, 6)."""
    points = freedoms // 6
    motion = rigid_motion(model.grid.xyz[points] - origin)
    axes = model.grid.axes[points]
    turned = np.concatenate([axes @ motion[:, :3], axes @ motion[:, 3:]], axis=1)
    return np.asarray(turned[np.arange(len(freedoms)), freedoms % 6])


def _dependences(following: Ints, leading: Ints, factors: Floats) -> list[Dependence]:
    """Rows of factors without what is rounding."""
    found = []
    for freedom, row in zip(following.tolist(), factors, strict=True):
        kept = np.abs(row) > NEGLIGIBLE * np.abs(row).max(initial=0.0)
        found.append(Dependence(freedom, leading[kept], row[kept]))
    return found


def _rows(model: Model, card: Any, nodes: Sequence[int]) -> list[int]:
    try:
        return [int(row) for row in model.grid.index(np.array(nodes, np.int64))]
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None


READERS: Mapping[str, Callable[[Model, Any], list[Dependence]]] = {
    "RBE1": _rbe1,
    "RBE2": _rbe2,
    "RBE3": _rbe3,
    "RBAR": _rbar,
}
