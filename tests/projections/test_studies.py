"""The list of all studies, the canvas of one, and both as they were."""

from datetime import UTC, datetime, timedelta

import pytest

from atomizer.commands.studies import Studies
from atomizer.domain.values import Refused
from atomizer.projections.canvas import canvas
from atomizer.projections.past import study_as_of
from atomizer.projections.studies import StudyEntry, entries, entry
from atomizer.projections.views import Views
from tests.projections.story import Story


def listed(views: Views, study: str = "bracket") -> StudyEntry:
    with views.current() as connection:
        found = entry(connection, study)
    assert found
    return found


def test_an_entry_says_what_a_list_needs(story: Story, views: Views) -> None:
    story.build(objectives=2)
    found = listed(views)
    assert (found.name, found.description, found.tags) == ("Bracket", "Light and stiff", ("demo",))
    assert found.counts == {
        "design_variable": 1,
        "extractor": 2,
        "objective": 2,
        "constraint": 1,
    }
    assert (found.version, found.spec_version, found.created_by) == (9, 9, "user:ann")
    assert (found.run, found.run_state, found.done) == (None, None, 0)


def test_an_entry_follows_edits_undo_and_restore(story: Story, views: Views) -> None:
    story.build()
    story.do("rename_study", name="Shelf")
    story.do("remove_objective", id="Mass")
    assert (listed(views).name, listed(views).counts["objective"]) == ("Shelf", 0)
    story.do("undo")
    assert listed(views).counts["objective"] == 1
    story.do("restore_version", version=2)
    found = listed(views)
    assert (found.name, sum(found.counts.values())) == ("Bracket", 0)
    story.do("move_node", positions={"model": [1, 2]})
    moved = listed(views)
    assert (moved.version, moved.spec_version) == (found.version + 1, found.spec_version)
    assert moved.updated_at > found.updated_at


def test_an_entry_shows_the_active_run_and_its_best(story: Story, views: Views) -> None:
    story.build().start(7).trial(0, 3.0).trial(1, 2.0)
    story.begin(2)
    story.fail(2)
    found = listed(views)
    assert (found.run, found.run_state, found.max_trials) == ("run-1", "running", 7)
    assert (found.trials, found.done, found.failed) == (3, 3, 1)
    assert (found.best_trial, found.best_objective) == (1, 2.0)
    story.do("stop_optimization")
    assert listed(views).run_state == "stopped"


def test_studies_are_listed_with_the_last_changed_first(
    studies: Studies, story: Story, views: Views
) -> None:
    story.create(category="demo")
    Story(studies, "shelf").create()
    story.do("archive_study")
    with views.current() as connection:
        assert [found.id for found in entries(connection)] == ["bracket", "shelf"]
        assert entry(connection, "nothing") is None
    assert (listed(views).archived, listed(views).category) == (True, "demo")
    assert not listed(views, "shelf").archived


def test_the_canvas_shows_nodes_with_their_fields_and_problems(
    studies: Studies, story: Story
) -> None:
    story.build()
    story.do("add_objective", name="Cost")
    story.do("move_node", positions={"dv_thickness": [7, 8]})
    drawn = canvas(studies.study("bracket"))
    nodes = {node.id: node for node in drawn.nodes}
    thickness, cost = nodes["dv_thickness"], nodes["obj_cost"]
    assert (thickness.label, thickness.position) == ("thickness", (7.0, 8.0))
    assert thickness.fields["bounds"] == {"min": 1.0, "max": 5.0}
    assert [problem.code for problem in cost.problems] == ["E032"]
    assert (drawn.errors, drawn.problems) == (1, ())
    assert nodes["model"].label == "Model"
    assert {(edge.source, edge.target) for edge in drawn.edges} >= {("ext_mass", "obj_mass")}


def test_a_problem_of_no_node_belongs_to_the_canvas(studies: Studies, story: Story) -> None:
    story.create()
    drawn = canvas(studies.study("bracket"))
    assert drawn.nodes == ()
    assert len(drawn.problems) == drawn.errors + drawn.warnings > 0


def test_a_study_is_shown_as_of_a_version_or_a_moment(studies: Studies, story: Story) -> None:
    story.build()
    story.do("rename_study", name="Shelf")
    assert study_as_of(studies, "bracket").document["meta"]["meta"]["name"] == "Shelf"
    old = study_as_of(studies, "bracket", version=1)
    assert (old.version, canvas(old).nodes) == (1, ())
    moment = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=3)
    assert study_as_of(studies, "bracket", at=moment).version == 4
    with pytest.raises(Refused, match="time zone"):
        study_as_of(studies, "bracket", at=datetime(2030, 1, 1))
    with pytest.raises(Refused, match="versions 1 to"):
        study_as_of(studies, "bracket", version=99)
