"""The one rule of which trial is better."""

from dataclasses import dataclass, field
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.domain.items import Objective
from atomizer.domain.ranking import best, dominates, loss, pareto_front

MASS, STIFFNESS = Objective(name="Mass"), Objective(name="Stiffness", direction="maximize")
BOTH = {"mass": MASS, "stiffness": STIFFNESS}


@dataclass(frozen=True)
class T:
    number: int
    objectives: dict[str, float] = field(default_factory=dict)
    feasible: bool = True


def trials(*values: tuple[float, ...]) -> list[T]:
    names = ("mass", "stiffness", "cost")
    return [T(n, dict(zip(names, row, strict=False))) for n, row in enumerate(values)]


def numbers(found: list[T]) -> list[int]:
    return [trial.number for trial in found]


def test_the_best_of_one_objective_is_the_smallest_or_the_largest() -> None:
    pool = trials((3.0,), (1.0,), (2.0,))
    assert best(pool, {"mass": MASS}) == pool[1]
    assert best(pool, {"mass": STIFFNESS}) == pool[0]


def test_a_target_is_better_the_nearer() -> None:
    pool = trials((3.0,), (1.0,), (2.2,))
    assert best(pool, {"mass": Objective(name="Mass", target=2.0)}) == pool[2]


def test_only_feasible_trials_with_every_value_count() -> None:
    broken, lacking = T(0, {"mass": 0.1, "stiffness": 99.0}, feasible=False), T(1, {"mass": 0.1})
    good = T(2, {"mass": 5.0, "stiffness": 1.0})
    assert best([broken, lacking, good], BOTH) == good
    assert pareto_front([broken, lacking], BOTH) == []
    assert best([broken, lacking], BOTH) is None


def test_without_objectives_nothing_is_better() -> None:
    assert best(trials((1.0,)), {}) is None


def test_ties_go_to_the_trial_that_came_first() -> None:
    pool = trials((1.0,), (1.0,))
    assert best(reversed(pool), {"mass": MASS}) == pool[0]
    assert numbers(pareto_front(pool, {"mass": MASS})) == [0, 1]


def test_the_front_looks_at_directions() -> None:
    pool = trials((1.0, 1.0), (2.0, 2.0), (2.0, 1.5), (3.0, 2.0))
    assert numbers(pareto_front(pool, BOTH)) == [0, 1]


def test_the_best_of_several_objectives_balances_them_whatever_their_units() -> None:
    pool = trials((1.0, 0.0), (1.2, 9000.0), (2.0, 10000.0))
    assert best(pool, BOTH) == pool[1]


@pytest.mark.parametrize(("weight", "winner"), [(0.01, 2), (1.0, 1), (100.0, 0)])
def test_weights_decide_between_trials_of_the_front(weight: float, winner: int) -> None:
    pool = trials((1.0, 0.0), (1.4, 9000.0), (2.0, 10000.0))
    objectives = {"mass": Objective(name="Mass", weight=weight), "stiffness": STIFFNESS}
    assert best(pool, objectives) == pool[winner]


def test_numbers_near_the_end_of_the_range_can_be_ranked() -> None:
    pool = trials((-1.7e308, 1.0), (1.7e308, 2.0), (0.0, 1.5))
    assert best(pool, BOTH) in pool


values = st.integers(-4, 4).map(float) | st.floats(allow_nan=False, allow_infinity=False)
pools = st.integers(1, 3).flatmap(
    lambda count: st.lists(
        st.builds(T, st.integers(0, 99), st.just({}), st.booleans()).flatmap(
            lambda trial: st.lists(values, min_size=count, max_size=count).map(
                lambda row: T(trial.number, {f"o{i}": x for i, x in enumerate(row)}, trial.feasible)
            )
        ),
        max_size=12,
        unique_by=lambda trial: trial.number,
    )
)
senses = st.lists(
    st.builds(
        Objective,
        name=st.just("O"),
        direction=st.sampled_from(["minimize", "maximize"]),
        weight=st.sampled_from([0.0, 0.5, 1.0, 10.0]),
        target=st.none() | st.integers(-3, 3).map(float),
    ),
    min_size=3,
    max_size=3,
)


def named(pool: list[T], objectives: list[Objective]) -> dict[str, Objective]:
    count = len(pool[0].objectives) if pool else 1
    return {f"o{i}": objective for i, objective in enumerate(objectives[:count])}


def losses(trial: T, objectives: dict[str, Objective]) -> tuple[float, ...]:
    return tuple(loss(trial.objectives[i], objective) for i, objective in objectives.items())


@given(pools, senses)
def test_the_front_is_what_no_feasible_trial_dominates(
    pool: list[T], given_objectives: list[Objective]
) -> None:
    objectives = named(pool, given_objectives)
    feasible = [trial for trial in pool if trial.feasible]
    beaten = {
        a.number
        for a, b in product(feasible, repeat=2)
        if dominates(losses(b, objectives), losses(a, objectives))
    }
    front = pareto_front(pool, objectives)
    assert numbers(front) == sorted(t.number for t in feasible if t.number not in beaten)


@given(pools, senses, st.randoms(use_true_random=False))
def test_the_best_lies_on_the_front_in_whatever_order_trials_come(
    pool: list[T], given_objectives: list[Objective], chance: Random
) -> None:
    objectives = named(pool, given_objectives)
    found, front = best(pool, objectives), pareto_front(pool, objectives)
    assert (found is None) == (not front)
    assert found is None or found in front
    chance.shuffle(pool)
    assert best(pool, objectives) == found
