import itertools
import json
import os
import subprocess
import sys

import pytest

from atomizer import registry
from atomizer.engine.sampling import Observation
from atomizer.engine.space import contains
from tests.engine.samplers.searching import (
    MIXED,
    SEED,
    continuous,
    problem_for,
    replayed,
    resume,
    run,
    solved,
)

OPTIONS = {"TPE": {"startup": 8}, "NSGA-II": {"population": 6}, "NSGA-III": {"population": 6}}
OPTIONS |= {"CMA-ES": {"population": 5}}
EVERY = ["CMA-ES", "NSGA-II", "NSGA-III", "QMC", "Random", "TPE"]


def test_the_samplers_that_are_tested_are_those_that_are_installed() -> None:
    assert set(EVERY) <= set(registry.names("samplers"))


@pytest.mark.parametrize("name", EVERY)
def test_every_proposal_follows_from_what_was_recorded_before_it(name: str) -> None:
    problem = problem_for(name)
    for ask in run(name, problem, 40, OPTIONS.get(name, {}), seed=1):
        again = registry.make("samplers", name, OPTIONS.get(name))
        assert again.propose(problem, SEED, ask.number, replayed(ask.told)) == ask.design


@pytest.mark.parametrize("name", EVERY)
def test_a_run_that_is_cut_and_resumed_replays_as_well(name: str) -> None:
    problem, options = problem_for(name), OPTIONS.get(name, {})
    earlier = replayed(run(name, problem, 20, options, seed=2)[-1].told)
    for ask in resume(name, problem, 32, options, 3, earlier):
        again = registry.make("samplers", name, options)
        assert again.propose(problem, SEED, ask.number, replayed(ask.told)) == ask.design


@pytest.mark.parametrize("name", EVERY)
def test_the_order_in_which_trials_are_told_does_not_matter(name: str) -> None:
    problem, options = problem_for(name), OPTIONS.get(name)
    trials = replayed(run(name, problem, 24, options or {}, seed=4)[-1].told)
    sampler = registry.make("samplers", name, options)
    proposed = sampler.propose(problem, SEED, 24, trials)
    assert sampler.propose(problem, SEED, 24, trials[::-1]) == proposed


def test_another_process_with_other_hashes_proposes_the_same() -> None:
    program = (
        "import json\n"
        "from tests.engine.samplers.test_every_sampler import EVERY, OPTIONS\n"
        "from tests.engine.samplers.searching import problem_for, run\n"
        "def last(n): return run(n, problem_for(n), 20, OPTIONS.get(n, {}), 5)[-1].design\n"
        "print(json.dumps([last(n) for n in EVERY]))\n"
    )
    hash_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    there = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        check=True,
        capture_output=True,
    ).stdout
    here = [run(n, problem_for(n), 20, OPTIONS.get(n, {}), 5)[-1].design for n in EVERY]
    assert json.loads(there) == here


@pytest.mark.parametrize("name", EVERY)
def test_designs_lie_inside_the_space_and_differ(name: str) -> None:
    designs = [ask.design for ask in run(name, problem_for(name), 40, OPTIONS.get(name, {}), 6)]
    for design in designs:
        assert list(design) == list(MIXED)
        assert all(contains(MIXED[i], value) for i, value in design.items()), design
        assert isinstance(design["dv_ribs"], int)
    assert len({json.dumps(design) for design in designs}) == len(designs)
    for i in ("dv_ribs", "dv_section", "dv_stock"):
        assert len({design[i] for design in designs}) > 1


@pytest.mark.parametrize("name", EVERY)
def test_another_seed_gives_other_designs(name: str) -> None:
    sampler = registry.make("samplers", name)
    first, second = (sampler.propose(problem_for(name), seed, 3, []) for seed in ("a:1", "a:2"))
    assert first != second


@pytest.mark.parametrize("name", EVERY)
def test_bounds_and_choices_may_change_in_the_middle(name: str) -> None:
    problem, options = problem_for(name), OPTIONS.get(name)
    trials = replayed(run(name, problem, 30, options or {}, seed=7)[-1].told)
    narrowed = {
        "dv_thickness": continuous(2.0, 20.0),
        "dv_new": continuous(0.0, 1.0),
        "dv_ribs": MIXED["dv_ribs"].model_copy(update={"type": "continuous"}),
        "dv_section": MIXED["dv_section"].model_copy(update={"values": ("L30", "L50")}),
    }
    for variables in (narrowed, {i: v for i, v in narrowed.items() if i != "dv_new"}):
        changed = problem_for(name, variables)
        proposed = registry.make("samplers", name, options).propose(changed, SEED, 30, trials)
        assert all(contains(variables[i], value) for i, value in proposed.items())


@pytest.mark.parametrize("name", EVERY)
def test_a_variable_in_log_scale_is_searched_by_orders_of_magnitude(name: str) -> None:
    problem = problem_for(name, {"dv_area": continuous(1e-3, 1e3)})
    sampler = registry.make("samplers", name, {"sigma": 1.0} if name == "CMA-ES" else None)
    drawn = [sampler.propose(problem, SEED, number, [])["dv_area"] for number in range(64)]
    assert 20 <= sum(area < 1.0 for area in drawn) <= 44


@pytest.mark.parametrize("name", EVERY)
def test_a_failure_that_the_design_did_not_cause_says_nothing(name: str) -> None:
    problem, options = problem_for(name), OPTIONS.get(name)
    sampler = registry.make("samplers", name, options)
    trials = [t for t in replayed(run(name, problem, 24, options or {}, 8)[-1].told) if t.informs]
    refused = Observation(99, solved(problem, 0, dict(trials[0].parameters)).parameters, "failed")
    proposed = sampler.propose(problem, SEED, 100, trials)
    assert sampler.propose(problem, SEED, 100, [*trials, refused]) == proposed


@pytest.mark.parametrize("name", ["CMA-ES", "NSGA-II", "TPE"])
def test_a_failure_that_the_design_caused_is_avoided(name: str) -> None:
    problem = problem_for(name, {"dv_x": continuous(0.0, 1.0), "dv_y": continuous(0.0, 1.0)})
    sampler = registry.make("samplers", name, OPTIONS.get(name))
    trials: list[Observation] = []
    for number in range(70):
        design = sampler.propose(problem, SEED, number, trials)
        built = float(design["dv_x"]) > 0.5
        values = dict(zip(problem.objectives, itertools.repeat(1.0), strict=False))
        outcome = ("complete", values) if built else ("failed", {})
        trials.append(Observation(number, design, *outcome, by_design=not built))
    assert sum(t.state == "failed" for t in trials[40:]) < 0.3 * 30
