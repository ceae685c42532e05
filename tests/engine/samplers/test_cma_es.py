import pytest

from atomizer.domain.values import Refused
from atomizer.engine.samplers.cma_es import CMAES
from atomizer.engine.space import Design
from tests.engine.samplers.searching import SEED, categorical, continuous, problem_for, search


def ravine(design: Design) -> tuple[dict[str, float], dict[str, float]]:
    """A hundred times narrower than long, and askew; minimum 0 at (0.6, 0.4)."""
    x, y = (float(value) for value in design.values())
    return {"obj_mass": (100.0 * (x + y - 1.0)) ** 2 + (x - y - 0.2) ** 2}, {}


def test_it_learns_the_direction_of_a_ravine() -> None:
    problem = problem_for("CMA-ES", {"dv_x": continuous(0, 1), "dv_y": continuous(0, 1)})
    assert min(t.values["obj_mass"] for t in search("CMA-ES", problem, 240, ravine)) < 1e-4


def test_it_ends_on_a_limit_not_beyond_it() -> None:
    """Minimum of x + y on x y >= 1: the point (1, 1)."""
    problem = problem_for("CMA-ES", {"dv_x": continuous(0.1, 10), "dv_y": continuous(0.1, 10)})

    def respond(design: Design) -> tuple[dict[str, float], dict[str, float]]:
        x, y = (float(value) for value in design.values())
        return {"obj_mass": x + y}, {"con_stress": 1.0 - x * y}

    trials = search("CMA-ES", problem, 250, respond)
    best = min((t for t in trials if t.violation == 0.0), key=lambda t: t.values["obj_mass"])
    assert best.values["obj_mass"] == pytest.approx(2.0, rel=0.01)


def test_the_first_designs_lie_around_the_baseline() -> None:
    variables = {f"dv_{i}": continuous(0.0, 1.0, baseline=0.9) for i in range(3)}
    designs = [
        CMAES(sigma=0.05).propose(problem_for("CMA-ES", variables), SEED, n, []) for n in range(9)
    ]
    assert all(0.7 < float(x) <= 1.0 for design in designs for x in design.values())


def test_a_problem_of_choices_alone_is_drawn_at_random() -> None:
    problem = problem_for("CMA-ES", {"dv_a": categorical("x", "y", "z")})
    assert {CMAES().propose(problem, SEED, n, [])["dv_a"] for n in range(20)} == {"x", "y", "z"}


def test_several_objectives_are_refused_with_the_algorithm_that_takes_them() -> None:
    with pytest.raises(Refused, match=r"takes one objective, not 2\. Choose NSGA-II"):
        CMAES().propose(problem_for("NSGA-II"), SEED, 0, [])
