"""From events to the study: pure, total, and nothing that was given is touched."""

import copy

from atomizer.domain.canvas import edges, layout, nodes
from atomizer.domain.events import DesignInjected, ItemChanged, ItemRemoved, NodesMoved, RunFinished
from atomizer.domain.fold import evolve, fold, preview
from atomizer.domain.patch import Draft, Op, invert, look, same
from atomizer.domain.run import TrialCompleted, TrialFailed, fold_run
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study
from tests.commands.runs import PAUSED, RESUMED, STARTED, STOPPED
from tests.commands.test_runner import BEGAN, DONE, LOST, WAITS
from tests.given import CREATED, LIGHT, READY, THICKNESS, by, recorded, told

RENAMED = ItemChanged(
    kind="design_variable", id="dv_web", before={"name": "Web"}, after={"name": "Rib"}
)
GONE = ItemRemoved(kind="objective", id="obj_light", values=LIGHT.values)


def test_every_prefix_of_a_history_is_a_study() -> None:
    records = recorded([*READY, RENAMED, GONE, STARTED, PAUSED])
    study = Study()
    for version, record in enumerate(records, 1):
        study = evolve(study, record)
        assert study == fold(records[:version])
        assert study.version == version


def test_an_earlier_study_is_not_touched_by_what_comes_after() -> None:
    records = recorded([*READY, RENAMED, GONE, NodesMoved(positions={"dv_web": (1.0, 2.0)})])
    early = fold(records[:8])
    kept = copy.deepcopy(early)
    fold(records[8:], early)
    preview(early, [RENAMED, GONE], "bob")
    assert early == kept


def test_the_payload_of_an_event_is_not_touched_by_what_comes_after() -> None:
    added = THICKNESS.model_copy(deep=True)
    told(*READY[:3], added, RENAMED)
    assert added == THICKNESS


def test_an_item_remembers_when_it_changed_last() -> None:
    revisions = told(*READY, RENAMED, GONE).revisions
    assert revisions["design_variable/dv_web"] == 9
    assert revisions["objective/obj_light"] == 10, "a removal is a change too"
    assert revisions["model/model"] == 2


def test_a_cell_belongs_to_who_wrote_it_last() -> None:
    study = told(*READY, by("bob", RENAMED))
    owners = study.owners["design_variable"]["dv_web"]
    assert owners["name"] == "bob"
    assert {who for cell, who in owners.items() if cell != "name"} == {"ann"}


def test_a_run_is_running_paused_or_what_it_ended_with() -> None:
    timeout = RunFinished(run="run-1", reason="timeout", message="After 2 h.")
    for events, status in (
        ([], "running"),
        ([PAUSED], "paused"),
        ([PAUSED, RESUMED], "running"),
        ([STOPPED], "stopped"),
        ([timeout], "timeout"),
    ):
        run = told(*READY, STARTED, *events).runs["run-1"]
        assert run.status == status
        assert (run.message == "After 2 h.") == (status == "timeout")
    assert told(*READY, STARTED).active_run is not None
    assert told(*READY, STARTED, timeout).active_run is None


def test_what_is_said_of_a_run_that_was_never_started_is_passed_over() -> None:
    injected = DesignInjected(run="run-9", parameters={})
    assert told(*READY, PAUSED, STOPPED, injected).runs == {}


def test_a_trial_runs_until_it_has_an_outcome() -> None:
    def state(*events: object) -> str:
        return fold_run(recorded(events, "run-bracket.1")).trials[0].state

    assert state(BEGAN) == state(BEGAN, WAITS) == "running"
    assert state(BEGAN, LOST) == "failed"
    assert state(BEGAN, DONE) == "feasible"
    assert state(BEGAN, DONE.model_copy(update={"feasible": False})) == "infeasible"
    again = BEGAN.model_copy(update={"attempt": 2})
    assert state(BEGAN, LOST, again) == "running"


def test_an_outcome_nobody_waits_for_is_passed_over() -> None:
    run = fold_run(recorded([DONE, LOST], "run-bracket.1"))
    assert (run.version, run.trials) == (2, {})
    run = fold_run(recorded([BEGAN, DONE], "run-bracket.1"))
    assert [type(outcome) for _, outcome in run.completed()] == [TrialCompleted]
    assert run.finished() == 1
    lost = fold_run(recorded([BEGAN, LOST], "run-bracket.1"))
    assert lost.completed() == []
    assert isinstance(lost.trials[0].outcome, TrialFailed)


def test_a_patch_and_its_inverse_cancel() -> None:
    document, owners = {"a": {"x": {"f": 1}}}, {"a": {"x": {"f": "ann"}}}
    draft = Draft(document, owners)
    patch = (
        draft.edit(("a", "x", "f"), (2,), ("bob",)),
        Op(("a", "x", "g"), (), (None,), (), ("bob",)),
        Op(("b", "y"), (), ({"h": 3},), (), ({"h": "bob"},)),
        Op(("b", "y", "h"), (3,), (), ("bob",), ()),
    )
    draft.apply(patch)
    assert draft.document == {"a": {"x": {"f": 2, "g": None}}, "b": {"y": {}}}
    draft.apply(invert(patch))
    assert (draft.document, draft.owners) == (document, owners)
    assert document == {"a": {"x": {"f": 1}}}, "what was given is as it was"
    assert invert(invert(patch)) == patch


def test_null_is_found_and_absent_is_not() -> None:
    document = {"a": {"x": {"f": None}}}
    assert look(document, ("a", "x", "f")) == (None,)
    assert look(document, ("a", "x", "g")) == look(document, ("b", "x")) == ()


def test_the_same_is_what_json_cannot_tell_apart() -> None:
    assert same({"a": 1, "b": [None]}, {"b": [None], "a": 1})
    for one, other in ((1, True), (1, 1.0), (0.0, -0.0), ([1], [True]), ({"a": 0}, {"a": False})):
        assert not same(one, other)


def test_edges_are_references_and_the_flow_of_numbers() -> None:
    found = {edge.id for edge in edges(told(*READY))}
    assert found == {
        "dv_web->model",
        "model->solver",
        "solver->ext_scale",
        "solver->ext_gauge",
        "ext_scale->obj_light",
        "ext_gauge->con_strong",
    }


def test_nodes_of_a_kind_stand_in_one_column_in_the_direction_of_the_flow() -> None:
    study = told(*READY)
    home = layout(study)
    columns = ["dv_web", "model", "solver", "ext_scale", "obj_light"]
    assert [home[i][0] for i in columns] == sorted({home[i][0] for i in columns})
    assert home["ext_scale"][0] == home["ext_gauge"][0]
    assert home["obj_light"][0] == home["con_strong"][0]
    assert len(set(home.values())) == len(home) == len(nodes(study))


def test_items_of_one_rank_stand_in_one_order_whatever_happened_to_them() -> None:
    twin = LIGHT.model_copy(update={"id": "obj_heavy"})
    back = told(*READY, twin, GONE, LIGHT)
    assert list(back.cells("objective")) == list(told(*READY, twin).cells("objective"))
    assert as_spec(back)["objectives"] == as_spec(told(*READY, twin))["objectives"]


def test_an_empty_history_is_a_study_without_a_version() -> None:
    assert fold([]) == Study()
    assert told(CREATED).version == 1
