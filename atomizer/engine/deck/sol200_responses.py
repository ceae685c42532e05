"""DRESP1 -> what an installed extractor measures.

Item codes as in the MSC Nastran Quick Reference Guide, "Item Codes": element stress of CROD, CBAR,
CQUAD4, CTRIA3 and the solids. Where the study measures more than the deck names (both fibres, both
ends, the size instead of the signed value) it is the stricter; that is listed, and so is all that
nothing measures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from atomizer import registry
from atomizer.domain.values import Json
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.sol200_cards import Response

AXES = {"1": "x", "2": "y", "3": "z"}
VON_MISES = "von Mises"


class NotMeasured(Exception):
    """Nothing measures this response; the message says why."""


@dataclass(frozen=True)
class Item:
    """An item of an element's stress: the output that limits it from above and from below.

    `whole` are the items that the output is the worst of.
    """

    upper: str = ""
    lower: str = ""
    whole: frozenset[str] = frozenset()
    quantity: str = ""


@dataclass(frozen=True)
class Family:
    """Elements and properties whose stress one extractor measures."""

    extractor: str
    elements: tuple[str, ...]
    properties: tuple[str, ...]
    items: Mapping[str, Item]


def _both(codes: str, upper: str = "", lower: str = "", quantity: str = "") -> dict[str, Item]:
    whole = frozenset(codes.split())
    return {code: Item(upper, lower, whole, quantity) for code in codes.split()}


FAMILIES = (
    Family(
        "bar_stress",
        ("CROD", "CONROD", "CTUBE"),
        ("PROD", "PTUBE"),
        _both("2", "max_stress", "min_stress"),
    ),
    Family(
        "bar_stress",
        ("CBAR",),
        ("PBAR", "PBARL"),
        _both("7 14", upper="max_stress") | _both("8 15", lower="min_stress"),
    ),
    Family(
        "shell_stress",
        ("CQUAD4", "CTRIA3"),
        ("PSHELL",),
        _both("9 17", upper="max_stress", quantity=VON_MISES)
        | _both("7 15", upper="max_principal")
        | _both("8 16", lower="min_principal"),
    ),
    Family(
        "solid_stress",
        ("CTETRA", "CPENTA", "CHEXA"),
        ("PSOLID",),
        _both("13", upper="max_stress", quantity=VON_MISES)
        | _both("8", upper="max_principal")
        | _both("22", lower="min_principal"),
    ),
)


@dataclass(frozen=True)
class Measure:
    """What an extractor gives for a response.

    Attributes:
        extractor: Name of the plugin.
        config: Its options, without the subcase.
        upper: The output that limits the response from above; empty where none does.
        lower: Likewise from below.
        item: The stress item, for those that are the worst of several, `whole`.
        size: Whether the output is the size of a signed response.
        scalar: Whether the response is a single number.
        in_subcases: Whether each subcase has its own.
    """

    extractor: str
    config: Json = field(default_factory=dict)
    upper: str = ""
    lower: str = ""
    item: str = ""
    whole: frozenset[str] = frozenset()
    size: bool = False
    scalar: bool = True
    in_subcases: bool = False


def measures(deck: Deck, response: Response, max_shear: str) -> list[Measure]:
    """The measures of a response; a displacement has one for each of its components.

    Args:
        deck: The deck it stands in.
        response: The DRESP1.
        max_shear: Why von Mises stress is not what the deck means; empty where it is.

    Raises:
        NotMeasured: no installed extractor measures it.
        DeckRejected: it names an entry that is not there.
    """
    if response.kind == "WEIGHT":
        found = [_weight(response)]
    elif response.kind in MODES:
        found = [_mode(response)]
    elif response.kind == "DISP":
        found = _displacements(deck, response)
    elif response.kind == "STRESS":
        found = [_stress(deck, response, max_shear)]
    else:
        raise NotMeasured(f"No extractor measures {response.kind or 'a response without a type'}.")
    for measure in found:
        _need_plugin(measure)
    return found


MODES = {"FREQ": ("frequency", "frequency"), "LAMA": ("buckling", "buckling_factor")}


def _weight(response: Response) -> Measure:
    """The first three terms of the diagonal of the mass matrix; 3,3 unless it says otherwise."""
    place = response.item or "3", response.second or "3"
    if place not in (("1", "1"), ("2", "2"), ("3", "3")):
        raise NotMeasured(f"Term {', '.join(place)} of the mass matrix is not measured.")
    if any(text != "ALL" for text in map(str.upper, response.ids)):
        raise NotMeasured("The weight of a superelement is not measured.")
    return Measure("mass", upper="mass", lower="mass")


def _mode(response: Response) -> Measure:
    extractor, output = MODES[response.kind]
    if not is_integer(response.item):
        raise NotMeasured("It names no mode.")
    return Measure(extractor, {"mode": int(response.item)}, upper=output, lower=output)


def _displacements(deck: Deck, response: Response) -> list[Measure]:
    if response.second:
        raise NotMeasured("Only displacements of static subcases are measured (ATTB is given).")
    foreign = [digit for digit in response.item if digit not in AXES]
    if foreign or not response.item:
        raise NotMeasured(f"Component {response.item or '(blank)'} is not measured: only 1, 2, 3.")
    nodes = _ids(response)
    need_basic_frame(deck, nodes)
    everywhere = set(nodes) >= set(deck.ids("GRID"))
    config: Json = {} if everywhere else {"nodes": [*sorted(set(nodes))]}
    return [
        Measure(
            "displacement",
            config,
            upper=f"max_{AXES[digit]}",
            size=True,
            scalar=len(nodes) == 1 and len(response.item) == 1,
            in_subcases=True,
        )
        for digit in response.item
    ]


def need_basic_frame(deck: Deck, nodes: Iterable[int]) -> None:
    """The extractor measures in the basic frame, a DRESP1 in the frame of the grid point."""
    default = next((card.field(6) for card in deck.cards("GRDSET")), "")
    for node in nodes:
        if (deck.card("GRID", node).field(6) or default) not in ("", "0"):
            raise NotMeasured(f"GRID {node} moves in a frame other than the basic one.")


def _stress(deck: Deck, response: Response, max_shear: str) -> Measure:
    if response.second:
        raise NotMeasured("Only stress of static subcases is measured (ATTB is given).")
    ids = _ids(response)
    family = _family(deck, response, ids)
    item = family.items.get(response.item)
    if item is None:
        known = ", ".join(sorted(family.items, key=int))
        raise NotMeasured(f"Stress item {response.item} is not measured: only {known}.")
    if item.quantity == VON_MISES and max_shear:
        raise NotMeasured(max_shear)
    of_elements = response.of == "ELEM"
    return Measure(
        family.extractor,
        {"elements": [*sorted(set(ids))]} if of_elements else _properties(deck, family, ids),
        item.upper,
        item.lower,
        response.item,
        item.whole,
        scalar=of_elements and len(ids) == 1 and len(item.whole) == 1,
        in_subcases=True,
    )


def _family(deck: Deck, response: Response, ids: list[int]) -> Family:
    if response.of != "ELEM":
        found = [family for family in FAMILIES if response.of in family.properties]
    else:
        found = [family for family in FAMILIES if set(ids) <= element_ids(deck, family)]
    if not found:
        raise NotMeasured(f"No extractor measures the stress of {response.of or 'this'} here.")
    return found[0]


def element_ids(deck: Deck, family: Family) -> set[int]:
    """Ids of the elements of a family."""
    return {number for name in family.elements for number in deck.ids(name)}


def _properties(deck: Deck, family: Family, ids: list[int]) -> Json:
    """No option where the properties are all there are that the extractor looks at."""
    alike = [each for each in FAMILIES if each.extractor == family.extractor]
    known = {number for each in alike for name in each.properties for number in deck.ids(name)}
    without = family.extractor == "bar_stress" and "CONROD" in deck.counts
    return {} if set(ids) >= known and not without else {"properties": [*sorted(set(ids))]}


def _ids(response: Response) -> list[int]:
    if not response.ids or not all(map(is_integer, response.ids)):
        raise NotMeasured(f"It does not name its ids: {' '.join(response.ids)[:40] or 'none'}.")
    return [int(text) for text in response.ids]


def _need_plugin(measure: Measure) -> None:
    if measure.extractor not in registry.names("extractors"):
        raise NotMeasured(f"No extractor named {measure.extractor!r} is installed.")
    known = registry.make("extractors", measure.extractor).outputs
    for output in filter(None, (measure.upper, measure.lower)):
        if output not in known:
            raise NotMeasured(f"The extractor {measure.extractor!r} gives no {output}.")
