"""The canvas: connecting, moving, pasting and removing nodes."""

from typing import Any

import pytest

from atomizer.commands.canvas import (
    Connect,
    Disconnect,
    MoveNode,
    Paste,
    PastedItem,
    RemoveNode,
    TidyLayout,
)
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import ItemAdded, ItemChanged, ItemRemoved, LayoutTidied, NodesMoved
from atomizer.domain.items import Constraint, Extractor, Objective
from atomizer.domain.spec import as_spec
from tests.given import (
    CREATED,
    GAUGE,
    LIGHT,
    READY,
    SCALE,
    STRESSED,
    STRONG,
    THICKNESS,
    added,
    given,
    story,
    told,
)

HEAVY = added(Objective(name="Heavy"), "obj_heavy", 1)
LOOSE = added(Constraint(name="Loose", threshold=1.0), "con_loose", 1)
OPEN = (*READY, HEAVY, LOOSE)


def connected(kind: str, item: str, extractor: str, output: str) -> ItemChanged:
    source = {"extractor_id": extractor, "output_key": output}
    return ItemChanged(
        kind=kind,
        id=item,
        before={"source": None},
        after={"source": source},
    )


@story(Connect)
def test_the_only_output_of_an_extractor_need_not_be_named() -> None:
    command = Connect(source="ext_scale", target="obj_heavy")
    given(*OPEN).when(command).then(connected("objective", "obj_heavy", "ext_scale", "mass"))


def test_one_of_several_outputs_has_to_be_named() -> None:
    refusal = given(*OPEN).when(Connect(source="ext_gauge", target="con_loose")).refused("E032")
    assert (
        str(refusal) == "'ext_gauge' gives max_stress, max_displacement. Say which with output_key."
    )
    command = Connect(source="ext_gauge", target="con_loose", output_key="max_stress")
    expected = connected("constraint", "con_loose", "ext_gauge", "max_stress")
    given(*OPEN).when(command).then(expected)
    again = command
    given(*OPEN, expected).when(again).then()
    lost = Connect(source="ext_gauge", target="con_loose", output_key="max_stres")
    given(*OPEN).when(lost).refused("E032", "Did you mean 'max_stress'?")


def test_an_extractor_that_is_not_installed_gives_nothing() -> None:
    lost = added(Extractor(name="Lost", type="uninstalled"), "ext_lost", 2)
    command = Connect(source="ext_lost", target="obj_heavy")
    given(*OPEN, lost).when(command).refused("E032", "gives nothing: its plugin is not installed")


@pytest.mark.parametrize(
    ("source", "target", "because"),
    [
        ("dv_web", "model", "A design variable cannot be connected to a model."),
        ("obj_light", "con_strong", "An objective cannot be connected to a constraint."),
        ("ext_scale", "ext_gauge", "An extractor cannot be connected to an extractor."),
        ("ext_scale", "solver", "An extractor cannot be connected to a solver."),
    ],
)
def test_only_an_extractor_is_connected_and_only_to_a_response(
    source: str, target: str, because: str
) -> None:
    refusal = given(*OPEN).when(Connect(source=source, target=target)).refused("E032", because)
    assert "other edges are derived" in refusal.hint


@pytest.mark.parametrize("node", ["ext_scal", "meta"])
def test_a_node_that_is_not_there_is_answered_with_those_that_are(node: str) -> None:
    for command in (
        Connect(source=node, target="obj_heavy"),
        Disconnect(target=node),
        MoveNode(positions={node: (0.0, 0.0)}),
        RemoveNode(id=node),
    ):
        refusal = given(*OPEN).when(command).refused("E011", f"There is no node {node!r}.")
        assert refusal.hint == ("Did you mean 'ext_scale'?" if node == "ext_scal" else "")


@story(Disconnect)
def test_a_response_is_disconnected_once() -> None:
    expected = ItemChanged(
        kind="objective",
        id="obj_light",
        before={"source": LIGHT.values["source"]},
        after={"source": None},
    )
    command = Disconnect(target="obj_light")
    given(*READY).when(command).then(expected)
    given(*READY, expected).when(command).refused("E032", "is not connected to an extractor")
    given(*READY).when(Disconnect(target="dv_web")).refused("E032", "is not connected")


