"""`run`: start a study's run, or go on with the one it has."""

from typing import Any

from rich.console import Console

from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says
from atomizer.adapters.cli.progress import best_in_words, live
from atomizer.commands.vocabulary import parse
from atomizer.domain.items import Model
from atomizer.domain.ranking import best
from atomizer.domain.run import TrialCompleted
from atomizer.domain.values import Refused
from atomizer.engine.files import existing
from atomizer.engine.pool import Pool
from atomizer.engine.trial import Limits
from atomizer.projections.runner import Progress, Runner


def run(
    study: str,
    *,
    trials: int | None = None,
    workers: int | None = None,
    solver: str | None = None,
    seed: int | None = None,
) -> Output:
    """Run a study, or go on with its run. Ctrl-C stops cleanly; the same call goes on."""
    given = {"max_trials": trials, "solver": solver, "seed": seed}
    with Office.open() as office:
        study_id = office.find(study)
        begin(office, study_id, {k: v for k, v in given.items() if v is not None})
        return work_off(office, study_id, workers)


def begin(office: Office, study_id: str, given: dict[str, Any]) -> None:
    """Start a run, unless one is active; refuses settings that the active one does not have."""
    study = office.studies.study(study_id)
    active = study.active_run
    if active is None:
        if model := study.single(Model):
            existing(office.workspace.folder(study), model.path)
        office.give(study_id, parse("start_optimization", given))
    elif active.status == "paused":
        office.give(study_id, parse("resume", {}))
    if active and given:
        settings = ", ".join(given)
        raise Refused(
            "E020",
            f"{active.started.run} of {study_id} is not finished; it has its own {settings}.",
            f"Go on with it: atomizer run {study_id}. Or end it first: atomizer do {study_id} "
            "stop-optimization.",
        )


def work_off(office: Office, study_id: str, workers: int | None = None) -> Output:
    """Work off the active run, showing its progress on stderr."""
    console = Console(stderr=True)
    last: list[Progress] = []
    limits = Limits(seconds=office.settings.time_limit)
    log = office.workspace.own / "workers.log"
    pool = Pool(workers or office.settings.workers, office.settings.licences, log=log)
    with pool, live(console) as watch:

        def see(progress: Progress) -> None:
            last[:] = [progress]
            watch(progress)

        try:
            Runner(office.studies, office.workspace, pool, limits).work(study_id, see)
        except KeyboardInterrupt:
            return _interrupted(study_id, last)
    return ended(last[-1])


def ended(progress: Progress) -> Output:
    """How a run ended, and its best design."""
    study, started = progress.plan.study, progress.state.started
    found = best((outcome for _, outcome in progress.run.completed()), progress.plan.objectives)
    data = {
        "study": study.id,
        "run": started.run,
        "status": progress.state.status,
        "message": progress.state.message,
        "trials": len(progress.run.trials),
        "algorithm": started.algorithm,
        "best": _described(progress, found) if found else None,
    }
    sentence = f"{started.run} of {study.id}: {progress.state.status}, {len(progress.run.trials)} "
    lines = [f"{sentence}trials. {progress.state.message}".rstrip()]
    lines += [f"Best: {best_in_words(progress)}."] + (
        _design_lines(progress, found) if found else []
    )
    return says("\n".join(lines), data)


def _described(progress: Progress, found: TrialCompleted) -> dict[str, Any]:
    return {
        "number": found.number,
        "parameters": progress.run.trials[found.number].started.parameters,
        "objectives": found.objectives,
        "margins": found.margins,
        "feasible": found.feasible,
    }


def _design_lines(progress: Progress, found: TrialCompleted) -> list[str]:
    parameters = progress.run.trials[found.number].started.parameters
    return [
        f"  {variable.name} = {_number(parameters[i])} {variable.units}".rstrip()
        for i, variable in progress.plan.variables.items()
    ]


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.5g}"


def _interrupted(study_id: str, last: list[Progress]) -> Output:
    done = f"{last[-1].run.finished()} of {last[-1].total} trials are recorded" if last else ""
    text = f"Stopped; {done or 'nothing is lost'}. Go on with: atomizer run {study_id}"
    return says(text, {"study": study_id, "status": "interrupted"}, code=130)
