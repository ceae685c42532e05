from itertools import pairwise

import optuna
import pytest

from atomizer import registry
from atomizer.engine.generations import NSGAII
from atomizer.engine.sampling import Observation
from atomizer.engine.space import Design
from tests.engine.samplers.searching import SEED, continuous, problem_for, search

LINE = {f"dv_{i}": continuous(0.0, 1.0) for i in range(4)}


def zdt1(design: Design) -> tuple[dict[str, float], dict[str, float]]:
    """Zitzler, Deb & Thiele, Evol. Comput. 8 (2000) 173-195: the front is f2 = 1 - sqrt(f1)."""
    first, *rest = (float(value) for value in design.values())
    g = 1.0 + 9.0 * sum(rest) / len(rest)
    return {"obj_mass": first, "obj_frequency": -g * (1.0 - (first / g) ** 0.5)}, {}


def dominated_area(trials: list[Observation]) -> float:
    """Area between the front and the corner (1, 10) in objectives to minimize."""
    points = sorted((t.values["obj_mass"], -t.values["obj_frequency"]) for t in trials)
    front: list[tuple[float, float]] = []
    for point in points:
        if not front or point[1] < front[-1][1]:
            front.append(point)
    front.append((1.0, 0.0))
    return sum((b[0] - a[0]) * (10.0 - a[1]) for a, b in pairwise(front))


@pytest.mark.parametrize("name", ["NSGA-II", "NSGA-III"])
def test_the_front_is_found_better_than_by_chance(name: str) -> None:
    problem = problem_for(name, LINE)
    trials = search(name, problem, 240, zdt1, {"population": 16})
    by_chance = search("Random", problem, 240, zdt1)
    assert dominated_area(trials) > dominated_area(by_chance) + 0.3


def test_generations_are_those_of_optuna_when_trials_end_in_order() -> None:
    """Optuna notes generations as it asks; told the same trials, it has the same survivors."""
    stock = optuna.create_study(
        directions=["minimize", "maximize"],
        sampler=optuna.samplers.NSGAIISampler(population_size=5, seed=0),
    )
    for _ in range(26):
        asked = stock.ask({i: optuna.distributions.FloatDistribution(0, 1) for i in LINE})
        stock.tell(asked, list(zdt1(asked.params)[0].values()))
    ours = NSGAII(population_size=5, seed=0)
    for generation in range(1, 6):
        of_optuna = stock.sampler.get_parent_population(stock, generation)
        of_ours = ours.get_parent_population(stock, generation)
        assert {t.number for t in of_ours} == {t.number for t in of_optuna} != set()


def test_a_population_of_failures_by_design_stops_nothing() -> None:
    problem = problem_for("NSGA-II", LINE)
    sampler = registry.make("samplers", "NSGA-II", {"population": 5})
    trials: list[Observation] = []
    for number in range(12):
        design = sampler.propose(problem, SEED, number, trials)
        trials.append(Observation(number, design, "failed", by_design=True))