@story(MoveNode)
def test_the_nodes_of_one_drag_move_in_one_event() -> None:
    drag = MoveNode(positions={"dv_web": (10.0, 20.0), "ext_scale": (30.0, 40.0)})
    moved = NodesMoved(positions=drag.positions)
    given(*READY).when(drag).then(moved)
    given(*READY, moved).when(drag).then()
    home = MoveNode(positions={"dv_web": (50.0, 50.0), "ext_scale": (0.0, 0.0)})
    given(*READY).when(home).then(NodesMoved(positions={"ext_scale": (0.0, 0.0)}))


def test_a_move_is_no_change_of_the_spec_that_a_run_would_pin() -> None:
    before, moved = told(*READY), told(*READY, NodesMoved(positions={"dv_web": (1.0, 2.0)}))
    assert (moved.version, moved.spec_version) == (before.version + 1, before.spec_version)
    assert moved.revisions["design_variable/dv_web"] == before.revisions["design_variable/dv_web"]


@story(TidyLayout)
def test_tidying_takes_every_node_home() -> None:
    moved = NodesMoved(positions={"dv_web": (1.0, 2.0)})
    tidied = LayoutTidied(nodes=("dv_web",))
    given(*READY, moved).when(TidyLayout()).then(tidied)
    given(*READY).when(TidyLayout()).then()
    assert as_spec(told(*READY, moved, tidied))["canvas"] == as_spec(told(*READY))["canvas"]


def pasted(*events: ItemAdded, **changes: Any) -> tuple[PastedItem, ...]:
    """Items as the browser copies them, from the spec."""
    return tuple(PastedItem(kind=e.kind, id=e.id, values=e.values | changes) for e in events)


@story(Paste)
def test_copies_get_new_ids_and_refer_to_each_other() -> None:
    given(*READY).when(Paste(items=pasted(STRONG, GAUGE))).then(
        added(Extractor(name="Gauge", type="gauge"), "ext_gauge_2", 2),
        added(
            Constraint(
                name="Strong",
                threshold=200.0,
                source=STRESSED.model_copy(update={"extractor_id": "ext_gauge_2"}),
            ),
            "con_strong_2",
            1,
        ),
        NodesMoved(positions={"ext_gauge_2": (930.0, 210.0), "con_strong_2": (1210.0, 210.0)}),
    )


def test_a_copy_alone_refers_to_what_its_original_refers_to() -> None:
    moved = NodesMoved(positions={"obj_light": (7.0, 8.0)})
    copy = ItemAdded(kind="objective", id="obj_light_2", values=LIGHT.values | {"rank": 1})
    given(*READY, moved).when(Paste(items=pasted(LIGHT), offset=(1.0, 2.0))).then(
        copy, NodesMoved(positions={"obj_light_2": (8.0, 10.0)})
    )


def test_what_comes_from_another_study_needs_what_it_refers_to() -> None:
    here = given(CREATED, SCALE)
    here.when(Paste(items=pasted(STRONG))).refused("E032", "There is no extractor 'ext_gauge'.")
    copy = ItemAdded(kind="design_variable", id="dv_web", values=THICKNESS.values)
    here.when(Paste(items=pasted(THICKNESS))).then(copy)


def test_unknown_keys_of_a_copy_survive() -> None:
    paste = Paste(items=pasted(THICKNESS, note="as built"))
    values = THICKNESS.values | {"extra": {"note": "as built"}}
    given(CREATED).when(paste).then(ItemAdded(kind="design_variable", id="dv_web", values=values))


def test_a_single_item_cannot_be_pasted_and_a_broken_one_neither() -> None:
    model = Paste(items=(PastedItem(kind="model", id="model", values={"path": "a.bdf"}),))
    given(*READY).when(model).refused("E030", "A study has only one model; it cannot be pasted.")
    broken = Paste(items=pasted(THICKNESS, bounds={"min": "1", "max": 2}))
    refusal = given(*READY).when(broken).refused("E011", "The copy of 'dv_web': bounds.min: ")
    assert "valid number" in refusal.message


@story(RemoveNode)
def test_a_node_is_removed_with_the_item_behind_it() -> None:
    gone = ItemRemoved(kind="design_variable", id="dv_web", values=THICKNESS.values)
    given(*READY).when(RemoveNode(id="dv_web")).then(gone)
    given(*READY).when(RemoveNode(id="ext_scale")).refused("E032", "is used by obj_light.")
    cascade = parse("remove_node", {"id": "ext_scale", "dependents": "cascade"})
    given(*READY).when(cascade).then(
        ItemRemoved(kind="objective", id="obj_light", values=LIGHT.values),
        ItemRemoved(kind="extractor", id="ext_scale", values=SCALE.values),
    )
