"""Studies, histories and trials as tables, for programs, spreadsheets and people."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from atomizer.adapters.web.answers import answer
from atomizer.adapters.web.shapes import HistoryLine, StudyRow
from atomizer.commands.base import there_is_no
from atomizer.commands.studies import Studies
from atomizer.domain.events import Event
from atomizer.domain.items import Meta, Objective
from atomizer.domain.recorded import Recorded
from atomizer.domain.run import Run, Trial, TrialCompleted, TrialFailed
from atomizer.domain.study import Study

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials of a run by column; a cell is None where a trial has no such value."""

    study: str
    run: str | None
    columns: Mapping[str, list[Cell]]

    def rows(self) -> list[dict[str, Cell]]:
        """The same, trial by trial."""
        names = list(self.columns)
        return [
            dict(zip(names, row, strict=True)) for row in zip(*self.columns.values(), strict=True)
        ]


def study_rows(studies: Studies) -> Iterator[StudyRow]:
    """Each study with the state of its latest run."""
    for study_id in studies.ids():
        study = studies.study(study_id)
        meta = study.single(Meta)
        latest = list(study.runs.values())[-1] if study.runs else None
        run = studies.run(study_id, latest.started.run) if latest else Run()
        yield StudyRow(
            id=study_id,
            name=meta.name if meta else study_id,
            version=study.version,
            spec_version=study.spec_version,
            archived=bool(meta and meta.archived),
            state=latest.status if latest else "idle",
            trials=run.finished(),
            best=_best(study, run),
        )


def _best(study: Study, run: Run) -> float | None:
    objectives = study.enabled(Objective)
    if len(objectives) != 1:
        return None
    (name, objective), *_ = objectives.items()
    values = [o.objectives[name] for _, o in run.completed() if o.feasible and name in o.objectives]
    choose = min if objective.direction == "minimize" else max
    return choose(values, default=None)


def history_lines(records: Iterable[Recorded[Event]]) -> Iterator[HistoryLine]:
    """Each event as a line with a sentence."""
    for recorded in records:
        envelope = recorded.envelope
        yield HistoryLine(
            version=recorded.version,
            position=recorded.position,
            at=envelope.at.isoformat(),
            actor=envelope.actor,
            source=envelope.source,
            command=envelope.command,
            group=envelope.group,
            type=recorded.event.type,
            sentence=_sentence(recorded.event),
        )


def _sentence(event: Event) -> str:
    words = event.type.replace("_", " ").capitalize()
    named = [str(getattr(event, f)) for f in ("kind", "id", "run", "label") if hasattr(event, f)]
    return f"{words}: {' '.join(named)}." if named else f"{words}."


def trial_table(studies: Studies, study: Study, run: str | None) -> Trials:
    """The trials of a run of a study, the latest by default; refuses a run that is not there."""
    if run is not None and run not in study.runs:
        raise there_is_no("run", run, list(study.runs))
    name = run or next(reversed(study.runs), None)
    trials = studies.run(study.id, name).trials.values() if name else ()
    rows = [_row(trial) for trial in trials]
    names = list(dict.fromkeys(key for row in rows for key in row))
    return Trials(study.id, name, {key: [row.get(key) for row in rows] for key in names})


def _row(trial: Trial) -> dict[str, Cell]:
    started, outcome = trial.started, trial.outcome
    row: dict[str, Cell] = {
        "number": started.number,
        "attempt": started.attempt,
        "state": trial.state,
        "cause": started.cause,
    }
    row |= {f"parameters.{name}": value for name, value in started.parameters.items()}
    match outcome:
        case TrialCompleted():
            row |= {f"objectives.{name}": value for name, value in outcome.objectives.items()}
            row |= {f"margins.{name}": value for name, value in outcome.margins.items()}
            for extractor, found in outcome.outputs.items():
                row |= {f"outputs.{extractor}.{key}": value for key, value in found.items()}
            row["seconds"] = outcome.provenance.seconds
        case TrialFailed():
            row |= {"kind": outcome.kind, "reason": outcome.reason, "seconds": outcome.seconds}
    return row


def written(table: Trials, format: Literal["columns", "json", "csv"]) -> Response:
    """A table in one of its forms."""
    if format == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{table.study}-{table.run}.csv"'}
        return Response(_csv(table), media_type="text/csv; charset=utf-8", headers=headers)
    named = {"study": table.study, "run": table.run}
    if format == "json":
        return answer(named | {"trials": table.rows()})
    return answer(named | {"columns": table.columns})


def _csv(table: Trials) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_harmless, table.columns))
    writer.writerows(map(_harmless, row) for row in zip(*table.columns.values(), strict=True))
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    """Keep spreadsheets from taking text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell
