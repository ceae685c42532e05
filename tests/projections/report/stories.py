"""Studies and runs to report on: given commands and made-up trials, no solver."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from atomizer.commands.store import open_store
from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import Parameters, RunStarted
from atomizer.domain.feasibility import feasible, margins, objective_values
from atomizer.domain.items import Constraint, DesignVariable, Objective
from atomizer.domain.run import (
    Outputs,
    Provenance,
    Run,
    Trial,
    TrialCompleted,
    TrialFailed,
    TrialStarted,
)
from atomizer.domain.study import RunState, Study
from atomizer.projections.report.account import Account

WRITTEN = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
PROVENANCE = Provenance(
    deck_sha256="d" * 64, solver="embedded 0.1.0", result_sha256="e" * 64, seconds=0.25
)
STATE = RunState(
    RunStarted(
        run="run-1",
        version=1,
        spec_version=1,
        max_trials=40,
        timeout_hours=None,
        seed=7,
        solver="embedded",
        algorithm="TPE",
        reason="one objective",
    ),
    status="completed",
)
OUTPUTS = ("mass", "cg_x", "cg_y", "cg_z")


def study(
    variables: Iterable[Mapping[str, Any]] = (),
    objectives: int = 1,
    limits: Iterable[Mapping[str, Any]] = (),
    name: str = "Bench",
) -> Study:
    """A study that measures four numbers: objectives take them in turn, limits name theirs."""
    studies = Studies(open_store("memory:"))

    def give(command: str, **arguments: Any) -> None:
        studies.handle("bench", parse(command, arguments))

    give("create_study", name=name, description="Made up.")
    for variable in variables:
        give("add_design_variable", **variable)
    give("add_extractor", id="ext", name="Measured", type="mass")
    for number, output in enumerate(OUTPUTS[:objectives]):
        source = {"extractor_id": "ext", "output_key": output}
        give("add_objective", id=f"obj_{number}", name=f"Goal {number} (kg)", source=source)
    for limit in limits:
        source = {"extractor_id": "ext", "output_key": limit["output"]}
        give("add_constraint", **{k: v for k, v in limit.items() if k != "output"}, source=source)
    return replace(studies.study("bench"), runs={"run-1": STATE})


def continuous(item_id: str = "dv_t", **fields: Any) -> dict[str, Any]:
    """A continuous design variable."""
    usual: dict[str, Any] = {"bounds": {"min": 1.0, "max": 10.0}, "baseline": 4.0, "units": "mm"}
    return {"id": item_id, "name": item_id, "expression_name": item_id, **usual, **fields}


def limit(threshold: float, output: str = "cg_x", operator: str = "<=") -> dict[str, Any]:
    """A limit on an output."""
    return {
        "name": f"{output} limit {threshold:g}",
        "operator": operator,
        "threshold": threshold,
        "units": "MPa",
        "output": output,
    }


def run(made_of: Study, trials: int, failing: Iterable[int] = ()) -> Run:
    """Random designs, the baseline first; each output is a smooth function of the first number."""
    dice, broken = random.Random(1), set(failing)
    found = {}
    for number in range(trials):
        design = _design(made_of, dice, number)
        started = TrialStarted(
            number=number, attempt=1, parameters=design, runner="r", cause="proposed"
        )
        outcome = failure(number) if number in broken else outcome_of(made_of, number, design)
        found[number] = Trial(started, outcome)
    return Run(version=2 * trials, trials=found)


def _design(made_of: Study, dice: random.Random, number: int) -> Parameters:
    design: Parameters = {}
    for item_id, variable in made_of.all(DesignVariable).items():
        if variable.bounds is None:
            design[item_id] = dice.choice(variable.values)
        else:
            design[item_id] = dice.uniform(variable.bounds.min, variable.bounds.max)
        if number == 0 and variable.baseline is not None:
            design[item_id] = variable.baseline
    return design


def outcome_of(made_of: Study, number: int, design: Parameters) -> TrialCompleted:
    """What is measured: mass grows with the first variable, the others fall."""
    x = next((v for v in design.values() if isinstance(v, float)), 2.0)
    outputs: Outputs = {"ext": {"mass": x, "cg_x": 500.0 / x, "cg_y": 9.0 - x, "cg_z": x * x}}
    constraints = made_of.all(Constraint)
    return TrialCompleted(
        number=number,
        attempt=1,
        outputs=outputs,
        objectives=objective_values(outputs, made_of.all(Objective)),
        margins=margins(outputs, constraints),
        feasible=feasible(outputs, constraints),
        provenance=PROVENANCE,
    )


def failure(number: int) -> TrialFailed:
    """A trial that gave no result."""
    reason = "*** USER FATAL MESSAGE 9137 <PIVOT> & more"
    return TrialFailed(number=number, attempt=1, kind="fatal", reason=reason, by_design=True)


def account(made_of: Study, trials: Run) -> Account:
    """The account of run-1."""
    return Account(made_of, made_of.runs["run-1"], trials)
