"""Outputs of extractors -> DRESP1 and the limits that say the same: the way back of
`sol200_responses`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from atomizer.domain.items import Constraint, Extractor, Objective, Operator
from atomizer.engine.deck.control import read_control
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.sol200_asked import (
    UPWARD,
    Asked,
    Sides,
    listed_ids,
    own_subcase,
    sides_of,
)
from atomizer.engine.deck.sol200_express_motions import MOTIONS
from atomizer.engine.deck.sol200_families import FAMILIES, WITHOUT_PROPERTY, Family, Item
from atomizer.engine.deck.sol200_limits import SIGNED
from atomizer.engine.deck.sol200_measure import NotMeasured
from atomizer.engine.deck.sol200_motions import OVER_FREQUENCY, OVER_TIME
from atomizer.engine.deck.sol200_responses import MODES, element_ids

_CHOICES = {"component": "axial", "criterion": "tsai_wu"}
"""Options that choose the item of a row, as they are where the study does not give them."""
_OPTIONS = {
    "mass": (),
    **dict.fromkeys((extractor for extractor, _ in MODES.values()), ("subcase", "mode")),
    **{
        family.extractor: ("subcase", "elements", "properties", *_CHOICES, "mode")
        if family.kind != "STRESS"
        else ("subcase", "elements", "properties")
        for family in FAMILIES
    },
    **{name: motion.options for name, motion in MOTIONS.items()},
}
"""What can be expressed of each extractor: no other, and no other option."""
_ABSOLUTE = {outputs[2] for outputs in SIGNED.values()}


def constraint_as_responses(
    deck: Deck, extractor: Extractor, constraint: Constraint
) -> list[Asked]:
    """The responses and limits that say what a constraint says.

    Raises:
        NotMeasured: a DRESP1 cannot say it.
    """
    if constraint.source is None:
        raise NotMeasured("It is not connected to an extractor.")
    output = constraint.source.output_key
    return list(_asked(deck, extractor, output, constraint.operator, constraint.threshold))


def objective_as_response(deck: Deck, extractor: Extractor, objective: Objective) -> Asked:
    """The one response that is an objective.

    Raises:
        NotMeasured: a single DRESP1 cannot say it.
    """
    if objective.source is None:
        raise NotMeasured("It is not connected to an extractor.")
    output = objective.source.output_key
    operator: Operator = ">=" if output.startswith("min_") else "<="
    found = list(_asked(deck, extractor, output, operator, 0.0))
    if len(found) != 1 or len(found[0].ids) > 1 or output in _ABSOLUTE:
        raise NotMeasured("It is the worst of several numbers; DESOBJ takes one.")
    if found[0].ids and found[0].of not in ("", "ELEM"):
        raise NotMeasured("It is the worst of the elements of a property; DESOBJ takes one.")
    if found[0].kind in {*OVER_FREQUENCY, *OVER_TIME} and not found[0].second:
        return replace(found[0], second="MAX")
    return found[0]


def _asked(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Iterator[Asked]:
    if extractor.type not in _OPTIONS:
        raise NotMeasured(f"DRESP1 has nothing like the extractor {extractor.type!r}.")
    if foreign := set(extractor.config) - set(_OPTIONS[extractor.type]):
        raise NotMeasured(f"DRESP1 has nothing like the option {sorted(foreign)[0]!r}.")
    sides = sides_of(operator, threshold)
    if extractor.type == "mass":
        if output != "mass":
            raise NotMeasured(f"DRESP1 has nothing like {output}.")
        yield Asked("WEIGHT", item="3", second="3", sides=sides, everywhere=True)
    elif extractor.type in MOTIONS:
        yield MOTIONS[extractor.type].express(deck, extractor, output, operator, threshold)
    elif extractor.type in {name for name, _ in MODES.values()}:
        yield _mode(extractor, output, sides)
    else:
        yield from _of_elements(deck, extractor, output, operator, threshold)


def _mode(extractor: Extractor, output: str, sides: Sides) -> Asked:
    kind = next((k for k, measured in MODES.items() if measured == (extractor.type, output)), "")
    if not kind:
        raise NotMeasured(f"DRESP1 has nothing like {output}.")
    number = str(extractor.config.get("mode", 1))
    return Asked(kind, item=number, sides=sides, subcase=own_subcase(extractor))


def _of_elements(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Iterator[Asked]:
    """One response for each item of each kind of property, or of the elements."""
    second, subcase = str(extractor.config.get("mode", "")), own_subcase(extractor)
    found = False
    for family, of, ids in _selected(deck, extractor):
        if family.each_subcase and subcase is None and len(read_control(deck.control).subcases) > 1:
            raise NotMeasured("It is of one of several subcases; name it.")
        for code, item in family.items.items():
            sides = _item_sides(item, output, operator, threshold)
            if sides and _chooses(extractor, item):
                found = True
                yield Asked(family.kind, of, code, ids, sides, subcase, second=second)
    if not found:
        kind = next(each.kind for each in FAMILIES if each.extractor == extractor.type).lower()
        raise NotMeasured(f"No {kind} item of the selected elements is {output} {operator}.")


def _chooses(extractor: Extractor, item: Item) -> bool:
    """Whether the options of the extractor mean this item."""
    return all(extractor.config.get(k, _CHOICES[k]) == value for k, value in item.config.items())


def _item_sides(item: Item, output: str, operator: Operator, threshold: float) -> Sides | None:
    """Limits of an item; none where it has no part in the output."""
    if output in _ABSOLUTE and operator in UPWARD:
        return -threshold if item.lower else None, threshold if item.upper else None
    if item.upper == output and operator in UPWARD:
        return None, threshold
    return (threshold, None) if item.lower == output and operator in (">=", ">") else None


def _selected(deck: Deck, extractor: Extractor) -> Iterator[tuple[Family, str, tuple[int, ...]]]:
    """Families, PTYPE and ids that an extractor looks at."""
    elements, properties = (listed_ids(extractor, name) for name in ("elements", "properties"))
    if elements and properties:
        raise NotMeasured("DRESP1 names elements or properties, not both.")
    known = set[int]()
    for family in (each for each in FAMILIES if each.extractor == extractor.type):
        for of, ids in _of_family(deck, family, elements, properties):
            known |= set(ids)
            yield family, of, ids
    if missing := sorted(set(elements or properties) - known):
        what = "element" if elements else "property"
        raise NotMeasured(f"DRESP1 has nothing like it of {what} {missing[0]}.")


def _of_family(
    deck: Deck, family: Family, elements: tuple[int, ...], properties: tuple[int, ...]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    if elements:
        found = [("ELEM", _among(elements, element_ids(deck, family)))]
    else:
        found = [
            (name, _among(properties or deck.ids(name), deck.ids(name)))
            for name in family.properties
        ]
        if not properties:
            bare = WITHOUT_PROPERTY & set(family.elements)
            found += [("ELEM", tuple(sorted(deck.ids(name)))) for name in sorted(bare)]
    yield from ((of, ids) for of, ids in found if ids)


def _among(wanted: Iterable[int], known: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(wanted) & set(known)))
