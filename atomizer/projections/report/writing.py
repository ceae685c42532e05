"""From a run to its report: `3_results/report.html`, one page that needs nothing else."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from atomizer.domain.run import Run
from atomizer.domain.study import Study
from atomizer.domain.values import Refused
from atomizer.engine.failure import SolveFailed
from atomizer.engine.files import RESULTS, write_whole
from atomizer.projections.report.account import Account
from atomizer.projections.report.front import draw_front
from atomizer.projections.report.history import draw_history
from atomizer.projections.report.margins import draw_margins
from atomizer.projections.report.page import Setting, render
from atomizer.projections.report.parallel import draw_parallel
from atomizer.projections.report.theme import Picture
from atomizer.projections.units import units_of

REPORT = "report.html"


def write_report(
    study: Study,
    run_id: str,
    run: Run,
    folder: Path,
    written: datetime,
    pinned: Study | None = None,
) -> Path:
    """Write the report of a run, and its pictures beside it as PNG.

    Args:
        study: As it is now; it knows how the run stands.
        run_id: Which of its runs.
        run: The trials of that run.
        folder: Of the study; the files of trials lie in its `2_iterations`.
        written: The date on the page.
        pinned: The study as the run pinned it, when it was edited since.

    Returns:
        The path of `3_results/report.html`.

    Raises:
        Refused: E011, the study has no such run.
    """
    if run_id not in study.runs:
        known = ", ".join(study.runs) or "none"
        raise Refused("E011", f"{study.id} has no run {run_id!r}. There is: {known}.", field="run")
    account = Account(pinned or study, study.runs[run_id], run)
    remarks: list[str] = list(_warnings(account))
    pictures = list(_pictures(account, folder, remarks))
    results = folder / RESULTS
    for picture in pictures:
        write_whole(results / f"{picture.name}.png", picture.light)
    page = render(account, Setting(written, pictures, remarks))
    write_whole(results / REPORT, page.encode("utf-8"))
    return results / REPORT


def _warnings(account: Account) -> Iterator[str]:
    """What the results of the shown trial warn of."""
    if account.shown:
        yield from account.shown.provenance.warnings


def _pictures(account: Account, folder: Path, remarks: list[str]) -> Iterator[Picture]:
    """The pictures there is something for; says in the remarks why one is missing."""
    shown = account.shown
    if shown is None or not account.objectives:
        return
    yield from _fields(account, shown.number, folder, remarks)
    if len(account.objectives) > 1:
        yield draw_front(account)
    yield draw_history(account)
    if account.constraints:
        yield draw_margins(account, shown)
    yield draw_parallel(account, shown)


def _fields(account: Account, number: int, folder: Path, remarks: list[str]) -> list[Picture]:
    """Fields on the mesh of the shown design, when its files are there and can be read."""
    from atomizer.projections.report.fields import draw_fields
    from atomizer.projections.report.plots import draw_plots
    from atomizer.projections.results import find_result

    try:
        found = find_result(account.state, account.run, number, folder)
        fields = draw_fields(found, units_of(account.study))
        return [*draw_plots(account, folder), *fields]
    except (Refused, SolveFailed) as reason:
        remarks.append(f"There is no picture of trial {number}: {reason}")
        return []
