"""Which trial is better: the one rule behind tables, studies, reports and searches.

A trial counts when it is feasible and has a value for every objective. With one objective the
best trial has the smallest loss. With several it lies on the Pareto front and has there the
smallest weighted sum of losses, each scaled to 0..1 over the front, so that kilograms and
megapascals can be added. Ties go to the trial that came first.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from atomizer.domain.items import Objective
from atomizer.domain.values import ItemId


class Ranked(Protocol):
    """What the rule looks at; a completed trial is one, a row of a table another."""

    @property
    def number(self) -> int:
        """Its place in the run."""
        ...

    @property
    def feasible(self) -> bool:
        """Whether every constraint holds."""
        ...

    @property
    def objectives(self) -> Mapping[ItemId, float]:
        """Value of each objective."""
        ...


SomeTrial = TypeVar("SomeTrial", bound=Ranked)
Losses = tuple[float, ...]


class _Entry(NamedTuple):
    """A trial in the order in which no later one can dominate an earlier one."""

    losses: Losses
    number: int
    place: int


def loss(value: float, objective: Objective) -> float:
    """What is to be made small: the value, its negative, or its distance from the target."""
    if objective.target is not None:
        return abs(value - objective.target)
    return value if objective.direction == "minimize" else -value


def dominates(one: Losses, other: Losses) -> bool:
    """Whether one is nowhere worse and somewhere better."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def pareto_front(
    trials: Iterable[SomeTrial], objectives: Mapping[ItemId, Objective]
) -> list[SomeTrial]:
    """The feasible trials that no other feasible one dominates, in the order of their numbers.

    Trials with equal values stay side by side: neither is better.
    """
    pool = list(trials)
    entries = sorted(_entries(pool, objectives))
    front = _sweep(entries) if len(objectives) < 3 else _sift(entries)
    return [pool[entry.place] for entry in sorted(front, key=lambda entry: entry.number)]


def best(trials: Iterable[SomeTrial], objectives: Mapping[ItemId, Objective]) -> SomeTrial | None:
    """The trial to show first, or None while no trial counts."""
    front = pareto_front(trials, objectives)
    if not front:
        return None
    scores = _scores([_losses(trial, objectives) for trial in front], objectives)
    return front[min(range(len(front)), key=lambda n: (scores[n], front[n].number))]


def _losses(trial: Ranked, objectives: Mapping[ItemId, Objective]) -> Losses:
    return tuple(loss(trial.objectives[i], objective) for i, objective in objectives.items())


def _entries(trials: Sequence[Ranked], objectives: Mapping[ItemId, Objective]) -> list[_Entry]:
    wanted = objectives.keys()
    return [
        _Entry(_losses(trial, objectives), trial.number, index)
        for index, trial in enumerate(trials)
        if wanted and trial.feasible and wanted <= trial.objectives.keys()
    ]


def _sweep(entries: Sequence[_Entry]) -> list[_Entry]:
    """The front of one or two objectives: sorted by the first, the last must keep falling."""
    front: list[_Entry] = []
    for entry in entries:
        if not front or entry.losses[-1] < front[-1].losses[-1] or entry.losses == front[-1].losses:
            front.append(entry)
    return front


def _sift(entries: Sequence[_Entry]) -> list[_Entry]:
    """The front of any number of objectives: only earlier entries can dominate a later one."""
    front: list[_Entry] = []
    for entry in entries:
        if not any(dominates(known.losses, entry.losses) for known in front):
            front.append(entry)
    return front


def _scores(rows: Sequence[Losses], objectives: Mapping[ItemId, Objective]) -> list[float]:
    weights = [objective.weight for objective in objectives.values()]
    if not any(weights):
        weights = [1.0] * len(weights)
    columns = [_scaled(column) for column in zip(*rows, strict=True)]
    return [
        sum(w * x for w, x in zip(weights, row, strict=True)) for row in zip(*columns, strict=True)
    ]


def _scaled(column: Sequence[float]) -> list[float]:
    """Numbers from 0, the smallest, to 1; halved first, so that no span overflows."""
    low, high = min(column) / 2, max(column) / 2
    return [(x / 2 - low) / (high - low) if high > low else 0.0 for x in column]
