"""What every door may say: names, types, schemas, and a story for every word."""

import json
import pkgutil
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

import tests.commands
from atomizer.commands import runner
from atomizer.commands.base import RunnerCommand
from atomizer.commands.items import ChangeItem
from atomizer.commands.run import FinishRun
from atomizer.commands.vocabulary import COMMANDS, parse
from atomizer.domain.values import Refused
from tests.given import STORIES, TOLD, thorough

RUNNERS = [
    cls.tool_name()
    for cls in vars(runner).values()
    if isinstance(cls, type) and issubclass(cls, RunnerCommand) and cls is not RunnerCommand
]
for module in pkgutil.iter_modules(tests.commands.__path__, "tests.commands."):
    if module.name.startswith("tests.commands.test_") and module.name != __name__:
        import_module(module.name)


@pytest.mark.parametrize("name", [*COMMANDS, *RUNNERS, FinishRun.tool_name()])
def test_every_command_has_a_story_that_tells_of_it(name: str) -> None:
    assert name in STORIES, f"No story tells of {name}."
    TOLD.clear()
    for story in STORIES[name]:
        story()
    assert name in {command.tool_name() for command in TOLD}


def said(name: str, /, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        parse(name, arguments)
    assert refusal.value.code == "E011"
    return refusal.value


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    refusal = said("add_objektive", name="a")
    assert refusal.message.startswith("There is no command 'add_objektive'. There is create_study,")
    assert refusal.hint == "Did you mean 'add_objective'?"


def test_an_unknown_field_is_answered_with_the_nearest_and_all_there_are() -> None:
    refusal = said("add_objective", name="a", direktion="minimize")
    assert refusal.message == "add_objective: direktion: there is no such field."
    assert refusal.hint == (
        "Did you mean 'direction'? "
        "add_objective takes: name, direction, source, weight, target, enabled, id."
    )
    assert refusal.field == "direktion"
    assert said("undo", version=1).hint == "undo takes: on_conflict."
    assert said("pause", now=True).hint == "pause takes: nothing."


def test_an_unknown_field_inside_a_field_is_not_taken_for_one_of_the_command() -> None:
    bounds = {"min": 0, "max": 1, "nam": 2}
    refusal = said("add_design_variable", name="a", expression_name="A", bounds=bounds)
    assert (refusal.field, refusal.hint) == ("bounds.nam", "")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    refusal = said("add_constraint", operator="=<", threshold="1")
    assert "name: is needed" in refusal.message
    assert "operator: Input should be '<=', '>=', '<', '>' or '=='" in refusal.message
    assert "threshold: Input should be a valid number" in refusal.message


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("set_budget", "max_trials", "5"),
        ("set_budget", "max_trials", True),
        ("set_budget", "max_trials", 5.0),
        ("set_budget", "max_trials", 0),
        ("set_budget", "timeout_hours", "1"),
        ("set_budget", "timeout_hours", True),
        ("add_constraint", "threshold", True),
        ("add_constraint", "threshold", "5"),
        ("add_constraint", "threshold", None),
        ("add_constraint", "enabled", 1),
        ("add_constraint", "enabled", "true"),
        ("add_constraint", "name", 5),
        ("add_constraint", "name", ""),
        ("create_study", "tags", "a"),
        ("create_study", "tags", [1]),
        ("set_algorithm", "type", "tpe"),
        ("set_solver", "solution", "101"),
        ("move_node", "positions", {"a": [1]}),
        ("move_node", "positions", {"a": ["1", 2]}),
        ("move_node", "positions", {}),
        ("inject_design", "parameters", {"a": True}),
        ("undo", "on_conflict", "ignore"),
    ],
)
def test_types_are_strict(name: str, field: str, value: object) -> None:
    needed = {"add_constraint": {"name": "a", "threshold": 1}, "create_study": {"name": "a"}}
    arguments = needed.get(name, {}) | {field: value}
    assert said(name, **arguments).field.split(".")[0] == field


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e999])
def test_numbers_are_finite(value: float) -> None:
    text = "the arguments are not JSON with finite numbers"
    for name, arguments in (
        ("add_constraint", {"name": "a", "threshold": value}),
        ("set_solver", {"options": {"deep": [{"x": value}]}}),
        ("edit_spec", {"spec": {"note": value}}),
        ("move_node", {"positions": {"a": [value, 0]}}),
    ):
        assert text in said(name, **arguments).message


@pytest.mark.parametrize("arguments", [{"x": {1, 2}}, {"x": b"a"}, {"x": object()}])
def test_what_is_not_json_is_refused_in_words(arguments: dict[str, Any]) -> None:
    assert "are not JSON" in said("edit_spec", **arguments).message


def test_half_a_letter_is_refused_in_words() -> None:
    assert said("rename_study", name="\ud800").message.startswith("rename_study: ")


@pytest.mark.parametrize("depth", [100, 1_000, 100_000])
def test_deep_nesting_is_refused_in_words(depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    try:
        command = parse("set_solver", {"options": {"deep": deep}})
    except Refused as refusal:
        assert refusal.code == "E011"
    else:
        assert depth == 100, "what the store would refuse may pass here"
        assert command.tool_name() == "set_solver"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@drawn(st.sampled_from(sorted(COMMANDS)), st.data())
@thorough(200)
def test_any_arguments_are_either_a_command_or_refused_in_words(name: str, data: Any) -> None:
    fields = st.sampled_from([*COMMANDS[name].model_fields, "x"])
    arguments = data.draw(st.dictionaries(fields, JSON, max_size=4))
    try:
        command = parse(name, arguments)
    except Refused as refusal:
        assert refusal.code == "E011"
        assert refusal.message.startswith(f"{name}: ")
    else:
        assert type(command) is COMMANDS[name]
        again = command.model_dump(mode="json", exclude_unset=True)
        assert parse(name, again) == command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    schema = COMMANDS[name].model_json_schema()
    assert schema["type"] == "object"
    assert schema["description"].endswith(".")
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema
    assert COMMANDS[name].model_json_schema() == schema


PLAIN = {"description", "direction", "label", "operator", "solution", "tags", "threshold", "type"}
"""What their names and choices say already."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_field_is_plain_or_explained(name: str) -> None:
    for field, said in COMMANDS[name].model_json_schema().get("properties", {}).items():
        description = said.get("description", "")
        assert description.endswith(".") or field in PLAIN, f"{name}.{field}: {description!r}"


@pytest.mark.parametrize("name", [n for n in COMMANDS if issubclass(COMMANDS[n], ChangeItem)])
def test_a_change_has_the_fields_of_its_item_all_of_them_optional(name: str) -> None:
    schema = COMMANDS[name].model_json_schema()
    assert schema["required"] == ["id"]
    command = COMMANDS[name]
    assert issubclass(command, ChangeItem)
    assert set(schema["properties"]) == {"id", *command.item.model_fields}
    for field, its in command.item.model_json_schema()["properties"].items():
        if "description" in its:
            assert schema["properties"][field]["description"] == its["description"]


def test_a_change_keeps_the_limits_of_the_fields_of_its_item() -> None:
    assert "weight" in said("change_objective", id="a", weight=-1).message
    assert "units" in said("change_constraint", id="a", units="x" * 33).message
    assert (
        "source.extractor_id"
        in said(
            "change_objective", id="a", source={"extractor_id": "no spaces", "output_key": "mass"}
        ).message
    )


def test_only_the_runner_says_that_a_run_has_ended() -> None:
    assert FinishRun not in COMMANDS.values()
    assert not set(RUNNERS) & set(COMMANDS)
    assert len(RUNNERS) == 4
