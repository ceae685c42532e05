"""A trial: from parameters to named numbers, as a function of plain data.

The same function runs in a worker beside the runner and on a machine far away. It knows nothing
of the log: it is given a job, works in a folder of its own, and gives a result or a failure.
"""

import errno
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from atomizer import registry
from atomizer.domain.events import Parameters
from atomizer.domain.run import Outputs, Provenance
from atomizer.domain.values import ItemId, Json, Value
from atomizer.engine.attempt import Attempt, Sealed, digest, measured_from, read_sealed
from atomizer.engine.deck import write_design
from atomizer.engine.failure import CAUSED_BY_DESIGN, FailureKind, SolveFailed
from atomizer.engine.nx import is_nx, write_nx_design
from atomizer.engine.port import Solver
from atomizer.engine.solves import Solves, solve_key

if TYPE_CHECKING:
    from atomizer.engine.results import Extractor

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Limits(Value):
    """What a trial may spend; the pool sees to it."""

    seconds: Annotated[float, Field(gt=0.0, description="Wall time.")] = 3600.0


class TrialJob(Value):
    """One attempt at a trial.

    Attributes:
        deck: The deck of the study.
        parameters: Names in the deck -> values.
        solver: Plugin name; a licence token of that name is taken, if there are such.
        options: Of the solver.
        extractors: id -> plugin name and its options.
        scripts: Allowed scripts by their SHA-256, as far as extractors name them.
        folder: Where the trial will lie: `2_iterations/run-1/trial-0007`.
        solves: Where solves are noted to be used again: `2_iterations/solves`; else none is.
        resources: Names of further licence tokens to be taken.
    """

    number: int
    attempt: int
    deck: Path
    parameters: Parameters
    solver: str
    options: Json = {}
    extractors: dict[ItemId, tuple[str, Json]]
    scripts: dict[str, str] = {}
    folder: Path
    solves: Path | None = None
    resources: tuple[str, ...] = ()
    limits: Limits = Limits()


class TrialResult(Value):
    """What a trial measured, and what that rests on."""

    status: Literal["completed"] = "completed"
    number: int
    attempt: int
    outputs: Outputs
    provenance: Provenance


class TrialFailure(Value):
    """Why a trial gave no result; `by_design` when other designs may do better."""

    status: Literal["failed"] = "failed"
    number: int
    attempt: int
    kind: FailureKind
    reason: str
    by_design: bool
    seconds: float


Outcome = Annotated[TrialResult | TrialFailure, Field(discriminator="status")]


def run_trial(job: TrialJob) -> Outcome:
    """Write the design, solve it, measure it, seal it; or take what an earlier life sealed."""
    start = perf_counter()
    attempt = Attempt(job.folder, job.attempt)
    try:
        return _adopted(job) or _solved(job, attempt)
    except SolveFailed as failed:
        kind, reason = failed.kind, failed.message
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        kind, reason = "disk", f"No space left for {job.folder.name}: {error.strerror}."
    attempt.fail()
    return failure(job, kind, reason, perf_counter() - start)


def failure(job: TrialJob, kind: FailureKind, reason: str, seconds: float) -> TrialFailure:
    """Why a job gave no result."""
    return TrialFailure(
        number=job.number,
        attempt=job.attempt,
        kind=kind,
        reason=reason,
        by_design=kind in CAUSED_BY_DESIGN,
        seconds=seconds,
    )


def adopt(folder: Path) -> TrialResult | None:
    """The result of a trial that was sealed by an earlier life, verified by its hashes."""
    sealed = read_sealed(folder)
    return _result(sealed) if sealed else None


def _adopted(job: TrialJob) -> TrialResult | None:
    sealed = read_sealed(job.folder)
    if sealed is None or sealed.parameters != job.parameters:
        return None
    return _result(sealed.model_copy(update={"attempt": job.attempt}))


def _solved(job: TrialJob, attempt: Attempt) -> TrialResult:
    files = _written(job, attempt.begin())
    solve = _solve(job, files[0], digest(files))
    folder, deck = files[0].parent, solve.deck or files[0].name
    wanted = Wanted(job.extractors, job.scripts)
    outputs, warnings = measure(wanted, folder / solve.result, folder / deck)
    sealed = _sealed(job, files, solve, outputs, warnings)
    attempt.seal(sealed)
    if job.solves and solve.cached is None:
        Solves(job.solves).file(solve.key, job.folder)
    return _result(sealed)


