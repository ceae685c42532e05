"""Creating, cloning, renaming and archiving a study."""

from atomizer.commands.study import ArchiveStudy, CloneStudy, CreateStudy, RenameStudy
from atomizer.domain.events import ItemAdded, ItemChanged, NodesMoved, RunPaused, StudyCreated
from atomizer.domain.items import Meta
from atomizer.domain.spec import plain
from tests.commands.runs import STARTED
from tests.given import CREATED, MODEL, READY, given, story, told


@story(CreateStudy)
def test_a_study_is_created_once() -> None:
    command = CreateStudy(name="Bracket", description="Light.", category="demo", tags=("a",))
    meta = plain(Meta(name="Bracket", description="Light.", tags=("a",)))
    given().when(command).then(StudyCreated(meta=meta, category="demo"))
    refusal = given(CREATED).when(command).refused("E013")
    assert str(refusal) == "A study 'bracket' exists already: 'Bracket'. Choose another."


def test_a_study_knows_when_and_by_whom_it_was_created() -> None:
    study = told(CREATED)
    assert (study.id, study.created_by) == ("bracket", "user:ann")
    assert study.created_at == "2026-01-01T00:00:01Z"


@story(CloneStudy)
def test_a_clone_has_the_items_but_not_the_runs_and_places() -> None:
    moved = NodesMoved(positions={"dv_web": (1.0, 2.0)})
    archived = ItemChanged(
        kind="meta", id="meta", before={"archived": False}, after={"archived": True}
    )
    source = given().and_study("source", *READY, moved, STARTED, archived)
    items = [event for event in READY if isinstance(event, ItemAdded)]
    ordered = sorted(items, key=lambda event: READY.index(event))
    meta = plain(Meta(name="Copy"))
    expected = StudyCreated(meta=meta, category="", cloned_from="source")
    source.when(CloneStudy(source="source", name="Copy")).then(expected, *ordered)


def test_a_clone_needs_a_new_id() -> None:
    there = given(CREATED).and_study("source", CREATED, MODEL)
    there.when(CloneStudy(source="source", name="Copy")).refused("E013", "exists already")


@story(RenameStudy)
def test_a_study_gets_another_name_and_keeps_its_id() -> None:
    renamed = ItemChanged(
        kind="meta", id="meta", before={"name": "Bracket"}, after={"name": "Clamp"}
    )
    given(CREATED).when(RenameStudy(name="Clamp")).then(renamed)
    given(CREATED).when(RenameStudy(name="Bracket")).then()
    assert told(CREATED, renamed).id == "bracket"


@story(ArchiveStudy)
def test_a_study_is_not_archived_while_a_run_is_active() -> None:
    archived = ItemChanged(
        kind="meta", id="meta", before={"archived": False}, after={"archived": True}
    )
    given(*READY).when(ArchiveStudy()).then(archived)
    running = given(*READY, STARTED)
    refusal = running.when(ArchiveStudy()).refused("E020", "run-1 is running.")
    assert refusal.hint == "Stop it first."
    paused = given(*READY, STARTED, RunPaused(run="run-1"))
    paused.when(ArchiveStudy()).refused("E020", "run-1 is paused.")
    running.when(ArchiveStudy(archived=False)).then()
