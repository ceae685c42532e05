"""What a worker can be asked to do: a static table, so that no name from outside is ever run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from atomizer import registry
from atomizer.domain.run import Outputs
from atomizer.domain.values import ItemId, Json, Value
from atomizer.engine.deck import Introspection, introspect
from atomizer.engine.failure import FailureKind, SolveFailed
from atomizer.engine.fields.asking import FieldsJob, Shown
from atomizer.engine.fields.job import show_fields
from atomizer.engine.nx import is_nx
from atomizer.engine.nx.looking import introspect_nx
from atomizer.engine.port import Solved, Solver
from atomizer.engine.results import read_results
from atomizer.engine.results.plots import Plot, Plotted
from atomizer.engine.sensitivity import Differentiates, SensitivityTable
from atomizer.engine.summary import Summary, summarize
from atomizer.engine.trial import NO_SPACE, Outcome, TrialJob, Wanted, measure, run_trial

Given = TypeVar("Given", bound=Value)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Task(Generic[Given, Made]):
    """A function of plain data with the models of what goes in and what comes out."""

    name: str
    run: Callable[[Given], Made]
    takes: type[Given]
    gives: TypeAdapter[Made]

    def answer(self, given: bytes) -> bytes:
        """Do it: JSON in, JSON out."""
        return self.gives.dump_json(self.run(self.takes.model_validate_json(given)))


class DeckFile(Value):
    """A deck, or a model of NX, to look into."""

    path: Path


class SolveJob(Value):
    """A deck to be solved as it is, leaving its files in a folder."""

    deck: Path
    folder: Path
    solver: str
    options: Json = {}


class SensitivityJob(Value):
    """A deck whose responses are to be differentiated."""

    deck: Path
    solver: str
    options: Json = {}


class ExtractJob(Value):
    """Results to be measured: extractor id -> plugin name and its options; scripts by SHA-256."""

    op2: Path
    deck: Path
    extractors: dict[ItemId, tuple[str, Json]]
    scripts: dict[str, str] = {}


class Extracted(Value):
    """What was measured, and what is odd about the files it was measured from."""

    outputs: Outputs
    warnings: tuple[str, ...]


class ResultFiles(Value):
    """A result file, the deck it belongs to, and what was printed."""

    op2: Path
    deck: Path
    f06: Path | None = None


def _introspect(given: DeckFile) -> Introspection:
    return introspect_nx(given.path) if is_nx(given.path) else introspect(given.path)


def _solve(job: SolveJob) -> Solved:
    solver: Solver = registry.make("solvers", job.solver, job.options)
    try:
        return solver.solve(job.deck, job.folder)
    except OSError as error:
        kind: FailureKind = "disk" if error.errno in NO_SPACE else "crash"
        said = f"The files of {job.deck.name} cannot be read or written: {error.strerror}."
        raise SolveFailed(kind, said) from error


def _differentiate(job: SensitivityJob) -> SensitivityTable:
    solver = registry.make("solvers", job.solver, job.options)
    if not isinstance(solver, Differentiates):
        raise SolveFailed("fatal", f"The solver {job.solver} gives no derivatives; embedded does.")
    return solver.sensitivities(job.deck)


def _extract(job: ExtractJob) -> Extracted:
    outputs, warnings = measure(Wanted(job.extractors, job.scripts), job.op2, job.deck)
    return Extracted(outputs=outputs, warnings=warnings)


def _plot(job: ExtractJob) -> dict[ItemId, Plot]:
    """What extractors look at, of those that look at something that can be drawn."""
    made = Wanted(job.extractors, job.scripts).made()
    plotted = {i: one for i, one in made.items() if isinstance(one, Plotted)}
    tables = {table for i in plotted for table in made[i].tables}
    results = read_results(job.op2, job.deck, tables)
    return {i: one.plot(results) for i, one in plotted.items()}


def _summarize(files: ResultFiles) -> Summary:
    return summarize(files.op2, files.deck, files.f06)


TRIAL = Task[TrialJob, Outcome]("trial", run_trial, TrialJob, TypeAdapter(Outcome))
INTROSPECT = Task("introspect", _introspect, DeckFile, TypeAdapter(Introspection))
SOLVE = Task("solve", _solve, SolveJob, TypeAdapter(Solved))
DIFFERENTIATE = Task("differentiate", _differentiate, SensitivityJob, TypeAdapter(SensitivityTable))
EXTRACT = Task("extract", _extract, ExtractJob, TypeAdapter(Extracted))
PLOT = Task("plot", _plot, ExtractJob, TypeAdapter(dict[ItemId, Plot]))
SUMMARIZE = Task("summarize", _summarize, ResultFiles, TypeAdapter(Summary))
SHOW_FIELDS = Task("show_fields", show_fields, FieldsJob, TypeAdapter(Shown))

TASKS: dict[str, Task[Any, Any]] = {
    task.name: task
    for task in (TRIAL, INTROSPECT, SOLVE, DIFFERENTIATE, EXTRACT, PLOT, SUMMARIZE, SHOW_FIELDS)
}
