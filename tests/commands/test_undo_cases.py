"""What a first version of undo got wrong, found by random histories: one case each."""

from typing import Any

import pytest

from atomizer.commands.history import Redo, RestoreVersion, Undo
from atomizer.domain.events import (
    ItemChanged,
    ItemRemoved,
    NodesMoved,
)
from atomizer.domain.items import Constraint
from tests.commands.steps import History, after, value, web
from tests.given import (
    CREATED,
    READY,
    THICKNESS,
    added,
    by,
    given,
    told,
)


def test_a_place_given_as_a_tuple_is_the_list_a_store_gives_back() -> None:
    moved = NodesMoved(positions={"dv_web": (1.0, 2.0)})
    again = NodesMoved.model_validate_json(moved.model_dump_json())
    assert told(*READY, moved).document == told(*READY, again).document
    assert told(*READY, moved).document["node"]["dv_web"] == {"position": [1.0, 2.0]}
    assert told(*after([*READY, moved], Undo(), Redo())).document == told(*READY, again).document


def test_a_container_that_runs_empty_is_gone_too() -> None:
    back = told(*after([CREATED, THICKNESS], Undo()))
    assert back.document == told(CREATED).document
    assert back.owners == told(CREATED).owners
    assert "design_variable" not in back.document


def test_a_group_id_that_is_used_again_later_is_another_step() -> None:
    history: History = [
        *READY,
        by("ann", web(baseline=5.0), group="g"),
        by("ann", web(units="cm"), group="h"),
        by("ann", web(baseline=6.0), group="g"),
    ]
    once = after(history, Undo())
    assert (value(told(*once), "baseline"), value(told(*once), "units")) == (5.0, "cm")
    assert told(*after(once, Undo(), Undo())).document == told(*READY).document
    redone = after(once, Undo(), Undo(), Redo(), Redo(), Redo())
    assert told(*redone).document == told(*history).document


def test_one_group_may_add_change_and_remove_the_same_item() -> None:
    loose = added(Constraint(name="Loose", threshold=1.0), "con_loose", 1)
    tight = ItemChanged(kind="constraint", id="con_loose", before={}, after={"threshold": 2.0})
    gone = ItemRemoved(kind="constraint", id="con_loose", values={})
    for events in ([loose, tight], [loose, tight, gone], [loose, gone, loose, tight]):
        history: History = [*READY, by("ann", *events, group="g")]
        undone = after(history, Undo())
        assert told(*undone).document == told(*READY).document
        assert told(*after(undone, Redo())).document == told(*history).document
    changed_and_removed: History = [
        *READY,
        loose,
        by("ann", tight, gone, group="g"),
    ]
    assert told(*after(changed_and_removed, Undo())).document == told(*READY, loose).document


def test_null_is_not_absent() -> None:
    noted = ItemChanged(
        kind="design_variable", id="dv_web", before={}, after={"extra": {"note": None}}
    )
    nothing = web(baseline=None)
    back = told(*after([*READY, noted], Undo()))
    assert "extra" not in back.document["design_variable"]["dv_web"]
    null = told(*READY, nothing).document["design_variable"]["dv_web"]
    assert null["baseline"] is None
    cleared = ItemChanged(
        kind="design_variable", id="dv_web", before={"extra": {"note": None}}, after={}
    )
    again = told(*after([*READY, noted, cleared], Undo()))
    assert again.document == told(*READY, noted).document


def test_an_equal_item_that_somebody_else_added_again_is_theirs() -> None:
    loose = added(Constraint(name="Loose", threshold=1.0), "con_loose", 1)
    gone = ItemRemoved(kind="constraint", id="con_loose", values=loose.values)
    history: History = [*READY, loose, by("bob", gone), by("bob", loose)]
    given(*history).when(Undo()).refused("E013", "constraint/con_loose")
    kept = told(*after(history, Undo(on_conflict="keep")))
    assert kept.document == told(*history).document
    same_again: History = [
        *READY,
        web(baseline=5.0),
        by("bob", web(baseline=6.0)),
        by("bob", web(baseline=5.0)),
    ]
    given(*same_again).when(Undo()).refused("E013", "Changed since by bob")


def test_an_equal_value_that_somebody_else_wrote_again_is_not_overwritten_by_a_redo() -> None:
    history = after([*READY, web(baseline=5.0)], Undo())
    history += [by("bob", web(baseline=6.0)), by("bob", web(baseline=4.0))]
    given(*history).when(Redo()).refused("E013", "Changed since by bob")
    kept = after(history, Redo(on_conflict="keep"))
    assert value(told(*kept), "baseline") == 4.0


def test_what_a_forced_undo_took_from_somebody_is_theirs_again_once_it_is_made_again() -> None:
    loose = added(Constraint(name="Loose", threshold=1.0), "con_loose", 1)
    gone = ItemRemoved(kind="constraint", id="con_loose", values=loose.values)
    history: History = [*READY, loose, by("bob", gone), by("bob", loose)]
    history = after(history, Undo(on_conflict="force"), Redo())
    given(*history).when(Undo()).refused("E013", "constraint/con_loose")
    kept = after(history, Undo(on_conflict="keep"))
    assert told(*kept).document == told(*history).document
    forced = after(history, Undo(on_conflict="force"))
    assert told(*forced).document == told(*READY).document


def test_a_value_that_came_back_as_ones_own_is_not_that_of_an_earlier_step() -> None:
    history: History = [
        *READY,
        web(baseline=5.0),
        web(baseline=7.0),
        by("bob", web(baseline=8.0)),
    ]
    history = after(history, Undo(on_conflict="keep"))
    history = after(history, Undo(), who="bob")
    assert value(told(*history), "baseline") == 7.0
    given(*history).when(Undo()).refused("E013", "Changed since by ann")


@pytest.mark.parametrize(
    ("old", "new"), [(1, True), (1, 1.0), (1.0, True), (0, False), (0.0, -0.0)]
)
def test_equal_in_python_is_not_the_same_in_json(old: Any, new: Any) -> None:
    options = ItemChanged(
        kind="solver", id="solver", before={"options": {}}, after={"options": {"a": old}}
    )
    other = options.model_copy(update={"after": {"options": {"a": new}}})
    history: History = [*READY, options, other]
    undone = after(history, Undo())
    assert told(*after(undone, Redo())).document == told(*history).document
    redone = told(*after(undone, Redo())).document["solver"]["solver"]["options"]["a"]
    assert repr(redone) == repr(new)
    assert repr(told(*undone).document["solver"]["solver"]["options"]["a"]) == repr(old)
    restored = given(*history).when(RestoreVersion(version=len(READY) + 1))
    assert len(list(restored.decide())) == 1
