"""What a deck gives to a study, as the command that makes the study so; and the way back."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory

from atomizer.commands.spec import EditSpec
from atomizer.domain.items import (
    LISTS,
    Constraint,
    DesignVariable,
    Extractor,
    Item,
    Kind,
    Model,
    Objective,
)
from atomizer.domain.spec import SECTIONS, plain
from atomizer.domain.study import Study
from atomizer.domain.values import Json, Refused, slug
from atomizer.engine.deck.sol200 import DesignModel
from atomizer.engine.deck.sol200_cards import NotTakenOver
from atomizer.engine.deck.sol200_export import Wanted, design_model_files
from atomizer.engine.files import existing

MODEL = "1_setup/model.bdf"


def study_of(model: DesignModel, name: str) -> EditSpec:
    """The one command that gives an empty study everything a deck says; undone in one step."""
    extractors = [_entry(i, plain(item)) for i, item in model.extractors.items()]
    return EditSpec(
        spec={
            "meta": {"study_name": name},
            "model": {"sim": {"path": MODEL, "solver": "embedded", "solution": model.solution}},
            SECTIONS["design_variable"]: _listed("design_variable", model.variables),
            SECTIONS["extractor"]: extractors,
            SECTIONS["objective"]: _listed("objective", model.objectives),
            SECTIONS["constraint"]: _listed("constraint", model.constraints),
        }
    )


def deck_of(study: Study, folder: Path) -> tuple[Mapping[str, str], list[NotTakenOver]]:
    """A study in this folder as a SOL 200 deck: its files, the main one model.bdf; what it lacks.

    Raises:
        Refused: the study has no deck.
        DeckRejected: the deck cannot be read.
    """
    model = study.single(Model)
    if model is None:
        raise Refused("E012", "There is no model.", "Set one with set_model.")
    wanted = Wanted(
        study.enabled(DesignVariable),
        study.enabled(Extractor),
        study.enabled(Objective),
        study.enabled(Constraint),
    )
    with TemporaryDirectory(prefix="atomizer-") as scratch:
        files, left = design_model_files(existing(folder, model.path), wanted, Path(scratch))
    return files, [*left, *_disabled(study)]


def _disabled(study: Study) -> Iterator[NotTakenOver]:
    for kind in LISTS:
        for i, cells in study.cells(kind).items():
            if cells.get("enabled") is False:
                yield NotTakenOver(entry=i, where="", why="It is disabled.")


def _listed(kind: Kind, items: Iterable[Item]) -> list[Json]:
    """The items with ids made of their names."""
    entries: dict[str, Json] = {}
    for item in items:
        cells = plain(item)
        wanted = slug(str(cells["name"]), LISTS[kind])
        numbered = (f"{wanted}_{number}" for number in count(2))
        entries[next(i for i in chain([wanted], numbered) if i not in entries)] = cells
    return [_entry(i, cells) for i, cells in entries.items()]


def _entry(i: str, cells: Json) -> Json:
    return {"id": i, **cells}
