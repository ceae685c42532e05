"""`report`: the page of a run."""

from datetime import UTC, datetime
from pathlib import Path

from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says
from atomizer.domain.values import Refused
from atomizer.projections.report import write_report


def report(study: str, *, run: str = "") -> Output:
    """Write the report of a run, the latest by default: one page with its pictures."""
    with Office.open() as office:
        path = write(office, office.find(study), run)
    return says(f"Wrote {path}", {"report": str(path)})


def write(office: Office, study_id: str, run: str = "") -> Path:
    """Write the report of a run; refuses a study that was never run."""
    study = office.studies.study(study_id)
    if not study.runs:
        raise Refused("E021", f"{study_id} was never run.", f"First: atomizer run {study_id}")
    run_id = run or list(study.runs)[-1]
    folder, trials = office.workspace.folder(study), office.studies.run(study_id, run_id)
    pinned = None
    if run_id in study.runs:
        pinned = office.studies.at(study_id, study.runs[run_id].started.version)
    return write_report(study, run_id, trials, folder, datetime.now(UTC), pinned)
