"""A study from its file of commands, and designs of it solved and measured."""

import json
from collections.abc import Mapping
from pathlib import Path

from atomizer import registry
from atomizer.commands.store import open_store
from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.feasibility import margins, objective_values
from atomizer.domain.items import Constraint, DesignVariable, Extractor, Model, Objective, Solver
from atomizer.domain.run import Outputs
from atomizer.domain.study import Study
from atomizer.engine.deck import write_design
from atomizer.engine.results import read_results

STUDIES = Path(__file__).parents[2] / "studies"


def play(name: str) -> Study:
    """The study that `commands.jsonl` builds, in a store that is gone afterwards."""
    studies = Studies(open_store("memory:"))
    lines = (STUDIES / name / "commands.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        entry = json.loads(line)
        studies.handle(name, parse(entry["command"], entry["arguments"]))
    return studies.study(name)


def baseline(study: Study) -> dict[str, float | str]:
    """The design the study starts from, by the parameters of the model."""
    variables = study.all(DesignVariable).values()
    return {v.expression_name: v.baseline for v in variables if v.baseline is not None}


def solve(study: Study, parameters: Mapping[str, float | str], folder: Path) -> Outputs:
    """What the extractors of a study measure of a design."""
    model, solver = study.single(Model), study.single(Solver)
    assert model and solver
    deck = write_design(STUDIES / study.id / model.path, parameters, folder)
    solved = registry.make("solvers", solver.solver, solver.options).solve(deck, folder)
    results = read_results(solved.op2, deck)
    return {
        i: registry.make("extractors", e.type, e.config).measure(results)
        for i, e in study.all(Extractor).items()
    }


def objectives(study: Study, outputs: Outputs) -> dict[str, float]:
    """The value of every objective by its id."""
    return objective_values(outputs, study.all(Objective))


def constraint_margins(study: Study, outputs: Outputs) -> dict[str, float]:
    """The margin of every constraint by its id."""
    return margins(outputs, study.all(Constraint))
