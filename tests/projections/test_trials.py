"""The view of runs and trials, and the questions put to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.commands.store import EventStore, open_store
from atomizer.commands.studies import Studies
from atomizer.domain.ranking import best, pareto_front
from atomizer.domain.values import Refused
from atomizer.projections.past import position_of, trials_as_of
from atomizer.projections.trial_table import RunRow, TrialRow, TrialTable
from atomizer.projections.views import Views
from tests.projections.story import Story


def numbers(views: Views, which: str, **limits: int) -> list[int]:
    with views.current() as connection:
        rows = TrialTable(connection, "bracket").select(which, **limits)
    return [row.number for row in rows]


def latest(views: Views) -> RunRow:
    with views.current() as connection:
        found = TrialTable(connection, "bracket").run()
    assert found
    return found


def trial(views: Views, number: int) -> TrialRow:
    with views.current() as connection:
        found = TrialTable(connection, "bracket").trial(number)
    assert found
    return found


def test_a_trial_is_one_row_from_its_start_to_its_outcome(story: Story, views: Views) -> None:
    story.build().start().begin(0, thickness=2.5)
    row = trial(views, 0)
    assert (row.state, row.feasible, row.parameters) == ("running", False, {"dv_thickness": 2.5})
    position = story.complete(0, mass=3.0).events[0].position
    row = trial(views, 0)
    assert (row.state, row.feasible, row.objectives) == ("feasible", True, {"obj_mass": 3.0})
    assert row.outputs == {"ext_mass": {"mass": 3.0}, "ext_displacement": {"max_displacement": 1}}
    assert (row.margins, row.seconds, row.cached) == ({"con_stiff": -1.0}, 1.5, None)
    assert (row.solver, row.deck_sha256, row.position) == ("embedded 1", "d" * 64, position)
    assert row.ended_at and row.ended_at > row.started_at


def test_a_trial_without_a_result_says_why(story: Story, views: Views) -> None:
    story.build().start().begin(0)
    story.delay(0)
    assert trial(views, 0).reason == "no licence"
    story.fail(0)
    row = trial(views, 0)
    assert (row.state, row.failure, row.by_design) == ("failed", "fatal", True)
    assert row.reason == "*** FATAL: the matrix is singular"


def test_selections_of_a_run_with_one_objective(story: Story, views: Views) -> None:
    story.build().start().trial(0, 3.0).trial(1, 1.0, displacement=5.0).trial(2, 2.0)
    story.begin(3)
    story.fail(3)
    story.trial(4, 2.5)
    assert numbers(views, "all") == [0, 1, 2, 3, 4]
    assert numbers(views, "best") == numbers(views, "pareto") == [2]
    assert numbers(views, "failed") == [3]
    assert numbers(views, "recent", limit=2) == numbers(views, "all", limit=2) == [3, 4]


def test_the_front_of_two_objectives(story: Story, views: Views) -> None:
    story.build(objectives=2).start()
    for number, (mass, displacement) in enumerate([(3, 0.5), (2, 1), (3, 1), (1, 1.9), (0.5, 3)]):
        story.trial(number, float(mass), float(displacement))
    assert numbers(views, "pareto") == [0, 1, 3]
    assert numbers(views, "best") == [1]
    assert latest(views).best_trial is None


def test_an_unknown_selection_or_run_is_refused_with_those_there_are(
    story: Story, views: Views
) -> None:
    story.build().start()
    with pytest.raises(Refused, match="all, best, pareto, recent, failed"):
        numbers(views, "bests")
    with views.current() as connection, pytest.raises(Refused, match="run-1"):
        TrialTable(connection, "bracket").select("all", "run-7")


def test_a_study_without_a_run_has_no_trials(story: Story, views: Views) -> None:
    story.build()
    assert numbers(views, "all") == numbers(views, "best") == []
    with views.current() as connection:
        assert TrialTable(connection, "bracket").columns()["parameters"] == {}


def test_columns_have_one_value_a_trial_and_none_where_there_is_none(
    story: Story, views: Views
) -> None:
    story.build().start().trial(0, 3.0)
    story.begin(1, thickness=4.0)
    story.fail(1)
    story.begin(2)
    with views.current() as connection:
        columns = TrialTable(connection, "bracket").columns()
    assert columns["number"] == [0, 1, 2]
    assert columns["state"] == ["feasible", "failed", "running"]
    assert columns["feasible"] == [True, None, None]
    assert columns["failure"] == [None, "fatal", None]
    assert columns["parameters"] == {"dv_thickness": [2.0, 4.0, 2.0]}
    assert columns["objectives"] == {"obj_mass": [3.0, None, None]}
    assert columns["margins"] == {"con_stiff": [-1.0, None, None]}
    assert columns["outputs"]["ext_mass.mass"] == [3.0, None, None]


def test_a_run_counts_its_trials_and_keeps_the_best(story: Story, views: Views) -> None:
    story.build().start(5).trial(0, 3.0).trial(1, 2.0).trial(2, 2.0).trial(3, 0.1, 9.0)
    story.begin(4)
    run = latest(views)
    assert (run.trials, run.done, run.failed, run.max_trials) == (5, 4, 0, 5)
    assert (run.best_trial, run.best_objective, run.state) == (1, 2.0, "running")
    story.do("pause")
    assert latest(views).state == "paused"
    story.do("stop_optimization")
    stopped = latest(views)
    assert stopped.state == "stopped" and stopped.ended_at


def test_a_trial_that_is_solved_again_counts_with_its_new_outcome(
    story: Story, views: Views
) -> None:
    story.build().start().trial(0, 1.0).trial(1, 2.0)
    story.begin(2)
    story.fail(2)
    assert (latest(views).best_trial, latest(views).failed) == (0, 1)
    story.do("stop_optimization")
    story.do("retry_trials", numbers=[0, 2])
    assert (latest(views).state, latest(views).ended_at) == ("running", None)
    story.begin(0, attempt=2)
    story.begin(2, attempt=2)
    run = latest(views)
    assert (run.trials, run.done, run.failed, run.best_trial) == (3, 1, 0, 1)
    assert trial(views, 0).objectives == {}
    story.complete(0, 5.0, attempt=2)
    story.complete(2, 0.5, attempt=2)
    run = latest(views)
    assert (run.done, run.best_trial, run.best_objective) == (3, 2, 0.5)


def test_edits_do_not_change_what_a_run_looks_for(story: Story, views: Views) -> None:
    story.build().start().trial(0, 3.0).trial(1, 2.0)
    story.do("change_objective", id="Mass", direction="maximize")
    assert numbers(views, "best") == [1]
    story.do("stop_optimization")
    story.start().trial(0, 3.0).trial(1, 2.0)
    assert numbers(views, "best") == [0]
    assert (latest(views).run, latest(views).best_trial) == ("run-2", 0)


def test_trials_as_of_a_position_are_those_that_were_there(
    story: Story, store: EventStore, views: Views
) -> None:
    story.build().start().trial(0, 3.0).trial(1, 2.0)
    then = story.do("move_node", positions={"dv_thickness": [1, 2]})
    story.trial(2, 1.0)
    position = then.events[0].position
    assert position_of(store, "bracket", then.version or 0) == position
    with trials_as_of(store, "bracket", position) as table:
        before = table.select()
        assert [row.number for row in before] == [0, 1]
        assert [row.number for row in table.select("best")] == [1]
    with views.current() as connection:
        now = TrialTable(connection, "bracket").select()
    assert now[:2] == before
    with trials_as_of(store, "bracket", store.head()) as table:
        assert table.select() == now


steps = st.lists(
    st.tuples(st.sampled_from(["begin", "complete", "fail"]), st.integers(0, 4), st.floats(0, 9)),
    max_size=25,
)


@settings(max_examples=25)
@given(steps)
def test_rows_agree_with_the_folded_run(told: list[tuple[str, int, float]]) -> None:
    with open_store("memory:") as store:
        studies = Studies(store)
        story = Story(studies).build(objectives=2).start()
        attempts = dict.fromkeys(range(5), 0)
        for verb, number, value in told:
            if verb == "begin":
                attempts[number] += 1
                story.begin(number, attempts[number], thickness=value + 1)
            elif verb == "complete":
                story.complete(number, value, 9 - value, attempts[number])
            else:
                story.fail(number, attempts[number])
        run = studies.run("bracket", "run-1")
        with trials_as_of(store, "bracket", store.head()) as table:
            row, rows = table.run(), table.select()
            front, first = table.select("pareto"), table.select("best")
    assert row
    assert {r.number: (r.state, r.attempt) for r in rows} == {
        n: (t.state, t.started.attempt) for n, t in run.trials.items()
    }
    failed = sum(t.state == "failed" for t in run.trials.values())
    assert (row.trials, row.done, row.failed) == (len(run.trials), run.finished(), failed)
    measured = [outcome for _, outcome in run.completed()]
    ranked = pareto_front(measured, row.objectives)
    assert [r.number for r in front] == [outcome.number for outcome in ranked]
    winner = best(measured, row.objectives)
    assert [r.number for r in first] == ([winner.number] if winner else [])
