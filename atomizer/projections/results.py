"""The results of trials: where they are sealed, and the fields on their meshes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from atomizer.domain.run import Run, TrialFailed
from atomizer.domain.study import RunState, Study
from atomizer.domain.values import ItemId, Json, Refused
from atomizer.engine.attempt import Sealed, read_sealed
from atomizer.engine.fields import asking
from atomizer.engine.fields.asking import FieldEntry, FieldsJob, Refusal, Wish
from atomizer.engine.files import ITERATIONS
from atomizer.projections.planning import folder_name

if TYPE_CHECKING:
    from atomizer.engine.results.plots import Plot

SECONDS = 300.0
MEMORY = 8 << 30
"""Bytes the process that reads a result may take."""
Show = Callable[[FieldsJob], asking.Shown]


@dataclass(frozen=True)
class Files:
    """A result file and the deck it belongs to; its hash where it is sealed."""

    op2: Path
    deck: Path
    sha256: str = ""


@dataclass(frozen=True)
class SealedResult:
    """The sealed folder of a trial, and what it says."""

    folder: Path
    sealed: Sealed

    @property
    def files(self) -> Files:
        """Its result file, with its deck."""
        op2, deck = self.folder / self.sealed.result, self.folder / self.sealed.solved_deck
        return Files(op2, deck, self.sealed.provenance.result_sha256)


@dataclass(frozen=True)
class Shown:
    """Fields that were read: all there are, those that were wanted as binaries, and refusals."""

    fields: tuple[FieldEntry, ...]
    contents: list[bytes]
    refused: tuple[Refusal, ...]


def state_of(study: Study, run_id: str) -> RunState:
    """How a run of a study stands.

    Raises:
        Refused: E012, there is no such run.
    """
    if run_id not in study.runs:
        known = ", ".join(study.runs) or "none"
        raise Refused("E012", f"{study.id} has no run {run_id!r}. There is: {known}.", field="run")
    return study.runs[run_id]


def find_result(state: RunState, run: Run, number: int, folder: Path) -> SealedResult:
    """The result of a trial.

    Args:
        folder: Of the study.

    Raises:
        Refused: E012, there is no such trial, or it has no result; says why.
    """
    run_id = state.started.run
    trial = run.trials.get(number)
    if trial is None:
        text = f"{run_id} has no trial {number}, but {len(run.trials)}, counted from 0."
        raise Refused("E012", text, "Name one of these.", "trial")
    place = folder / ITERATIONS / run_id / folder_name(state, number)
    sealed = read_sealed(place)
    if sealed is None:
        text = f"Trial {number} of {run_id} has no result: {_why(trial.outcome)}."
        raise Refused("E012", text, field="trial")
    return SealedResult(place, sealed)


def _why(outcome: object) -> str:
    if outcome is None:
        return "it is not finished"
    if isinstance(outcome, TrialFailed):
        return f"it failed ({outcome.kind})"
    return "its files are gone, or are not what they were when it was sealed"


def read_plots(
    files: Files, extractors: Mapping[ItemId, tuple[str, Json]]
) -> "Mapping[ItemId, Plot]":
    """What extractors look at, read by a process of its own; of those that can be drawn.

    Args:
        extractors: Plugin name and options by id.

    Raises:
        SolveFailed: the files cannot be read, or hold nothing of what they look at.
    """
    from atomizer.engine.pool import call  # what reads results takes a second to import
    from atomizer.engine.tasks import PLOT, ExtractJob

    job = ExtractJob(
        op2=files.op2.resolve(), deck=files.deck.resolve(), extractors=dict(extractors)
    )
    return call(PLOT, job, SECONDS, MEMORY)


def show_in_a_child(job: FieldsJob) -> asking.Shown:
    """The fields of a result, read by a process that is started for it."""
    from atomizer.engine.pool import call  # what reads results takes a second to import
    from atomizer.engine.tasks import SHOW_FIELDS

    return call(SHOW_FIELDS, job, SECONDS, MEMORY)


def read_fields(
    files: Files,
    wishes: tuple[Wish, ...],
    units: Mapping[str, str],
    show: Show = show_in_a_child,
) -> Shown:
    """Fields of a result, read by a process of its own: files may come from anywhere.

    Args:
        units: What is measured -> its unit, where it is known.
        show: Has a process read them.

    Raises:
        SolveFailed: the files cannot be read, or there is nothing to draw.
    """
    with TemporaryDirectory(prefix="atomizer-fields-") as folder:
        job = FieldsJob(
            op2=files.op2.resolve(),
            deck=files.deck.resolve(),
            folder=Path(folder),
            wishes=wishes,
            units=dict(units),
            result_sha256=files.sha256,
        )
        shown = show(job)
        contents = [path.read_bytes() for path in shown.scenes]
    return Shown(shown.fields, contents, shown.refused)