def _written(job: TrialJob, folder: Path) -> list[Path]:
    """The files of the design's deck, the main one first."""
    if is_nx(job.deck):
        return [write_nx_design(job.deck, job.parameters, folder)]
    deck = write_design(job.deck, job.parameters, folder)
    return [deck, *sorted(path for path in folder.rglob("*") if path.is_file() and path != deck)]


@dataclass(frozen=True)
class _Solve:
    """A solve, new or used again; `cached` is the number of the trial that did it then.

    Its files are named as they lie in the folder of the trial.
    """

    key: str
    deck_sha256: str
    result: str
    printed: str | None
    deck: str | None
    expressions: str | None
    version: str
    seconds: float
    cached: int | None = None

    @property
    def results(self) -> tuple[str, ...]:
        """The files that outputs are measured from."""
        return measured_from(self.result, self.deck, self.expressions)


def _solve(job: TrialJob, deck: Path, deck_sha256: str) -> _Solve:
    solver: Solver = registry.make("solvers", job.solver, job.options)
    key = solve_key(deck_sha256, solver.version(), job.options)
    if job.solves and (found := Solves(job.solves).find(key)):
        found.bring(deck.parent)
        old = found.sealed
        return _Solve(
            key=key,
            deck_sha256=deck_sha256,
            result=old.result,
            printed=old.printed,
            deck=old.deck,
            expressions=old.expressions,
            version=old.provenance.solver,
            seconds=0.0,
            cached=old.number,
        )
    solved = solver.solve(deck, deck.parent)
    return _Solve(
        key=key,
        deck_sha256=deck_sha256,
        result=solved.op2.name,
        printed=_name(solved.f06),
        deck=_name(solved.deck),
        expressions=_name(solved.expressions),
        version=solved.version,
        seconds=solved.seconds,
    )


def _name(path: Path | None) -> str | None:
    return path.name if path else None


def _sealed(
    job: TrialJob, files: list[Path], solve: _Solve, outputs: Outputs, warnings: tuple[str, ...]
) -> Sealed:
    folder = files[0].parent
    return Sealed(
        number=job.number,
        attempt=job.attempt,
        parameters=job.parameters,
        solve=solve.key,
        files=tuple(path.relative_to(folder).as_posix() for path in files),
        result=solve.result,
        printed=solve.printed,
        deck=solve.deck,
        expressions=solve.expressions,
        outputs=outputs,
        provenance=Provenance(
            deck_sha256=solve.deck_sha256,
            solver=solve.version,
            result_sha256=digest(folder / name for name in solve.results),
            seconds=solve.seconds,
            cached=solve.cached,
            warnings=warnings,
        ),
    )


@dataclass(frozen=True)
class Wanted:
    """What is to be measured: id -> plugin name and its options; scripts by their SHA-256."""

    extractors: Mapping[ItemId, tuple[str, Json]]
    scripts: Mapping[str, str]

    def made(self) -> "dict[ItemId, Extractor]":
        """The extractors, ready to measure."""
        from atomizer.engine.results import ByScript

        plain = {
            i: registry.make("extractors", name, options)
            for i, (name, options) in self.extractors.items()
        }
        return {
            i: one.with_scripts(self.scripts) if isinstance(one, ByScript) else one
            for i, one in plain.items()
        }


def measure(wanted: Wanted, op2: Path, deck: Path) -> tuple[Outputs, tuple[str, ...]]:
    """The outputs of every extractor, from one reading of the results; and its warnings.

    Raises:
        SolveFailed: an extractor cannot measure, or a number is not finite.
    """
    from atomizer.engine.results import read_results

    made = wanted.made()
    results = read_results(op2, deck, {table for one in made.values() for table in one.tables})
    outputs = {i: one.measure(results) for i, one in made.items()}
    _require_finite(outputs)
    return outputs, results.warnings


def _require_finite(outputs: Outputs) -> None:
    for i, numbers in outputs.items():
        for name, number in numbers.items():
            if not math.isfinite(number):
                raise SolveFailed("non_finite", f"{i}.{name} is {number}.")


def _result(sealed: Sealed) -> TrialResult:
    return TrialResult(
        number=sealed.number,
        attempt=sealed.attempt,
        outputs=sealed.outputs,
        provenance=sealed.provenance,
    )
