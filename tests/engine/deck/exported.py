"""A study that is written as a deck and read back, and whether it is what it was."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atomizer.domain.items import Constraint, DesignVariable, Extractor, Objective, Source
from atomizer.engine.deck.sol200 import DesignModel, read_design_model
from atomizer.engine.deck.sol200_cards import NotTakenOver
from atomizer.engine.deck.sol200_export import Wanted, design_model_files
from tests.engine.deck.decks import put


def study(
    extractors: Mapping[str, tuple[str, dict[str, Any]]],
    constraints: Mapping[str, tuple[str, Any, float]],
    objective: str = "w.mass",
    variables: tuple[DesignVariable, ...] = (),
) -> Wanted:
    """The parts of a study; `w.mass` is the output mass of the extractor w."""
    return Wanted(
        {f"dv_{n}": variable for n, variable in enumerate(variables)},
        {i: Extractor(name=i, type=kind, config=c) for i, (kind, c) in extractors.items()},
        {"obj_goal": Objective(name="goal", source=source(objective))},
        {
            i: Constraint(name=i, operator=operator, threshold=threshold, source=source(of))
            for i, (of, operator, threshold) in constraints.items()
        },
    )


def source(of: str) -> Source:
    extractor, output = of.split(".")
    return Source(extractor_id=extractor, output_key=output)


def there_and_back(
    folder: Path, deck: Path, wanted: Wanted
) -> tuple[DesignModel, list[NotTakenOver]]:
    files, left = design_model_files(deck, wanted, folder / "scratch")
    for name, text in files.items():
        put(folder / "there", text, name)
    return read_design_model(folder / "there" / "model.bdf"), left


def goals(
    extractors: Mapping[str, Extractor], items: Any, told: tuple[str, ...]
) -> set[tuple[object, ...]]:
    """What is wanted or held, by what is measured, whatever it is named."""
    return {
        (
            extractors[item.source.extractor_id].type,
            json.dumps(extractors[item.source.extractor_id].config, sort_keys=True),
            item.source.output_key,
            *(getattr(item, name) for name in told),
        )
        for item in items
    }


def same(model: DesignModel, wanted: Wanted) -> None:
    """The study is what it was."""
    before, after = wanted.variables.values(), model.variables
    told = ("expression_name", "type", "bounds", "values", "baseline")
    assert [[getattr(v, name) for name in told] for v in after] == [
        [getattr(v, name) for name in told] for v in before
    ]
    for one, other, said in (
        (model.objectives, wanted.objectives.values(), ("direction",)),
        (model.constraints, wanted.constraints.values(), ("operator", "threshold")),
    ):
        assert goals(model.extractors, one, said) == goals(wanted.extractors, other, said)
