"""Undo, redo, restore and labels: everything is taken back by appending."""

from typing import Any

import pytest

from atomizer.commands.history import LabelVersion, Redo, RestoreVersion, Undo
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import (
    ItemAdded,
    ItemChanged,
    ItemRemoved,
    NodesMoved,
    Redone,
    Undone,
    VersionLabelled,
    VersionRestored,
)
from atomizer.domain.items import Constraint, Extractor, Objective
from atomizer.domain.spec import as_spec
from atomizer.domain.undo import UNDO_DEPTH
from atomizer.domain.values import Refused
from tests.commands.runs import STARTED
from tests.commands.steps import History, after, value, web
from tests.given import (
    CREATED,
    READY,
    STRONG,
    THICKNESS,
    added,
    by,
    given,
    story,
    told,
)


@story(Undo, Redo)
def test_a_step_is_taken_back_and_made_again() -> None:
    history: History = [*READY, web(baseline=5.0)]
    (undone,) = given(*history).when(Undo()).decide()
    assert isinstance(undone, Undone)
    assert undone.patch[0].path == ("design_variable", "dv_web", "baseline")
    back = after(history, Undo())
    assert told(*back).document == told(*READY).document
    (redone,) = given(*back).when(Redo()).decide()
    assert isinstance(redone, Redone)
    assert told(*after(back, Redo())).document == told(*history).document


def test_there_is_nothing_to_take_back_at_first() -> None:
    given(CREATED).when(Undo()).refused("E014", "There is nothing to undo.")
    given(*READY).when(Redo()).refused("E014", "There is nothing to redo.")
    given(*READY).when(Undo(), "bob").refused("E014", "There is nothing to undo.")


def test_a_new_edit_ends_what_could_be_made_again() -> None:
    history = after([*READY], Undo())
    given(*history, web(baseline=5.0)).when(Redo()).refused("E014")
    given(*history, *by("bob", web(baseline=5.0))).when(Redo()).then(
        *given(*history).when(Redo()).decide()
    )


def test_a_gesture_is_one_step() -> None:
    drag = by("ann", web(baseline=5.0), NodesMoved(positions={"dv_web": (1.0, 2.0)}), group="g")
    assert told(*after([*READY, drag], Undo())).document == told(*READY).document


def test_a_cascade_comes_back_as_it_was() -> None:
    cascade = parse("remove_extractor", {"id": "ext_scale", "dependents": "cascade"})
    gone = after([*READY], cascade)
    assert "objective" not in told(*gone).document
    assert told(*after(gone, Undo())).document == told(*READY).document


def test_everybody_takes_back_their_own_steps() -> None:
    history: History = [*READY, web(baseline=5.0), by("bob", web(units="cm"))]
    mine = told(*after(history, Undo()))
    assert (value(mine, "baseline"), value(mine, "units")) == (4.0, "cm")
    theirs = told(*after(history, Undo(), who="bob"))
    assert (value(theirs, "baseline"), value(theirs, "units")) == (5.0, "mm")


CONFLICT: History = [
    *READY,
    by("ann", web(baseline=5.0, units="cm"), group="g"),
    by("bob", web(baseline=6.0)),
]


def test_a_cell_somebody_changed_since_is_named() -> None:
    refusal = given(*CONFLICT).when(Undo()).refused("E013")
    assert refusal.message == "Changed since by bob: design_variable/dv_web/baseline."
    assert "'keep'" in refusal.hint
    assert refusal.field == "design_variable/dv_web/baseline"


@pytest.mark.parametrize(("mode", "baseline"), [("keep", 6.0), ("force", 4.0)])
def test_a_conflict_is_kept_or_forced(mode: Any, baseline: float) -> None:
    undone = after(CONFLICT, Undo(on_conflict=mode))
    assert value(told(*undone), "baseline") == baseline
    assert value(told(*undone), "units") == "mm"
    redone = told(*after(undone, Redo(on_conflict=mode)))
    assert redone.document == told(*CONFLICT).document
    assert redone.owners == told(*CONFLICT).owners


def test_an_undo_that_keeps_everything_can_still_be_made_again() -> None:
    history: History = [*READY, web(baseline=5.0), by("bob", web(baseline=6.0))]
    undone = after(history, Undo(on_conflict="keep"))
    assert told(*undone).document == told(*history).document
    assert told(*after(undone, Redo())).document == told(*history).document


