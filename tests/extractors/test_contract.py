"""What every installed extractor keeps, built in or foreign."""

import math
from typing import get_args

import pytest
from pydantic import ValidationError

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Output, Table
from tests.extractors.states import everything, results

over_extractors = pytest.mark.parametrize("name", registry.names("extractors"))
MEASURING = [n for n in registry.names("extractors") if n != "script"]
"""All but the one that measures nothing until somebody allows its script."""


@over_extractors
def test_it_describes_itself(name: str) -> None:
    plugin = registry.make("extractors", name)
    assert plugin.__doc__ and plugin.__doc__.strip().endswith(".")
    assert set(plugin.tables) <= set(get_args(Table))
    for output, said in plugin.outputs.items():
        assert output.isidentifier() and isinstance(said, Output)
        assert said.description.endswith(".") and said.unit_kind


@over_extractors
def test_every_option_has_a_default_and_is_described(name: str) -> None:
    plugin = registry.load("extractors", name)
    schema = plugin.model_json_schema()
    for option in schema.get("properties", {}).values():
        assert "default" in option and option.get("description", "").endswith(".")
    assert registry.make("extractors", name) == plugin()


@pytest.mark.parametrize("name", MEASURING)
def test_it_measures_what_it_declares(name: str) -> None:
    measured = registry.make("extractors", name).measure(everything())
    assert set(measured) == set(registry.make("extractors", name).outputs)
    assert all(type(value) is float and math.isfinite(value) for value in measured.values())
    assert registry.make("extractors", name).measure(everything()) == measured


@over_extractors
def test_it_refuses_an_option_it_does_not_know(name: str) -> None:
    with pytest.raises(ValidationError, match="colour"):
        registry.make("extractors", name, {"colour": "red"})


@pytest.mark.parametrize("name", [n for n in registry.names("extractors") if n != "displacement"])
def test_it_says_so_when_there_is_nothing_to_measure(name: str) -> None:
    with pytest.raises(SolveFailed) as failed:
        registry.make("extractors", name).measure(results())
    assert failed.value.kind == "parse"
    assert failed.value.message.endswith(".")
