"""The tables of the page, row by row, as the template writes them."""

from collections.abc import Iterator, Mapping
from typing import Any

from atomizer.domain.feasibility import holds
from atomizer.domain.items import Constraint, DesignVariable
from atomizer.domain.ranking import loss
from atomizer.domain.run import TrialCompleted
from atomizer.domain.values import ItemId
from atomizer.projections.report import words
from atomizer.projections.report.account import (
    Account,
    answer,
    critical,
    position,
    used,
    worst_margin,
)

MOST = 20
"""Measured trials, and failed ones, that get a row."""
Row = dict[str, Any]


def results(account: Account) -> Iterator[Row]:
    """Baseline and best of every objective."""
    for objective_id, objective in account.objectives.items():
        before = account.baseline.objectives.get(objective_id) if account.baseline else None
        after = account.shown.objectives.get(objective_id) if account.shown else None
        moved = account.shown is not account.baseline
        known = moved and before is not None and after is not None
        better = known and loss(after or 0.0, objective) < loss(before or 0.0, objective)
        fair = account.baseline is not None and account.baseline.feasible
        yield {
            "name": objective.name,
            "goal": objective.direction if objective.target is None else "target",
            "before": before,
            "after": after,
            "change": words.change(before or 0.0, after or 0.0) if known else "",
            "colour": ("good" if better else "bad") if fair else "",
            "start": "baseline" if fair else "baseline, infeasible",
        }


def variables(account: Account) -> Iterator[Row]:
    """Baseline, shown design and range of every design variable."""
    design = account.parameters(account.shown) if account.shown else {}
    for item_id, variable in account.variables.items():
        yield {
            "name": variable.name,
            "units": variable.units,
            "parameter": variable.expression_name,
            "before": variable.baseline,
            "after": design.get(item_id),
            **_range(variable, design.get(item_id)),
        }


def _range(variable: DesignVariable, value: float | str | None) -> Row:
    """The bounds, and where a value stands between them in per cent; or the choices."""
    if variable.bounds is None:
        return {"choices": ", ".join(words.number(choice) for choice in variable.values)}
    low, high = variable.bounds.min, variable.bounds.max
    at = None if value is None else 100.0 * position(variable, value)
    return {"choices": "", "low": low, "high": high, "at": at}


def constraints(account: Account) -> Iterator[Row]:
    """Baseline and shown design against every limit."""
    for item_id, constraint in account.constraints.items():
        yield {
            "name": constraint.name,
            "limit": words.limit(constraint.operator, constraint.threshold, constraint.units),
            "before": _compared(account.baseline, item_id, constraint),
            "after": _compared(account.shown, item_id, constraint),
        }


def nearest(account: Account) -> Row | None:
    """The constraint that the shown design is nearest to, or breaks most."""
    if account.shown is None:
        return None
    for item_id, constraint in critical(account, account.shown).items():
        part = words.percent(used(account.shown.margins[item_id]))
        return {"name": constraint.name, "used": part}
    return None


def _compared(outcome: TrialCompleted | None, item_id: ItemId, constraint: Constraint) -> Row:
    """What a design gave, how much of the limit that is, and whether it holds."""
    value = answer(outcome, constraint) if outcome else None
    if outcome is None or value is None or item_id not in outcome.margins:
        return {"value": None, "used": "", "holds": None}
    part = words.percent(used(outcome.margins[item_id]))
    kept = holds(value, constraint.operator, constraint.threshold)
    return {"value": value, "used": part, "holds": kept}


def trials(account: Account) -> Iterator[Row]:
    """The measured trials worth a look, the best first."""
    for outcome in _ordered(account)[:MOST]:
        design = account.parameters(outcome)
        state = "feasible" if outcome.feasible else "infeasible"
        largest = words.percent(used(worst_margin(outcome))) if outcome.margins else ""
        yield {
            "number": outcome.number,
            "state": "best" if outcome is account.best else state,
            "feasible": outcome.feasible,
            "objectives": [outcome.objectives.get(i) for i in account.objectives],
            "largest": largest,
            "design": [design.get(i) for i in account.variables],
        }


def _ordered(account: Account) -> list[TrialCompleted]:
    """The front first, then by the first objective; what is infeasible by what it breaks."""
    front = {outcome.number for outcome in account.front}

    def key(outcome: TrialCompleted) -> tuple[bool, bool, bool, float, int]:
        if not outcome.feasible:
            return True, True, True, worst_margin(outcome), outcome.number
        ahead = outcome is not account.best, outcome.number not in front
        return False, *ahead, _first_loss(account, outcome), outcome.number

    return sorted(account.measured, key=key)


def _first_loss(account: Account, outcome: TrialCompleted) -> float:
    losses = (
        loss(outcome.objectives[i], objective)
        for i, objective in account.objectives.items()
        if i in outcome.objectives
    )
    return next(losses, 0.0)


def provenance(account: Account) -> Mapping[str, str]:
    """Where the numbers come from, by what it is called."""
    started, shown = account.state.started, account.shown
    solvers = dict.fromkeys(outcome.provenance.solver for outcome in account.measured)
    seconds = sum(outcome.provenance.seconds for outcome in account.measured)
    table = {
        "Study": f"{account.study.id}, spec version {started.spec_version}",
        "Run": f"{started.run}, {account.state.status} {account.state.message}".rstrip(),
        "Trials": f"{len(account.trials)} of {started.max_trials}: {counts(account)}",
        "Algorithm": f"{started.algorithm}: {started.reason}".removesuffix(": "),
        "Seed": str(started.seed),
        "Solver": ", ".join(solvers) or started.solver,
        "Time in the solver": words.duration(seconds),
    }
    if shown:
        table[f"Deck of trial {shown.number}"] = f"SHA-256 {shown.provenance.deck_sha256}"
        table[f"Result of trial {shown.number}"] = f"SHA-256 {shown.provenance.result_sha256}"
    return table


def counts(account: Account) -> str:
    """How many trials came to what."""
    infeasible = len(account.measured) - len(account.feasible)
    return (
        f"{len(account.feasible)} feasible, {infeasible} infeasible, {len(account.failed)} failed"
    )
