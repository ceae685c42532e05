"""Adding, changing and removing what a study is made of."""

import pytest

from atomizer.commands.items import (
    AddConstraint,
    AddDesignVariable,
    AddExtractor,
    AddObjective,
    ChangeConstraint,
    ChangeDesignVariable,
    ChangeExtractor,
    ChangeObjective,
    RemoveConstraint,
    RemoveDesignVariable,
    RemoveExtractor,
    RemoveObjective,
)
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import ItemChanged, ItemRemoved, NodesMoved
from atomizer.domain.items import (
    Bounds,
    Constraint,
    DesignVariable,
    Extractor,
    Item,
    Objective,
    Source,
)
from tests.given import (
    CREATED,
    GAUGE,
    LIGHT,
    READY,
    SCALE,
    STRESSED,
    STRONG,
    THICKNESS,
    WEB,
    WEIGHED,
    added,
    given,
    story,
)


@story(AddDesignVariable)
def test_a_variable_gets_an_id_from_its_name_and_a_place_after_the_others() -> None:
    fields = {"expression_name": "H", "bounds": Bounds(min=20, max=80)}
    expected = added(DesignVariable(name="Web height!", **fields), "dv_web_height", 1)
    given(CREATED, THICKNESS).when(AddDesignVariable(name="Web height!", **fields)).then(expected)


def test_a_second_item_of_the_same_name_gets_a_number() -> None:
    command = AddDesignVariable(**WEB.model_dump())
    given(CREATED, THICKNESS).when(command).then(added(WEB, "dv_web_2", 1))


def test_a_place_left_on_the_canvas_is_not_taken_over_by_a_new_item() -> None:
    moved = NodesMoved(positions={"dv_web": (1.0, 2.0)})
    removed = ItemRemoved(kind="design_variable", id="dv_web", values=THICKNESS.values)
    command = AddDesignVariable(**WEB.model_dump())
    given(CREATED, THICKNESS, moved, removed).when(command).then(added(WEB, "dv_web_2", 0))


@story(AddExtractor)
def test_an_extractor_is_an_installed_plugin_with_options_it_takes() -> None:
    two = Extractor(name="At rest", type="gauge", config={"subcase": 2})
    empty = given(CREATED)
    empty.when(AddExtractor(**two.model_dump())).then(added(two, "ext_at_rest", 0))
    refusal = empty.when(AddExtractor(name="A", type="guage")).refused("E011", "'guage'")
    assert str(refusal) == (
        "No extractor is named 'guage'. Installed: gauge, scale. Did you mean 'gauge'?"
    )
    wrong = empty.when(AddExtractor(name="A", type="gauge", config={"sub": 1})).refused("E011")
    assert wrong.message == (
        "The extractor 'gauge' does not take these options: sub: there is no such field."
    )
    assert wrong.hint == "It takes: subcase."


@story(AddObjective)
def test_an_objective_measures_an_output_of_an_extractor_of_the_study() -> None:
    light = Objective(name="Light", source=WEIGHED)
    have = given(CREATED, SCALE)
    have.when(AddObjective(**_fields(light))).then(LIGHT)
    lost = Source(extractor_id="ext_scal", output_key="mass")
    refusal = have.when(AddObjective(name="A", source=lost)).refused("E032", "There is ext_scale.")
    assert refusal.hint == "Did you mean 'ext_scale'?"
    mistyped = Source(extractor_id="ext_scale", output_key="mas")
    have.when(AddObjective(name="A", source=mistyped)).refused("E032", "Did you mean 'mass'?")


@story(AddConstraint)
def test_a_constraint_may_wait_for_its_connection() -> None:
    strong = Constraint(name="Strong", threshold=200.0, source=STRESSED)
    given(CREATED, SCALE, GAUGE).when(AddConstraint(**_fields(strong))).then(STRONG)
    loose = Constraint(name="Loose", threshold=1.0)
    given(CREATED).when(AddConstraint(**_fields(loose))).then(added(loose, "con_loose", 0))


def _fields(item: Item) -> dict[str, object]:
    return {name: getattr(item, name) for name in type(item).model_fields}


@pytest.mark.parametrize("taken", ["obj_light", "ext_scale"])
def test_an_id_belongs_to_one_item_of_whatever_kind(taken: str) -> None:
    command = AddConstraint(id=taken, name="A", threshold=1)
    given(*READY).when(command).refused("E011", f"The id {taken!r} is taken by an")


@pytest.mark.parametrize("reserved", ["model", "solver", "budget", "meta"])
def test_the_id_of_a_single_item_is_reserved_even_before_there_is_one(reserved: str) -> None:
    command = AddConstraint(id=reserved, name="A", threshold=1)
    given(CREATED).when(command).refused("E011", f"The id {reserved!r} is reserved.")


