"""Damping: dashpots, loss factors of materials and of the whole structure, and of each mode.

MSC Nastran Dynamic Analysis User's Guide, chapter "Damping": the equation of motion of a frequency
response is (-w^2 M + i w B + (1 + i G) K + i sum(GE Ke)) u = P; in time the structural parts become
viscous ones, G / W3 K and 1 / W4 sum(GE Ke). A TABDMP1 gives mode i the dashpot g w_i m_i, or with
PARAM,KDAMP,-1 in a frequency response the stiffness (1 + i g) k_i.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import assemble, in_displacement_frames
from atomizer.engine.solvers.embedded.elements.bushing import Bushings
from atomizer.engine.solvers.embedded.elements.damper import Dampers
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model

Viscous = Dampers | Bushings
MATERIAL_FIELDS = ("mid", "mid1", "mid2", "mid3", "mid4")
WITHOUT_PROPERTY = ("CONROD", "CELAS2", "CELAS4", "CDAMP2", "CDAMP4")


@dataclass(frozen=True)
class Damping:
    """The damping of a structure in the displacement frames.

    Attributes:
        viscous: Dashpots, shape (6 n_points, 6 n_points); None without.
        structural: The sum of GE Ke, same shape; None without.
        overall: PARAM,G.
        patterns: Forces of each dashpot on all freedoms, shape (6 n_points, n_dashpots).
    """

    viscous: sp.csr_matrix | None
    structural: sp.csr_matrix | None
    overall: float
    patterns: Floats


def read_damping(model: Model, elements: Sequence[Elements]) -> Damping:
    """The damping of a deck but for that of its modes.

    Raises:
        Fatal: the loss factors of one element differ.
    """
    size = 6 * len(model.grid)
    dashpots = [each for each in elements if isinstance(each, Viscous) and each.viscosity.any()]
    viscous = _matrix(model, dashpots, [each.damping() for each in dashpots])
    losses = [(each, _losses(model, each)) for each in elements]
    lossy = [(each, loss) for each, loss in losses if loss.any()]
    parts = [each.stiffness() * loss[:, None, None] for each, loss in lossy]
    structural = _matrix(model, [each for each, _ in lossy], parts)
    patterns = np.concatenate([np.zeros((0, size)), *(_patterns(model, d) for d in dashpots)])
    return Damping(viscous, structural, model.number("G", 0.0), patterns.T)


def _matrix(
    model: Model, elements: Sequence[Elements], parts: Sequence[Floats]
) -> sp.csr_matrix | None:
    if not elements:
        return None
    whole = assemble(6 * len(model.grid), elements, parts)
    return in_displacement_frames(whole, model.grid)


def _patterns(model: Model, dashpots: Viscous) -> Floats:
    """Unit forces of dashpots in the displacement frames, shape (n_dashpots, 6 n_points)."""
    n, s, _ = dashpots.stretch.shape
    active = dashpots.viscosity.ravel() != 0
    pairs = dashpots.stretch.reshape(n * s, 2, 6)[active]
    nodes = np.repeat(dashpots.nodes, s, axis=0)[active]
    found = np.zeros((len(pairs), len(model.grid), 6))
    for end in (0, 1):
        axes = model.grid.axes[nodes[:, end]]
        turned = np.einsum("nij,nkj->nki", axes, pairs[:, end].reshape(-1, 2, 3)).reshape(-1, 6)
        found[np.arange(len(pairs)), nodes[:, end]] += turned
    return found.reshape(len(pairs), -1)


def _losses(model: Model, family: Elements) -> Floats:
    """The loss factor GE of each element, shape (n,)."""
    known: dict[int, float] = {}
    return np.array([_loss(model, model.bdf.elements[int(eid)], known) for eid in family.ids])


def _loss(model: Model, card: Any, known: dict[int, float]) -> float:
    """Of one element; that of its property is computed once."""
    if card.type in WITHOUT_PROPERTY:
        return _factor(model, card)
    pid = int(card.pid)
    if pid not in known:
        known[pid] = _factor(model, model.property_of(card))
    return known[pid]


def _factor(model: Model, owner: Any) -> float:
    """GE of a property, or of the materials it names."""
    values = [getattr(owner, "ge", None), *(getattr(owner, "GEi", None) or ())]
    if not any(value for value in values):
        named = [getattr(owner, name, None) for name in MATERIAL_FIELDS]
        values = [_of_material(model, mid) for mid in named if mid]
    values = [float(value) for value in values if value is not None]
    if len(set(values)) > 1:
        which = str(getattr(owner, "pid", ""))
        raise unsupported(f"{owner.type} WITH DIFFERENT LOSS FACTORS GE", which)
    return values[0] if values else 0.0


def _of_material(model: Model, mid: Any) -> float:
    card = model.bdf.materials.get(int(mid))
    return float(getattr(card, "ge", 0.0) or 0.0)


def need_positive(damping: Floats, frequencies: Floats, table: int) -> None:
    """Refuse a mode that gains energy.

    Args:
        damping: Of each mode, shape (n_modes,).
        frequencies: In Hz, same shape.
    """
    if (damping < 0).any():
        mode = int(np.argmin(damping))
        raise Fatal(
            f"TABDMP1 {table} GIVES MODE {mode + 1} AT {frequencies[mode]:.6G} HZ "
            f"THE NEGATIVE DAMPING {damping[mode]:.6G}. EXTEND THE TABLE."
        )
