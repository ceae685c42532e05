"""Questions about trials: all, recent, failed, best, pareto; as rows or as columns."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Literal, TypedDict, cast, get_args

from pydantic import JsonValue
from pydantic_core import from_json

from atomizer.commands.base import there_is_no
from atomizer.domain import ranking
from atomizer.domain.events import Parameters
from atomizer.domain.items import Objective
from atomizer.domain.run import Outputs
from atomizer.domain.values import ItemId, StudyId, Value
from atomizer.projections.trials import read_objectives

Selection = Literal["all", "best", "pareto", "recent", "failed"]
RECENT = 10
"""Trials in `recent` when nobody says how many."""
Column = list[JsonValue]


class TrialRow(Value):
    """A trial in a table.

    Attributes:
        state: running, feasible, infeasible or failed.
        reason: Why it failed, or what it waits for.
        seconds: Wall time of its solve.
        cached: Number of the trial whose solve was used again.
        position: Of its latest event in the log.
    """

    study: StudyId
    run: str
    number: int
    state: Literal["running", "feasible", "infeasible", "failed"]
    attempt: int
    cause: str
    parameters: Parameters
    outputs: Outputs
    objectives: dict[ItemId, float]
    margins: dict[ItemId, float]
    feasible: bool
    failure: str | None
    reason: str | None
    by_design: bool | None
    seconds: float | None
    cached: int | None
    solver: str | None
    warnings: tuple[str, ...]
    started_at: str
    ended_at: str | None
    deck_sha256: str | None
    result_sha256: str | None
    position: int


class Columns(TypedDict):
    """The trials of a run, one list a column; nested tables have one list a key."""

    number: Column
    state: Column
    attempt: Column
    feasible: Column
    seconds: Column
    failure: Column
    started_at: Column
    ended_at: Column
    parameters: dict[str, Column]
    objectives: dict[str, Column]
    margins: dict[str, Column]
    outputs: dict[str, Column]


class RunRow(Value):
    """A run in a list. `objectives` are those it pinned."""

    study: StudyId
    run: str
    state: str
    message: str
    version: int
    spec_version: int
    max_trials: int
    seed: int
    solver: str
    algorithm: str
    objectives: dict[ItemId, Objective]
    started_at: str
    ended_at: str | None
    trials: int
    done: int
    failed: int
    best_trial: int | None
    best_objective: float | None


_JSON = ("parameters", "outputs", "objectives", "margins", "warnings")
_PLAIN = tuple(name for name in Columns.__annotations__ if name not in _JSON)


class TrialTable:
    """The trials of one study as one state of the views has them."""

    def __init__(self, connection: sqlite3.Connection, study: StudyId) -> None:
        self._connection, self._study = connection, study

    def runs(self) -> list[RunRow]:
        """The runs, the first one first."""
        found = _named(
            self._connection.execute(
                "SELECT * FROM runs WHERE study = ? ORDER BY started_at, run", (self._study,)
            )
        )
        return [
            RunRow.model_validate(row | {"objectives": read_objectives(str(row["objectives"]))})
            for row in found
        ]

    def run(self, name: str | None = None) -> RunRow | None:
        """A run by its name; without one the latest, or None when there is none yet.

        Raises:
            Refused: there is no run of that name.
        """
        runs = self.runs()
        known = {run.run: run for run in runs}
        if name is not None and name not in known:
            raise there_is_no("run", name, list(known))
        return known[name] if name else (runs[-1] if runs else None)

    def select(
        self, which: Selection = "all", run: str | None = None, limit: int | None = None
    ) -> list[TrialRow]:
        """Trials of a run, without a name of the latest, in the order of their numbers.

        Args:
            which: `best` is one trial by the rule of `domain.ranking`, `pareto` the front,
                `recent` the last ones, `failed` those without a result.
            run: As run-1.
            limit: At most so many, the last ones; of `recent` 10 when not given.

        Raises:
            Refused: there is no run or no selection of that name.
        """
        if which not in get_args(Selection):
            raise there_is_no("selection of trials", which, list(get_args(Selection)))
        chosen = self.run(run)
        if chosen is None:
            return []
        if which in ("best", "pareto"):
            rows = self._front(chosen) if which == "pareto" else self._best(chosen)
        else:
            most = limit or (RECENT if which == "recent" else -1)
            return self._rows(chosen.run, "state = 'failed'" if which == "failed" else "1", most)
        return rows[-limit:] if limit else rows

    def trial(self, number: int, run: str | None = None) -> TrialRow | None:
        """One trial, if it is there."""
        chosen = self.run(run)
        found = self._rows(chosen.run, f"number = {number:d}") if chosen else []
        return found[0] if found else None

    def columns(self, run: str | None = None) -> Columns:
        """Every trial of a run as columns; what a trial does not have is None there."""
        chosen = self.run(run)
        rows = list(self._found(chosen.run)) if chosen else []
        plain = {name: [row[name] for row in rows] for name in _PLAIN}
        plain["feasible"] = [None if flag is None else bool(flag) for flag in plain["feasible"]]
        nested = {
            "parameters": _spread([from_json(str(row["parameters"])) for row in rows]),
            "objectives": _spread([from_json(str(row["objectives"])) for row in rows]),
            "margins": _spread([from_json(str(row["margins"])) for row in rows]),
            "outputs": _spread([_flat(from_json(str(row["outputs"]))) for row in rows]),
        }
        return cast(Columns, plain | nested)

    def _front(self, run: RunRow) -> list[TrialRow]:
        return ranking.pareto_front(self._rows(run.run, "state = 'feasible'"), run.objectives)

    def _best(self, run: RunRow) -> list[TrialRow]:
        found = ranking.best(self._rows(run.run, "state = 'feasible'"), run.objectives)
        return [found] if found else []

    def _rows(self, run: str, where: str, limit: int = -1) -> list[TrialRow]:
        return [_trial(row) for row in self._found(run, where, limit)]

    def _found(self, run: str, where: str = "1", limit: int = -1) -> Iterator[dict[str, JsonValue]]:
        """Rows in the order of their numbers; the last ones when there is a limit."""
        last = f"SELECT * FROM trials WHERE study = ? AND run = ? AND {where}"
        if limit >= 0:
            last += f" ORDER BY number DESC LIMIT {limit:d}"
        sql = f"SELECT * FROM ({last}) ORDER BY number"
        return _named(self._connection.execute(sql, (self._study, run)))


def _named(found: sqlite3.Cursor) -> Iterator[dict[str, JsonValue]]:
    names = [column[0] for column in found.description]
    return (dict(zip(names, row, strict=True)) for row in found)


def _trial(row: dict[str, JsonValue]) -> TrialRow:
    nested = {name: from_json(str(row[name])) for name in _JSON}
    return TrialRow.model_validate(row | nested | {"feasible": bool(row["feasible"])})


def _spread(tables: Sequence[dict[str, JsonValue]]) -> dict[str, Column]:
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: [table.get(name) for table in tables] for name in names}


def _flat(outputs: Outputs) -> dict[str, JsonValue]:
    """`{"ext_mass": {"mass": 2.0}}` is `{"ext_mass.mass": 2.0}`."""
    return {f"{i}.{name}": value for i, named in outputs.items() for name, value in named.items()}