def test_an_item_others_refer_to_since_is_not_taken_from_under_them() -> None:
    gauge = added(Extractor(name="Late", type="gauge"), "ext_late", 2)
    source = {"extractor_id": "ext_late", "output_key": "max_stress"}
    strong = ItemChanged(kind="constraint", id="con_strong", before={}, after={"source": source})
    for mode in ("reject", "keep", "force"):
        refusal = (
            given(*READY, gauge, *by("bob", strong))
            .when(Undo(on_conflict=mode))
            .refused("E013", "The constraint 'con_strong' refers to extractor 'ext_late'")
        )
        assert refusal.hint == "Disconnect or remove 'con_strong' first."


def test_an_id_that_another_kind_took_since_is_not_given_twice() -> None:
    gone = ItemRemoved(kind="design_variable", id="dv_web", values=THICKNESS.values)
    taken = added(Objective(name="Taken"), "dv_web", 1)
    for mode in ("reject", "force"):
        given(*READY, gone, *by("bob", taken)).when(Undo(on_conflict=mode)).refused(
            "E013", "The id 'dv_web' is taken by the objective that somebody added since."
        )


def test_an_undo_leaves_no_item_that_breaks_its_own_rules() -> None:
    chosen = web(type="categorical", values=["a", "b"], bounds=None)
    bounded = ItemChanged(
        kind="design_variable",
        id="dv_web",
        before={"bounds": None},
        after={"bounds": {"min": 0.0, "max": 9.0}},
    )
    again = web(type="continuous")
    history: History = [*READY, by("carol", chosen), bounded, by("bob", again)]
    given(*history).when(Undo()).refused("E013", "a continuous variable needs bounds")


def test_the_start_of_a_study_is_not_a_step() -> None:
    assert told(CREATED).undo == {}
    all_back = after([*READY], *[Undo()] * (len(READY) - 1))
    assert told(*all_back).document == told(CREATED).document
    given(*all_back).when(Undo()).refused("E014")


def test_runs_and_labels_are_not_steps() -> None:
    history = [*READY, STARTED, VersionLabelled(version=1, label="first")]
    assert told(*history).undo == told(*READY).undo


def test_only_so_many_steps_are_kept() -> None:
    steps = [web(baseline=1.0 + n / 1000) for n in range(UNDO_DEPTH + 5)]
    assert len(told(*READY, *steps).undo["ann"]) == UNDO_DEPTH


@story(RestoreVersion)
def test_a_version_is_restored_as_one_step() -> None:
    gone = ItemRemoved(kind="constraint", id="con_strong", values=STRONG.values)
    history: History = [*READY, gone, by("bob", web(baseline=5.0))]
    (event,) = given(*history).when(RestoreVersion(version=6)).decide()
    assert isinstance(event, VersionRestored)
    assert event.to == 6
    restored = after(history, RestoreVersion(version=6))
    assert told(*restored).document == told(*READY[:6]).document
    assert as_spec(told(*restored))["design_variables"] == as_spec(told(*READY))["design_variables"]
    assert told(*after(restored, Undo())).document == told(*history).document
    assert told(*after(restored, Undo(), Redo())).document == told(*READY[:6]).document


def test_a_version_that_differs_in_nothing_is_not_restored() -> None:
    given(*READY, STARTED).when(RestoreVersion(version=len(READY))).then()
    refusal = given(*READY).when(RestoreVersion(version=9)).refused("E011")
    assert refusal.message == "The study is at version 8; 9 is to come."


@story(LabelVersion)
def test_a_version_gets_one_name_and_a_name_one_version() -> None:
    now = VersionLabelled(version=8, label="before the assistant")
    given(*READY).when(LabelVersion(label=now.label)).then(now)
    assert told(*READY, now).labels == {"before the assistant": 8}
    first = VersionLabelled(version=1, label="empty")
    given(*READY).when(LabelVersion(label="empty", version=1)).then(first)
    again = given(*READY, now).when(LabelVersion(label=now.label))
    again.refused("E011", "'before the assistant' already names version 8.")
    given(*READY).when(LabelVersion(label="a", version=9)).refused("E011", "9 is to come")


def test_a_replayed_event_that_the_rules_of_today_would_refuse_is_still_history() -> None:
    odd = ItemAdded(kind="design_variable", id="dv_odd", values={"bounds": {"min": 2, "max": 1}})
    lost = ItemChanged(kind="constraint", id="nobody", before={}, after={"threshold": 1.0})
    study = told(CREATED, odd, ItemRemoved(kind="objective", id="nobody", values={}), lost)
    assert study.version == 4
    with pytest.raises(Refused, match="breaks a rule of today"):
        study.all(Constraint)
