"""Outputs of extractors -> DRESP1 and the limits that say the same: the way back of
`sol200_responses`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from atomizer.domain.items import Constraint, Extractor, Objective, Operator
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.sol200_responses import (
    AXES,
    FAMILIES,
    MODES,
    Family,
    Item,
    NotMeasured,
    element_ids,
    need_basic_frame,
)

Sides = tuple[float | None, float | None]
"""Lower and upper limit; None is open."""
UPWARD = ("<=", "<")
_OPTIONS = {
    "mass": (),
    "displacement": ("subcase", "nodes", "component"),
    **dict.fromkeys((extractor for extractor, _ in MODES.values()), ("subcase", "mode")),
    **dict.fromkeys(
        (family.extractor for family in FAMILIES), ("subcase", "elements", "properties")
    ),
}
"""What can be expressed of each extractor: no other, and no other option."""


@dataclass(frozen=True)
class Asked:
    """A DRESP1 without its id and label, its limits and its subcase (None: all of them).

    `everywhere` is whether it has no subcases at all, as a mass.
    """

    kind: str
    of: str = ""
    item: str = ""
    ids: tuple[int, ...] = ()
    sides: Sides = (None, None)
    subcase: int | None = None
    everywhere: bool = False


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
    if len(found) != 1 or len(found[0].ids) > 1 or output == "max_abs_stress":
        raise NotMeasured("It is the worst of several numbers; DESOBJ takes one.")
    if found[0].ids and found[0].of not in ("", "ELEM"):
        raise NotMeasured("It is the worst of the elements of a property; DESOBJ takes one.")
    return found[0]


def _asked(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Iterator[Asked]:
    if extractor.type not in _OPTIONS:
        raise NotMeasured(f"DRESP1 has nothing like the extractor {extractor.type!r}.")
    if foreign := set(extractor.config) - set(_OPTIONS[extractor.type]):
        raise NotMeasured(f"DRESP1 has nothing like the option {sorted(foreign)[0]!r}.")
    sides = _sides(operator, threshold)
    if extractor.type == "mass":
        if output != "mass":
            raise NotMeasured(f"DRESP1 has nothing like {output}.")
        yield Asked("WEIGHT", item="3", sides=sides, everywhere=True)
    elif extractor.type == "displacement":
        yield _displacement(deck, extractor, output, operator, threshold)
    elif extractor.type in {name for name, _ in MODES.values()}:
        yield _mode(extractor, output, sides)
    else:
        yield from _stresses(deck, extractor, output, operator, threshold)


def _sides(operator: Operator, threshold: float) -> Sides:
    lower = None if operator in UPWARD else threshold
    upper = None if operator in (">=", ">") else threshold
    return lower, upper


def _subcase(extractor: Extractor) -> int | None:
    subcase = extractor.config.get("subcase", "all")
    return subcase if isinstance(subcase, int) else None


def _numbers(extractor: Extractor, option: str) -> tuple[int, ...]:
    given = extractor.config.get(option) or ()
    return tuple(each for each in given if isinstance(each, int)) if isinstance(given, list) else ()


def _displacement(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Asked:
    axis = output.removeprefix("max_")
    if axis == "displacement":
        axis = str(extractor.config.get("component", "magnitude"))
    digit = next((digit for digit, name in AXES.items() if name == axis), "")
    if not digit:
        raise NotMeasured("DRESP1 DISP has components, but no magnitude.")
    if operator not in UPWARD:
        raise NotMeasured("A lower limit of a size needs two DRESP1 of opposite sign.")
    nodes = _numbers(extractor, "nodes") or tuple(sorted(deck.ids("GRID")))
    need_basic_frame(deck, nodes)
    sides = -threshold, threshold
    return Asked("DISP", item=digit, ids=nodes, sides=sides, subcase=_subcase(extractor))


def _mode(extractor: Extractor, output: str, sides: Sides) -> Asked:
    kind = next(kind for kind, (name, _) in MODES.items() if name == extractor.type)
    if output != MODES[kind][1]:
        raise NotMeasured(f"DRESP1 has nothing like {output}.")
    number = str(extractor.config.get("mode", 1))
    return Asked(kind, item=number, sides=sides, subcase=_subcase(extractor))


def _stresses(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Iterator[Asked]:
    """One response for each item of each kind of property, or of the elements."""
    count = 0
    for family, of, ids in _selected(deck, extractor):
        for code, item in family.items.items():
            if sides := _item_sides(item, output, operator, threshold):
                count += 1
                yield Asked("STRESS", of, code, ids, sides, _subcase(extractor))
    if not count:
        raise NotMeasured(f"No stress item of the selected elements is {output} {operator}.")


def _item_sides(item: Item, output: str, operator: Operator, threshold: float) -> Sides | None:
    """Limits of an item; none where it has no part in the output."""
    if output == "max_abs_stress" and operator in UPWARD:
        return -threshold if item.lower else None, threshold if item.upper else None
    if item.upper == output and operator in UPWARD:
        return None, threshold
    return (threshold, None) if item.lower == output and operator in (">=", ">") else None


def _selected(deck: Deck, extractor: Extractor) -> Iterator[tuple[Family, str, tuple[int, ...]]]:
    """Families, PTYPE and ids that an extractor looks at."""
    elements, properties = (_numbers(extractor, name) for name in ("elements", "properties"))
    if elements and properties:
        raise NotMeasured("DRESP1 names elements or properties, not both.")
    known = set[int]()
    for family in (each for each in FAMILIES if each.extractor == extractor.type):
        for of, ids in _of_family(deck, family, elements, properties):
            known |= set(ids)
            yield family, of, ids
    if missing := sorted(set(elements or properties) - known):
        what = "element" if elements else "property"
        raise NotMeasured(f"DRESP1 has no such stress of {what} {missing[0]}.")


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
        if "CONROD" in family.elements and not properties:
            found.append(("ELEM", tuple(sorted(deck.ids("CONROD")))))
    yield from ((of, ids) for of, ids in found if ids)


def _among(wanted: Iterable[int], known: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(wanted) & set(known)))
