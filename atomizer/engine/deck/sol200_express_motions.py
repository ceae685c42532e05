"""Motions and forces of constraint -> DRESP1: the way back of `sol200_motions`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from atomizer.domain.items import Extractor, Operator
from atomizer.engine.deck.control import read_control
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import format_field16
from atomizer.engine.deck.sol200_asked import UPWARD, Asked, listed_ids, own_subcase, sides_of
from atomizer.engine.deck.sol200_control import motions_asked
from atomizer.engine.deck.sol200_measure import AXES, NotMeasured, need_basic_frame
from atomizer.engine.deck.sol200_motions import OVER_FREQUENCY, OVER_TIME, SAME, TRANSLATIONS

Express = Callable[[Deck, Extractor, str, Operator, float], Asked]
CODES: Mapping[object, str] = {name: digit for digit, name in AXES.items()}
FORCES = {f"f{AXES[digit]}": digit for digit in TRANSLATIONS}


class Motion(NamedTuple):
    """How an extractor is said, and the options that can be."""

    express: Express
    options: tuple[str, ...]


def _displacement(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Asked:
    axis: object = output.removeprefix("max_")
    if axis == "displacement":
        axis = extractor.config.get("component", "magnitude")
    digit = CODES.get(axis, "")
    if digit not in tuple(TRANSLATIONS):
        raise NotMeasured("DRESP1 DISP has components, but no magnitude.")
    return _sized(deck, extractor, Asked("DISP", item=digit), operator, threshold)


def _over_frequencies(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Asked:
    quantity, asked = _peak(extractor, output, OVER_FREQUENCY)
    if not motions_asked(deck).get(quantity):
        said = f"The deck asks for no {quantity.upper()}(PHASE), without which {asked.kind}"
        raise NotMeasured(f"{said} is the real part and no amplitude.")
    sides, second = sides_of(operator, threshold), _frequency(extractor)
    asked = replace(asked, ids=_nodes(deck, extractor), sides=sides, second=second)
    return replace(asked, subcase=own_subcase(extractor))


def _over_time(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Asked:
    return _sized(deck, extractor, _peak(extractor, output, OVER_TIME)[1], operator, threshold)


def _constraint_force(
    deck: Deck, extractor: Extractor, output: str, operator: Operator, threshold: float
) -> Asked:
    digit = FORCES.get(output, "")
    if not digit:
        raise NotMeasured(f"DRESP1 has nothing like {output}.")
    nodes = listed_ids(extractor, "nodes")
    if len(nodes) != 1:
        raise NotMeasured("It is the sum over several grid points; SPCFORCE takes each alone.")
    need_basic_frame(deck, nodes)
    subcase = own_subcase(extractor)
    if subcase is None and len(read_control(deck.control).subcases) > 1:
        raise NotMeasured("It is of one of several subcases; name it.")
    return Asked("SPCFORCE", "", digit, nodes, sides_of(operator, threshold), subcase)


def _peak(extractor: Extractor, output: str, kinds: Mapping[str, str]) -> tuple[str, Asked]:
    """The quantity, and the response of its component."""
    if output != "peak":
        raise NotMeasured(f"DRESP1 has nothing like {output}.")
    quantity = str(extractor.config.get("quantity", "displacement"))
    digit = CODES.get(extractor.config.get("component", "magnitude"), "")
    kind = next((kind for kind, each in kinds.items() if each == quantity), "")
    if not kind:
        raise NotMeasured(f"{quantity} over frequencies or time is not written as DRESP1.")
    if not digit:
        raise NotMeasured(f"DRESP1 {kind} has components, but no magnitude.")
    return quantity, Asked(kind, item=digit)


def _sized(
    deck: Deck, extractor: Extractor, asked: Asked, operator: Operator, threshold: float
) -> Asked:
    """A signed response whose size is limited from above."""
    if operator not in UPWARD:
        raise NotMeasured("A lower limit of a size needs two DRESP1 of opposite sign.")
    nodes, sides = _nodes(deck, extractor), (-threshold, threshold)
    return replace(asked, ids=nodes, sides=sides, subcase=own_subcase(extractor))


def _nodes(deck: Deck, extractor: Extractor) -> tuple[int, ...]:
    nodes = listed_ids(extractor, "nodes") or tuple(sorted(deck.ids("GRID")))
    need_basic_frame(deck, nodes)
    return nodes


def _frequency(extractor: Extractor) -> str:
    """ATTB: blank for all frequencies, else the one in the middle of a narrow band."""
    ends = [extractor.config.get(name) for name in ("lowest", "highest")]
    given = [end for end in ends if isinstance(end, int | float)]
    if not given:
        return ""
    if len(given) == 1 or given[1] - given[0] > 3.0 * SAME * given[1]:
        raise NotMeasured("DRESP1 takes one frequency or all of them, no band.")
    return format_field16(sum(given) / 2.0)


MOTIONS = {
    "displacement": Motion(_displacement, ("subcase", "nodes", "component")),
    "frequency_response_peak": Motion(
        _over_frequencies, ("subcase", "nodes", "quantity", "component", "lowest", "highest")
    ),
    "transient_peak": Motion(_over_time, ("subcase", "nodes", "quantity", "component")),
    "reactions": Motion(_constraint_force, ("subcase", "nodes")),
}
"""By extractor."""
