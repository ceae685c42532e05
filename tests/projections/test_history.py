"""What happened, in sentences."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from atomizer.commands.store import open_store
from atomizer.commands.store.catalogue import EVENTS
from atomizer.commands.studies import Studies
from atomizer.domain import events as ev
from atomizer.domain.items import KINDS, Kind
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.run import TrialCompleted
from atomizer.domain.study import Study
from atomizer.projections.activity import happenings
from atomizer.projections.history import explained, sentence, who
from atomizer.projections.views import Views
from tests.projections.sentences import MEASURED, SENTENCES, TRIALS
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
