"""Solution 105: linear buckling, K x = -lambda K_g x, with K_g by the stress of a static subcase.

Cook, Malkus, Plesha and Witt, Concepts and Applications of Finite Element Analysis, 4th ed.,
section 18.2. With a lower bound of zero or more on the METHOD entry only positive factors are
sought, else those nearest to zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from atomizer.engine.solvers.embedded.arrays import Bools, Floats
from atomizer.engine.solvers.embedded.assembly import assemble, in_displacement_frames
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.eigen import Pencil, Which, pairs
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.modes import Modes, normalized
from atomizer.engine.solvers.embedded.recovery import geometric
from atomizer.engine.solvers.embedded.static import Answer, Held, hold, solve_static
from atomizer.engine.solvers.embedded.structure import Structure
from atomizer.engine.solvers.embedded.wanted import Wanted, read_wanted

NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Buckled:
    """The static preloads and the buckling modes of a deck."""

    answers: Sequence[Answer]
    modes: Sequence[Modes]


def solve_buckling(
    structure: Structure, elements: Sequence[Elements], cases: Sequence[Case], loads: Loads
) -> Buckled:
    """The buckling modes of every subcase with a METHOD.

    STATSUB names its preload; without it the subcase itself, if it has a load, else the first one.
    """
    preloads = {case.id: preload_of(case, cases) for case in cases if case.method}
    if not preloads:
        raise Fatal("NO METHOD COMMAND SELECTS AN EIGRL ENTRY.", 1203)
    static = [case for case in cases if not case.method or case in preloads.values()]
    held = {key: hold(structure, *key) for key in {(case.spc, case.mpc) for case in cases}}
    answers = {
        case.id: solve_static(structure, held[case.spc, case.mpc], case, loads) for case in static
    }
    modes = [
        buckling_modes(
            structure, elements, held[case.spc, case.mpc], case, answers[preloads[case.id].id]
        )
        for case in cases
        if case.method
    ]
    return Buckled(list(answers.values()), modes)


def preload_of(case: Case, cases: Sequence[Case]) -> Case:
    """The static subcase whose stress a subcase buckles under."""
    if case.preload:
        found = [each for each in cases if each.id == case.preload]
        if not found:
            raise Fatal(f"STATSUB = {case.preload} OF SUBCASE {case.id} IS NO SUBCASE.")
        return found[0]
    return case if case.load or case.temperature else cases[0]


def buckling_modes(
    structure: Structure, elements: Sequence[Elements], held: Held, case: Case, answer: Answer
) -> Modes:
    """The buckling modes of one subcase under the stress of its preload."""
    wanted = read_wanted(structure.model, case.method)
    support = held.support
    stressed = support.free_part(support.reduced(stress_stiffness(structure, elements, answer)))
    if not np.abs(stressed.data).max(initial=0.0) > 0:
        raise Fatal(f"SUBCASE {answer.case.id} PUTS NO STRESS ON THE STRUCTURE: NOTHING BUCKLES.")
    mu, vectors = _pairs(structure, held, stressed, wanted)
    scale = np.zeros((len(support.independent), len(mu)))
    scale[support.free] = vectors
    flat = normalized(support.spread(scale).T, "MAX")
    reduced = flat[:, support.independent]
    stiffness = np.einsum("mi,mi->m", reduced, (support.stiffness @ reduced.T).T)
    shapes = flat.reshape(len(mu), len(structure.model.grid), 6)
    return Modes(case, 1.0 / mu, shapes, stiffness, np.zeros((0, 6)))


def stress_stiffness(
    structure: Structure, elements: Sequence[Elements], answer: Answer
) -> sp.csr_matrix:
    """K_g in the displacement frames, shape (6 n_points, 6 n_points)."""
    matrices = (geometric(family, answer) for family in elements)
    grid = structure.model.grid
    return in_displacement_frames(assemble(6 * len(grid), elements, matrices), grid)


def _pairs(
    structure: Structure, held: Held, stressed: sp.csc_matrix, wanted: Wanted
) -> tuple[Floats, Floats]:
    """Reciprocals of the factors in the wanted range, nearest to zero first; vectors as columns."""
    which: Which = "furthest from zero" if wanted.first is None or wanted.first < 0 else "largest"
    pencil = Pencil((-stressed).tocsc(), held.factor.matrix, held.factor.apply, structure.memory)
    single = np.abs(stressed.diagonal() / pencil.denominator.diagonal()).max()
    count = wanted.count or 1
    while True:
        mu, vectors = pairs(pencil, count, which)
        real = np.abs(mu) > NEGLIGIBLE * single  # less is rounding: one freedom alone gives more
        factors = 1.0 / np.where(real, mu, np.inf)
        kept = np.flatnonzero(real & _inside(factors, wanted))
        if count >= pencil.size or not real.all() or len(kept) >= _most(wanted):
            break
        if not _goes_on(factors[-1], wanted, which):
            break
        count = min(2 * count, pencil.size)
    nearest = kept[np.argsort(np.abs(factors[kept]), kind="stable")][: wanted.count]
    return mu[nearest], vectors[:, nearest]


def _inside(factors: Floats, wanted: Wanted) -> Bools:
    """Which factors are within the wanted range."""
    first = -np.inf if wanted.first is None else wanted.first
    last = np.inf if wanted.last is None else wanted.last
    return (factors >= first) & (factors <= last)


def _most(wanted: Wanted) -> float:
    """How many factors are wanted: the first, or all of a range, if no number is given."""
    return wanted.count or (1 if wanted.last is None else np.inf)


def _goes_on(factor: float, wanted: Wanted, which: Which) -> bool:
    """Whether there may be wanted factors further from zero than the last one found."""
    if which == "largest":
        return factor > 0.0 and (wanted.last is None or factor <= wanted.last)
    return None in (wanted.first, wanted.last) or abs(factor) <= max(
        abs(wanted.first or 0.0), abs(wanted.last or 0.0)
    )
