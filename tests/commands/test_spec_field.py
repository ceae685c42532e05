"""One field of the spec by its path."""

from typing import Any

import pytest

from atomizer.commands.spec import UpdateSpecField
from atomizer.domain.events import Event, ItemAdded, ItemChanged, NodesMoved
from atomizer.domain.items import DesignVariable, Extractor, Surrogate
from tests.given import (
    CREATED,
    LIGHT,
    READY,
    STRONG,
    WEB,
    added,
    given,
    story,
)

RIB = added(DesignVariable(**WEB.model_dump() | {"name": "Rib 1.5"}), "dv.rib", 1)
BOUNDS = {"min": 1.0, "max": 8.0}


def changed(kind: str, item: str, before: dict[str, Any], after: dict[str, Any]) -> ItemChanged:
    return ItemChanged(kind=kind, id=item, before=before, after=after)


@pytest.mark.parametrize(
    "path",
    [
        "design_variables[0].bounds.max",
        "$.design_variables[0].bounds.max",
        "design_variables.0.bounds.max",
        "design_variables[dv_web].bounds.max",
        "design_variables['dv_web'].bounds.max",
        "design_variables[Web].bounds.max",
    ],
)
def test_a_field_is_found_by_index_id_or_name(path: str) -> None:
    wider = changed(
        "design_variable", "dv_web", {"bounds": BOUNDS}, {"bounds": BOUNDS | {"max": 9.0}}
    )
    given(*READY).when(UpdateSpecField(path=path, value=9)).then(wider)
    given(*READY).when(UpdateSpecField(path=path, value=8)).then()


@pytest.mark.parametrize("name", ["dv.rib", "Rib 1.5"])
def test_an_id_or_a_name_may_hold_a_dot(name: str) -> None:
    off = changed("design_variable", "dv.rib", {"enabled": True}, {"enabled": False})
    command = UpdateSpecField(path=f"design_variables[{name}].enabled", value=False)
    given(*READY, RIB).when(command).then(off)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("meta.study_name", "B", changed("meta", "meta", {"name": "Bracket"}, {"name": "B"})),
        ("meta.tags", ["a"], changed("meta", "meta", {"tags": []}, {"tags": ["a"]})),
        (
            "model.sim.solution",
            103,
            changed("solver", "solver", {"solution": 101}, {"solution": 103}),
        ),
        (
            "model.sim.options.tolerance",
            0.5,
            changed("solver", "solver", {"options": {}}, {"options": {"tolerance": 0.5}}),
        ),
        (
            "extractors[ext_gauge].config.subcase",
            2,
            changed("extractor", "ext_gauge", {"config": {}}, {"config": {"subcase": 2}}),
        ),
        (
            "constraints[con_strong].source.output_key",
            "max_displacement",
            changed(
                "constraint",
                "con_strong",
                {"source": STRONG.values["source"]},
                {"source": {"extractor_id": "ext_gauge", "output_key": "max_displacement"}},
            ),
        ),
        (
            "objectives[0].source",
            None,
            changed("objective", "obj_light", {"source": LIGHT.values["source"]}, {"source": None}),
        ),
        ("optimization.surrogate.type", "gp", added(Surrogate(type="gp"))),
        ("optimization.surrogate", {"type": "gp"}, added(Surrogate(type="gp"))),
        ("canvas.nodes[dv_web].position", [1, 2], NodesMoved(positions={"dv_web": (1.0, 2.0)})),
        ("canvas.nodes[dv_web].position[1]", 2, NodesMoved(positions={"dv_web": (50.0, 2.0)})),
    ],
)
def test_every_part_of_the_spec_has_a_path(path: str, value: Any, expected: Event) -> None:
    given(*READY).when(UpdateSpecField(path=path, value=value)).then(expected)


@story(UpdateSpecField)
def test_options_are_free_at_any_depth() -> None:
    command = UpdateSpecField(path="optimization.algorithm.options.kernel.width", value=2)
    (event,) = given(*READY).when(command).decide()
    assert isinstance(event, ItemAdded)
    assert event.values["options"] == {"kernel": {"width": 2}}


