"""Events and what is to be said of them: of an edit what was done, of a trial all of it."""

from typing import Any

from atomizer.domain import events as ev
from atomizer.domain.patch import Op
from atomizer.domain.run import TrialCompleted, TrialDelayed, TrialFailed, TrialStarted
from tests.projections.story import SOURCE

THICKNESS: dict[str, Any] = {"kind": "design_variable", "id": "dv_thickness"}
RUN = {"version": 9, "spec_version": 9, "timeout_hours": None, "seed": 3}
PLAN = {"solver": "embedded", "algorithm": "TPE", "reason": "one objective and 20 trials"}
TRIAL = {"number": 4, "attempt": 1}
MEASURED: dict[str, Any] = TRIAL | {
    "outputs": {"ext_mass": {"mass": 2.0}},
    "objectives": {"obj_mass": 2.34567891},
    "provenance": SOURCE,
}
SENTENCES: list[tuple[ev.Event, str]] = [
    (ev.StudyCreated(meta={"name": "Bracket"}), "created the study 'Bracket'."),
    (
        ev.StudyCreated(meta={"name": "Copy"}, cloned_from="bracket"),
        "created the study 'Copy' as a copy of bracket.",
    ),
    (
        ev.ItemAdded(
            kind="design_variable",
            id="dv_web",
            values={"name": "web", "bounds": {"min": 1.0, "max": 5.0}, "units": "mm"},
        ),
        "added the design variable web (1..5 mm).",
    ),
    (
        ev.ItemAdded(
            kind="design_variable", id="dv_s", values={"name": "steel", "values": ["S235", "S355"]}
        ),
        "added the design variable steel (S235, S355).",
    ),
    (
        ev.ItemAdded(kind="extractor", id="e", values={"name": "Mass", "type": "mass"}),
        "added the extractor Mass (mass).",
    ),
    (
        ev.ItemAdded(kind="objective", id="o", values={"name": "Mass", "direction": "minimize"}),
        "added the objective Mass (minimize not connected).",
    ),
    (
        ev.ItemAdded(
            kind="constraint",
            id="c",
            values={
                "name": "Stress",
                "operator": "<=",
                "threshold": 250.0,
                "units": "MPa",
                "source": {"extractor_id": "ext_stress", "output_key": "max_stress"},
            },
        ),
        "added the constraint Stress (ext_stress.max_stress <= 250 MPa).",
    ),
    (
        ev.ItemAdded(kind="model", id="model", values={"path": "1_setup/model.bdf"}),
        "set the model to 1_setup/model.bdf.",
    ),
    (
        ev.ItemAdded(kind="budget", id="budget", values={"max_trials": 50}),
        "set the budget to 50.",
    ),
    (
        ev.ItemAdded(kind="foreign", id="foreign", values={"keys": {"a": 1}}),
        "kept keys of the spec that Atomizer does not know.",
    ),
    (
        ev.ItemChanged(
            **THICKNESS,
            before={"bounds": {"min": 1.0, "max": 5.0}},
            after={"bounds": {"min": 2.0, "max": 6.0}},
        ),
        "changed the bounds of thickness from 1..5 mm to 2..6 mm.",
    ),
    (
        ev.ItemChanged(
            **THICKNESS, before={"baseline": None, "scale": "auto"}, after={"baseline": 3.0}
        ),
        "changed the baseline of thickness from nothing to 3 mm and "
        "changed the scale of thickness from auto to nothing.",
    ),
    (
        ev.ItemChanged(**THICKNESS, before={"name": "thickness"}, after={"name": "wall"}),
        "renamed 'thickness' to 'wall'.",
    ),
    (
        ev.ItemChanged(**THICKNESS, before={"enabled": True}, after={"enabled": False}),
        "disabled thickness.",
    ),
    (
        ev.ItemChanged(
            kind="objective",
            id="obj_mass",
            before={"source": None},
            after={"source": {"extractor_id": "ext_mass", "output_key": "mass"}},
        ),
        "connected Mass to ext_mass.mass.",
    ),
    (
        ev.ItemChanged(
            kind="objective", id="obj_mass", before={"source": {}}, after={"source": None}
        ),
        "disconnected Mass.",
    ),
    (
        ev.ItemChanged(kind="meta", id="meta", before={"name": "A"}, after={"name": "B"}),
        "renamed the study from 'A' to 'B'.",
    ),
    (
        ev.ItemChanged(
            kind="meta", id="meta", before={"archived": False}, after={"archived": True}
        ),
        "archived the study.",
    ),
    (
        ev.ItemChanged(kind="meta", id="meta", before={"tags": ["a"]}, after={"tags": ["a", "b"]}),
        "changed the tags of the study from a to a, b.",
    ),
    (
        ev.ItemChanged(
            kind="algorithm", id="algorithm", before={"type": "TPE"}, after={"type": "GP"}
        ),
        "changed the type of the algorithm from TPE to GP.",
    ),
    (
        ev.ItemChanged(kind="foreign", id="foreign", before={"keys": {}}, after={"keys": {}}),
        "changed keys of the spec that Atomizer does not know.",
    ),
    (
        ev.ItemRemoved(**THICKNESS, values={"name": "thickness"}),
        "removed the design variable thickness.",
    ),
    (ev.ItemRemoved(kind="surrogate", id="surrogate", values={}), "removed the surrogate."),
    (
        ev.NodesMoved(positions={"dv_thickness": (10.0, 20.5)}),
        "moved thickness to (10, 20.5) on the canvas.",
    ),
    (ev.NodesMoved(positions={"a": (0, 0), "b": (1, 1)}), "moved 2 nodes on the canvas."),
    (ev.LayoutTidied(nodes=("a",)), "tidied the layout of the canvas."),
    (
        ev.Undone(group="g", patch=(Op(("design_variable", "dv_thickness", "bounds"), (), ()),)),
        "took back a step: thickness bounds.",
    ),
    (
        ev.Redone(group="g", patch=(Op(("objective", "o"), (), ({"name": "Cost"},)),)),
        "made a step again: Cost.",
    ),
    (ev.VersionRestored(to=7, patch=()), "restored version 7, which changed nothing."),
    (
        ev.VersionRestored(to=7, patch=(Op(("node", "obj_mass"), (), ({"position": [0, 0]},)),)),
        "restored version 7: the place of Mass.",
    ),
    (ev.VersionLabelled(version=7, label="good"), "named version 7 'good'."),
    (
        ev.RunStarted.model_validate(RUN | PLAN | {"run": "run-2", "max_trials": 20}),
        "started run-2: 20 trials with TPE (one objective and 20 trials), solver embedded, seed 3.",
    ),
    (ev.RunPaused(run="run-2"), "paused run-2."),
    (ev.RunResumed(run="run-2"), "went on with run-2."),
    (ev.RunFinished(run="run-2", reason="completed"), "finished run-2."),
    (ev.RunFinished(run="run-2", reason="stopped"), "stopped run-2."),
    (ev.RunFinished(run="run-2", reason="timeout"), "ended run-2, whose time was up."),
    (
        ev.RunFinished(run="run-2", reason="failed", message="No licence.\nReally."),
        "gave up run-2: No licence. Really.",
    ),
    (ev.TrialsRetried(run="run-1", attempts={3: 1}), "asked run-1 to solve trial 3 again."),
    (
        ev.TrialsRetried(run="run-1", attempts={5: 1, 3: 1, 4: 2}),
        "asked run-1 to solve trials 3, 4 and 5 again.",
    ),
    (
        ev.DesignInjected(run="run-1", parameters={"dv_thickness": 2.5}),
        "asked run-1 to solve a design: thickness 2.5 mm.",
    ),
]
TRIALS: list[tuple[ev.Event, str]] = [
    (
        TrialStarted.model_validate(
            TRIAL | {"parameters": {"dv_thickness": 2.5}, "runner": "r", "cause": "proposed"}
        ),
        "The runner started trial 4 of run-1: thickness 2.5 mm.",
    ),
    (
        TrialStarted(
            number=4, attempt=2, parameters={"dv_thickness": 2}, runner="r", cause="retried"
        ),
        "The runner started trial 4 of run-1, attempt 2 (retried): thickness 2 mm.",
    ),
    (
        TrialCompleted(**MEASURED, margins={"con_stiff": -0.1}, feasible=True),
        "Trial 4 of run-1 is feasible: Mass 2.34568 (1.5 s).",
    ),
    (
        TrialCompleted(**MEASURED, margins={"con_stiff": 0.1}, feasible=False),
        "Trial 4 of run-1 breaks Stiff: Mass 2.34568 (1.5 s).",
    ),
    (
        TrialFailed(**TRIAL, kind="fatal", reason="*** FATAL:\n  singular", by_design=True),
        "Trial 4 of run-1 failed (fatal): *** FATAL: singular.",
    ),
    (
        TrialDelayed(**TRIAL, reason="no licence", wait_seconds=30.0),
        "Trial 4 of run-1 waits 30 s: no licence.",
    ),
]
