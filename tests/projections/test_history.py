"""What happened, in sentences."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from atomizer.commands.store import open_store
from atomizer.commands.store.catalogue import EVENTS
from atomizer.commands.studies import Studies
from atomizer.domain import events as ev
from atomizer.domain.items import KINDS, Kind
from atomizer.domain.patch import Op
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.run import TrialCompleted, TrialDelayed, TrialFailed, TrialStarted
from atomizer.domain.study import Study
from atomizer.projections.activity import happenings
from atomizer.projections.history import explained, sentence, who
from atomizer.projections.views import Views
from tests.projections.story import ASSISTANT, BOB, SOURCE, Story


@pytest.fixture(scope="module")
def study() -> Study:
    with open_store("memory:") as store:
        studies = Studies(store)
        Story(studies).build(2)
        return studies.study("bracket")


def envelope(**changes: Any) -> Envelope:
    known = {"actor": "user:ann", "principal": "user:ann", "source": "canvas"}
    command = {"command_id": "1", "command": "x", "group": "1", "at": datetime.now(UTC)}
    return Envelope.model_validate(known | command | changes)


def said(event: ev.Event, study: Study, stream: str = "study-bracket", **meta: Any) -> str:
    return sentence(Recorded(stream, 1, envelope(**meta), event), study)


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


@pytest.mark.parametrize(("event", "text"), SENTENCES, ids=lambda value: str(value)[:40])
def test_an_edit_is_told_with_who_and_what(event: ev.Event, text: str, study: Study) -> None:
    assert said(event, study) == f"Ann (canvas) {text}"


@pytest.mark.parametrize(("event", "text"), TRIALS, ids=lambda value: str(value)[:40])
def test_a_trial_is_told_with_its_values(event: ev.Event, text: str, study: Study) -> None:
    assert said(event, study, "run-bracket.1", actor="runner", principal="runner") == text


def test_a_solve_that_was_used_again_says_of_which_trial(study: Study) -> None:
    source = SOURCE.model_copy(update={"cached": 2})
    event = TrialCompleted(**MEASURED | {"provenance": source}, margins={}, feasible=True)
    assert said(event, study, "run-bracket.1").endswith("(solved as trial 2).")


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_a_sentence_and_an_example(name: str) -> None:
    assert name in explained()
    assert name in {event.type for event, _ in (*SENTENCES, *TRIALS)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_item_can_be_added_changed_and_removed_in_words(
    kind: Kind, study: Study
) -> None:
    item = next(iter(study.document.get(kind, {"x": {}})))
    for field in KINDS[kind].model_fields:
        changed = ev.ItemChanged(kind=kind, id=item, before={field: 1}, after={field: 2})
        assert said(changed, study).startswith("Ann (canvas) ")
    cells = study.document.get(kind, {}).get(item, {})
    for event in (
        ev.ItemAdded(kind=kind, id=item, values=cells),
        ev.ItemRemoved(kind=kind, id=item, values=cells),
    ):
        assert "{" not in said(event, study)


@pytest.mark.parametrize(
    ("meta", "text"),
    [
        ({}, "Ann (canvas)"),
        ({"actor": "assistant:claude", "source": "chat"}, "Ann (chat, by assistant claude)"),
        ({"actor": "user:local", "principal": "user:local"}, "The local user (canvas)"),
        ({"actor": "mcp:cursor", "principal": "mcp:cursor", "source": "mcp"}, "Cursor (mcp)"),
        ({"actor": "runner", "principal": "runner", "source": "runner"}, "The runner"),
        ({"source": "file"}, "Ann (file)"),
    ],
)
def test_it_says_who_did_it_through_which_door(meta: dict[str, str], text: str) -> None:
    assert who(envelope(**meta)) == text


def test_a_long_value_is_cut_and_stays_on_one_line(study: Study) -> None:
    event = ev.ItemChanged(
        kind="meta", id="meta", before={"description": ""}, after={"description": "a\nb " * 400}
    )
    text = said(event, study)
    assert len(text) < 300
    assert "\n" not in text


def test_the_history_of_a_study_has_pages_the_latest_first(story: Story, views: Views) -> None:
    story.build().start().trial(0, mass=2.0)
    story.do("change_design_variable", ASSISTANT, id="thickness", name="wall")
    story.do("change_design_variable", BOB, id="wall", bounds={"min": 2, "max": 6})
    Story(story.studies, "other").create()
    with views.current() as connection:
        first = happenings(connection, "bracket", limit=2)
        second = happenings(connection, "bracket", before=first[-1].position, limit=2)
        newer = happenings(connection, "bracket", after=second[0].position)
    assert [entry.text for entry in first] == [
        "Bob (cli) changed the bounds of wall from 1..5 mm to 2..6 mm.",
        "Ann (chat, by assistant claude) renamed 'thickness' to 'wall'.",
    ]
    assert [entry.text for entry in second] == [
        "Trial 0 of run-1 is feasible: Mass 2 (1.5 s).",
        "The runner started trial 0 of run-1: thickness 2 mm.",
    ]
    assert newer == first
    assert (second[0].run, first[0].run, first[1].principal) == ("run-1", "", "user:ann")


def test_every_door_is_a_word(study: Study) -> None:
    for door in get_args(Envelope.model_fields["source"].annotation):
        assert door in said(ev.RunPaused(run="run-1"), study, source=door)
