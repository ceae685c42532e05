"""One scrambled Sobol sequence for a whole run: it fills the space more evenly than chance.

Owen's scrambling; Joe & Kuo, SIAM J. Sci. Comput. 30 (2008) 2635-2654, as scipy has it.
"""

from atomizer.engine.sampling import Problem, entropy
from atomizer.engine.space import Design, design_at


def sobol_design(problem: Problem, seed: str, number: int) -> Design:
    """The design at a place of the run's sequence.

    The scrambling depends on the run alone and the place on the trial alone, so all trials of a
    run are points of one sequence, in whatever order they are asked for.
    """
    from scipy.stats import qmc

    engine = qmc.Sobol(len(problem.variables), scramble=True, seed=entropy(seed, "sobol"))
    if number:
        engine.fast_forward(number)
    point = engine.random(1)[0].tolist()
    return design_at(problem.variables, dict(zip(problem.variables, point, strict=True)))