@story(ChangeDesignVariable)
def test_a_change_names_only_what_it_changes() -> None:
    expected = ItemChanged(
        kind="design_variable",
        id="dv_web",
        before={"bounds": {"min": 1.0, "max": 8.0}},
        after={"bounds": {"min": 1.0, "max": 9.0}},
    )
    for name in ("dv_web", "Web"):
        command = parse("change_design_variable", {"id": name, "bounds": {"min": 1, "max": 9}})
        assert isinstance(command, ChangeDesignVariable)
        given(*READY).when(command).then(expected)


def test_null_is_a_value_and_what_is_absent_stays() -> None:
    expected = ItemChanged(
        kind="design_variable", id="dv_web", before={"baseline": 4.0}, after={"baseline": None}
    )
    command = parse("change_design_variable", {"id": "dv_web", "baseline": None})
    given(*READY).when(command).then(expected)
    given(*READY).when(parse("change_design_variable", {"id": "dv_web"})).then()


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"name": None}, "name: Input should be a valid string"),
        ({"bounds": None}, "a continuous variable needs bounds: min and max"),
        ({"type": "categorical"}, "a categorical variable needs values: at least two choices"),
        ({"scale": "log", "bounds": {"min": 0, "max": 1}}, "log scale needs min > 0, got min=0"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused_in_words(
    fields: dict[str, object], because: str
) -> None:
    command = parse("change_design_variable", {"id": "dv_web"} | fields)
    refusal = given(*READY).when(command).refused("E011", because)
    assert refusal.message.startswith("The design_variable 'dv_web' cannot take these values: ")


@story(ChangeExtractor)
def test_the_options_of_an_extractor_are_those_of_its_plugin() -> None:
    changed = ItemChanged(
        kind="extractor", id="ext_gauge", before={"config": {}}, after={"config": {"subcase": 2}}
    )
    given(*READY).when(
        parse("change_extractor", {"id": "ext_gauge", "config": {"subcase": 2}})
    ).then(changed)
    wrong = parse("change_extractor", {"id": "ext_scale", "config": {"subcase": 2}})
    given(*READY).when(wrong).refused("E011", "The extractor 'scale' does not take these options")


def test_an_item_whose_plugin_is_gone_can_still_be_renamed() -> None:
    lost = added(Extractor(name="Lost", type="uninstalled"), "ext_lost", 2)
    renamed = ItemChanged(
        kind="extractor", id="ext_lost", before={"name": "Lost"}, after={"name": "Found"}
    )
    command = parse("change_extractor", {"id": "ext_lost", "name": "Found"})
    given(*READY, lost).when(command).then(renamed)


@story(ChangeObjective, ChangeConstraint)
def test_an_objective_and_a_constraint_can_be_connected_elsewhere() -> None:
    stress = {"extractor_id": "ext_gauge", "output_key": "max_displacement"}
    for kind, item, before in (
        ("objective", "obj_light", WEIGHED),
        ("constraint", "con_strong", STRESSED),
    ):
        changed = ItemChanged(
            kind=kind, id=item, before={"source": before.model_dump()}, after={"source": stress}
        )
        command = parse(f"change_{kind}", {"id": item, "source": stress})
        given(*READY).when(command).then(changed)
    lost = {"extractor_id": "ext_gauge", "output_key": "max_stres"}
    command = parse("change_constraint", {"id": "con_strong", "source": lost})
    given(*READY).when(command).refused("E032", "Did you mean 'max_stress'?")


def test_an_unknown_item_is_answered_with_those_there_are() -> None:
    command = parse("change_design_variable", {"id": "dv_wob", "enabled": False})
    refusal = given(*READY).when(command).refused("E011")
    assert str(refusal) == (
        "There is no design variable 'dv_wob'. There is dv_web. Did you mean 'dv_web'?"
    )


def test_a_name_that_two_items_have_does_not_tell_which() -> None:
    twin = added(WEB, "dv_twin", 1)
    command = parse("remove_design_variable", {"id": "Web"})
    refusal = given(*READY, twin).when(command).refused("E011", "2 items are named 'Web'.")
    assert refusal.hint == "Say which: ['dv_web', 'dv_twin']."


@story(RemoveDesignVariable, RemoveObjective, RemoveConstraint)
def test_what_nobody_refers_to_is_removed_with_all_it_said() -> None:
    for event in (THICKNESS, LIGHT, STRONG):
        gone = ItemRemoved(kind=event.kind, id=event.id, values=event.values)
        given(*READY).when(parse(f"remove_{event.kind}", {"id": event.id})).then(gone)


@story(RemoveExtractor)
def test_an_extractor_in_use_is_removed_only_together_with_its_users() -> None:
    refusal = given(*READY).when(RemoveExtractor(id="ext_scale")).refused("E032")
    assert refusal.message == "'ext_scale' is used by obj_light."
    assert refusal.hint == "Remove or disconnect those first, or ask for dependents: cascade."
    given(*READY).when(RemoveExtractor(id="ext_scale", dependents="cascade")).then(
        ItemRemoved(kind="objective", id="obj_light", values=LIGHT.values),
        ItemRemoved(kind="extractor", id="ext_scale", values=SCALE.values),
    )
