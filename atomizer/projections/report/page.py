"""The page: what the template is filled with; it escapes everything that a user named."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from atomizer.domain.items import Meta, Objective
from atomizer.projections.report import tables, words
from atomizer.projections.report.account import Account, used, worst_margin
from atomizer.projections.report.theme import Picture


@dataclass(frozen=True)
class Setting:
    """What a page tells besides its account: when it was written, its pictures and remarks."""

    written: datetime
    pictures: list[Picture]
    remarks: list[str]


def render(account: Account, setting: Setting) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=PackageLoader("atomizer.projections.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=words.number, png=_data_uri, duration=words.duration)
    return environment.get_template("page.html.j2").render(
        meta=account.study.single(Meta) or Meta(name=account.study.id or "Study"),
        task=_task(account),
        verdict=_verdict(account),
        results=list(tables.results(account)),
        nearest=tables.nearest(account),
        counts=tables.counts(account),
        variables=list(tables.variables(account)),
        constraints=list(tables.constraints(account)),
        trials=list(tables.trials(account)),
        failed=account.failed[: tables.MOST],
        provenance=tables.provenance(account),
        account=account,
        setting=setting,
    )


def _data_uri(content: bytes) -> str:
    return f"data:image/png;base64,{b64encode(content).decode()}"


def _task(account: Account) -> str:
    """`Minimize Mass (kg) over 4 design variables under 3 constraints.`"""
    goals = " and ".join(_goal(objective) for objective in account.objectives.values())
    what = f"{words.plural(len(account.variables), 'design variable')}"
    limits = words.plural(len(account.constraints), "constraint")
    return f"{goals[:1].upper()}{goals[1:] or 'Nothing to optimize'} over {what} under {limits}."


def _goal(objective: Objective) -> str:
    if objective.target is not None:
        return f"bring {objective.name} to {words.number(objective.target)}"
    return f"{objective.direction} {objective.name}"


def _verdict(account: Account) -> tuple[str, str]:
    """A word for its colour, and the sentence on top of the page."""
    if not account.trials:
        return "none", "No trial was started yet."
    if not account.measured:
        return "bad", f"None of {words.plural(len(account.trials), 'trial')} gave a result."
    if account.best is None:
        assert account.shown is not None, "something was measured"
        beyond = words.percent(used(worst_margin(account.shown)))
        nearest = f"The nearest, trial {account.shown.number}, uses {beyond} of a limit."
        return "bad", f"No feasible design in {_count(account)}. {nearest}"
    if account.single is None:
        front = words.plural(len(account.front), "design")
        return "good", f"{front} on the Pareto front after {_count(account)}."
    return "good", f"{_gain(account, *account.single)} after {_count(account)}."


def _count(account: Account) -> str:
    return words.plural(len(account.trials), "trial")


def _gain(account: Account, objective_id: str, objective: Objective) -> str:
    """`Mass (kg): 3.135, 28.7 % below the baseline`."""
    assert account.best is not None, "there is a best trial"
    value = account.best.objectives[objective_id]
    said = f"{objective.name}: {words.number(value)} in trial {account.best.number}"
    if account.baseline is None:
        return said
    if account.baseline is account.best:
        return f"{said}, the baseline: nothing better was found"
    difference = words.change(account.baseline.objectives[objective_id], value)
    against = "" if account.baseline.feasible else ", which broke a constraint,"
    return f"{said}, {difference} against the baseline{against}" if difference else said
