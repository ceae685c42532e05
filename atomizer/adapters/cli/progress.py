"""The live picture of a run in the terminal: how far, how good, how long still."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from atomizer.domain.ranking import best
from atomizer.domain.run import Trial, TrialCompleted, TrialFailed
from atomizer.projections.runner import Progress, Watch


@contextmanager
def live(console: Console) -> Iterator[Watch]:
    """Show progress while the block runs; where a terminal cannot move, a line a trial."""
    picture = Picture(time.monotonic())
    if not console.is_terminal:
        yield lambda progress: picture.print_new(console, progress)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as view:
        yield lambda progress: view.update(picture.draw(progress))


class Picture:
    """What is shown of a run."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._done_before: int | None = None
        self._printed: set[tuple[int, int]] = set()

    def draw(self, progress: Progress) -> Table:
        """A bar, and under it what an engineer asks for."""
        done, run = progress.run.finished(), progress.run
        states = [trial.state for trial in run.trials.values()]
        grid = Table.grid(padding=(0, 2))
        bar = ProgressBar(total=progress.total, completed=done, width=40)
        grid.add_row(f"{done} of {progress.total} trials", bar, self._left(progress))
        counts = ", ".join(
            f"{states.count(state)} {state}"
            for state in ("feasible", "infeasible", "failed", "running")
            if state in states
        )
        grid.add_row("", counts, f"{solver_seconds(progress):.1f} s in the solver")
        grid.add_row("best", best_in_words(progress), progress.state.status)
        return grid

    def print_new(self, console: Console, progress: Progress) -> None:
        """One line for each trial that has ended since the last call."""
        ended = [trial for trial in progress.run.trials.values() if trial.outcome]
        for trial in ended:
            if (trial.number, trial.started.attempt) not in self._printed:
                self._printed.add((trial.number, trial.started.attempt))
                text = line(trial, len(self._printed), progress)
                console.print(text, highlight=False, markup=False)

    def _left(self, progress: Progress) -> str:
        done = progress.run.finished()
        if self._done_before is None:
            self._done_before = done
        new = done - self._done_before
        if not new:
            return ""
        seconds = (time.monotonic() - self._began) / new * (progress.total - done)
        return f"{seconds:.0f} s left" if seconds < 120 else f"{seconds / 60:.0f} min left"


def line(trial: Trial, done: int, progress: Progress) -> str:
    """A trial that has ended, in one line."""
    head = f"{done}/{progress.total} trial {trial.number}: {trial.state}"
    match trial.outcome:
        case TrialFailed(kind=kind, reason=reason):
            return f"{head} ({kind}): {reason}"
        case TrialCompleted(objectives=values, provenance=provenance):
            cached = " (known)" if provenance.cached is not None else ""
            numbers = _values(values, progress)
            return f"{head}, {numbers}, {provenance.seconds:.2f} s{cached}"
    return head


def best_in_words(progress: Progress) -> str:
    """The best feasible design so far."""
    found = best((outcome for _, outcome in progress.run.completed()), progress.plan.objectives)
    if found is None:
        return "no feasible design yet"
    return f"{_values(found.objectives, progress)} in trial {found.number}"


def solver_seconds(progress: Progress) -> float:
    """Time spent in the solver, over all trials."""
    return sum(
        outcome.provenance.seconds
        for _, outcome in progress.run.completed()
        if outcome.provenance.cached is None
    )


def _values(values: dict[str, float], progress: Progress) -> str:
    names = {i: objective.name for i, objective in progress.plan.objectives.items()}
    return ", ".join(f"{names.get(i, i)} {value:.5g}" for i, value in values.items())
