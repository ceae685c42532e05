"""A study in small: a problem, responses in closed form, and workers that end in any order."""

import heapq
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from atomizer import registry
from atomizer.domain.items import Bounds, DesignVariable
from atomizer.engine.sampling import Observation, Problem
from atomizer.engine.space import Design

SEED = "bracket:run-1:0"


def continuous(low: float, high: float, **more: Any) -> DesignVariable:
    bounds = Bounds(min=low, max=high)
    return DesignVariable(name="x", expression_name="X", bounds=bounds, **more)


def integer(low: float, high: float) -> DesignVariable:
    return continuous(low, high, type="integer")


def categorical(*values: float | str) -> DesignVariable:
    return DesignVariable(name="m", expression_name="M", type="categorical", values=values)


MIXED = {
    "dv_thickness": continuous(0.1, 10.0),
    "dv_angle": continuous(-30.0, 30.0),
    "dv_ribs": integer(1, 9),
    "dv_section": categorical("L20", "L30", "L40"),
    "dv_stock": categorical(1.0, 1.5, 2.0),
}


def problem_for(name: str, variables: dict[str, DesignVariable] | None = None) -> Problem:
    """One objective, or two for the algorithms that search a front; one constraint."""
    objectives = {"obj_mass": "minimize"} | (
        {"obj_frequency": "maximize"} if name.startswith("NSGA") else {}
    )
    return Problem(variables or MIXED, objectives, ("con_stress",))


def solved(problem: Problem, number: int, design: Design) -> Observation:
    """Trial outcomes of every kind, decided by the design and the number alone."""
    size = sum(x if isinstance(x, float | int) else len(x) for x in design.values())
    if number % 9 == 4:
        return Observation(number, design, "failed", by_design=number % 2 == 0)
    values = dict(zip(problem.objectives, (size, 1.0 / (9.0 + size * size)), strict=False))
    return Observation(number, design, "complete", values, {"con_stress": 3.0 - size})


@dataclass
class Ask:
    """What was told, as recorded, and what was proposed."""

    number: int
    told: str
    design: Design


def record(trials: Sequence[Observation]) -> str:
    """The trials as JSON."""
    fields = ("number", "parameters", "state", "values", "margins", "by_design")
    return json.dumps([{f: getattr(t, f) for f in fields} for t in trials])


def replayed(text: str) -> list[Observation]:
    """The trials read back."""
    return [Observation(**cells) for cells in json.loads(text)]


def run(name: str, problem: Problem, count: int, options: dict[str, Any], seed: int) -> list[Ask]:
    """A run on four workers that end in an order that chance decides."""
    return resume(name, problem, count, options, seed, [])


def resume(
    name: str,
    problem: Problem,
    count: int,
    options: dict[str, Any],
    seed: int,
    trials: list[Observation],
) -> list[Ask]:
    """Likewise, going on from trials of an earlier life; those that ran are lost and run again."""
    chance, sampler = random.Random(seed), registry.make("samplers", name, options)
    by_number = {t.number: t for t in trials}
    running = [(chance.expovariate(1.0), n) for n, t in by_number.items() if t.state == "running"]
    heapq.heapify(running)
    asks: list[Ask] = []
    while len(by_number) < count or running:
        while len(by_number) < count and len(running) < 4:
            number, told = len(by_number), list(by_number.values())
            design = sampler.propose(problem, SEED, number, told)
            asks.append(Ask(number, record(told), design))
            by_number[number] = Observation(number, design)
            heapq.heappush(running, (chance.expovariate(1.0) + len(asks), number))
        _, number = heapq.heappop(running)
        by_number[number] = solved(problem, number, dict(by_number[number].parameters))
    return asks


def search(
    name: str,
    problem: Problem,
    count: int,
    respond: Callable[[Design], tuple[dict[str, float], dict[str, float]]],
    options: dict[str, Any] | None = None,
) -> list[Observation]:
    """A run on one worker whose responses `respond` gives: objectives and margins."""
    sampler = registry.make("samplers", name, options)
    trials: list[Observation] = []
    for number in range(count):
        design = sampler.propose(problem, SEED, number, trials)
        trials.append(Observation(number, design, "complete", *respond(design)))
    return trials
