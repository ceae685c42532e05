"""`demo`: the main job from nothing to the report, on the embedded solver."""

import os
from pathlib import Path

from rich.console import Console

from atomizer.adapters.cli.edit import give_in
from atomizer.adapters.cli.office import COMMANDS_FILE, Office
from atomizer.adapters.cli.output import Output, says, table
from atomizer.adapters.cli.reporting import write
from atomizer.adapters.cli.running import begin, work_off
from atomizer.commands.streams import study_stream
from atomizer.domain.fold import fold
from atomizer.domain.items import Constraint, Objective
from atomizer.domain.ranking import best
from atomizer.domain.run import TrialCompleted
from atomizer.domain.spec import as_spec
from atomizer.domain.values import Refused

FOLDER = "demo"
EDIT = {"path": "design_variables[dv_shelf].bounds.max", "value": 10.0}


def demo(*, trials: int = 40) -> Output:
    """Build a bracket study, optimize it, write its report, undo and redo an edit, verify."""
    os.environ.setdefault("ATOMIZER_WORKSPACE", FOLDER)
    Path(os.environ["ATOMIZER_WORKSPACE"]).mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    with Office.open() as office:
        return Demo(office, console).play(trials)


class Demo:
    """The demonstration, act by act; what it says goes to stderr, what came of it is returned."""

    def __init__(self, office: Office, console: Console) -> None:
        self._office, self._console = office, console

    def play(self, trials: int) -> Output:
        """All acts."""
        study_id = self._build()
        self._optimize(study_id, trials)
        report = write(self._office, study_id)
        self._say("Report", f"Wrote {report}")
        self._undo_and_redo(study_id)
        self._verify(study_id)
        workspace = self._office.settings.workspace
        data = {"study": study_id, "report": str(report), "workspace": str(workspace)}
        text = (
            f"\nOpen {report} in a browser, or watch the studies live:\n"
            f"  python3 run.py serve --workspace {workspace}"
        )
        return says(text, data)

    def _build(self) -> str:
        commands = examples() / "bracket" / COMMANDS_FILE
        self._say("Study", f"Building it with the commands of {commands.name}:")
        study_id = self._office.build(commands, self._office.free_id("bracket"))
        study = self._office.studies.study(study_id)
        count = {kind: len(study.cells(kind)) for kind in ("design_variable", "constraint")}
        self._tell(
            f"{study_id}: {count['design_variable']} plate thicknesses to choose, mass to "
            f"minimize, {count['constraint']} limits on stress and displacement, in "
            f"{study.version} events."
        )
        return study_id

    def _optimize(self, study_id: str, trials: int) -> None:
        self._say("Run", f"{trials} designs, each a finite-element solve of two load cases:")
        begin(self._office, study_id, {"max_trials": trials})
        work_off(self._office, study_id)
        self._compare(study_id)

    def _compare(self, study_id: str) -> None:
        """The best feasible design beside today's one."""
        study = self._office.studies.study(study_id)
        run = self._office.studies.run(study_id, list(study.runs)[-1])
        outcomes = [outcome for _, outcome in run.completed()]
        found = best(outcomes, study.all(Objective))
        if found is None or not outcomes:
            self._tell("No design kept all limits.")
            return
        today, chosen = (run.trials[o.number].started.parameters for o in (outcomes[0], found))
        rows: list[tuple[object, ...]] = [
            (str(cells["name"]), today[i], chosen[i], cells.get("units", ""))
            for i, cells in study.cells("design_variable").items()
        ]
        rows += [
            (item.name, outcomes[0].objectives[i], found.objectives[i], "")
            for i, item in study.all(Objective).items()
        ]
        rows += [
            (item.name, *(_response(o, item) for o in (outcomes[0], found)), _limit(item))
            for i, item in study.all(Constraint).items()
        ]
        headers = ("", "today", f"best (trial {found.number})", "")
        self._console.print(table(headers, rows))

    def _undo_and_redo(self, study_id: str) -> None:
        self._say("Undo and redo", "An edit, taken back and made again:")
        for name, arguments in (("update_spec_field", EDIT), ("undo", {}), ("redo", {})):
            self._tell(give_in(self._office, study_id, name, arguments))

    def _verify(self, study_id: str) -> None:
        self._say("Audit", "Every event is sealed by the one before:")
        store = self._office.studies.store
        verdict = store.verify()
        if not verdict.ok:
            raise Refused("E024", f"The history is damaged: {verdict.faults[0]}.")
        self._tell(f"Every seal holds: {verdict.events} events in {verdict.streams} streams.")
        replayed = as_spec(fold(store.read(study_stream(study_id))))
        if replayed != as_spec(self._office.studies.study(study_id)):
            raise Refused("E024", "The replayed spec differs from the one that is served.")
        self._tell("The log, replayed from its first event, gives the identical spec.")

    def _say(self, title: str, text: str) -> None:
        self._console.print(f"\n[bold]{title}[/bold]  {text}", highlight=False)

    def _tell(self, text: str) -> None:
        self._console.print(f"  {text}", markup=False, highlight=False)


def examples() -> Path:
    """The studies that come along: in the package, or in the checkout it runs from."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "examples"
    return inside if inside.is_dir() else package.parent / "studies"


def _response(outcome: TrialCompleted, constraint: Constraint) -> float | None:
    source = constraint.source
    return outcome.outputs[source.extractor_id][source.output_key] if source else None


def _limit(constraint: Constraint) -> str:
    return f"{constraint.operator} {constraint.threshold:g} {constraint.units}".rstrip()
