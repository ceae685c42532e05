"""Solution 101: linear statics, K u = P, for every subcase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import to_basic_frame, to_displacement_frames
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.sparse.factor import Factor
from atomizer.engine.solvers.embedded.structure import COMPONENTS, Structure, Support

MAX_RESIDUAL = 1e-3


@dataclass(frozen=True)
class Answer:
    """What one subcase gave; vectors in the displacement frames unless said otherwise.

    Attributes:
        case: The subcase.
        load: Applied forces in the basic frame, shape (n_points, 6).
        displacement: Shape (n_points, 6).
        motion: The displacement in the basic frame, shape (n_points, 6).
        spc_forces: Forces of single-point constraint, shape (n_points, 6).
        mpc_forces: Forces of multi-point constraints and rigid elements, shape (n_points, 6); None
            where there are none.
        epsilon: Residual work over applied work.
        heat: Temperature of the grid points, shape (n_points,); None without thermal loads.
        spread: Equivalent forces of loads between the ends of bars, by their card.
        passed: Resultants of those loads between end A and each output station, by their card.
    """

    case: Case
    load: Floats
    displacement: Floats
    motion: Floats
    spc_forces: Floats
    epsilon: float
    heat: Floats | None
    spread: Mapping[str, Floats]
    mpc_forces: Floats | None = None
    passed: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """A support with the factor of its free part."""

    support: Support
    factor: Factor


def solve_statics(structure: Structure, cases: Sequence[Case], loads: Loads) -> list[Answer]:
    """The answer of every subcase; those with equal supports share one factor."""
    keys = dict.fromkeys((case.spc, case.mpc) for case in cases)
    held = {key: hold(structure, *key) for key in keys}
    return [solve_static(structure, held[case.spc, case.mpc], case, loads) for case in cases]


def hold(structure: Structure, spc: int, mpc: int) -> Held:
    """Hold a structure and factorise it."""
    support = structure.support(spc, mpc)
    return Held(support, structure.factor(support, support.free_part(support.stiffness)))


def solve_static(structure: Structure, held: Held, case: Case, loads: Loads) -> Answer:
    """The answer of one subcase."""
    support, grid = held.support, structure.model.grid
    load, heat = loads.forces(case.load), loads.heat(case.temperature)
    total = load if heat is None else load + loads.heating(heat)
    applied_everywhere = to_displacement_frames(total, grid).ravel()
    applied = support.gather(applied_everywhere)
    motion = np.where(support.fixed, _given(structure, support, case, loads), 0.0)
    right = (applied - support.stiffness @ motion)[support.free]
    motion[support.free] = held.factor.solve(right)
    force = support.stiffness @ motion - applied
    epsilon = _epsilon(support, motion, force, applied)
    _need_small(case, epsilon)
    reaction = np.zeros(6 * len(grid))
    reaction[support.independent] = np.where(support.fixed, force, 0.0)
    moved = support.spread(motion).reshape(-1, 6)
    return Answer(
        case=case,
        load=load,
        displacement=moved,
        motion=to_basic_frame(moved, grid),
        spc_forces=reaction.reshape(-1, 6),
        epsilon=epsilon,
        heat=heat,
        spread=loads.spread(case.load),
        passed=loads.passed(case.load),
        mpc_forces=_mpc_forces(structure, support, moved, applied_everywhere + reaction),
    )


def _mpc_forces(
    structure: Structure, support: Support, moved: Floats, others: Floats
) -> Floats | None:
    """What the elements need at tied freedoms beyond the other forces there, K u - P - Q.

    NASTRAN Theoretical Manual, NASA SP-221, section 3.5.1: forces of constraint do no work in any
    motion the constraints allow.
    """
    if support.expand is None:
        return None
    force = structure.stiffness @ moved.ravel() - others
    return np.where(support.tied(), force, 0.0).reshape(-1, 6)


def _given(structure: Structure, support: Support, case: Case, loads: Loads) -> Floats:
    """The motion of held freedoms: of their SPC, or of the SPCD in the load set."""
    motion = support.motion.copy()
    rows = np.full(6 * len(structure.model.grid), -1)
    rows[support.independent] = np.arange(len(support.independent))
    for freedom, value in loads.motions(case.load):
        row = rows[freedom]
        if row < 0 or not support.fixed[row]:
            raise not_held(structure, case.load, freedom)
        motion[row] = value
    return motion


def not_held(structure: Structure, load: int, freedom: int) -> Fatal:
    """A motion is given to a freedom that no constraint holds."""
    point, component = divmod(freedom, 6)
    return Fatal(
        f"SPCD OF LOAD SET {load}: GRID POINT {structure.model.grid.ids[point]} "
        f"COMPONENT {COMPONENTS[component]} IS NOT HELD BY AN SPC.",
        2070,
    )


def _epsilon(support: Support, motion: Floats, force: Floats, applied: Floats) -> float:
    """Residual work over applied work (Nastran's EPSILON)."""
    free = support.free
    residual = abs(float(motion[free] @ force[free]))
    work = abs(float(motion @ applied)) + abs(float(motion @ (support.stiffness @ motion)))
    return residual / work if work > 0 else residual


def _need_small(case: Case, epsilon: float) -> None:
    """Refuse a solution whose numbers mean nothing."""
    if not epsilon <= MAX_RESIDUAL:
        said = f"THE RESIDUAL OF SUBCASE {case.id} IS {epsilon:.5E} OF THE WORK OF ITS LOADS."
        raise Fatal(f"{said} CHECK THE SUPPORTS AND THE UNITS.")
