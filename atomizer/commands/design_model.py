"""What a deck gives to a study, as the command that makes the study so."""

from collections.abc import Iterable
from itertools import chain, count

from atomizer.commands.spec import EditSpec
from atomizer.domain.items import LISTS, Item, Kind
from atomizer.domain.spec import SECTIONS, plain
from atomizer.domain.values import Json, slug
from atomizer.engine.deck.sol200 import DesignModel

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