def test_a_study_without_a_model_gets_one_by_its_path() -> None:
    command = UpdateSpecField(path="model.sim.path", value="1_setup/bracket.bdf")
    given(CREATED).when(command).then(READY[1])


@pytest.mark.parametrize(
    ("path", "value", "because"),
    [
        ("design_variables[dv_web].bouns", 1, "Did you mean 'bounds'?"),
        ("design_variables[dv_web].bounds.mx", 1, "Did you mean 'max'?"),
        ("design_variables[dv_wob].baseline", 1, "Did you mean 'dv_web'?"),
        ("design_variables[7].baseline", 1, "There is no entry (in 'design_variables[7].basel"),
        ("design_variables[-1].baseline", 1, "There is no entry"),
        ("design_variables[²].baseline", 1, "There is no entry"),
        ("optimisation.seed", 1, "Did you mean 'optimization'?"),
        ("meta.study_name.first", 1, "leads nowhere: 'first' would stand below a string."),
        ("design_variables[0].baseline.x", 1, "leads nowhere: 'x' would stand below a number."),
        ("...", 1, "'...' is not a path."),
        ("$", 1, "'$' is not a path."),
        ("design_variables[0].bounds.max", "9", "bounds.max: Input should be a valid number"),
        ("design_variables[0].bounds.max", True, "bounds.max: Input should be a valid number"),
        ("design_variables[0].bounds.max", 0, "min must be below max, got min=1 and max=0"),
        ("design_variables[0].enabled", 1, "enabled: Input should be a valid boolean"),
        ("design_variables", {}, "design_variables must be a list."),
        ("design_variables[0]", 3, "design_variables[0] must be an object, not a number."),
        ("design_variables[0].id", "a b", "'a b' cannot be an id."),
        ("design_variables[0].id", "ext_scale", "the id 'ext_scale' is used twice."),
        ("optimization.seed", 1.5, "seed: Input should be a valid integer"),
        ("meta.created_at", "now", "it follows from the rest of the spec."),
        ("meta.spec_version", 99, "it follows from the rest of the spec."),
        ("canvas.edges", [], "it follows from the rest of the spec."),
        ("canvas.nodes[dv_web].type", "model", "it follows from the rest of the spec."),
        ("meta.version", "3.0", "This is spec version '3.0'; 2.0 is read."),
    ],
)
def test_a_path_or_value_that_is_wrong_is_refused_in_words(
    path: str, value: Any, because: str
) -> None:
    given(*READY).when(UpdateSpecField(path=path, value=value)).refused("E011", because)


@pytest.mark.parametrize("position", [None, [1], ["1", 2], [True, 2], "12", {"x": 1}])
def test_a_place_on_the_canvas_is_two_numbers(position: Any) -> None:
    command = UpdateSpecField(path="canvas.nodes[0].position", value=position)
    given(*READY).when(command).refused("E030", "needs an id and a position [x, y]")


def test_what_an_item_measures_is_checked_on_every_way() -> None:
    source = "constraints[0].source"
    lost = UpdateSpecField(path=f"{source}.extractor_id", value="ext_gauges")
    given(*READY).when(lost).refused("E032", "Did you mean 'ext_gauge'?")
    mistyped = UpdateSpecField(path=f"{source}.output_key", value="max_stres")
    given(*READY).when(mistyped).refused("E032", "Did you mean 'max_stress'?")
    unknown = UpdateSpecField(path="extractors[0].type", value="scales")
    given(*READY).when(unknown).refused("E011", "Did you mean 'scale'?")
    solver = UpdateSpecField(path="model.sim.solver", value="nastran")
    given(*READY).when(solver).refused("E011", "No solver is named 'nastran'.")


def test_a_plugin_that_is_gone_does_not_stand_in_the_way_of_other_edits() -> None:
    lost = added(Extractor(name="Lost", type="uninstalled"), "ext_lost", 2)
    renamed = changed("meta", "meta", {"name": "Bracket"}, {"name": "B"})
    command = UpdateSpecField(path="meta.study_name", value="B")
    given(*READY, lost).when(command).then(renamed)
